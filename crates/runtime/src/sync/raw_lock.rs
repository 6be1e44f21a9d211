//! The core of mutual exclusion: one futex word, for any backend.
//!
//! State table
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `FREE` | nobody has it | a taker → 1 (Acquire); a waiter that looks again → 2 (Acquire) |
//! | 1 `HELD` | taken, and no waiter has said that it sleeps | a waiter, before its wait → 2; the releaser → 0 (Release) |
//! | 2 `CONTENDED` | taken, and somebody may sleep | the releaser → 0 (Release), and wakes one |
//!
//! **No lost wake-up.** A waiter swaps in `CONTENDED` and waits only while the word holds it. A release before the swap makes the swap return
//! `FREE`: the waiter has the lock. A release after it finds `CONTENDED` and wakes; if the waiter is not yet asleep, its wait compares with
//! the changed word and returns. Whoever comes out of a wait takes the lock *as contended*, for others may still sleep. A waiter that leaves
//! by time-out has just swapped in `CONTENDED` once more, so the wake-up that it may have eaten is given again by the next release. One that
//! leaves by Stop has not, so it wakes another on its way out.
//!
//! **Ordering.** The swap or exchange that takes is Acquire and reads from the Release that freed: what one holder wrote, the next sees.
//! Nothing else is published, so the looks of the spin are Relaxed.
//!
//! **Fairness.** None (barging): a running thread may take a lock that has just been freed for a waiter, which then waits again. The wait
//! of one thread has no bound, the throughput is best. For a bound see [`hand_off`](super::hand_off).
//!
//! **Time-out; Stop; death of a holder.** A deadline ends the wait with a last attempt. Stop unwinds out of the wait, nothing is held. A
//! holder that ends without releasing leaves it held, as in Python.
//!
//! **Trace.** None: the objects above it leave the records.
//!
//! **Origin.** The three-state mutex of U. Drepper, "Futexes Are Tricky" (2011), as std and parking_lot use it.
//!
//! **Checked by** `loom_lock` (`exclusion`, `timed_waiter_leaves`), `stress::lock`, ThreadSanitizer.

use crate::blocking::{self, Deadline, Wait, Woken};
use crate::futex::FutexWord;
use crate::spin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Nobody has it.
pub const FREE: u32 = 0;
/// Taken; nobody sleeps.
pub const HELD: u32 = 1;
/// Taken; somebody may sleep.
pub const CONTENDED: u32 = 2;

/// What [`RawLock::release`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Released {
    /// It was held, and nobody waited.
    Quietly,
    /// It was held; one waiter has been woken.
    WokeOne,
    /// It was free already: a misuse that the object above names.
    WasFree,
}

/// A mutual-exclusion lock without an owner, on one futex word. See the module's header.
#[derive(Debug, Default)]
pub struct RawLock<W> {
    word: W,
}

impl<W: FutexWord> RawLock<W> {
    /// A lock on this word, which must hold 0 and belong to the lock alone.
    pub const fn new(word: W) -> Self {
        Self { word }
    }

    /// Takes it if it is free. Never blocks.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.word
            .compare_exchange(FREE, HELD, Acquire, Relaxed)
            .is_ok()
    }

    /// Takes it, waiting until `deadline`; `why` is asked only if it must wait. False: the deadline has passed, or the thread leaves.
    #[inline]
    pub fn acquire(&self, deadline: Option<Deadline>, why: impl FnOnce() -> Wait) -> bool {
        self.try_acquire() || self.acquire_contended(deadline, &why()).is_ok()
    }

    /// As [`acquire`](Self::acquire) after a first try; an error tells [`Woken::TimedOut`] from [`Woken::Leaving`].
    #[cold]
    pub(crate) fn acquire_contended(
        &self,
        deadline: Option<Deadline>,
        why: &Wait,
    ) -> Result<(), Woken> {
        if self.spin() {
            return Ok(());
        }
        let leave = WakeAnother(&self.word);
        let mut timed_out = false;
        let taken = loop {
            if self.word.swap(CONTENDED, Acquire) == FREE {
                break Ok(());
            }
            if timed_out {
                break Err(Woken::TimedOut);
            }
            match blocking::block(&self.word, CONTENDED, deadline, why) {
                Woken::Again => {}
                Woken::TimedOut => timed_out = true,
                Woken::Leaving => return Err(Woken::Leaving), // `leave` wakes another.
            }
        };
        core::mem::forget(leave);
        taken
    }

    /// Looks while the holder runs and nobody sleeps: whoever comes while others sleep would only take their turn.
    fn spin(&self) -> bool {
        let seen = spin::until(|| match self.word.load(Relaxed) {
            FREE => self.try_acquire().then_some(true),
            HELD => None,
            _ => Some(false),
        });
        seen == Some(true)
    }

    /// Gives it back and wakes one waiter if any may sleep. Any thread may.
    #[inline]
    pub fn release(&self) -> Released {
        match self.word.swap(FREE, Release) {
            HELD => Released::Quietly,
            old => self.release_contended(old),
        }
    }

    #[cold]
    fn release_contended(&self, old: u32) -> Released {
        if old == FREE {
            return Released::WasFree;
        }
        self.word.wake(1);
        Released::WokeOne
    }

    /// Whether somebody has it at this moment.
    pub fn is_held(&self) -> bool {
        self.word.load(Relaxed) != FREE
    }

    /// Takes it for a few instructions: not stopped, not shown, the GIL kept. Only for critical sections that never wait.
    #[inline]
    pub(crate) fn acquire_brief(&self) {
        if !self.try_acquire() {
            self.acquire_brief_contended();
        }
    }

    #[cold]
    fn acquire_brief_contended(&self) {
        if self.spin() {
            return;
        }
        while self.word.swap(CONTENDED, Acquire) != FREE {
            blocking::block_brief(&self.word, CONTENDED, None);
        }
    }

    /// Gives it back after [`acquire_brief`](Self::acquire_brief).
    #[inline]
    pub(crate) fn release_brief(&self) {
        self.release();
    }

    /// The word, for the policy that hands over.
    pub(super) fn word(&self) -> &W {
        &self.word
    }
}

/// Passes on the wake-up that a leaving waiter may have eaten.
struct WakeAnother<'a, W: FutexWord>(&'a W);

impl<W: FutexWord> Drop for WakeAnother<'_, W> {
    fn drop(&mut self) {
        self.0.wake(1);
    }
}
