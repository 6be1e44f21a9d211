//! `Condition`: threads that hold a lock wait until another, holding it, notifies them.
//!
//! States: those of the lock, and a row of waiters ([`wait_row`](super::wait_row)), each with an outcome of its own:
//! | outcome | meaning | who may change it |
//! |---|---|---|
//! | 0 | not notified | a notifier, who takes the waiter out of the row → 1 |
//! | 1 | notified | the waiter itself, when it leaves |
//!
//! **No lost wake-up.** A waiter joins the row while it still holds the lock, and only then frees it; a notifier must hold the lock too. So a
//! notifier that comes after the waiter has looked at its predicate finds it in the row, asleep or not.
//! **Exactly n.** `notify(n)` serves the first n of the row; a waiter that comes later has a slot of its own and cannot take their place,
//! and a futex that wakes without reason changes no outcome. That is why there is no shared sequence word, with which a waiter
//! not yet asleep could slip through beside the woken one.
//!
//! **Ordering.** What the notifier wrote before it freed the lock is seen by the waiter that retakes it: the lock's Acquire and Release. The row
//! adds nothing.
//!
//! **Fairness.** First come, first notified. The way back through the lock is as fair as the lock.
//!
//! **Time-out; Stop; death.** A waiter whose time is up retakes the lock *without limit* and returns false, as in Python; if it was notified in
//! that moment it returns true, so no notification is lost. Stop unwinds without the lock, and a notification that the leaving waiter
//! had got, but had no lock to act upon, goes to the next in the row. Guards know whether the lock is theirs.
//!
//! **Trace.** `Value` (waiters), `Wake`; waits are `blocked(condition)`, the way back `blocked(lock)`.
//!
//! **Origin.** `threading.Condition` of the Python 3.13 library reference; CPython too keeps one lock per waiter in a deque.
//!
//! **Checked by** `loom_condition` (`notify_wakes_who_waits`, `notify_one_ends_one_wait`, `order_of_arrival`,
//! `leaving_waiter_hands_its_notification_on`), `stress::condition`, `tests/parity.rs`, ThreadSanitizer.

mod lock;

pub use lock::ConditionLock;

use super::object::{Object, this_thread};
use super::python::Limit;
use super::python::{self, Timeout};
use super::rlock::RLock;
use super::wait_row::{Ended, Ticket, WaitRow};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::platform;
use core::time::Duration;
use std::sync::Arc;
use trace::kinds::{Cause, ObjectKind};

/// Outcome of a wait in the row.
const NOTIFIED: u32 = 1;

/// A row of waiters whose arrivals and notifications are ordered by a lock of the caller's. See the module's header.
#[derive(Debug)]
pub struct RawCondition<W> {
    row: WaitRow<W>,
}

/// A waiter that has joined a [`RawCondition`]. Dropping it leaves; a notification that it has got goes to the next.
#[derive(Debug)]
#[must_use = "dropping it leaves the row"]
pub struct Waiter<'a, W: FutexWord> {
    row: &'a WaitRow<W>,
    ticket: Ticket,
}

impl<W: FutexWord> RawCondition<W> {
    /// A condition on this row.
    pub const fn new(row: WaitRow<W>) -> Self {
        Self { row }
    }

    /// Joins the row; the caller holds the lock. `None`: no place left.
    pub fn join(&self, thread: u32) -> Option<Waiter<'_, W>> {
        let ticket = self.row.enter().join(thread)?;
        Some(Waiter {
            row: &self.row,
            ticket,
        })
    }

    /// Ends the waits of the `count` that came first; the caller holds the lock. How many.
    pub fn notify(&self, count: u32) -> u32 {
        if self.row.is_empty() {
            0
        } else {
            self.row.serve(count, NOTIFIED)
        }
    }

    /// Joins the row, frees `lock` fully, waits without it until notified or `limit`, and takes it again. Whether it was notified; `None`: no
    /// place left. The caller holds the lock; `joined` is called before it is freed.
    pub(crate) fn wait<L: ConditionLock>(
        &self,
        lock: &L,
        limit: Limit,
        why: &Wait,
        joined: impl FnOnce(),
    ) -> Option<bool> {
        let waiter = self.join(this_thread())?;
        joined();
        let saved = lock.release_save();
        let notified = limit.apply_waiting(|deadline| waiter.wait(deadline, why));
        let unused = Unused {
            raw: self,
            notified,
        };
        if lock.acquire_restore(saved) {
            core::mem::forget(unused);
        }
        Some(notified)
    }

    /// Waiters not yet notified.
    pub fn waiters(&self) -> u32 {
        self.row.len()
    }
}

impl<W: FutexWord> Waiter<'_, W> {
    /// Waits, without the lock, until notified or `deadline`. Whether it was notified.
    pub fn wait(self, deadline: Option<Deadline>, why: &Wait) -> bool {
        if self.row.wait(self.ticket, deadline, why) == Ended::Leaving {
            return false; // Dropping `self` hands a notification on.
        }
        let outcome = self.row.enter().retire(self.ticket);
        core::mem::forget(self);
        outcome.is_some()
    }
}

impl<W: FutexWord> Drop for Waiter<'_, W> {
    fn drop(&mut self) {
        if self.row.enter().retire(self.ticket).is_some() {
            self.row.serve(1, NOTIFIED);
        }
    }
}

