//! Semaphores: a count of permits.
//!
//! State table: one word, `waiters << 20 | permits`.
//! | change | by whom |
//! |---|---|
//! | permits n+1 → n | a taker (Acquire) |
//! | permits 0, waiters w → w + 1 | a thread that must wait, before its wait |
//! | permits n+1 → n and waiters w+1 → w | a waiter that takes (Acquire) |
//! | waiters w+1 → w | a waiter that gives up |
//! | permits n → n + k | the releaser (Release), which wakes k if waiters > 0 |
//!
//! **No lost wake-up.** Permits and waiters share a word, so every change of one is ordered with every change of the other. A waiter counts
//! itself before it waits, and waits only while the word is as it saw it, with no permit in it. A release before that changes the word, so the
//! wait returns at once; a release after it sees the waiter and wakes. A wake-up may be eaten by a waiter that leaves (time-out, Stop)
//! or find its permit taken by a barging thread; the former passes it on if permits and waiters remain, the latter waits again and stays
//! counted.
//!
//! **Permits are conserved.** Every change of the count is one compare-exchange.
//!
//! **Ordering.** Release on giving, Acquire on taking: what a thread wrote before it gave a permit is seen by whoever takes it. Compare-exchanges
//! by others in between continue the release sequence, so it holds across them. Looking is Relaxed.
//!
//! **Fairness.** None (barging): a running thread can take a permit ahead of a waiter. Among sleeping waiters the backends wake first
//! come first, but do not promise it.
//!
//! **Time-out; Stop; death.** A time-out ends with a last attempt. Stop unwinds, nothing is taken and the count of waiters is right again. A
//! permit held by a thread that ends is gone, as in Python.
//!
//! **Trace.** `Acquire` and `Release` with the free permits (no holder: several threads may have one), and `Wake`.
//!
//! **Origin.** `threading.Semaphore`, `threading.BoundedSemaphore` of the Python 3.13 library reference; the packed word is ours.
//!
//! **Checked by** `loom_semaphore` (`permits_are_conserved`, `no_wake_up_is_lost`, `leaving_waiter_passes_its_wake_up_on`),
//! `stress::semaphore`, `tests/parity.rs`, ThreadSanitizer.

use super::object::Object;
use super::python::{Blocking, Timeout};
use crate::blocking::{self, Deadline, Wait, Woken};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::spin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

const PERMIT_BITS: u32 = 20;
/// The most permits that a semaphore can hold: 1,048,575. Twenty bits, which leaves twelve for waiters, more than a run has threads.
pub const MAX_PERMITS: u32 = (1 << PERMIT_BITS) - 1;
const WAITER: u32 = 1 << PERMIT_BITS;

const fn permits(word: u32) -> u32 {
    word & MAX_PERMITS
}

const fn waiters(word: u32) -> u32 {
    word >> PERMIT_BITS
}

/// What [`RawSemaphore::release`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Permits afterwards.
    pub permits: u32,
    /// Waiters woken.
    pub woken: u32,
}

/// A count of permits on one futex word. See the module's header.
#[derive(Debug)]
pub struct RawSemaphore<W> {
    word: W,
}

impl<W: FutexWord> RawSemaphore<W> {
    /// A semaphore on this word, which holds the number of permits at start, at most [`MAX_PERMITS`].
    pub const fn new(word: W) -> Self {
        Self { word }
    }

    /// Free permits at this moment.
    pub fn permits(&self) -> u32 {
        permits(self.word.load(Relaxed))
    }

    /// Takes a permit if one is free: `Some(permits left)`. Never blocks.
    #[inline]
    pub fn try_acquire(&self) -> Option<u32> {
        self.take(0)
    }

    /// Takes a permit, waiting until `deadline`: `Some(permits left)`; `None`: the deadline has passed, or the thread leaves.
    #[inline]
    pub fn acquire(&self, deadline: Option<Deadline>, why: impl FnOnce() -> Wait) -> Option<u32> {
        self.try_acquire()
            .or_else(|| self.acquire_contended(deadline, &why()))
    }

