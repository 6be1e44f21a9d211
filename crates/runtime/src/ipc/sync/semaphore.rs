//! `multiprocessing.Semaphore` and `BoundedSemaphore`: a [`RawSemaphore`] in the arena. States and arguments:
//! [`semaphore`](crate::sync::semaphore).
//!
//! Words of the block: 0 id in the trace · 1 the semaphore · 2 the most permits that it may have.

use super::held::{GiveBack, Held};
use super::{announced, object_of, too_many};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::Object;
use crate::sync::python::{self, Blocking, Timeout};
use crate::sync::semaphore::{MAX_PERMITS, RawSemaphore};
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// Limits how many threads of all processes are inside a region at once.
///
/// Any thread of any process may release; the count may rise above its start, up to [`MAX_PERMITS`]. Not fair (barging). Permits of a process
/// that has ended are gone.
///
/// # Blocking
/// `acquire` and `hold` wait until a permit is free; `acquire_timeout(d)` gives up after `d` with `false`; `d = 0` and `try_acquire` never wait.
/// # Errors
/// `from_value(-1)`: `OSError: [Errno 22] Invalid argument`. `release` above the limit: `OSError: [Errno 75] Value too large for defined data
/// type`. Unlike `threading`'s, `release` takes no number.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Free permit: a load and a compare-exchange through JavaScript.
///
/// Origin: `multiprocessing.Semaphore` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Semaphore {
    block: Block,
    raw: RawSemaphore<ArenaWord>,
    limit: u32,
    object: Object,
}

travels!(Semaphore, Semaphore);

impl Clone for Semaphore {
    fn clone(&self) -> Self {
        Self::from_block(self.block.clone())
    }
}

fn invalid() -> Error {
    Error::os("[Errno 22] Invalid argument")
}

impl Semaphore {
    /// A semaphore with this many permits, at most [`MAX_PERMITS`] (more are cut to it).
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(permits: u32) -> Result<Self, Error> {
        Self::named("", permits)
    }

    /// A semaphore that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str, permits: u32) -> Result<Self, Error> {
        Self::limited(name, permits, MAX_PERMITS)
    }

    /// A semaphore from a number as Python gives it.
    ///
    /// # Errors
    /// Below 0: see the type.
    pub fn from_value(value: i64) -> Result<Self, Error> {
        if value < 0 {
            return Err(invalid());
        }
        Self::new(u32::try_from(value).unwrap_or(MAX_PERMITS))
    }

    fn limited(name: &str, permits: u32, limit: u32) -> Result<Self, Error> {
        let permits = permits.min(MAX_PERMITS);
        let block = announced(Kind::Semaphore, 3, ObjectKind::Semaphore, name)?;
        block.word(1).store(permits, Relaxed);
        block.word(2).store(limit.min(MAX_PERMITS), Relaxed);
        let semaphore = Self::from_block(block);
        semaphore.object.value(permits);
        Ok(semaphore)
    }

    fn from_block(block: Block) -> Self {
        Self {
            raw: RawSemaphore::new(block.word(1)),
            limit: block.word(2).load(Relaxed),
            object: object_of(&block),
            block,
        }
    }

    /// Takes a permit, waiting until one is free.
    pub fn acquire(&self) {
        self.take(None);
    }

    /// Takes a permit if one is free.
    pub fn try_acquire(&self) -> bool {
        let left = self.raw.try_acquire();
        left.inspect(|left| self.object.acquired_of(*left))
            .is_some()
    }

    /// Takes a permit, waiting at most `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.try_acquire()
        } else {
            self.take(Some(Deadline::after(timeout)))
        }
    }

    /// `acquire(block, timeout)` with arguments as Python passes them.
    pub fn acquire_with(&self, block: Blocking, timeout: Timeout) -> bool {
        python::process_wait(block, timeout).apply(|| self.try_acquire(), |d| self.take(d))
    }

    /// Gives one permit back.
    ///
    /// # Errors
    /// See the type.
    pub fn release(&self) -> Result<(), Error> {
        self.give(|| Error::os("[Errno 75] Value too large for defined data type"))
    }

    fn give(&self, above: fn() -> Error) -> Result<(), Error> {
        let giving = self.object.giving();
        let given = self.raw.release(1, self.limit).ok_or_else(above)?;
        if let Some(giving) = giving {
            giving.gave(given.permits, (0, given.woken));
        }
        Ok(())
    }

    /// Takes a permit that goes back when the guard is dropped: Python's `with`.
    pub fn hold(&self) -> Held<'_, Self> {
        let taken = self.take(None);
        Held::of(self, taken)
    }

    /// Free permits at this moment.
    pub fn get_value(&self) -> u32 {
        self.raw.permits()
    }

    fn take(&self, deadline: Option<Deadline>) -> bool {
        let why = || Wait::on(Cause::Semaphore, self.object.id());
        let left = self.raw.acquire(deadline, why);
        left.inspect(|left| self.object.acquired_of(*left))
            .is_some()
    }
}

impl GiveBack for Semaphore {
    fn give_back(&self) {
        let _ = self.release();
    }
}

/// A [`Semaphore`] whose count may not rise above its start.
///
/// # Errors
/// `release` above the start: `ValueError: semaphore or lock released too many times`; the count is as before.
///
/// Origin: `multiprocessing.BoundedSemaphore` of the Python 3.13 library reference.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct BoundedSemaphore {
    semaphore: Semaphore,
}

impl BoundedSemaphore {
    /// A semaphore with this many permits now and at most.
    ///
    /// # Errors
    /// As [`Semaphore::new`].
    pub fn new(permits: u32) -> Result<Self, Error> {
        Self::named("", permits)
    }

    /// A bounded semaphore that the trace shows under this name.
    ///
    /// # Errors
    /// As [`Semaphore::new`].
    pub fn named(name: &str, permits: u32) -> Result<Self, Error> {
        Ok(Self {
            semaphore: Semaphore::limited(name, permits, permits)?,
        })
    }

    /// A bounded semaphore from a number as Python gives it.
    ///
    /// # Errors
    /// Below 0: `OSError: [Errno 22] Invalid argument`.
    pub fn from_value(value: i64) -> Result<Self, Error> {
        if value < 0 {
            return Err(invalid());
        }
        Self::new(u32::try_from(value).unwrap_or(MAX_PERMITS))
    }

    /// Takes a permit, waiting until one is free.
    pub fn acquire(&self) {
        self.semaphore.acquire();
    }

    /// Takes a permit if one is free.
    pub fn try_acquire(&self) -> bool {
        self.semaphore.try_acquire()
    }

    /// Takes a permit, waiting at most `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.semaphore.acquire_timeout(timeout)
    }

    /// `acquire(block, timeout)` with arguments as Python passes them.
    pub fn acquire_with(&self, block: Blocking, timeout: Timeout) -> bool {
        self.semaphore.acquire_with(block, timeout)
    }

    /// Gives one permit back.
    ///
    /// # Errors
    /// See the type.
    pub fn release(&self) -> Result<(), Error> {
        self.semaphore.give(too_many)
    }

    /// Takes a permit that goes back when the guard is dropped.
    pub fn hold(&self) -> Held<'_, Semaphore> {
        self.semaphore.hold()
    }

    /// Free permits at this moment.
    pub fn get_value(&self) -> u32 {
        self.semaphore.get_value()
    }
}
