//! One task's coming result.

use super::watch::Watch;
use crate::blocking::{self, Deadline};
use crate::context;
use crate::error::{Error, Kind};
use crate::futex::{FutexWord as _, Word};
use crate::sync::Guarded;
use crate::sync::event::RawEvent;
use crate::thread::{self, Returned};
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock};
use trace::kinds::Cause;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Pending,
    Running,
    Cancelled,
    Finished,
}

type Callback<T> = Box<dyn FnOnce(Future<T>) -> Option<Error> + Send>;

struct Inside<T> {
    state: State,
    callbacks: Vec<Callback<T>>,
    watchers: Vec<(Arc<Watch>, usize)>,
}

pub(super) struct Shared<T> {
    inside: Guarded<Inside<T>>,
    outcome: OnceLock<Result<T, Error>>,
    /// Cancelled or finished.
    done: RawEvent<Word>,
    executor: u32,
    /// The thread that makes the call, 0 while nobody does: the holder word of waits for its result. Relaxed: it orders nothing; whoever reads
    /// status cells may see it late, and judges a hang only when two looks agree.
    runner: Word,
}

/// The handle to the coming result of one call. Clones speak of the same call; dropping all of them lets it go on.
///
/// # Blocking
/// `result` and `exception` wait until the call has ended; the `_timeout` forms at most so long, then `TimeoutError`.
/// # Errors
/// `result` gives the call's own error, each time; of a cancelled call: `concurrent.futures.CancelledError`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Examples
/// ```
/// # use runtime::futures::ThreadPoolExecutor;
/// let executor = ThreadPoolExecutor::new(2)?;
/// let future = executor.submit(|| Ok(6 * 7))?;
/// assert_eq!(future.result()?, 42);
/// assert!(future.done() && !future.cancel());
/// # Ok::<(), runtime::error::Error>(())
/// ```
/// Origin: `concurrent.futures.Future` of the Python 3.13 library reference.
pub struct Future<T> {
    pub(super) shared: Arc<Shared<T>>,
}

impl<T> Clone for Future<T> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
        }
    }
}

impl<T> Future<T> {
    /// A pending future of the executor with this id.
    pub(crate) fn pending(executor: u32) -> Self {
        Self {
            shared: Arc::new(Shared {
                inside: Guarded::new(Inside {
                    state: State::Pending,
                    callbacks: Vec::new(),
                    watchers: Vec::new(),
                }),
                outcome: OnceLock::new(),
                done: RawEvent::new(Word::new(0)),
                executor,
                runner: Word::new(0),
            }),
        }
    }

    fn state(&self) -> State {
        self.shared.inside.with(|inside| inside.state)
    }

    /// Sees to it that the call is not made, unless it has begun. True if it will not be made.
    pub fn cancel(&self) -> bool {
        match self.end(State::Pending, State::Cancelled) {
            Ok(()) => true,
            Err(now) => now == State::Cancelled,
        }
    }

    /// Whether it was cancelled.
    pub fn cancelled(&self) -> bool {
        self.state() == State::Cancelled
    }

    /// Whether the call is being made.
    pub fn running(&self) -> bool {
        self.state() == State::Running
    }

    /// Whether it was cancelled or has ended.
    pub fn done(&self) -> bool {
        matches!(self.state(), State::Cancelled | State::Finished)
    }

