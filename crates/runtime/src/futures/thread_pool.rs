//! `ThreadPoolExecutor`: threads on demand up to a maximum, one future for each call. The queue is [`calls`](super::calls).

use super::builder::ThreadPoolBuilder;
use super::calls::{Call, Calls, GiveUp};
use super::future::{Future, Promise};
use super::mapping::Mapping;
use crate::error::Error;
use crate::jobs::traced;
use crate::sync::Guarded;
use crate::thread::Thread;
use std::sync::Arc;

/// Whether [`ThreadPoolExecutor::shutdown`] waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// `wait=True`: until all workers have ended.
    Yes,
    /// `wait=False`
    No,
}

/// What [`ThreadPoolExecutor::shutdown`] does with calls that have not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelFutures {
    /// `cancel_futures=True`
    Yes,
    /// `cancel_futures=False`: they are made.
    No,
}

/// Makes calls on threads that it starts on demand, up to a maximum, and gives a [`Future`] for each.
///
/// A submit starts a worker unless one is idle or the maximum is reached. Every accepted call is made exactly once unless it is cancelled.
/// Dropping the executor shuts it down without waiting: what was accepted is still done. The guard of [`enter`](Self::enter) waits.
///
/// # Blocking
/// `submit` waits, where it starts a worker, until that has begun. `shutdown` waits for all workers, if told so.
/// # Errors
/// `submit` after `shutdown`: `RuntimeError: cannot schedule new futures after shutdown`. When an initializer has failed, `submit` and every
/// pending future: `BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
///
/// Origin: `concurrent.futures.ThreadPoolExecutor` of the Python 3.13 library reference.
pub struct ThreadPoolExecutor {
    calls: Arc<Calls>,
    prefix: String,
    workers: Guarded<Vec<Thread>>,
}

impl ThreadPoolExecutor {
    /// An executor of at most so many threads.
    ///
    /// # Errors
    /// As [`ThreadPoolBuilder::make`].
    pub fn new(max_workers: i64) -> Result<Self, Error> {
        Self::builder().max_workers(max_workers).make()
    }

    /// An executor with more to say about it.
    pub fn builder() -> ThreadPoolBuilder {
        ThreadPoolBuilder::default()
    }

    /// An executor over this queue.
    pub(super) fn over(calls: Arc<Calls>, prefix: String) -> Self {
        Self {
            calls,
            prefix,
            workers: Guarded::new(Vec::new()),
        }
    }

    /// The most workers it starts.
    pub fn max_workers(&self) -> u32 {
        self.calls.max_workers()
    }

    /// Workers started so far.
    pub fn workers(&self) -> u32 {
        self.calls.started()
    }

    /// From now on the spans of calls belong to the measurement with this id, the next call being its first.
    pub fn count_for_measurement(&self, id: u32) {
        self.calls.count_for_measurement(id);
    }

    /// Submits a call.
    ///
    /// # Errors
    /// See the type; no worker to be had: `RuntimeError: can't start new thread`.
    pub fn submit<T>(
        &self,
        call: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<Future<T>, Error>
    where
        T: Send + Sync + 'static,
    {
        let future = Future::pending(self.calls.object());
        let (promise, given_up) = (Promise::of(&future), future.clone());
        let call = Call {
            run: Box::new(move |number| {
                if promise.begin_here() {
                    let ended = promise.finish(traced(number, call));
                    debug_assert!(ended.is_ok(), "a call ends once");
                }
            }),
            give_up: Box::new(move |why| match why {
                GiveUp::Cancelled => drop(given_up.cancel()),
                GiveUp::Broken(error) => Promise::of(&given_up).fail(error),
            }),
        };
        if let Some(number) = self.calls.push(call)? {
            self.start_worker(number)?;
        }
        Ok(future)
    }

    /// Starts a worker. Not a daemon: a program's end waits for what it has accepted.
    fn start_worker(&self, number: u32) -> Result<(), Error> {
        let calls = self.calls.clone();
        let name = format!("{}_{number}", self.prefix);
        let worker = Thread::new(move || calls.work()).name(&name).daemon(false);
        if let Err(error) = worker.start() {
            self.calls.not_started();
            return Err(error);
        }
        self.workers.with(|workers| workers.push(worker));
        Ok(())
    }

    /// `map(fn, items)`: reads the items to their end, submits all, gives the results in order. Several iterables are zipped by the caller.
    pub fn map<L, T>(
        &self,
        call: impl Fn(L::Item) -> Result<T, Error> + Send + Sync + 'static,
        items: L,
    ) -> Mapping<'_, L::Item, T, L::IntoIter>
    where
        L: IntoIterator,
        L::Item: Send + 'static,
        T: Clone + Send + Sync + 'static,
    {
        let call = Arc::new(call);
        let submit = move |item| {
            let call = call.clone();
            self.submit(move || call(item))
        };
        Mapping {
            submit: Box::new(submit),
            items: items.into_iter(),
            timeout: None,
            buffersize: None,
        }
    }

    /// Takes no more calls.
    ///
    /// # Blocking
    /// With [`Wait::Yes`] until all workers have ended; not in a thread that unwinds.
    pub fn shutdown(&self, wait: Wait, cancel: CancelFutures) {
        self.calls.shut_down(cancel);
        if wait == Wait::Yes && !std::thread::panicking() {
            for worker in self.workers.with(|workers| workers.clone()) {
                let _ = worker.join(); // It is started; an executor does not shut itself down from inside.
            }
        }
    }

    /// Python's `with`: waits for all calls when the guard is dropped.
    pub fn enter(&self) -> Entered<'_> {
        Entered { executor: self }
    }
}

impl Drop for ThreadPoolExecutor {
    fn drop(&mut self) {
        self.shutdown(Wait::No, CancelFutures::No);
    }
}

/// An executor inside `with`: dropping it shuts the executor down and waits.
#[must_use = "the executor is shut down when it is dropped"]
#[derive(Debug)]
pub struct Entered<'a> {
    executor: &'a ThreadPoolExecutor,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.executor.shutdown(Wait::Yes, CancelFutures::No);
    }
}

impl core::fmt::Debug for ThreadPoolExecutor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ThreadPoolExecutor")
            .field("max_workers", &self.max_workers())
            .field("workers", &self.workers())
            .finish_non_exhaustive()
    }
}
