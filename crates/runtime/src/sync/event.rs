//! `Event`: a flag to wait for.
//!
//! State table: one word, `generation << 2 | waiting << 1 | set`.
//! | change | by whom |
//! |---|---|
//! | set 0 → 1, generation + 1, waiting → 0 | `set` (Release), which wakes all if waiting was 1 |
//! | set 1 → 0 | `clear` (Relaxed) |
//! | waiting 0 → 1, while set is 0 | a waiter, before its wait |
//!
//! **No lost wake-up.** A waiter marks the word inside the same compare-exchange loop that finds the flag down, and waits only while the word
//! is as it left it. A `set` before the mark makes the exchange fail; one after it sees the mark and wakes all. Two waiters that mark one after the other
//! leave the same word.
//!
//! **A pulse is seen.** `set` followed at once by `clear` leaves another generation. Whoever waited before the pulse compares generations and
//! goes on, as in Python, where the condition has been notified. The generation has 30 bits: only a waiter that sleeps through an exact
//! multiple of 2³⁰ pulses, all of which wake it, would miss them.
//!
//! **Ordering.** `set` is Release, a wait or `is_set` that sees its effect Acquire: what was written before `set` is seen after the wait. `clear`
//! publishes nothing.
//!
//! **Fairness.** All waiters are woken at once; who runs first is the system's choice.
//!
//! **Time-out; Stop; death.** A waiter that leaves has nothing to give back; its mark makes the next `set` wake nobody once.
//!
//! **Trace.** `Value` (0 or 1), `Wake`; waits are `blocked(event)`.
//!
//! **Origin.** `threading.Event` of the Python 3.13 library reference; the word is ours.
//!
//! **Checked by** `loom_event` (`set_wakes_all`, `pulse_wakes_who_waited`), `stress::event`, `tests/promises.rs`, ThreadSanitizer.

use super::object::Object;
use super::python::{self, Timeout};
use crate::blocking::{self, Deadline, Wait, Woken};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::spin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

const SET: u32 = 1;
const WAITING: u32 = 2;
const GENERATION: u32 = 4;

/// A flag on one futex word. See the module's header.
#[derive(Debug)]
pub struct RawEvent<W> {
    word: W,
}

impl<W: FutexWord> RawEvent<W> {
    /// A flag that is down, on this word, which holds 0.
    pub const fn new(word: W) -> Self {
        Self { word }
    }

