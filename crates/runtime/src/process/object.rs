//! `Process`: Python's process object, above the table of processes in the arena.
//!
//! State table
//! | state | meaning | who may change it |
//! |---|---|---|
//! | new | made, not started | `start` → starting |
//! | starting | `start` is at work | `start` → started, or back to new when it fails |
//! | started | has a place in the table, where its state and exit code stand | whoever first sees it ended → ended |
//! | ended | exit code known, place given back | nobody |
//! | closed | no longer to be used | nobody |
//!
//! `start` returns once the page has found a memory and a worker, not once the process runs, as in Python with `spawn`. `join`, `is_alive` and
//! `exitcode` read the table: the page is not asked. What the entry point returns is dropped; an error that it does not catch is printed
//! by the process itself, which then ends with exit code 1.
//!
//! **Origin.** `multiprocessing.Process` of the Python 3.13 library reference.
//!
//! **Checked by** `tests/processes.rs`, `tests/parity`.

mod inner;
mod repr;
mod start;

pub(crate) use inner::Inner;

use super::family::{self, Identity};
use super::{SIGKILL, SIGTERM, assertion};
use crate::blocking::Deadline;
use crate::context;
use crate::error::{Error, Kind};
use crate::ipc::wire;
use crate::sync::Guarded;
use core::time::Duration;
use inner::{Arguments, Life};
use serde::Serialize;
use std::sync::Arc;

/// A process of the program: made, started once, joined by its parent any number of times.
///
/// It runs in a memory of its own. What it is to work with are its arguments, which are written to bytes at `start` and read in the process; nothing
/// else of the parent is there. Clones speak of the same process.
///
/// # Blocking
/// `start` waits until the page has found a memory and a worker for it; `join` until it has ended; `join_timeout(d)` at most `d`, and returns
/// nothing either way: ask `is_alive`.
/// # Errors
/// The misuse rows of Python: `start` twice, `join` before `start`, by another process than the parent, from a daemon, after `close`. `start`
/// when as many processes live as can: `BlockingIOError: [Errno 11] Resource temporarily unavailable`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Start: with a spare process some tens of microseconds, with a warm worker about a millisecond, else what a new worker costs.
/// # Examples
/// ```
/// # use runtime::process::{self, Process};
/// process::set_program(|_, bytes| {
///     let (name, count): (String, u32) = process::arguments(bytes)?;
///     runtime::context::print(&format!("{name} {count}"));
///     Ok(())
/// });
/// let child = Process::new(0, ("ann".to_owned(), 3));
/// child.start().unwrap();
/// child.join().unwrap();
/// assert_eq!(child.exitcode().unwrap(), Some(0));
/// ```
/// What cannot be written to bytes does not compile (Python: `TypeError: cannot pickle '_thread.lock' object`, and the like for a lambda or a generator):
/// ```compile_fail,E0277
/// runtime::process::Process::new(0, runtime::sync::Lock::new());
/// ```
/// Origin: `multiprocessing.Process` of the Python 3.13 library reference, start method `spawn`.
#[derive(Clone)]
pub struct Process {
    inner: Arc<Inner>,
}

/// Who calls: number and context of its process.
fn me() -> (u32, usize) {
    context::current().map_or((0, 0), |here| {
        let process = here.process();
        (process.number(), core::ptr::from_ref(process).addr())
    })
}

impl Process {
    /// A process that will run `entry` with these arguments: not started, called `Process-N`, a daemon if the calling process is one.
    pub fn new<A>(entry: u32, arguments: A) -> Self
    where
        A: Serialize + Send + Sync + 'static,
    {
        let family = family::own();
        let mut path = family.me().path.clone();
        path.push(family.next_child());
        let numbers: Vec<String> = path.iter().map(u32::to_string).collect();
        let identity = Identity {
            name: format!("Process-{}", numbers.join(":")),
            path,
            daemon: family.me().daemon,
            number: 0,
        };
        let arguments: Arguments = Box::new(move || Ok(wire::encode(&arguments)?));
        Self::made(identity, entry, Some(arguments), Life::New)
    }

    fn made(identity: Identity, entry: u32, arguments: Option<Arguments>, life: Life) -> Self {
        Self {
            inner: Arc::new(Inner {
                maker: me(),
                identity: Guarded::new(identity),
                entry,
                arguments: Guarded::new(arguments),
                life: Guarded::new(life),
            }),
        }
    }

    /// The object of the process that calls.
    pub(super) fn current(identity: &Identity) -> Self {
        Self::made(identity.clone(), 0, None, Life::Me)
    }

    pub(super) fn of(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    /// The same with this name.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.set_name(name);
        self
    }

    /// The same as a daemon or not: a daemon is terminated when its parent ends, and may have no children.
    #[must_use]
    pub fn daemon(self, daemon: bool) -> Self {
        self.inner.identity.with(|who| who.daemon = daemon);
        self
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
        self.open()?;
        self.child_only("can only join a child process")?;
        if self.inner.life.with(|life| *life == Life::New) {
            return Err(assertion("can only join a started process"));
        }
        if self.inner.wait(deadline).is_some() {
            family::own().forget(&self.inner);
        }
        Ok(())
    }

