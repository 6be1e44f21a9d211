//! `multiprocessing`'s queues: items as messages in one ring of the arena.
//!
//! State: a block with the ring ([`ring`](super::ring)) and, in words of its own:
//! | word | meaning | changed by |
//! |---|---|---|
//! | 0 | id in the trace | whoever makes it |
//! | 1 | `maxsize`, 0 for none | whoever makes it |
//! | 2 | free places, a [`RawSemaphore`], used with a `maxsize` only | a put takes one, a get gives it back |
//! | 3, 20 | items ever put, items ever got: the difference is in the queue | put + 1, get + 1 |
//! | 4 | items not yet marked done (`JoinableQueue`) | put + 1, `task_done` − 1; at 0 it wakes who joins |
//!
//! **The feeder.** `Queue::put` writes its item down, leaves the bytes to a thread of this process, started at the first put, and returns; that thread
//! takes all that was put meanwhile and waits for room in the ring. Where more than one item had come it looks again a little later instead of
//! sleeping until it is woken ([`feeder`]): items that follow one another closely cost no wake each. So an item shows up later, `empty()` may be true right after `put`, and a process that still feeds does not
//! end: dropping the last copy of a queue in a process waits for its feeder, unless `cancel_join_thread` was called. Joining such a process before
//! draining its queue is a deadlock, as in Python. `SimpleQueue` has no feeder: there `put` itself waits.
//!
//! **No lost wake-up, ordering.** The ring's and the semaphore's. `join` waits while word 4 is as it saw it and not 0; whoever brings it to 0 wakes
//! all *after* the change.
//!
//! **Fairness.** Items of one process come in its order; between processes, and among getters, none.
//!
//! **Time-out.** A get waits that long for the first byte of an item, a put for a free place. **Stop** unwinds out of every wait; the feeder is
//! stopped as any thread. **Death** of a process: what its feeder had not written is lost; an item cut in the middle spoils the queue for all
//! (`OSError: got end of file …` cannot be told, since others may still write: the next get reads nonsense and says so), as Python warns.
//!
//! **Trace.** Transfers: serialise where it is put (CPython does that in the feeder), send on the feeder's lane (many items at once, with their bytes
//! together), receive and deserialise where it is got; `Value` (items); waits are `blocked(queue)`.
//!
//! **Origin.** `multiprocessing.Queue`, `JoinableQueue`, `SimpleQueue` of the Python 3.13 library reference.
//!
//! **Checked by** `tests/ipc_queue.rs`, `tests/parity/channels.rs`.

mod feeder;
mod joinable;
mod shared;
mod simple;

pub use joinable::JoinableQueue;
pub use simple::SimpleQueue;

use super::arena::Block;
use crate::blocking::Deadline;
use crate::error::Error;
use crate::sync::python::{self, Blocking, Limit, Timeout};
use core::marker::PhantomData;
use core::time::Duration;
use feeder::Feeder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use shared::Shared;
use std::sync::Arc;

/// A FIFO queue between processes: any of them puts, any of them gets.
///
/// # Blocking
/// `get` waits while it is empty, `put` only while a bounded queue is full. Dropping a process's last copy waits until everything that it has put
/// is in the ring.
/// # Errors
/// `queue.Full`, `queue.Empty`. Closed here: `ValueError: Queue <…> is closed`. `join_thread` before `close`: `AssertionError: Queue <…> not
/// closed`. An item that cannot be written down is lost: `put` returns, and the error is printed.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// A put: one pass over the item and a short lock. The feeder passes on up to 16 KiB of items with one copy. A get: about eight looks at the arena and one copy.
/// # Examples
/// ```
/// # use runtime::ipc::Queue;
/// let queue = Queue::new().unwrap();
/// queue.put("one".to_owned()).unwrap();
/// assert_eq!(queue.get().unwrap(), "one");
/// assert_eq!(queue.get_nowait().unwrap_err().to_string(), "queue.Empty");
/// ```
/// Origin: `multiprocessing.Queue` of the Python 3.13 library reference. It has no `task_done`, `join` or `shutdown`.
#[derive(Debug)]
pub struct Queue<T> {
    shared: Shared,
    feeder: Arc<Feeder>,
    item: PhantomData<fn() -> T>,
}

impl<T> Clone for Queue<T> {
    /// The same object: closing one closes both.
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            feeder: self.feeder.clone(),
            item: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Queue<T> {
    /// An empty queue without limit.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new() -> Result<Self, Error> {
        Self::named("", 0)
    }

