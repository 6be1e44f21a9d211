//! Task lists on worker processes: each worker makes the list for itself, and an order is a range of its indices.

use super::function::{AnyFunction, Function, Numbering, number_at};
use super::outgoing::order;
use super::pool::Pool;
use crate::error::Error;
use crate::ipc::transfer;
use crate::ipc::wire::{self, Bytes, SentError};
use crate::jobs::result::Callbacks;
use crate::platform;
use crate::pool::run::Runner;
use crate::process;
use crate::task::{TaskResult, Tasks, Value};
use core::cell::RefCell;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};
use trace::kinds::Transfer;

/// Makes the list that a recipe tells.
type Maker = fn(&[u8]) -> Result<Arc<dyn Tasks>, Error>;

static MAKER: OnceLock<Maker> = OnceLock::new();

thread_local! {
    /// The list of the worker process whose main thread this is.
    static LIST: RefCell<Option<Result<Arc<dyn Tasks>, Error>>> = const { RefCell::new(None) };
}

/// Says how lists are made of their recipes. In every process of a run the same, before its program runs; only the first call counts.
pub fn set_lists(maker: Maker) {
    let _ = MAKER.set(maker);
}

/// What a worker calls first: makes its list. Stands in the table of [`set_functions`](super::set_functions).
pub static PREPARE: Function<Bytes, ()> = Function::new("prepare", |recipe| {
    let maker = MAKER.get().copied().unwrap_or(|_| Err(nobody_made_it()));
    // An error is every task's: a worker that raised here would end, and nobody would hear of its tasks.
    let list = maker(&recipe.0);
    LIST.with_borrow_mut(|place| *place = Some(list));
    Ok(())
});

/// Runs ranges of the list. Stands in the table of [`set_functions`](super::set_functions).
pub static RUN: RunRange = RunRange { name: "run" };

/// The type of [`RUN`].
#[derive(Debug)]
pub struct RunRange {
    /// It has an address of its own, by which the table knows it.
    name: &'static str,
}

/// The list of this worker is its own no more.
pub(super) fn forget() {
    LIST.with_borrow_mut(|place| *place = None);
}

/// A task's result as it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Sent {
    Unit,
    Integer(i64),
    Float(f64),
    Bytes(Bytes),
    Raised(SentError),
}

impl From<TaskResult> for Sent {
    fn from(result: TaskResult) -> Self {
        match result {
            Ok(Value::Unit) => Self::Unit,
            Ok(Value::Integer(n)) => Self::Integer(n),
            Ok(Value::Float(x)) => Self::Float(x),
            Ok(Value::Bytes(bytes)) => Self::Bytes(Bytes(bytes)),
            Err(error) => Self::Raised(SentError::from(&error)),
        }
    }
}

impl From<Sent> for TaskResult {
    fn from(sent: Sent) -> Self {
        Ok(match sent {
            Sent::Unit => Value::Unit,
            Sent::Integer(n) => Value::Integer(n),
            Sent::Float(x) => Value::Float(x),
            Sent::Bytes(Bytes(bytes)) => Value::Bytes(bytes),
            Sent::Raised(error) => return Err(error.into()),
        })
    }
}

impl AnyFunction for RunRange {
    fn run(&self, chunk: &[u8], numbering: Numbering) -> Result<Vec<u8>, Error> {
        let ranges = process::arguments::<Vec<(u32, u32)>>(chunk)?;
        let list = LIST
            .with_borrow(Clone::clone)
            .unwrap_or_else(|| Err(nobody_made_it()))?;
        let mut runner = Runner::new(platform::now_ns());
        let mut results = Vec::new();
        for (first, end) in ranges {
            let measurement = numbering.first.measurement;
            runner.run_chunk(
                &*list,
                measurement,
                first..end.min(list.len()),
                &mut results,
            );
        }
        let sent: Vec<Sent> = results
            .into_iter()
            .map(|(_, result)| result.into())
            .collect();
        let encode = || wire::encode(&vec![sent]).map_err(Error::from);
        let size = |bytes: &Result<Vec<u8>, Error>| bytes.as_ref().map_or(0, Vec::len);
        transfer::of(Transfer::Serialise, numbering.object, encode, size)
    }
}

fn nobody_made_it() -> Error {
    Error::runtime("nobody has said how this process makes its list: call set_lists first")
}

impl Pool {
    /// A pool of so many processes, each of which makes the list of this recipe first.
    ///
    /// # Errors
    /// As [`PoolBuilder::start`](super::pool::PoolBuilder::start).
    pub(crate) fn for_list(processes: i64, recipe: Vec<u8>) -> Result<Self, Error> {
        let builder = Self::builder().processes(processes);
        builder.initializer(&PREPARE, Bytes(recipe)).start()
    }

    /// Runs the `len` tasks of the list that the workers have made, `size` at a time: what became of each.
    ///
    /// # Blocking
    /// Until the last result is in.
    /// # Errors
    /// When no worker could make the list; see the type.
    pub(crate) fn run_list(&self, len: u32, size: u32) -> Result<Vec<TaskResult>, Error> {
        let function = number_at(core::ptr::from_ref(&RUN).cast(), RUN.name)?;
        let starts = (0..len).step_by(size.max(1) as usize);
        let ranges = starts.map(|first| (first, len.min(first.saturating_add(size))));
        let carry = Arc::new(move |range, number, deliver| order(function, range, number, deliver));
        let none = Callbacks::none();
        let job =
            self.submit_many::<(u32, u32), Vec<Sent>>(carry, ranges.collect(), Some(1), none)?;
        let chunks = job.get()?;
        Ok(chunks.into_iter().flatten().map(TaskResult::from).collect())
    }
}
