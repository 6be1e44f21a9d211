//! `Thread`: Python's thread object, above the runtime's threads.
//!
//! State table
//! | state | meaning | who may change it |
//! |---|---|---|
//! | new | made, not started | `start`, once → ready |
//! | ready | started, its worker on the way, or waiting for the GIL | the thread itself → running |
//! | running, blocked | alive | the thread itself |
//! | terminated | its function has returned, raised or been stopped | nobody |
//!
//! `start` returns once the new thread runs, as in Python: it waits for an event that the thread sets. `join` waits
//! for the end that the runtime tells its [`Handle`]. What the function returns is dropped; an error goes to the except-hook, not to `join`.
//!
//! **Origin.** `threading.Thread` of the Python 3.13 library reference.
//!
//! **Checked by** `tests/python_threads.rs`, `tests/parity.rs`.

mod repr;

use super::{Handle, current, hook, names, start_as};
use crate::blocking::{Deadline, Wait};
use crate::context;
use crate::error::Error;
use crate::futex::Word;
use crate::stop::Stopped;
use crate::sync::Guarded;
use crate::sync::event::RawEvent;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock};
use trace::entry::Entry;
use trace::kinds::{Cause, ThreadState};

/// What a thread's function may return. Python drops it; only an error is of interest.
pub trait Returned {
    /// The error that it raised, if any.
    fn error(self) -> Option<Error>;
}

impl Returned for () {
    fn error(self) -> Option<Error> {
        None
    }
}

impl<T> Returned for Result<T, Error> {
    fn error(self) -> Option<Error> {
        self.err()
    }
}

type Target = Box<dyn FnOnce() -> Option<Error> + Send>;

struct Inner {
    name: Guarded<String>,
    daemon: Guarded<bool>,
    target: Guarded<Option<Target>>,
    started: RawEvent<Word>,
    handle: OnceLock<Handle>,
    /// The thread's id and its worker's number, once it runs.
    ident: AtomicU32,
    native_id: AtomicU32,
    role: Role,
    /// Its id in the trace from when it was made; 0 where that is not known.
    made_as: u32,
}

/// Where a thread object comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Made by the program.
    Made,
    /// The process's first.
    Main,
    /// Not made by the program; made an object of when it asked for itself.
    Foreign,
}

/// A thread of the program: made, started once, joined by anybody any number of times.
///
/// Clones speak of the same thread. What the starter wrote before `start` is visible to the thread; what the thread wrote is visible after `join`.
///
/// # Blocking
/// `start` waits until the thread runs; `join` until it has ended; `join_timeout(d)` at most `d`, and returns nothing either way: ask `is_alive`.
/// # Errors
/// `start` twice: `RuntimeError: threads can only be started once`; no worker to be had: `RuntimeError: can't start new thread`; `join` by
/// itself: `RuntimeError: cannot join current thread`; before `start`: `RuntimeError: cannot join thread before it is started`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Start: 10 µs with a worker parked.
/// # Examples
/// ```
/// # use runtime::thread::Thread; use std::sync::{Arc, atomic::{AtomicU32, Ordering::Relaxed}};
/// let seen = Arc::new(AtomicU32::new(0));
/// let thread = Thread::new({ let seen = seen.clone(); move || seen.store(7, Relaxed) }).name("worker");
/// thread.start().unwrap();
/// thread.join().unwrap();
/// assert_eq!(seen.load(Relaxed), 7);
/// ```
/// Something that cannot be called does not compile (Python accepts it, and it fails inside the thread); nor do arguments that are no tuple:
/// ```compile_fail,E0277
/// runtime::thread::Thread::new(5);
/// ```
/// Origin: `threading.Thread` of the Python 3.13 library reference. Arguments are what the closure has captured.
#[derive(Clone)]
pub struct Thread {
    inner: Arc<Inner>,
}

/// Threads that were made objects of later.
static FOREIGN: AtomicU32 = AtomicU32::new(0);