/// Lets threads that hold a lock wait for a change that another thread, holding it, announces.
///
/// `notify(n)` ends exactly the n longest waits (fewer if fewer wait); with nobody waiting it is lost. A wait ends only by a notification, its
/// time-out or Stop: never for no reason. Yet when the waiter has the lock again the predicate may have become stale, since others may
/// have had the lock in between: wait in a loop, or use [`wait_for`](Self::wait_for).
///
/// # Blocking
/// `wait` frees the lock fully (however often it was taken), waits without using a core, and takes the lock again before it returns;
/// also after a time-out, so that it may last longer than that.
/// # Errors
/// Without the lock: `wait` → `RuntimeError: cannot wait on un-acquired lock`, `notify` → `RuntimeError: cannot notify on un-acquired lock`.
/// More waiters at once than [`CAPACITY`](super::wait_row::CAPACITY): `RuntimeError: too many waiters`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// `notify` with nobody waiting: one load. A wait: two short looks into the row, one futex wait, and the lock.
/// # Examples
/// ```
/// # use runtime::sync::Condition; use std::cell::Cell; use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
/// let condition = Condition::new();
/// let ready = AtomicBool::new(false);
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         let _held = condition.hold();
///         ready.store(true, Relaxed);
///         condition.notify(1)
///     });
///     let _held = condition.hold();
///     condition.wait_for(|| ready.load(Relaxed)).unwrap();
/// });
/// ```
/// Origin: `threading.Condition` of the Python 3.13 library reference; its default lock is an [`RLock`] too.
#[derive(Debug)]
pub struct Condition<L: ConditionLock = RLock> {
    lock: Arc<L>,
    raw: RawCondition<Word>,
    object: Object,
}

impl Default for Condition<RLock> {
    fn default() -> Self {
        Self::new()
    }
}

impl Condition<RLock> {
    /// A condition with a re-entrant lock of its own.
    pub fn new() -> Self {
        Self::with_lock(Arc::new(RLock::new()))
    }
}

impl<L: ConditionLock> Condition<L> {
    /// A condition on this lock, which others may share.
    ///
    /// Anything that is no lock is refused by the compiler (Python: `AttributeError: 'int' object has no attribute 'acquire'`):
    /// ```compile_fail,E0277
    /// # use runtime::sync::Condition; use std::sync::Arc;
    /// let _ = Condition::with_lock(Arc::new(5));
    /// ```
    pub fn with_lock(lock: Arc<L>) -> Self {
        Self::named("", lock)
    }

    /// A condition on this lock that the trace shows under this name.
    pub fn named(name: &str, lock: Arc<L>) -> Self {
        Self {
            lock,
            raw: RawCondition::new(WaitRow::local()),
            object: Object::new(ObjectKind::Condition, name),
        }
    }

    /// Its lock.
    pub fn lock(&self) -> &Arc<L> {
        &self.lock
    }

    /// Takes the lock until the guard is dropped: Python's `with`.
    #[must_use = "the lock is released when the guard is dropped"]
    pub fn hold(&self) -> ConditionGuard<'_, L> {
        self.lock.acquire();
        ConditionGuard { lock: &*self.lock }
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

    /// Waits until notified; always true, as in Python.
    ///
    /// # Errors
    /// See the type.
    pub fn wait(&self) -> Result<bool, Error> {
        self.wait_until(Limit::Wait(None))
    }

    /// Waits at most `timeout` (0: gives others a chance to take the lock, but does not sleep). Whether it was notified.
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
    /// See the type; a time-out beyond [`TIMEOUT_MAX`](python::TIMEOUT_MAX): `OverflowError`.
    pub fn wait_with(&self, timeout: Timeout) -> Result<bool, Error> {
        self.wait_until(python::plain_wait(timeout)?)
    }

    /// Waits until `predicate`, looked at under the lock, holds; always true.
    ///
    /// # Errors
    /// Without the lock as [`wait`](Self::wait), but only if the predicate is false at first.
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
            return Err(Error::runtime("cannot notify on un-acquired lock"));
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
            return Err(Error::runtime("cannot wait on un-acquired lock"));
        }
        let why = Wait::on(Cause::Condition, self.object.id());
        let joined = || self.object.value(self.raw.waiters());
        self.raw
            .wait(&*self.lock, limit, &why, joined)
            .ok_or_else(|| Error::runtime("too many waiters"))
    }
}

/// A notification whose thread leaves by Stop on its way back through the lock: dropping it lets the next waiter have it.
struct Unused<'a, W: FutexWord> {
    raw: &'a RawCondition<W>,
    notified: bool,
}

impl<W: FutexWord> Drop for Unused<'_, W> {
    fn drop(&mut self) {
        if self.notified {
            self.raw.notify(1);
        }
    }
}

/// The lock of a condition, held; released on drop.
#[derive(Debug)]
#[must_use = "the lock is released when the guard is dropped"]
pub struct ConditionGuard<'a, L: ConditionLock> {
    lock: &'a L,
}

impl<L: ConditionLock> Drop for ConditionGuard<'_, L> {
    fn drop(&mut self) {
        // A stopped thread has left `wait` without the lock: then it is not this thread's to release.
        if !std::thread::panicking() || self.lock.is_mine() {
            let _ = self.lock.release();
        }
    }
}