    /// Calls `call` with this future once it is done: in the thread that ends it, in order of adding; at once and here if it is done already.
    /// An error of `call` is printed, not raised.
    pub fn add_done_callback<R: Returned>(&self, call: impl FnOnce(Self) -> R + Send + 'static)
    where
        T: 'static,
    {
        let callback: Callback<T> = Box::new(move |future| call(future).error());
        let mut callback = Some(callback);
        self.shared.inside.with(|inside| {
            if matches!(inside.state, State::Pending | State::Running) {
                inside.callbacks.extend(callback.take());
            }
        });
        if let Some(callback) = callback {
            self.call(callback);
        }
    }

    fn call(&self, callback: Callback<T>) {
        let future = self.clone();
        let error = match catch_unwind(AssertUnwindSafe(move || callback(future))) {
            Ok(error) => error,
            Err(payload) if crate::stop::Stopped::is(&*payload) => resume_unwind(payload),
            Err(payload) => Some(thread::caught(&*payload)),
        };
        if let Some(error) = error {
            context::print(&format!("exception calling callback {self:?}"));
            context::print(&error.to_string());
        }
    }

    /// Tells `watch`, under this number, when it is done; at once if it is.
    pub(super) fn watch(&self, watch: &Arc<Watch>, number: usize) {
        let is_done = self.shared.inside.with(|inside| {
            let is_done = matches!(inside.state, State::Cancelled | State::Finished);
            if !is_done {
                inside.watchers.push((watch.clone(), number));
            }
            is_done
        });
        if is_done {
            watch.tell(number, self.raised());
        }
    }

    /// Nobody watches any more under this watch.
    pub(super) fn unwatch(&self, watch: &Arc<Watch>) {
        self.shared.inside.with(|inside| {
            inside
                .watchers
                .retain(|(known, _)| !Arc::ptr_eq(known, watch));
        });
    }

    /// Whether the call has ended with an error. A cancelled one has not.
    fn raised(&self) -> bool {
        matches!(self.shared.outcome.get(), Some(Err(_)))
    }

    /// Goes from one state to a last one, and tells everybody.
    fn end(&self, from: State, to: State) -> Result<(), State> {
        let (callbacks, watchers) = self.shared.inside.with(|inside| {
            if inside.state != from {
                return Err(inside.state);
            }
            inside.state = to;
            Ok((
                core::mem::take(&mut inside.callbacks),
                core::mem::take(&mut inside.watchers),
            ))
        })?;
        self.shared.runner.store(0, Relaxed);
        self.shared.done.set();
        let raised = self.raised();
        for (watch, number) in watchers {
            watch.tell(number, raised);
        }
        for callback in callbacks {
            self.call(callback);
        }
        Ok(())
    }

    fn wait(&self, timeout: Option<Duration>) -> Result<(), Error> {
        let Shared {
            executor, runner, ..
        } = &*self.shared;
        let why = || blocking::Wait::held(Cause::Result, *executor, runner);
        let is_done = match timeout {
            Some(timeout) if timeout.is_zero() => self.shared.done.is_set(),
            timeout => self.shared.done.wait(timeout.map(Deadline::after), why),
        };
        if !is_done {
            return Err(timed_out(""));
        }
        if self.cancelled() {
            return Err(Error::new(
                Kind::Other("concurrent.futures.CancelledError".into()),
                "",
            ));
        }
        Ok(())
    }

    /// Waits for the call's end: its error, or `None`.
    ///
    /// # Errors
    /// When it was cancelled: see the type.
    pub fn exception(&self) -> Result<Option<Error>, Error> {
        self.exception_until(None)
    }

    /// Waits at most `timeout` for the call's end.
    ///
    /// # Errors
    /// `TimeoutError`, or see the type.
    pub fn exception_timeout(&self, timeout: Duration) -> Result<Option<Error>, Error> {
        self.exception_until(Some(timeout))
    }

    fn exception_until(&self, timeout: Option<Duration>) -> Result<Option<Error>, Error> {
        self.wait(timeout)?;
        let error = self
            .shared
            .outcome
            .get()
            .map(|outcome| outcome.as_ref().err());
        Ok(error.flatten().cloned())
    }

    /// Whether both speak of the same call.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl<T: Clone> Future<T> {
    /// Waits for the call's end: a copy of its value, or its error.
    ///
    /// # Errors
    /// See the type.
    pub fn result(&self) -> Result<T, Error> {
        self.result_until(None)
    }

    /// Waits at most `timeout` for the call's end.
    ///
    /// # Errors
    /// `TimeoutError`, or see the type.
    pub fn result_timeout(&self, timeout: Duration) -> Result<T, Error> {
        self.result_until(Some(timeout))
    }

    pub(super) fn result_until(&self, timeout: Option<Duration>) -> Result<T, Error> {
        self.wait(timeout)?;
        match self.shared.outcome.get() {
            Some(outcome) => outcome.clone(),
            None => Err(timed_out("")), // Only in a thread that unwinds by Stop already.
        }
    }
}

/// The built-in error of a wait whose time is up.
pub(super) fn timed_out(message: impl Into<String>) -> Error {
    Error::new(Kind::Other("TimeoutError".into()), message.into())
}

/// The executor's end of a [`Future`]: says when its call begins and how it ends.
///
/// Origin: `set_running_or_notify_cancel`, `set_result` and `set_exception`, which Python keeps for executors and tests too.
#[derive(Debug)]
pub struct Promise<T> {
    future: Future<T>,
}

impl<T> Promise<T> {
    /// The end of a new future, which is pending.
    pub fn new() -> Self {
        Self::of(&Future::pending(0))
    }

    pub(super) fn of(future: &Future<T>) -> Self {
        Self {
            future: future.clone(),
        }
    }

    /// The future.
    pub fn future(&self) -> Future<T> {
        self.future.clone()
    }

    /// The call begins. False: it was cancelled, and must not.
    pub fn begin(&self) -> bool {
        self.future.shared.inside.with(|inside| {
            let is_pending = inside.state == State::Pending;
            if is_pending {
                inside.state = State::Running;
            }
            is_pending
        })
    }

    /// As [`begin`](Self::begin), and the calling thread makes the call: a wait for its result is a wait for this thread.
    pub(super) fn begin_here(&self) -> bool {
        let has_begun = self.begin();
        if has_begun {
            self.future
                .shared
                .runner
                .store(context::thread_id(), Relaxed);
        }
        has_begun
    }

    /// The call, which has begun, has ended so: wakes who waits, calls the callbacks.
    ///
    /// # Errors
    /// A second time: `InvalidStateError: FINISHED: <Future …>`.
    pub fn finish(&self, outcome: Result<T, Error>) -> Result<(), Error> {
        let is_first = self.future.shared.outcome.set(outcome).is_ok();
        if is_first && self.future.end(State::Running, State::Finished).is_ok() {
            return Ok(());
        }
        let state = match self.future.state() {
            State::Pending => "PENDING",
            State::Running => "RUNNING",
            State::Cancelled => "CANCELLED",
            State::Finished => "FINISHED",
        };
        Err(Error::new(
            Kind::Other("InvalidStateError".into()),
            format!("{state}: {:?}", self.future),
        ))
    }

    /// The call will never be made, and who asks gets this error. Nothing for one that was cancelled.
    pub fn fail(&self, error: Error) {
        if self.begin() {
            let ended = self.finish(Err(error));
            debug_assert!(ended.is_ok(), "it has begun here");
        }
    }
}

impl<T> Default for Promise<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> core::fmt::Debug for Future<T> {
    /// As Python: `<Future state=finished raised ValueError>`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let state = match (self.state(), self.shared.outcome.get()) {
            (State::Pending, _) => "pending".to_owned(),
            (State::Running, _) => "running".to_owned(),
            (State::Cancelled, _) => "cancelled".to_owned(),
            (State::Finished, Some(Err(error))) => {
                format!("finished raised {}", error.kind().name())
            }
            (State::Finished, _) => format!("finished returned {}", core::any::type_name::<T>()),
        };
        write!(f, "<Future state={state}>")
    }
}