impl Thread {
    /// A thread that will run `target`: not started, called `Thread-N (target)`, a daemon if the calling thread is one.
    pub fn new<F, R>(target: F) -> Self
    where
        F: FnOnce() -> R + Send + 'static,
        R: Returned,
    {
        let name = names::next_name(names::of_function::<F>());
        let daemon = current::current().is_daemon();
        let target: Target = Box::new(move || target().error());
        let thread = Self::made(Role::Made, name, daemon, Some(target));
        thread.announce();
        thread
    }

    fn made(role: Role, name: String, daemon: bool, target: Option<Target>) -> Self {
        Self {
            inner: Arc::new(Inner {
                name: Guarded::new(name),
                daemon: Guarded::new(daemon),
                target: Guarded::new(target),
                started: RawEvent::new(Word::new(0)),
                handle: OnceLock::new(),
                ident: AtomicU32::new(0),
                native_id: AtomicU32::new(0),
                role,
                made_as: if role == Role::Made { super::make() } else { 0 },
            }),
        }
    }

    /// The object of a thread that the program did not make.
    pub(super) fn foreign() -> Self {
        let name = format!("Dummy-{}", FOREIGN.fetch_add(1, Relaxed) + 1);
        Self::running_already(Role::Foreign, name, true)
    }

    /// The object of the process's first thread.
    pub(super) fn main_thread(name: &str) -> Self {
        Self::running_already(Role::Main, name.to_owned(), false)
    }

    fn running_already(role: Role, name: String, daemon: bool) -> Self {
        let thread = Self::made(role, name, daemon, None);
        thread.runs_here();
        thread
    }

    fn runs_here(&self) {
        self.inner.ident.store(current::get_ident(), Relaxed);
        self.inner
            .native_id
            .store(current::get_native_id(), Relaxed);
        self.inner.started.set();
    }

