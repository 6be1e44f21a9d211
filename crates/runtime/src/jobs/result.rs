//! `AsyncResult`: what a job will give.
//!
//! A result is set once, by whoever hands in the job's last chunk; `done` is raised after the callback has returned, as in CPython. Waiting,
//! orderings and Stop are the [event](crate::sync::event)'s.

use crate::blocking::{Deadline, Wait};
use crate::error::{Error, Kind};
use crate::futex::Word;
use crate::sync::event::RawEvent;
use crate::thread::{self, Returned};
use core::time::Duration;
use std::sync::{Arc, OnceLock};
use trace::kinds::Cause;

/// What a job has gathered, and who waits for it.
pub(super) struct Job<T> {
    outcome: OnceLock<Result<T, Error>>,
    done: RawEvent<Word>,
    pool: u32,
    class: &'static str,
}

impl<T> Job<T> {
    /// Of the pool with this id; `class` is Python's name of the result's class.
    pub fn new(pool: u32, class: &'static str) -> Arc<Self> {
        Arc::new(Self {
            outcome: OnceLock::new(),
            done: RawEvent::new(Word::new(0)),
            pool,
            class,
        })
    }

    /// Says what came of it, calls the callback that fits, then wakes who waits.
    pub fn finish(&self, outcome: Result<T, Error>, callbacks: Callbacks<T>) {
        if self.outcome.set(outcome).is_err() {
            return;
        }
        match self.outcome.get() {
            Some(Ok(value)) => callbacks.call_with_value(value),
            Some(Err(error)) => callbacks.call_with_error(error),
            None => {}
        }
        self.done.set();
    }
}

/// `callback` and `error_callback` of a job: called once, by the pool's result handler, before anybody who waits for the result goes on.
///
/// A callback that raises ends the result handler, as in CPython: that job and all later ones stay pending.
pub struct Callbacks<T> {
    value: Option<Callback<T>>,
    error: Option<Callback<Error>>,
}

/// What is called with a value or an error, and what it raises.
type Callback<T> = Box<dyn FnOnce(&T) -> Option<Error> + Send>;

impl<T> Default for Callbacks<T> {
    fn default() -> Self {
        Self {
            value: None,
            error: None,
        }
    }
}

impl<T> Callbacks<T> {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// With a function that is called with the value.
    #[must_use]
    pub fn on_value<R: Returned>(mut self, call: impl FnOnce(&T) -> R + Send + 'static) -> Self {
        self.value = Some(Box::new(move |value| call(value).error()));
        self
    }

    /// With a function that is called with the error.
    #[must_use]
    pub fn on_error<R: Returned>(
        mut self,
        call: impl FnOnce(&Error) -> R + Send + 'static,
    ) -> Self {
        self.error = Some(Box::new(move |error| call(error).error()));
        self
    }

    /// Whether there is any.
    pub(super) fn is_some(&self) -> bool {
        self.value.is_some() || self.error.is_some()
    }

    fn call_with_value(self, value: &T) {
        if let Some(error) = self.value.and_then(|call| call(value)) {
            thread::raise(error);
        }
    }

    fn call_with_error(self, raised: &Error) {
        if let Some(error) = self.error.and_then(|call| call(raised)) {
            thread::raise(error);
        }
    }
}

impl<T> core::fmt::Debug for Callbacks<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Callbacks").finish_non_exhaustive()
    }
}

/// The coming result of one job. Clones speak of the same job; dropping all of them lets the job go on.
///
/// # Blocking
/// `get` and `wait` wait, without using a core, until the result is there; the `_timeout` forms give up after their time, 0 only looks. After
/// `terminate`, and for a job whose worker died, it never comes.
/// # Errors
/// `get` gives the job's own error, each time it is called. Time-out of `get`: `multiprocessing.TimeoutError`, which is *not* the built-in
/// one; the job goes on. `successful` too early: `ValueError: <…ApplyResult…> not ready`. An error that nobody asks for is never seen.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Examples
/// ```
/// # use runtime::jobs::ThreadPool;
/// let pool = ThreadPool::new(2)?;
/// let result = pool.apply_async(|| Ok(6 * 7))?;
/// assert_eq!(result.get()?, 42);
/// assert!(result.ready() && result.successful()?);
/// # Ok::<(), runtime::error::Error>(())
/// ```
/// Origin: `multiprocessing.pool.AsyncResult` of the Python 3.13 library reference.
pub struct AsyncResult<T> {
    pub(super) job: Arc<Job<T>>,
}

impl<T> Clone for AsyncResult<T> {
    fn clone(&self) -> Self {
        Self {
            job: self.job.clone(),
        }
    }
}

impl<T: Clone> AsyncResult<T> {
    /// Waits for the result: a copy of the value, or the job's error.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self) -> Result<T, Error> {
        self.get_until(None)
    }

    /// Waits at most `timeout` for the result.
    ///
    /// # Errors
    /// See the type.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, Error> {
        self.get_until(Some(timeout))
    }

    fn get_until(&self, timeout: Option<Duration>) -> Result<T, Error> {
        if !self.wait_until(timeout) {
            return Err(timed_out());
        }
        match self.job.outcome.get() {
            Some(outcome) => outcome.clone(),
            None => Err(timed_out()),
        }
    }
}

impl<T> AsyncResult<T> {
    /// Waits for the result.
    pub fn wait(&self) {
        self.wait_until(None);
    }

    /// Waits at most `timeout`, and says nothing of it: ask [`ready`](Self::ready).
    pub fn wait_timeout(&self, timeout: Duration) {
        self.wait_until(Some(timeout));
    }

    fn wait_until(&self, timeout: Option<Duration>) -> bool {
        let why = || Wait::on(Cause::Result, self.job.pool);
        match timeout {
            Some(timeout) if timeout.is_zero() => self.ready(),
            timeout => self.job.done.wait(timeout.map(Deadline::after), why),
        }
    }

    /// Whether the result is there at this moment.
    pub fn ready(&self) -> bool {
        self.job.done.is_set()
    }

    /// Whether the job ended without an error.
    ///
    /// # Errors
    /// Before it has ended: see the type.
    pub fn successful(&self) -> Result<bool, Error> {
        if self.ready() {
            return Ok(matches!(self.job.outcome.get(), Some(Ok(_))));
        }
        let address = core::ptr::from_ref(&*self.job).addr();
        Err(Error::value(format!(
            "<multiprocessing.pool.{} object at 0x{address:x}> not ready",
            self.job.class
        )))
    }
}

/// The error of a `get` or `next` whose time is up.
pub(super) fn timed_out() -> Error {
    Error::new(Kind::Other("multiprocessing.TimeoutError".into()), "")
}

impl<T> core::fmt::Debug for AsyncResult<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsyncResult")
            .field("ready", &self.ready())
            .finish_non_exhaustive()
    }
}
