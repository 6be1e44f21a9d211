//! `RLock`: mutual exclusion with an owner, who may take it again.
//!
//! State table: a [`RawLock`], the *owner word* and the *depth*.
//! | owner | depth | lock | meaning | who may change it |
//! |---|---|---|---|---|
//! | 0 | 0 | free | nobody has it | a taker: lock, then owner := itself, depth := 1 |
//! | t | n ≥ 1 | held | thread t has taken it n times | t alone: depth ± 1; at 0 owner := 0, then lock freed |
//! | 0 | – | held | just taken, or just being freed, by somebody else | whoever that is |
//!
//! **Why a Relaxed look at the owner suffices.** A thread asks only "is it me?". Only the thread itself writes its id there and takes it away
//! again, so for it the answer is exact in program order; any other value, stale or not, means "not me". The depth is read and written
//! by the owner alone, and passes from owner to owner through the lock's Acquire and Release.
//!
//! **No lost wake-up; fairness; Stop; death of a holder.** As [`raw_lock`](super::raw_lock). The word never becomes free while the depth is above 0.
//!
//! **Owners between processes** are process << 16 | thread, so the same core serves there.
//!
//! **Trace.** `Acquire` at each taking, `Release` at each giving back, both with depth and owner, and `Wake`. The owner word is the holder word.
//!
//! **Origin.** `threading.RLock` of the Python 3.13 library reference (CPython `_thread.RLock`).
//!
//! **Checked by** `loom_rlock`, `stress::rlock`, `tests/parity.rs`, ThreadSanitizer.

use super::object::{Object, Turns, this_thread};
use super::python::{self, Blocking, Timeout};
use super::raw_lock::{RawLock, Released};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// A re-entrant lock on three words. See the module's header.
#[derive(Debug)]
pub struct RawRLock<W> {
    lock: RawLock<W>,
    owner: W,
    depth: W,
}

/// What a thread found that wanted to release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RReleased {
    /// It still has it, so many times.
    Inner(u32),
    /// It has given it back.
    Outer(Released),
    /// It does not have it.
    NotMine,
}

impl<W: FutexWord> RawRLock<W> {
    /// A free lock on these words, which hold 0: the lock, its owner, its depth.
    pub const fn new(lock: W, owner: W, depth: W) -> Self {
        Self {
            lock: RawLock::new(lock),
            owner,
            depth,
        }
    }

    /// Whether `me` has it.
    #[inline]
    pub fn is_owned_by(&self, me: u32) -> bool {
        self.owner.load(Relaxed) == me
    }

    /// Takes it for `me` once more: `Some(depth)`; `None`: the deadline has passed, or the thread leaves.
    #[inline]
    pub fn acquire(
        &self,
        me: u32,
        deadline: Option<Deadline>,
        why: impl FnOnce() -> Wait,
    ) -> Option<u32> {
        if let Some(depth) = self.deeper(me) {
            return Some(depth);
        }
        self.lock.acquire(deadline, why).then(|| self.own(me, 1))
    }

    /// Takes it for `me` if that needs no wait.
    #[inline]
    pub fn try_acquire(&self, me: u32) -> Option<u32> {
        self.deeper(me)
            .or_else(|| self.lock.try_acquire().then(|| self.own(me, 1)))
    }

    #[inline]
    fn deeper(&self, me: u32) -> Option<u32> {
        self.is_owned_by(me).then(|| {
            let depth = self.depth.load(Relaxed) + 1; // 2³² levels would have filled the stack long before.
            self.depth.store(depth, Relaxed);
            depth
        })
    }

    #[inline]
    fn own(&self, me: u32, depth: u32) -> u32 {
        self.owner.store(me, Relaxed);
        self.depth.store(depth, Relaxed);
        depth
    }

    /// Gives it back once.
    #[inline]
    pub fn release(&self, me: u32) -> RReleased {
        if !self.is_owned_by(me) {
            return RReleased::NotMine;
        }
        let depth = self.depth.load(Relaxed) - 1;
        self.depth.store(depth, Relaxed);
        if depth > 0 {
            RReleased::Inner(depth)
        } else {
            RReleased::Outer(self.free())
        }
    }

    /// Gives it back entirely, however deep: the depth that it had. The caller has it.
    pub fn release_all(&self) -> (u32, Released) {
        let depth = self.depth.load(Relaxed);
        self.depth.store(0, Relaxed);
        (depth, self.free())
    }

    /// Takes it as deep as it was. False: the thread leaves.
    pub fn acquire_all(&self, me: u32, depth: u32, why: impl FnOnce() -> Wait) -> bool {
        let taken = self.lock.acquire(None, why);
        if taken {
            self.own(me, depth);
        }
        taken
    }

    #[inline]
    fn free(&self) -> Released {
        self.owner.store(0, Relaxed);
        self.lock.release()
    }

    /// The owner word.
    pub fn owner(&self) -> &W {
        &self.owner
    }
}

