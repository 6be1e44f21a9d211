//! Waiting for a condition that is not a futex word: "the queue is not empty".
//!
//! State table: one word, `waiting << 16 | tokens`, tokens ≤ waiting.
//! | change | by whom |
//! |---|---|
//! | waiting + 1 | a thread that found its condition false: it *announces* itself, then looks again |
//! | tokens + 1 (or := waiting) | a notifier, if there are more waiting than tokens; it then wakes one (or all) |
//! | waiting − 1, tokens − 1 | a waiter that takes a token and looks again |
//! | waiting − 1, tokens cut to waiting | a waiter that leaves without (its second look was good, time-out, Stop) |
//!
//! **No lost wake-up.** The waiter announces itself, *then* looks at the condition, *then* waits. The notifier makes the condition true, *then*
//! touches the word. Both touch it by an exchange that succeeds, so one of the two comes first in the word's own order. If the waiter's: the
//! notifier finds it there and leaves a token, which stays until a waiter takes it. If the notifier's: the waiter's announcement reads from
//! it (Release, Acquire), so its look sees the condition true. No fence and no total order of several words is needed; that is why a
//! notifier that finds nobody still writes the word back. A token is given before the wake, so a waiter not yet asleep compares with the changed word.
//! A waiter that leaves may have eaten a wake meant for the token of another: if tokens remain, it wakes as many.
//!
//! **A token for each, not a wake for each.** While the woken thread is on its way, further notifications find a token for every waiter and
//! cost one exchange: a producer does not pay a system call for each item.
//!
//! **Ordering.** Notifying is Release, announcing Acquire, as above; exchanges by others in between continue the release sequence. Taking a token or
//! leaving is Relaxed: whoever does it looks at the condition again with the orderings of that, or goes.
//!
//! **Fairness.** None of its own.
//!
//! **Time-out; Stop; death.** A deadline ends with a last look. Stop leaves as above.
//!
//! **Trace.** None; the queue leaves `Wake` when [`EventCount::notify_one`] says that it woke.
//!
//! **Origin.** Event counts (D. Vyukov; folly's `EventCount`); the tokens are ours.
//!
//! **Checked by** `loom_queue` (`event_count_loses_nothing`, `leaving_waiter_keeps_no_token`), and all queue models and stress tests.

use crate::blocking::{self, Deadline, Wait, Woken};
use crate::futex::FutexWord;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

const WAITER: u32 = 1 << 16;

const fn waiting(word: u32) -> u32 {
    word / WAITER
}

const fn tokens(word: u32) -> u32 {
    word % WAITER
}

/// Waiters for a condition kept elsewhere. See the module's header.
#[derive(Debug)]
pub struct EventCount<W> {
    word: W,
}

impl<W: FutexWord> EventCount<W> {
    /// Nobody waits; on this word, which holds 0.
    pub const fn new(word: W) -> Self {
        Self { word }
    }

    /// Looks with `attempt` until it gives a value, waiting in between; `None`: the deadline has passed, or the thread leaves.
    /// Does not spin: that is the caller's, who knows what to look at cheaply.
    pub fn until<T>(
        &self,
        deadline: Option<Deadline>,
        why: &Wait,
        mut attempt: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        loop {
            let announced = self.announce();
            if let Some(value) = attempt() {
                return Some(value);
            }
            match announced.wait(deadline, why) {
                Woken::Again => {}
                Woken::TimedOut => return attempt(),
                Woken::Leaving => return None,
            }
        }
    }

    /// As [`until`](Self::until), for something that another thread is just about to finish: not stopped, not shown, the GIL kept.
    pub(crate) fn until_brief<T>(&self, mut attempt: impl FnMut() -> Option<T>) -> T {
        loop {
            let announced = self.announce();
            if let Some(value) = attempt() {
                return value;
            }
            announced.wait_brief();
        }
    }

    /// The condition may have become true for one more: sees to it that a waiter looks. True if it woke one.
    #[inline]
    pub fn notify_one(&self) -> bool {
        self.notify(1)
    }

    /// The condition may have become true for all.
    #[inline]
    pub fn notify_all(&self) -> bool {
        self.notify(u32::MAX)
    }

    #[inline]
    fn notify(&self, count: u32) -> bool {
        // Writing 0 over 0 is the point: see the header. A fence and a load would do too, at twice the price.
        match self.word.compare_exchange(0, 0, Release, Relaxed) {
            Ok(_) => false,
            Err(seen) => self.give(seen, count),
        }
    }

    #[cold]
    fn give(&self, mut seen: u32, count: u32) -> bool {
        loop {
            let given = count.min(waiting(seen) - tokens(seen));
            match self
                .word
                .compare_exchange(seen, seen + given, Release, Relaxed)
            {
                Ok(_) if given == 0 => return false,
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        self.word.wake(count);
        true
    }

    fn announce(&self) -> Announced<'_, W> {
        self.word.fetch_add(WAITER, Acquire);
        Announced(self)
    }
}

/// A thread counted as waiting. Dropping it leaves.
struct Announced<'a, W: FutexWord>(&'a EventCount<W>);

impl<W: FutexWord> Announced<'_, W> {
    /// Waits for a token and takes it.
    fn wait(self, deadline: Option<Deadline>, why: &Wait) -> Woken {
        loop {
            let Some(seen) = self.without_token() else {
                core::mem::forget(self);
                return Woken::Again;
            };
            let why = why.decided_by(WAITER - 1);
            match blocking::block(&self.0.word, seen, deadline, &why) {
                Woken::Again => {}
                ended => return ended,
            }
        }
    }

    fn wait_brief(self) {
        while let Some(seen) = self.without_token() {
            blocking::block_brief(&self.0.word, seen, None);
        }
        core::mem::forget(self);
    }

    /// Takes a token and gives `None`, or the word that has none.
    fn without_token(&self) -> Option<u32> {
        let word = &self.0.word;
        let mut seen = word.load(Relaxed);
        while tokens(seen) > 0 {
            match word.compare_exchange(seen, seen - WAITER - 1, Relaxed, Relaxed) {
                Ok(_) => return None,
                Err(now) => seen = now,
            }
        }
        Some(seen)
    }
}

impl<W: FutexWord> Drop for Announced<'_, W> {
    fn drop(&mut self) {
        let word = &self.0.word;
        let mut seen = word.load(Relaxed);
        let left = loop {
            let others = waiting(seen) - 1;
            let left = tokens(seen).min(others);
            match word.compare_exchange(seen, others * WAITER + left, Relaxed, Relaxed) {
                Ok(_) => break left,
                Err(now) => seen = now,
            }
        };
        if left > 0 {
            word.wake(left);
        }
    }
}