    /// An empty queue that holds at most `maxsize` items; 0 = without limit.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn bounded(maxsize: u32) -> Result<Self, Error> {
        Self::named("", maxsize)
    }

    /// A queue that the trace shows under this name; `maxsize` 0 = without limit.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str, maxsize: u32) -> Result<Self, Error> {
        Shared::new(name, maxsize).map(Self::of)
    }

    /// Puts an item in, waiting while the queue is full.
    ///
    /// # Errors
    /// See the type.
    pub fn put(&self, item: T) -> Result<(), Error> {
        self.put_limit(item, Limit::Wait(None))
    }

    /// Puts an item in, waiting at most `timeout`.
    ///
    /// # Errors
    /// See the type.
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), Error> {
        self.put_limit(item, at_most(timeout))
    }

    /// Puts an item in if there is room.
    ///
    /// # Errors
    /// See the type.
    pub fn put_nowait(&self, item: T) -> Result<(), Error> {
        self.put_limit(item, Limit::Try)
    }

    /// `put(item, block, timeout)` with arguments as Python passes them.
    ///
    /// # Errors
    /// See the type.
    pub fn put_with(&self, item: T, block: Blocking, timeout: Timeout) -> Result<(), Error> {
        self.put_limit(item, python::process_wait(block, timeout))
    }

    pub(super) fn put_limit(&self, item: T, limit: Limit) -> Result<(), Error> {
        self.open()?;
        if !self.shared.take_place(limit) {
            return Err(Error::full());
        }
        self.shared.count_put();
        self.feeder.put(&self.shared, &item)
    }

    /// Takes an item out, waiting while the queue is empty.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self) -> Result<T, Error> {
        self.get_limit(Limit::Wait(None))
    }

    /// Takes an item out, waiting at most `timeout`.
    ///
    /// # Errors
    /// See the type.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, Error> {
        self.get_limit(at_most(timeout))
    }

    /// Takes an item out if there is one.
    ///
    /// # Errors
    /// See the type.
    pub fn get_nowait(&self) -> Result<T, Error> {
        self.get_limit(Limit::Try)
    }

    /// `get(block, timeout)` with arguments as Python passes them; a negative time-out does not wait.
    ///
    /// # Errors
    /// See the type.
    pub fn get_with(&self, block: Blocking, timeout: Timeout) -> Result<T, Error> {
        self.get_limit(python::process_wait(block, timeout))
    }

    fn get_limit(&self, limit: Limit) -> Result<T, Error> {
        self.open()?;
        let deadline = match limit {
            Limit::Try if self.shared.ring_is_empty() => return Err(Error::empty()),
            Limit::Try => Some(Deadline::at_ns(0)),
            Limit::Wait(timeout) => timeout.map(Deadline::after),
        };
        self.shared.take(deadline)
    }

    /// Whether nothing can be got at this moment: true right after a `put`, until the feeder has written it.
    ///
    /// # Errors
    /// Closed here: `OSError: handle is closed`.
    pub fn empty(&self) -> Result<bool, Error> {
        if self.feeder.is_closed() {
            return Err(Error::handle_closed());
        }
        Ok(self.shared.ring_is_empty())
    }

    /// Whether a put would have to wait at this moment.
    pub fn full(&self) -> bool {
        self.shared.is_full()
    }

    /// Items put and not yet got at this moment.
    pub fn qsize(&self) -> u32 {
        self.shared.qsize()
    }

    /// Says that this process puts no more; its feeder ends when all is written. Again is fine.
    pub fn close(&self) {
        self.feeder.close();
    }

    /// Waits until this process's feeder has ended.
    ///
    /// # Blocking
    /// Until somebody has read enough.
    /// # Errors
    /// Not closed: `AssertionError: Queue <…> not closed`.
    pub fn join_thread(&self) -> Result<(), Error> {
        if !self.feeder.is_closed() {
            return Err(Error::assertion(format!(
                "Queue {} not closed",
                self.shared.repr()
            )));
        }
        self.feeder.join();
        Ok(())
    }

    /// Lets this process end without waiting for its feeder; what is not written then is lost.
    pub fn cancel_join_thread(&self) {
        self.feeder.cancel_join();
    }

    fn open(&self) -> Result<(), Error> {
        if self.feeder.is_closed() {
            return Err(Error::value(format!(
                "Queue {} is closed",
                self.shared.repr()
            )));
        }
        Ok(())
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    fn of(shared: Shared) -> Self {
        Self {
            shared,
            feeder: Arc::new(Feeder::new()),
            item: PhantomData,
        }
    }
}

/// 0 does not wait.
pub(super) fn at_most(timeout: Duration) -> Limit {
    if timeout.is_zero() {
        Limit::Try
    } else {
        Limit::Wait(Some(timeout))
    }
}

impl<T> Serialize for Queue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shared.block().lend().serialize(serializer)
    }
}

impl<'de, T: Serialize + DeserializeOwned + Send + 'static> Deserialize<'de> for Queue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        shared::adopt(deserializer).map(|block: Block| Self::of(Shared::on(block)))
    }
}