/// Lets one thread at a time into a region, which that thread may enter again while it is inside.
///
/// The thread that has it must release it as often as it took it; then others may. What a thread wrote before its last release is
/// visible to the next owner. Not fair (barging).
///
/// # Blocking
/// As [`Lock`](super::Lock); the owner itself never waits.
/// # Errors
/// `release` by a thread that does not have it, or of a free one: `RuntimeError: cannot release un-acquired lock`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// As [`Lock`](super::Lock); taken again: no atomic exchange.
/// # Examples
/// ```
/// # use runtime::sync::RLock;
/// let lock = RLock::new();
/// let _outer = lock.hold();
/// let _inner = lock.hold(); // a plain Lock would wait for ever here
/// ```
/// Origin: `threading.RLock` of the Python 3.13 library reference. `locked()` came with Python 3.14.
#[derive(Debug)]
pub struct RLock {
    raw: RawRLock<Word>,
    object: Object,
    turns: Turns,
}

impl Default for RLock {
    fn default() -> Self {
        Self::new()
    }
}

impl RLock {
    /// A free lock.
    pub fn new() -> Self {
        Self::named("")
    }

    /// A free lock that the trace shows under this name.
    pub fn named(name: &str) -> Self {
        let word = || Word::new(0);
        Self {
            raw: RawRLock::new(word(), word(), word()),
            object: Object::new(ObjectKind::RLock, name),
            turns: Turns::new(),
        }
    }

    /// Takes it once more, waiting while another thread has it.
    ///
    /// # Blocking
    /// While another thread has it.
    #[inline]
    pub fn acquire(&self) {
        self.take(None);
    }

    /// Takes it unless another thread has it.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.raw
            .try_acquire(this_thread())
            .inspect(|depth| self.took(*depth))
            .is_some()
    }

    /// Takes it, waiting at most `timeout`; false when another thread kept it.
    ///
    /// # Blocking
    /// At most `timeout`; 0 never.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.try_acquire()
        } else {
            self.take(Some(Deadline::after(timeout)))
        }
    }

    /// `acquire(blocking, timeout)` with arguments as Python passes them.
    ///
    /// # Errors
    /// As [`Lock::acquire_with`](super::Lock::acquire_with).
    pub fn acquire_with(&self, blocking: Blocking, timeout: Timeout) -> Result<bool, Error> {
        Ok(python::lock_wait(blocking, timeout)?
            .apply(|| self.try_acquire(), |deadline| self.take(deadline)))
    }

    /// Gives it back once.
    ///
    /// # Errors
    /// This thread does not have it: `RuntimeError: cannot release un-acquired lock`.
    #[inline]
    pub fn release(&self) -> Result<(), Error> {
        let giving = self.object.giving_in_turn(&self.turns);
        match self.raw.release(this_thread()) {
            RReleased::NotMine => return Err(Error::runtime("cannot release un-acquired lock")),
            RReleased::Inner(depth) => giving.map(|giving| giving.gave_inner(depth)),
            RReleased::Outer(how) => giving.map(|giving| giving.gave(0, woken(how))),
        };
        Ok(())
    }

    /// Whether this thread has it.
    pub fn is_owned(&self) -> bool {
        self.raw.is_owned_by(this_thread())
    }

    /// Takes it until the guard is dropped, also by unwinding: Python's `with`.
    #[inline]
    #[must_use = "the lock is released when the guard is dropped"]
    pub fn hold(&self) -> RLockGuard<'_> {
        let taken = self.take(None);
        RLockGuard {
            lock: taken.then_some(self),
        }
    }

    #[inline]
    fn take(&self, deadline: Option<Deadline>) -> bool {
        let depth = self
            .raw
            .acquire(this_thread(), deadline, || self.why(Cause::Lock));
        depth.inspect(|depth| self.took(*depth)).is_some()
    }

    fn why(&self, cause: Cause) -> Wait {
        Wait::held(cause, self.object.id(), self.raw.owner())
    }

    #[inline]
    fn took(&self, depth: u32) {
        self.object.acquired_again(&self.turns, depth);
    }

    /// Gives it back entirely for a condition's wait; the depth to take again.
    pub(crate) fn release_all(&self) -> u32 {
        let giving = self.object.giving_in_turn(&self.turns);
        let (depth, how) = self.raw.release_all();
        if let Some(giving) = giving {
            giving.gave(0, woken(how));
        }
        depth
    }

    /// Takes it again after a condition's wait.
    pub(crate) fn acquire_all(&self, depth: u32) -> bool {
        let taken = self
            .raw
            .acquire_all(this_thread(), depth, || self.why(Cause::Lock));
        if taken {
            self.took(depth);
        }
        taken
    }
}

fn woken(how: Released) -> (u32, u32) {
    (0, u32::from(how == Released::WokeOne))
}

/// A re-entrant lock held once more; given back once on drop.
#[derive(Debug)]
#[must_use = "the lock is released when the guard is dropped"]
pub struct RLockGuard<'a> {
    /// `None` for a thread that was told to leave while it waited inside a `Drop`.
    lock: Option<&'a RLock>,
}

impl RLockGuard<'_> {
    /// Ends the region, telling a misuse inside it.
    ///
    /// # Errors
    /// This thread has released it inside: `RuntimeError: cannot release un-acquired lock`.
    pub fn exit(mut self) -> Result<(), Error> {
        self.lock.take().map_or(Ok(()), RLock::release)
    }
}

impl Drop for RLockGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(lock) = self.lock {
            let _ = lock.release(); // A stopped thread may have left a condition's wait without it: then there is nothing to give back.
        }
    }
}