    /// Takes a permit and `also` off the word, in one step.
    #[inline]
    fn take(&self, also: u32) -> Option<u32> {
        let mut seen = self.word.load(Relaxed);
        while permits(seen) > 0 {
            match self
                .word
                .compare_exchange(seen, seen - 1 - also, Acquire, Relaxed)
            {
                Ok(_) => return Some(permits(seen) - 1),
                Err(now) => seen = now,
            }
        }
        None
    }

    #[cold]
    fn acquire_contended(&self, deadline: Option<Deadline>, why: &Wait) -> Option<u32> {
        if let Some(left) = spin::until(|| self.try_acquire()) {
            return Some(left);
        }
        self.word.fetch_add(WAITER, Relaxed);
        let counted = Counted(&self.word);
        loop {
            if let Some(left) = self.take(WAITER) {
                core::mem::forget(counted);
                return Some(left);
            }
            let seen = self.word.load(Relaxed);
            if permits(seen) > 0 {
                continue;
            }
            let why = why.decided_by(MAX_PERMITS);
            match blocking::block(&self.word, seen, deadline, &why) {
                Woken::Again => {}
                Woken::TimedOut => {
                    let left = self.take(WAITER);
                    if left.is_some() {
                        core::mem::forget(counted);
                    }
                    return left;
                }
                Woken::Leaving => return None,
            }
        }
    }

    /// Gives `count` permits and wakes as many waiters; the count may not rise above `limit`: then nothing changes and it is `None`.
    #[inline]
    pub fn release(&self, count: u32, limit: u32) -> Option<Given> {
        let mut seen = self.word.load(Relaxed);
        loop {
            if count > limit.min(MAX_PERMITS).saturating_sub(permits(seen)) {
                return None;
            }
            match self
                .word
                .compare_exchange(seen, seen + count, Release, Relaxed)
            {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        let woken = waiters(seen).min(count);
        if woken > 0 {
            self.word.wake(woken);
        }
        Some(Given {
            permits: permits(seen) + count,
            woken,
        })
    }
}

/// A waiter counted in the word. Dropping it takes it out and passes on a wake-up that it may have eaten.
struct Counted<'a, W: FutexWord>(&'a W);

impl<W: FutexWord> Drop for Counted<'_, W> {
    fn drop(&mut self) {
        let before = self.0.fetch_sub(WAITER, Relaxed);
        if permits(before) > 0 && waiters(before) > 1 {
            self.0.wake(1);
        }
    }
}

/// Limits how many threads are inside a region at once, by a count of permits.
///
/// A permit given back is taken by exactly one later acquire; permits are never lost or doubled. What a thread wrote before giving
/// a permit back is visible after the acquire that took it. Any thread may release, and the count may rise above its start, up to
/// [`MAX_PERMITS`]. Not fair: a running thread can take a permit ahead of a waiter (barging); the waiter then waits again.
///
/// # Blocking
/// `acquire` and `hold` wait, without using a core, until a permit is free. `acquire_timeout(d)` gives up after `d` with `false`;
/// `d = 0` never waits, nor does `try_acquire`. On the page's thread all but `try_acquire` trap: that thread must not block.
/// # Errors
/// `release_n(0)`: [`Error`] that reads in Python `ValueError: n must be one or more`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Free permit: one compare-exchange. None free: at most [`SPIN_LIMIT`](crate::spin::SPIN_LIMIT) looks, then one futex wait.
/// # Examples
/// ```
/// # use runtime::sync::Semaphore; use std::time::Duration;
/// let seats = Semaphore::new(2);
/// let (_a, b) = (seats.hold(), seats.hold());
/// assert!(!seats.try_acquire());
/// drop(b); // the permit goes back
/// assert!(seats.acquire_timeout(Duration::from_millis(10)));
/// ```
/// Origin: `threading.Semaphore` of the Python 3.13 library reference; its `blocking=False` is `try_acquire`.
#[derive(Debug)]
pub struct Semaphore {
    raw: RawSemaphore<Word>,
    object: Object,
}

impl Semaphore {
    /// A semaphore with this many permits, at most [`MAX_PERMITS`] (more are cut to it).
    pub fn new(permits: u32) -> Self {
        Self::named("", permits)
    }

