//! `Lock`: Python's mutual exclusion, without an owner, by one of two policies.
//!
//! States, the argument against lost wake-ups, orderings and what happens on time-out, Stop and death stand with the two policies:
//! [`raw_lock`](super::raw_lock) (barging) and [`hand_off`](super::hand_off) (first come, first served). The fast paths are the same: one
//! compare-exchange to take, one to give back.
//!
//! Beside the lock's word lies its *holder word*: the id of the thread that has taken it. It is written after taking and cleared before
//! releasing (Relaxed: it is there to be looked at, the page's two equal snapshots make sure), and the lock never decides by it.
//!
//! **Trace.** `Acquire` and `Release` with value and holder, `Wake` (with the woken thread where the lock was handed over); waits are
//! `blocked(lock)` with the holder.
//!
//! **Origin.** `threading.Lock`, `_thread.allocate_lock` of the Python 3.13 library reference; `Policy` is ours.
//!
//! **Checked by** `loom_lock`, `stress::{lock, lock_fifo}`, `tests/parity.rs`, `tests/promises.rs`, ThreadSanitizer.

use super::hand_off;
use super::object::{Holder, Object};
use super::python::{self, Blocking, Timeout};
use super::raw_lock::{FREE, HELD, RawLock, Released};
use super::wait_row::WaitRow;
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use core::sync::atomic::Ordering::{Relaxed, Release};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// Who gets a lock that is given back while others wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Whoever runs: CPython's way and the fastest; a waiter can be passed any number of times.
    Barging,
    /// The waiter that came first: the releaser hands it over.
    Fifo,
}

/// Lets one thread at a time into a region.
///
/// What a thread wrote before releasing is visible after the acquire that follows. It has no owner: *any* thread may release it, and a thread
/// that takes it twice waits for ever. Fairness is its [`Policy`]'s: by default none.
///
/// # Blocking
/// `acquire` and `hold` wait, without using a core, until it is free. `acquire_timeout(d)` gives up after `d` with `false`; `d = 0` never
/// waits, nor does `try_acquire`. On the page's thread all but `try_acquire` trap: that thread must not block.
/// # Errors
/// `release` of a free lock: [`Error`] that reads in Python `RuntimeError: release unlocked lock`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Free: one compare-exchange each way. Taken: at most [`SPIN_LIMIT`](crate::spin::SPIN_LIMIT) looks, then one futex wait.
/// # Examples
/// ```
/// # use runtime::sync::Lock;
/// let lock = Lock::new();
/// {
///     let _held = lock.hold(); // Python's `with lock:`
///     assert!(lock.locked());
/// }
/// assert_eq!(lock.release().unwrap_err().to_string(), "RuntimeError: release unlocked lock");
/// ```
/// It cannot be pickled (`TypeError: cannot pickle '_thread.lock' object`); here that does not compile:
/// ```compile_fail,E0277
/// fn pickle<T: serde::Serialize>(_: &T) {}
/// pickle(&runtime::sync::Lock::new());
/// ```
/// Origin: `threading.Lock` of the Python 3.13 library reference; its `acquire(blocking=False)` is `try_acquire`.
#[derive(Debug)]
pub struct Lock {
    raw: RawLock<Word>,
    holder: Holder,
    /// The row of a lock that hands over.
    row: Option<Box<WaitRow<Word>>>,
    object: Object,
}

impl Default for Lock {
    fn default() -> Self {
        Self::new()
    }
}

impl Lock {
    /// A free lock with the policy of CPython.
    pub fn new() -> Self {
        Self::named("", Policy::Barging)
    }

    /// A free lock with this policy.
    pub fn with_policy(policy: Policy) -> Self {
        Self::named("", policy)
    }

    /// A free lock that the trace shows under this name.
    pub fn named(name: &str, policy: Policy) -> Self {
        let row = (policy == Policy::Fifo).then(|| Box::new(WaitRow::local()));
        Self {
            raw: RawLock::new(Word::new(FREE)),
            holder: Holder::new(),
            row,
            object: Object::new(ObjectKind::Lock, name),
        }
    }

    /// Its policy.
    pub fn policy(&self) -> Policy {
        if self.row.is_some() {
            Policy::Fifo
        } else {
            Policy::Barging
        }
    }

    /// Takes it, waiting until it is free.
    ///
    /// # Blocking
    /// Until it is free.
    #[inline]
    pub fn acquire(&self) {
        self.take(None, Cause::Lock);
    }

