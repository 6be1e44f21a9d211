//! Tasks: one call each, with its arguments and one result.

use crate::error::Error;
use core::fmt;
use std::sync::Arc;

/// What a task returns. The runtime looks at nothing but size: what does not fit a record travels as bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing (`None`).
    Unit,
    /// A whole number.
    Integer(i64),
    /// A real number.
    Float(f64),
    /// Anything else, as the program encodes it (`scenario::TaskValue` as `postcard`).
    Bytes(Vec<u8>),
}

/// What became of a task.
pub type TaskResult = Result<Value, Error>;

/// A list of tasks, told by its length and by what the task at an index does: moving a task to a worker is moving its index.
pub trait Tasks: Send + Sync {
    /// Number of tasks.
    fn len(&self) -> u32;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs the task at `index`, on the calling thread.
    ///
    /// # Errors
    /// What the task raises. A panic is caught by the caller and becomes a `RuntimeError`.
    fn run(&self, index: u32) -> TaskResult;

    /// How another process can make this list, in bytes; `None`: it cannot.
    fn recipe(&self) -> Option<&[u8]> {
        None
    }
}

/// A list of `len` tasks that call `run` with their index.
pub fn list<F>(len: u32, run: F) -> Arc<dyn Tasks>
where
    F: Fn(u32) -> TaskResult + Send + Sync + 'static,
{
    Arc::new(List { len, run })
}

struct List<F> {
    len: u32,
    run: F,
}

impl<F: Fn(u32) -> TaskResult + Send + Sync> Tasks for List<F> {
    fn len(&self) -> u32 {
        self.len
    }

    fn run(&self, index: u32) -> TaskResult {
        (self.run)(index)
    }
}

/// The same list, which other processes can make from these bytes.
pub fn with_recipe(list: Arc<dyn Tasks>, recipe: Vec<u8>) -> Arc<dyn Tasks> {
    Arc::new(Told { list, recipe })
}

struct Told {
    list: Arc<dyn Tasks>,
    recipe: Vec<u8>,
}

impl Tasks for Told {
    fn len(&self) -> u32 {
        self.list.len()
    }

    fn run(&self, index: u32) -> TaskResult {
        self.list.run(index)
    }

    fn recipe(&self) -> Option<&[u8]> {
        Some(&self.recipe)
    }
}

/// The first task that raised, as `map` hands it to its caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("task {index}: {error}")]
pub struct TaskFailed {
    /// Index of the task.
    pub index: u32,
    /// What it raised.
    pub error: Error,
}

/// All values in order, or the failure with the lowest index.
///
/// # Errors
/// [`TaskFailed`] when any task raised.
pub fn all_or_first_failure(results: Vec<TaskResult>) -> Result<Vec<Value>, TaskFailed> {
    let with_index = |(index, result): (usize, TaskResult)| {
        result.map_err(|error| TaskFailed {
            index: index as u32,
            error,
        })
    };
    results.into_iter().enumerate().map(with_index).collect()
}

impl fmt::Debug for dyn Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tasks").field("len", &self.len()).finish()
    }
}