    /// A semaphore that the trace shows under this name.
    pub fn named(name: &str, permits: u32) -> Self {
        let permits = permits.min(MAX_PERMITS);
        let object = Object::new(ObjectKind::Semaphore, name);
        object.value(permits);
        Self {
            raw: RawSemaphore::new(Word::new(permits)),
            object,
        }
    }

    /// A semaphore from a number as Python gives it.
    ///
    /// # Errors
    /// Below 0: `ValueError: semaphore initial value must be >= 0`.
    pub fn from_value(value: i64) -> Result<Self, Error> {
        let too_low = || Error::value("semaphore initial value must be >= 0");
        if value < 0 {
            Err(too_low())
        } else {
            Ok(Self::new(u32::try_from(value).unwrap_or(MAX_PERMITS)))
        }
    }

    /// Takes a permit, waiting until one is free.
    ///
    /// # Blocking
    /// Until a permit is free.
    #[inline]
    pub fn acquire(&self) {
        self.take(None);
    }

    /// Takes a permit if one is free.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.raw
            .try_acquire()
            .inspect(|left| self.took(*left))
            .is_some()
    }

    /// Takes a permit, waiting at most `timeout`; false when none became free.
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

    /// `acquire(blocking, timeout)` with arguments as Python passes them; a negative time-out does not wait.
    ///
    /// # Errors
    /// A time-out with `blocking=False`: `ValueError: can't specify timeout for non-blocking acquire`.
    pub fn acquire_with(&self, blocking: Blocking, timeout: Timeout) -> Result<bool, Error> {
        super::python::semaphore_wait(blocking, timeout)
            .map(|limit| limit.apply(|| self.try_acquire(), |d| self.take(d)))
    }

    /// Takes a permit that goes back when the guard is dropped, also while unwinding: Python's `with`.
    #[inline]
    #[must_use = "the permit goes back when the guard is dropped"]
    pub fn hold(&self) -> SemaphoreGuard<'_> {
        let taken = self.take(None);
        SemaphoreGuard {
            semaphore: taken.then_some(self),
        }
    }

    /// Gives one permit back.
    #[inline]
    pub fn release(&self) {
        self.give(1, MAX_PERMITS);
    }

    /// Gives `n` permits back.
    ///
    /// # Errors
    /// `n = 0`: `ValueError: n must be one or more`. Above [`MAX_PERMITS`]: `OverflowError` (Python has no such limit).
    pub fn release_n(&self, n: u32) -> Result<(), Error> {
        release_some(self, n, MAX_PERMITS, too_many_permits)
    }

    /// Free permits at this moment (`multiprocessing`'s `get_value`; in `threading` the private `_value`).
    pub fn value(&self) -> u32 {
        self.raw.permits()
    }

    #[inline]
    pub(super) fn take(&self, deadline: Option<Deadline>) -> bool {
        let left = self
            .raw
            .acquire(deadline, || Wait::on(Cause::Semaphore, self.object.id()));
        left.inspect(|left| self.took(*left)).is_some()
    }

    #[inline]
    fn took(&self, left: u32) {
        self.object.acquired_of(left);
    }

    #[inline]
    fn give(&self, n: u32, limit: u32) -> bool {
        let giving = self.object.giving();
        let given = self.raw.release(n, limit);
        if let (Some(giving), Some(given)) = (giving, given) {
            giving.gave(given.permits, (0, given.woken));
        }
        given.is_some()
    }
}

fn too_many_permits() -> Error {
    Error::new(crate::error::Kind::Overflow, "semaphore value too large")
}

pub(super) fn release_some(
    semaphore: &Semaphore,
    n: u32,
    limit: u32,
    above: fn() -> Error,
) -> Result<(), Error> {
    if n == 0 {
        return Err(Error::value("n must be one or more"));
    }
    if semaphore.give(n, limit) {
        Ok(())
    } else {
        Err(above())
    }
}

/// A permit held; it goes back on drop.
#[derive(Debug)]
#[must_use = "the permit goes back when the guard is dropped"]
pub struct SemaphoreGuard<'a> {
    /// `None` for a thread that was told to leave while it waited inside a `Drop`.
    semaphore: Option<&'a Semaphore>,
}

impl Drop for SemaphoreGuard<'_> {
    fn drop(&mut self) {
        if let Some(semaphore) = self.semaphore {
            semaphore.release();
        }
    }
}