    /// Takes it if it is free.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        let taken = self.raw.try_acquire();
        if taken {
            self.took();
        }
        taken
    }

    /// Takes it, waiting at most `timeout`; false when it did not become free.
    ///
    /// # Blocking
    /// At most `timeout`; 0 never.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.try_acquire()
        } else {
            self.take(Some(Deadline::after(timeout)), Cause::Lock)
        }
    }

    /// `acquire(blocking, timeout)` with arguments as Python passes them: −1 and a missing time-out wait for ever.
    ///
    /// # Errors
    /// `ValueError` and `TypeError` as listed in [`python`](super::python).
    pub fn acquire_with(&self, blocking: Blocking, timeout: Timeout) -> Result<bool, Error> {
        let limit = python::lock_wait(blocking, timeout)?;
        Ok(limit.apply(
            || self.try_acquire(),
            |deadline| self.take(deadline, Cause::Lock),
        ))
    }

    /// Gives it back; any thread may.
    ///
    /// # Errors
    /// It is free: `RuntimeError: release unlocked lock`.
    #[inline]
    pub fn release(&self) -> Result<(), Error> {
        if self.give_back() {
            Ok(())
        } else {
            Err(released_free())
        }
    }

    /// As [`release`](Self::release), without making an error; false: it was free.
    #[inline(always)]
    fn give_back(&self) -> bool {
        let giving = self.object.giving_in_turn(self.holder.turns());
        self.holder.clear();
        let woken = match &self.row {
            None => self.release_barging(),
            Some(row) => self.release_fifo(row),
        };
        if let (Some(giving), Some(woken)) = (giving, woken) {
            giving.gave(0, woken);
        }
        woken.is_some()
    }

    /// Whether somebody has it at this moment: a snapshot, stale at once.
    pub fn locked(&self) -> bool {
        self.raw.is_held()
    }

    /// Takes it until the guard is dropped, also by unwinding: Python's `with`.
    #[inline]
    #[must_use = "the lock is released when the guard is dropped"]
    pub fn hold(&self) -> LockGuard<'_> {
        let taken = self.take(None, Cause::Lock);
        LockGuard {
            lock: taken.then_some(self),
        }
    }

    /// Takes it as part of a wait with another cause (a condition retakes its lock).
    #[inline]
    pub(crate) fn take(&self, deadline: Option<Deadline>, cause: Cause) -> bool {
        let taken = self.raw.try_acquire() || self.take_contended(deadline, cause);
        if taken {
            self.took();
        }
        taken
    }

    #[cold]
    fn take_contended(&self, deadline: Option<Deadline>, cause: Cause) -> bool {
        let why = Wait::held(cause, self.object.id(), self.holder.word());
        match &self.row {
            None => self.raw.acquire(deadline, || why),
            Some(row) => hand_off::acquire(&self.raw, row, deadline, &why),
        }
    }

    #[inline]
    fn took(&self) {
        self.object.acquired_by_me(&self.holder);
    }

    /// Frees it: which waiter was woken, if that is known, and how many; `None`: it was free.
    #[inline]
    fn release_barging(&self) -> Option<(u32, u32)> {
        match self.raw.release() {
            Released::Quietly => Some((0, 0)),
            Released::WokeOne => Some((0, 1)),
            Released::WasFree => None,
        }
    }

    /// The same, handing it to the first waiter if there is one.
    fn release_fifo(&self, row: &WaitRow<Word>) -> Option<(u32, u32)> {
        match self
            .raw
            .word()
            .compare_exchange(HELD, FREE, Release, Relaxed)
        {
            Ok(_) => Some((0, 0)),
            Err(FREE) => None,
            Err(_) => Some(hand_off::release(&self.raw, row).map_or((0, 0), |thread| (thread, 1))),
        }
    }

    /// Whether this thread took it last and has not released it.
    pub(crate) fn holder_is_me(&self) -> bool {
        self.holder.is_me()
    }
}

#[cold]
fn released_free() -> Error {
    Error::runtime("release unlocked lock")
}

/// A lock held; released on drop.
///
/// If somebody has released it inside the region, dropping does nothing more; [`exit`](Self::exit) says so as Python does.
#[derive(Debug)]
#[must_use = "the lock is released when the guard is dropped"]
pub struct LockGuard<'a> {
    /// `None` for a thread that was told to leave while it waited inside a `Drop`.
    lock: Option<&'a Lock>,
}

impl LockGuard<'_> {
    /// Ends the region, telling a misuse inside it.
    ///
    /// # Errors
    /// The lock has been released inside: `RuntimeError: release unlocked lock`.
    pub fn exit(mut self) -> Result<(), Error> {
        self.lock.take().map_or(Ok(()), Lock::release)
    }
}

impl Drop for LockGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        let Some(lock) = self.lock else { return };
        // A stopped thread has left `Condition::wait` without the lock: then it is not this thread's to release.
        if !std::thread::panicking() || lock.holder_is_me() {
            lock.give_back(); // Released inside: `exit` would have said so, a guard must not panic.
        }
    }
}