    /// Whether it has been started and has not ended.
    ///
    /// # Errors
    /// By another process than the parent: `AssertionError: can only test a child process`; after `close`.
    pub fn is_alive(&self) -> Result<bool, Error> {
        self.open()?;
        if self.inner.life.with(|life| *life == Life::Me) {
            return Ok(true);
        }
        self.child_only("can only test a child process")?;
        let is_started = self.inner.life.with(|life| *life != Life::New);
        let lives = is_started && self.inner.poll().is_none();
        if is_started && !lives {
            family::own().forget(&self.inner);
        }
        Ok(lives)
    }

    /// How it ended: 0 fine, 1 an error that nobody caught, N by `sys.exit(N)`, −15 terminated, −9 killed, −11 a crash; `None` while it runs
    /// and before it is started.
    ///
    /// # Errors
    /// After `close`: `ValueError: process object is closed`.
    pub fn exitcode(&self) -> Result<Option<i32>, Error> {
        self.open()?;
        Ok(self.inner.poll())
    }

    /// Ends it as SIGTERM does: at its next wait or checkpoint, without unwinding; what it holds stays held. Returns at once.
    ///
    /// # Errors
    /// Before start: `AttributeError: 'NoneType' object has no attribute 'terminate'`; after `close`.
    pub fn terminate(&self) -> Result<(), Error> {
        self.end_by(SIGTERM, "terminate")
    }

    /// As [`terminate`](Self::terminate), by SIGKILL: here nothing differs but the exit code.
    ///
    /// # Errors
    /// Before start: `AttributeError: 'NoneType' object has no attribute 'kill'`; after `close`.
    pub fn kill(&self) -> Result<(), Error> {
        self.end_by(SIGKILL, "kill")
    }

    fn end_by(&self, signal: u32, call: &str) -> Result<(), Error> {
        self.open()?;
        if self
            .inner
            .life
            .with(|life| matches!(life, Life::New | Life::Me))
        {
            let text = format!("'NoneType' object has no attribute '{call}'");
            return Err(Error::new(Kind::Attribute, text));
        }
        self.inner.signal(signal);
        Ok(())
    }

    /// Gives up the object; twice is fine.
    ///
    /// # Errors
    /// While the process runs: `ValueError: Cannot close a process while it is still running. …`.
    pub fn close(&self) -> Result<(), Error> {
        let is_unstarted = self
            .inner
            .life
            .with(|life| matches!(life, Life::New | Life::Closed));
        if !is_unstarted && self.inner.poll().is_none() {
            return Err(Error::value(
                "Cannot close a process while it is still running. You should first call join() or terminate().",
            ));
        }
        family::own().forget(&self.inner);
        self.inner.life.with(|life| *life = Life::Closed);
        Ok(())
    }

    /// Its name (Python's attribute `name`; `name` here is the constructor's argument).
    pub fn get_name(&self) -> String {
        self.inner.identity.with(|who| who.name.clone())
    }

    /// Gives it another name. The process itself and the timeline know the one that it had when it was started.
    pub fn set_name(&self, name: &str) {
        self.inner
            .identity
            .with(|who| name.clone_into(&mut who.name));
    }

    /// Its number; `None` before it is started.
    ///
    /// # Errors
    /// After `close`: `ValueError: process object is closed`.
    pub fn pid(&self) -> Result<Option<u32>, Error> {
        self.open()?;
        Ok(match self.inner.life.with(|life| *life) {
            Life::Started(_, number) | Life::Ended(_, number) => Some(number),
            Life::Me => Some(family::getpid()),
            _ => None,
        })
    }

    /// The number by which others can wait for its end.
    ///
    /// # Errors
    /// Before start: `ValueError: process not started`; after `close`.
    pub fn sentinel(&self) -> Result<u32, Error> {
        self.pid()?
            .ok_or_else(|| Error::value("process not started"))
    }

    /// Whether it is terminated when its parent ends.
    pub fn is_daemon(&self) -> bool {
        self.inner.is_daemon()
    }

    /// Makes it a daemon or not.
    ///
    /// # Errors
    /// It has been started: `AssertionError: process has already started`.
    pub fn set_daemon(&self, daemon: bool) -> Result<(), Error> {
        if self.inner.life.with(|life| *life != Life::New) {
            return Err(assertion("process has already started"));
        }
        self.inner.identity.with(|who| who.daemon = daemon);
        Ok(())
    }

    /// Whether both speak of the same process.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Whether it has ended, asked by whichever thread of its parent.
    pub(crate) fn has_ended(&self) -> bool {
        self.inner.poll().is_some()
    }

    /// Waits until it has ended, in whichever thread of its parent.
    pub(crate) fn see_off(&self) {
        if self.inner.wait(None).is_some() {
            family::own().forget(&self.inner);
        }
    }

    fn open(&self) -> Result<(), Error> {
        match self.inner.life.with(|life| *life) {
            Life::Closed => Err(closed()),
            _ => Ok(()),
        }
    }

    fn child_only(&self, text: &'static str) -> Result<(), Error> {
        let is_me = self.inner.life.with(|life| *life == Life::Me);
        if is_me || self.inner.maker != me() {
            return Err(assertion(text));
        }
        Ok(())
    }
}

fn closed() -> Error {
    Error::value("process object is closed")
}