    /// The same with this name.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.set_name(name);
        self
    }

    /// The same as a daemon or not: a program's end does not wait for daemons.
    #[must_use]
    pub fn daemon(self, daemon: bool) -> Self {
        self.inner.daemon.with(|now| *now = daemon);
        self
    }

    /// Starts it; returns once it runs.
    ///
    /// # Blocking
    /// Until its worker has taken it.
    /// # Errors
    /// See the type.
    pub fn start(&self) -> Result<(), Error> {
        let target = self.inner.target.with(Option::take);
        let once = || Error::runtime("threads can only be started once");
        let target = target
            .filter(|_| self.inner.role == Role::Made)
            .ok_or_else(once)?;
        let me = self.clone();
        // The target returns what it holds when the thread could not be started, so that it can be tried again.
        let body = Arc::new(Guarded::new(Some(target)));
        let given = body.clone();
        let run = move || {
            if let Some(target) = given.with(Option::take) {
                me.bootstrap(target);
            }
        };
        match start_as(self.inner.made_as, &self.get_name(), Box::new(run)) {
            Ok(handle) => {
                let why = Wait::on(Cause::Join, handle.thread());
                let _ = self.inner.handle.set(handle);
                self.inner.started.wait(None, || why);
                Ok(())
            }
            Err(_) => {
                let target = body.with(Option::take);
                self.inner.target.with(|place| *place = target);
                Err(Error::runtime("can't start new thread"))
            }
        }
    }

    /// What the new thread does.
    fn bootstrap(self, target: Target) {
        if self.is_daemon()
            && let Some(here) = context::current()
        {
            here.write(&Entry::Thread {
                thread: here.thread(),
                name: self.get_name(),
                daemon: true,
            });
        }
        current::enter(self.clone());
        self.runs_here();
        let raised =
            catch_unwind(AssertUnwindSafe(target)).map_or_else(Raised::Unwound, Raised::Returned);
        let (error, payload) = match raised {
            Raised::Returned(error) => (error, None),
            Raised::Unwound(payload) if Stopped::is(&*payload) => resume_unwind(payload),
            Raised::Unwound(payload) => (Some(hook::caught(&*payload)), Some(payload)),
        };
        if let Some(error) = error {
            hook::uncaught(&error, &self);
            resume_unwind(payload.unwrap_or_else(|| Box::new(error))); // The runtime notes that it raised.
        }
    }

    /// Calls the function in the calling thread, as Python does when `run` is called by mistake for `start`. Only once: then it is used up.
    ///
    /// # Errors
    /// The function's own.
    pub fn run(&self) -> Result<(), Error> {
        let target = self.inner.target.with(Option::take);
        target.map_or(Ok(()), |target| target().map_or(Ok(()), Err))
    }

    /// Waits until it has ended.
    ///
    /// # Blocking
    /// Until then.
    /// # Errors
    /// See the type.
    pub fn join(&self) -> Result<(), Error> {
        self.join_until(None)
    }

    /// Waits at most `timeout` for its end, and says nothing of it: ask [`is_alive`](Self::is_alive).
    ///
    /// # Blocking
    /// At most `timeout`; 0 only looks.
    /// # Errors
    /// See the type.
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), Error> {
        self.join_until(Some(Deadline::after(timeout)))
    }

    fn join_until(&self, deadline: Option<Deadline>) -> Result<(), Error> {
        if !self.inner.started.is_set() {
            return Err(Error::runtime("cannot join thread before it is started"));
        }
        if self.is(&current::current()) {
            return Err(Error::runtime("cannot join current thread"));
        }
        if let Some(handle) = self.inner.handle.get() {
            handle.join(deadline);
        }
        Ok(())
    }

    /// Whether it has been started and has not ended.
    pub fn is_alive(&self) -> bool {
        self.inner.started.is_set() && self.inner.handle.get().is_none_or(Handle::is_alive)
    }

    /// Its name (Python's attribute `name`; `name` here is the constructor's argument).
    pub fn get_name(&self) -> String {
        self.inner.name.with(|name| name.clone())
    }

    /// Gives it another name. The timeline shows the one that it had when it was started.
    pub fn set_name(&self, name: &str) {
        self.inner.name.with(|now| name.clone_into(now));
        self.announce();
    }

    /// Tells the trace the name of a thread that is still new; it tells it itself when it begins.
    fn announce(&self) {
        let here = context::current().filter(|_| self.inner.made_as != 0);
        if let Some(here) = here.filter(|_| self.state() == ThreadState::New) {
            here.write(&Entry::Thread {
                thread: self.inner.made_as,
                name: self.get_name(),
                daemon: self.is_daemon(),
            });
        }
    }

    /// Its number while it is alive and afterwards; `None` before it was started.
    pub fn ident(&self) -> Option<u32> {
        self.inner
            .started
            .is_set()
            .then(|| self.inner.ident.load(Relaxed))
    }

    /// The number of its worker; `None` before it was started.
    pub fn native_id(&self) -> Option<u32> {
        self.inner
            .started
            .is_set()
            .then(|| self.inner.native_id.load(Relaxed))
    }

    /// Whether a program's end does not wait for it.
    pub fn is_daemon(&self) -> bool {
        self.inner.daemon.with(|daemon| *daemon)
    }

    /// Makes it a daemon or not.
    ///
    /// # Errors
    /// It has been started: `RuntimeError: cannot set daemon status of active thread`.
    pub fn set_daemon(&self, daemon: bool) -> Result<(), Error> {
        if self.inner.started.is_set() {
            return Err(Error::runtime("cannot set daemon status of active thread"));
        }
        self.inner.daemon.with(|now| *now = daemon);
        Ok(())
    }

    /// Its state as others can see it: a snapshot, stale at once. Whether it runs or is blocked is in its status cell, which the page reads.
    pub fn state(&self) -> ThreadState {
        match (self.inner.started.is_set(), self.inner.handle.get()) {
            (true, None) => ThreadState::Running,
            (true, Some(handle)) if handle.is_alive() => ThreadState::Running,
            (true, Some(_)) => ThreadState::Terminated,
            (false, Some(_)) => ThreadState::Ready,
            (false, None) => ThreadState::New,
        }
    }

    /// Whether both speak of the same thread.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Whether it is the process's first thread.
    pub fn is_main(&self) -> bool {
        self.inner.role == Role::Main
    }

    /// Whether [`start`](Self::start) has been called with success.
    pub(super) fn is_made(&self) -> bool {
        self.inner.role == Role::Made
    }
}

/// How a target ended.
enum Raised {
    Returned(Option<Error>),
    Unwound(super::Payload),
}
