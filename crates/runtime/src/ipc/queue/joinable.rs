//! `multiprocessing.JoinableQueue`: a [`Queue`] that counts what is not yet done.

use super::{Queue, at_most};
use crate::error::Error;
use crate::sync::python::Limit;
use core::time::Duration;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A [`Queue`] whose items are marked done, so that `join` can wait until all are.
///
/// # Blocking
/// `join` waits until every item that was ever put has been marked done, by whatever process.
/// # Errors
/// As [`Queue`]; `task_done` more often than items were put: `ValueError: task_done() called too many times`.
///
/// Origin: `multiprocessing.JoinableQueue` of the Python 3.13 library reference.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound = "T: Serialize + DeserializeOwned + Send + 'static")]
pub struct JoinableQueue<T> {
    queue: Queue<T>,
}

impl<T> Clone for JoinableQueue<T> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> JoinableQueue<T> {
    /// An empty queue without limit.
    ///
    /// # Errors
    /// As [`Queue::new`].
    pub fn new() -> Result<Self, Error> {
        Self::named("", 0)
    }

    /// A queue that the trace shows under this name; `maxsize` 0 = without limit.
    ///
    /// # Errors
    /// As [`Queue::new`].
    pub fn named(name: &str, maxsize: u32) -> Result<Self, Error> {
        Ok(Self {
            queue: Queue::named(name, maxsize)?,
        })
    }

    /// The queue below: `get`, `qsize`, `close` and the rest.
    pub fn queue(&self) -> &Queue<T> {
        &self.queue
    }

    /// Puts an item in, waiting while the queue is full.
    ///
    /// # Errors
    /// As [`Queue::put`].
    pub fn put(&self, item: T) -> Result<(), Error> {
        self.put_limit(item, Limit::Wait(None))
    }

    /// Puts an item in, waiting at most `timeout`.
    ///
    /// # Errors
    /// As [`Queue::put_timeout`].
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), Error> {
        self.put_limit(item, at_most(timeout))
    }

    fn put_limit(&self, item: T, limit: Limit) -> Result<(), Error> {
        let shared = self.queue.shared();
        shared.add_unfinished(); // Before a getter can mark it done.
        self.queue.put_limit(item, limit).inspect_err(|_| {
            shared.mark_done();
        })
    }

    /// Takes an item out, waiting while there is none.
    ///
    /// # Errors
    /// As [`Queue::get`].
    pub fn get(&self) -> Result<T, Error> {
        self.queue.get()
    }

    /// Marks one item done that was got.
    ///
    /// # Errors
    /// See the type.
    pub fn task_done(&self) -> Result<(), Error> {
        if self.queue.shared().mark_done() {
            Ok(())
        } else {
            Err(Error::value("task_done() called too many times"))
        }
    }

    /// Waits until all items have been marked done.
    pub fn join(&self) {
        self.queue.shared().join();
    }

    /// Items put and not yet marked done.
    pub fn unfinished_tasks(&self) -> u32 {
        self.queue.shared().unfinished()
    }
}
