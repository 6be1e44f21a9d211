//! `multiprocessing.Condition`: a [`RawCondition`] in the arena. States and arguments: [`condition`](crate::sync::condition).
//!
//! Words of the block: 0 id in the trace · from 1 on a row of [`PLACES`] waiters. The lock is an object of its own.

use super::held::{GiveBack, Held};
use super::{RLock, announced, object_of, row_of, row_words};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Handle, Kind};
use crate::platform;
use crate::sync::Object;
use crate::sync::condition::{ConditionLock, RawCondition};
use crate::sync::python::{self, Blocking, Limit, Timeout};
use core::time::Duration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use trace::kinds::{Cause, ObjectKind};

/// Waiters at once, of all processes.
pub const PLACES: u32 = 256;

/// Lets threads of all processes that hold a lock wait for a change that another, holding it, announces.
///
/// `notify(n)` ends exactly the n longest waits; with nobody waiting it is lost.
///
/// # Blocking
/// `wait` frees the lock fully, waits, and takes it again before it returns, also after a time-out.
/// # Errors
/// Without the lock: `wait` → `AssertionError: must acquire() condition before using wait()`, `notify` → `AssertionError: lock is not owned`.
/// More than [`PLACES`] waiters at once: `RuntimeError: too many waiters`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// As `threading`'s, on words of the arena.
///
/// Origin: `multiprocessing.Condition` of the Python 3.13 library reference; its default lock is an [`RLock`] too.
#[derive(Debug)]
pub struct Condition<L = RLock> {
    lock: L,
    block: Block,
    raw: RawCondition<ArenaWord>,
    object: Object,
}

impl Condition<RLock> {
    /// A condition with a re-entrant lock of its own.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new() -> Result<Self, Error> {
        Self::with_lock(RLock::new()?)
    }
}

impl<L: ConditionLock + GiveBack> Condition<L> {
    /// A condition on this lock: [`RLock`] or [`Lock`](super::Lock).
    ///
    /// # Errors
    /// As [`new`](Condition::new).
    pub fn with_lock(lock: L) -> Result<Self, Error> {
        Self::named("", lock)
    }

    /// A condition on this lock that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Condition::new).
    pub fn named(name: &str, lock: L) -> Result<Self, Error> {
        let words = 1 + row_words(PLACES);
        let block = announced(Kind::Condition, words, ObjectKind::Condition, name)?;
        Ok(Self::of(lock, block))
    }

    /// Its lock.
    pub fn lock(&self) -> &L {
        &self.lock
    }

    /// Takes the lock until the guard is dropped: Python's `with`.
    pub fn hold(&self) -> Held<'_, L> {
        self.lock.acquire();
        Held::of(&self.lock, true)
    }

    /// Takes the lock.
    pub fn acquire(&self) {
        self.lock.acquire();
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// As the lock's own `release`.
    pub fn release(&self) -> Result<(), Error> {
        self.lock.release()
    }

    /// Waits until notified; always true.
    ///
    /// # Errors
    /// See the type.
    pub fn wait(&self) -> Result<bool, Error> {
        self.wait_until(Limit::Wait(None))
    }

    /// Waits at most `timeout`; whether it was notified.
    ///
    /// # Errors
    /// See the type.
    pub fn wait_timeout(&self, timeout: Duration) -> Result<bool, Error> {
        self.wait_until(if timeout.is_zero() {
            Limit::Try
        } else {
            Limit::Wait(Some(timeout))
        })
    }

    /// `wait(timeout)` with an argument as Python passes it.
    ///
    /// # Errors
    /// See the type.
    pub fn wait_with(&self, timeout: Timeout) -> Result<bool, Error> {
        self.wait_until(python::process_wait(Blocking::Yes, timeout))
    }

    /// Waits until `predicate`, looked at under the lock, holds; always true.
    ///
    /// # Errors
    /// See the type, but only if the predicate is false at first.
    pub fn wait_for(&self, mut predicate: impl FnMut() -> bool) -> Result<bool, Error> {
        while !predicate() {
            self.wait()?;
        }
        Ok(true)
    }

    /// Waits until `predicate` holds, at most `timeout` in all; its last value.
    ///
    /// # Errors
    /// As [`wait_for`](Self::wait_for).
    pub fn wait_for_timeout(
        &self,
        mut predicate: impl FnMut() -> bool,
        timeout: Duration,
    ) -> Result<bool, Error> {
        let deadline = Deadline::after(timeout);
        loop {
            if predicate() {
                return Ok(true);
            }
            let Some(left) = deadline.left(platform::now_ns()) else {
                return Ok(false);
            };
            self.wait_until(Limit::Wait(Some(left)))?;
        }
    }

    /// Ends the waits of the `n` threads that have waited longest; 0 ends none.
    ///
    /// # Errors
    /// See the type.
    pub fn notify(&self, n: u32) -> Result<(), Error> {
        if !self.lock.is_owned() {
            return Err(Error::assertion("lock is not owned"));
        }
        let woken = self.raw.notify(n);
        if woken > 0 {
            self.object.value(self.raw.waiters());
            self.object.woke(0, woken);
        }
        Ok(())
    }

    /// Ends all waits.
    ///
    /// # Errors
    /// See the type.
    pub fn notify_all(&self) -> Result<(), Error> {
        self.notify(u32::MAX)
    }

    fn wait_until(&self, limit: Limit) -> Result<bool, Error> {
        if !self.lock.is_owned() {
            let message = "must acquire() condition before using wait()";
            return Err(Error::assertion(message));
        }
        let why = Wait::on(Cause::Condition, self.object.id());
        let joined = || self.object.value(self.raw.waiters());
        self.raw
            .wait(&self.lock, limit, &why, joined)
            .ok_or_else(|| Error::runtime("too many waiters"))
    }
}

impl<L> Condition<L> {
    fn of(lock: L, block: Block) -> Self {
        Self {
            lock,
            raw: RawCondition::new(row_of(&block, 1, PLACES)),
            object: object_of(&block),
            block,
        }
    }
}

impl<L: Clone> Clone for Condition<L> {
    fn clone(&self) -> Self {
        Self::of(self.lock.clone(), self.block.clone())
    }
}

impl<L: Serialize> Serialize for Condition<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.lock, self.block.lend()).serialize(serializer)
    }
}

impl<'de, L: Deserialize<'de>> Deserialize<'de> for Condition<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (lock, handle) = <(L, Handle)>::deserialize(deserializer)?;
        Block::adopt(handle, Kind::Condition)
            .map(|block| Self::of(lock, block))
            .map_err(serde::de::Error::custom)
    }
}