    /// Whether the flag is up.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.word.load(Acquire) & SET != 0
    }

    /// Whether anybody has waited since the flag was last raised.
    pub fn is_awaited(&self) -> bool {
        self.word.load(Relaxed) & WAITING != 0
    }

    /// Raises the flag; true if it was down. The second value: whether anybody was woken.
    pub fn set(&self) -> (bool, bool) {
        let mut seen = self.word.load(Relaxed);
        loop {
            if seen & SET != 0 {
                // Up already, but what *this* thread wrote must be seen too: write the same value with Release.
                match self.word.compare_exchange(seen, seen, Release, Relaxed) {
                    Ok(_) => return (false, false),
                    Err(now) => seen = now,
                }
                continue;
            }
            let up = (seen & !WAITING).wrapping_add(GENERATION) | SET;
            match self.word.compare_exchange(seen, up, Release, Relaxed) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        let anybody = seen & WAITING != 0;
        if anybody {
            self.word.wake(u32::MAX);
        }
        (true, anybody)
    }

    /// Lowers the flag; true if it was up.
    pub fn clear(&self) -> bool {
        let mut seen = self.word.load(Relaxed);
        while seen & SET != 0 {
            // Relaxed: an exchange continues the release sequence of the `set` before it, so a waiter that learns of the pulse by reading this
            // write still sees what came before that `set`.
            match self
                .word
                .compare_exchange(seen, seen & !SET, Relaxed, Relaxed)
            {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    /// Waits until the flag has been up, or `deadline`. Whether it has.
    #[inline]
    pub fn wait(&self, deadline: Option<Deadline>, why: impl FnOnce() -> Wait) -> bool {
        self.is_set() || self.wait_down(deadline, &why())
    }

    /// Does not spin first unless that has paid of late: whoever waits for an event mostly waits for long, and 40 looks cost half of what a
    /// wake-up takes (measured in `benches/sync.rs`: 3.1 µs from `set` to the waiter with them, 2.0 without).
    #[cold]
    fn wait_down(&self, deadline: Option<Deadline>, why: &Wait) -> bool {
        let first = self.word.load(Acquire);
        let passed = |seen: u32| seen & SET != 0 || seen / GENERATION != first / GENERATION;
        if spin::if_it_pays(|| passed(self.word.load(Acquire)).then_some(())).is_some() {
            return true;
        }
        loop {
            let seen = self.word.load(Acquire);
            if passed(seen) {
                return true;
            }
            if seen & WAITING == 0
                && self
                    .word
                    .compare_exchange(seen, seen | WAITING, Relaxed, Relaxed)
                    .is_err()
            {
                continue;
            }
            match blocking::block(&self.word, seen | WAITING, deadline, why) {
                Woken::Again => {}
                Woken::TimedOut => return passed(self.word.load(Acquire)),
                Woken::Leaving => return false,
            }
        }
    }
}

/// A flag that threads wait for: `set` wakes them all, and it stays up for those who come later.
///
/// What a thread wrote before `set` is visible after a wait that this `set` ended. `set` and `clear` are idempotent. A `set` directly followed
/// by `clear` wakes everyone who waited before it.
///
/// # Blocking
/// `wait` waits, without using a core, until the flag is up; `wait_timeout(d)` gives up after `d` with `false`, and with `d = 0` only looks.
/// On the page's thread both trap unless the flag is up.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Flag up: one load. `set` without waiters: one compare-exchange.
/// # Examples
/// ```
/// # use runtime::sync::Event; use std::time::Duration;
/// let ready = Event::new();
/// assert!(!ready.wait_timeout(Duration::ZERO));
/// std::thread::scope(|s| {
///     s.spawn(|| ready.set());
///     ready.wait();
/// });
/// assert!(ready.is_set());
/// ```
/// Origin: `threading.Event` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Event {
    raw: RawEvent<Word>,
    object: Object,
}

impl Default for Event {
    fn default() -> Self {
        Self::new()
    }
}

impl Event {
    /// An event whose flag is down.
    pub fn new() -> Self {
        Self::named("")
    }

    /// An event that the trace shows under this name.
    pub fn named(name: &str) -> Self {
        let object = Object::new(ObjectKind::Event, name);
        object.value(0);
        Self {
            raw: RawEvent::new(Word::new(0)),
            object,
        }
    }

    /// Raises the flag and wakes all waiters.
    pub fn set(&self) {
        let (changed, woke) = self.raw.set();
        if changed {
            self.object.value(1);
        }
        if woke {
            self.object.woke(0, u32::MAX);
        }
    }

    /// Lowers the flag.
    pub fn clear(&self) {
        if self.raw.clear() {
            self.object.value(0);
        }
    }

    /// Whether the flag is up at this moment.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.raw.is_set()
    }

    /// Waits until the flag is up; always true, as in Python.
    ///
    /// # Blocking
    /// Until it is.
    pub fn wait(&self) -> bool {
        self.wait_until(None)
    }

    /// Waits at most `timeout`; whether the flag has been up.
    ///
    /// # Blocking
    /// At most `timeout`; 0 never.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.is_set()
        } else {
            self.wait_until(Some(Deadline::after(timeout)))
        }
    }

    /// `wait(timeout)` with an argument as Python passes it; a negative time-out only looks.
    ///
    /// # Errors
    /// A time-out beyond [`TIMEOUT_MAX`](python::TIMEOUT_MAX): `OverflowError`.
    pub fn wait_with(&self, timeout: Timeout) -> Result<bool, Error> {
        Ok(python::plain_wait(timeout)?
            .apply(|| self.is_set(), |deadline| self.wait_until(deadline)))
    }

    fn wait_until(&self, deadline: Option<Deadline>) -> bool {
        self.raw
            .wait(deadline, || Wait::on(Cause::Event, self.object.id()))
    }
}
