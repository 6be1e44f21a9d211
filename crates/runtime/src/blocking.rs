//! The one place where threads block.
//!
//! **No lost Stop.** A waiter publishes its word in its status cell, *then* looks at the stop word, *then* waits. The page sets the stop
//! word, *then* reads the published word and wakes it. So either the waiter sees the stop word, or the page sees the published word. One
//! hole remains: the page may wake between the waiter's look and its wait, which no fence can close since the stop word is not the word
//! waited on. Therefore the page repeats the wake every few milliseconds until all have left. Publishing and looking are SeqCst, as are
//! both steps of the page (`Atomics`): the argument speaks of two variables.
//!
//! **No lost wake-up** is the caller's: its word holds `expected` only as long as there is reason to wait, and a waker changes the word
//! before it wakes.

use crate::context::{self, Context};
use crate::futex::FutexWord;
#[cfg(loom)]
use crate::futex::model::{Leave, leaves};
use crate::platform;
use crate::stop;
use core::time::Duration;
use trace::kinds::Cause;

/// A moment on the trace clock after which a wait gives up. Made once from a time-out, so that spurious wake-ups do not lengthen a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(u64);

impl Deadline {
    /// `timeout` from now; beyond the clock's range (584 years) it is the clock's end.
    pub fn after(timeout: Duration) -> Self {
        let timeout_ns = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        Self(platform::now_ns().saturating_add(timeout_ns))
    }

    /// The moment `ns` nanoseconds after the run's origin.
    pub fn at_ns(ns: u64) -> Self {
        Self(ns)
    }

    /// Nanoseconds since the run's origin.
    pub fn ns(self) -> u64 {
        self.0
    }

    /// What is left at `now_ns`; `None` once it has passed.
    pub(crate) fn left(self, now_ns: u64) -> Option<Duration> {
        self.0
            .checked_sub(now_ns)
            .filter(|left| *left > 0)
            .map(Duration::from_nanos)
    }
}

/// Why a thread waits: what the timeline shows, and what the wait-for graph is made from.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// The kind of reason.
    pub cause: Cause,
    /// Id of the object waited for, 0 for none.
    pub object: u32,
    /// [`FutexWord::place`] of the word that holds the id of the thread which can end the wait, `(0, false)` for none.
    pub holder: (u32, bool),
    /// [`FutexWord::native_address`] of that word, 0 for none: natively a reader finds it by this.
    pub(crate) holder_here: usize,
    /// Which bits of the word waited on decide whether to wait; a waker changes these before it wakes.
    pub(crate) deciding: u32,
}

impl Wait {
    /// A wait for an object that no particular thread holds.
    pub const fn on(cause: Cause, object: u32) -> Self {
        Self {
            cause,
            object,
            holder: (0, false),
            holder_here: 0,
            deciding: u32::MAX,
        }
    }

    /// A wait for an object held by the thread whose id stands in `holder`.
    pub fn held(cause: Cause, object: u32, holder: &impl FutexWord) -> Self {
        Self {
            cause,
            object,
            holder: holder.place(),
            holder_here: holder.native_address(),
            deciding: u32::MAX,
        }
    }

    /// The same wait on a word of which only these bits decide; the others count waiters.
    pub(crate) const fn decided_by(self, bits: u32) -> Self {
        Self {
            deciding: bits,
            ..self
        }
    }
}

/// How [`block`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a wait may end for no reason: look again, give up, or leave"]
pub enum Woken {
    /// Woken, or for no reason: look at the condition again.
    Again,
    /// The deadline has passed. The condition may hold all the same: look once more, then give up.
    TimedOut,
    /// The process is being stopped and this thread already unwinds (the call came from a `Drop`): leave without what was waited for.
    Leaving,
}

/// Blocks once while `word` holds `expected`, until it is woken, `deadline` passes, or for no reason. The caller stands in a loop:
///
/// ```
/// # use runtime::{blocking::{block, Wait, Woken}, futex::{FutexWord, Word}}; use core::sync::atomic::Ordering::{Acquire, Release};
/// # let word = Word::new(1);
/// while word.load(Acquire) == 0 {
///     match block(&word, 0, None, &Wait::on(trace::kinds::Cause::Event, 7)) {
///         Woken::Again => {}
///         Woken::TimedOut | Woken::Leaving => break,
///     }
/// }
/// ```
///
/// # Blocking
/// Uses no core meanwhile. The GIL, where there is one, is given away before and taken again after the wait.
/// # Panics
/// Unwinds with [`stop::Stopped`] when the process is stopped, then without the GIL; traps when it is killed.
pub fn block<W: FutexWord>(
    word: &W,
    expected: u32,
    deadline: Option<Deadline>,
    why: &Wait,
) -> Woken {
    match context::current() {
        Some(here) => block_in(here, word, expected, deadline, why),
        // Nobody is told of this wait, so without a deadline no clock is read: in a browser that costs a third of a wait.
        None => wait_once(
            word,
            expected,
            deadline,
            deadline.map_or(0, |_| platform::now_ns()),
        ),
    }
}

fn block_in<W: FutexWord>(
    here: &Context,
    word: &W,
    expected: u32,
    deadline: Option<Deadline>,
    why: &Wait,
) -> Woken {
    stop::check();
    if stop::stop_requested() {
        return Woken::Leaving;
    }
    // The GIL's own wait must not give the GIL away.
    let gil = if why.cause == Cause::Gil {
        None
    } else {
        here.gil()
    };
    let now = platform::now_ns(); // Before the GIL goes: who has given it away does not run.
    if let Some(gil) = gil {
        gil.give();
    }
    here.publish_wait(now, why, (word, expected), deadline);
    let woken = if stop::stop_requested() {
        Woken::Again
    } else {
        wait_once(word, expected, deadline, now)
    };
    // Who needs the GIL runs only once it has it: who waits for the GIL itself says so when it has it.
    if stop::stop_requested() || gil.is_none() && why.cause != Cause::Gil {
        here.publish_running(platform::now_ns());
    }
    stop::check();
    if stop::stop_requested() {
        return Woken::Leaving;
    }
    if let Some(gil) = gil {
        gil.take();
        here.publish_running(platform::now_ns());
    }
    woken
}

fn wait_once<W: FutexWord>(word: &W, expected: u32, deadline: Option<Deadline>, now: u64) -> Woken {
    let Some(deadline) = deadline else {
        // A model cannot unwind through loom's mutexes; the way out is the same.
        #[cfg(loom)]
        if leaves(Leave::BeforeWait) {
            return Woken::Leaving;
        }
        word.wait(expected, None);
        #[cfg(loom)]
        if leaves(Leave::AfterWait) {
            return Woken::Leaving;
        }
        return Woken::Again;
    };
    let Some(left) = deadline.left(now) else {
        return Woken::TimedOut;
    };
    word.wait(expected, Some(left));
    // A model's clock stands still, so there a timed wait times out at once.
    if cfg!(loom) || deadline.left(platform::now_ns()).is_none() {
        Woken::TimedOut
    } else {
        Woken::Again
    }
}

/// Sleeps for `duration`, as a wait with this cause ([`Cause::Sleep`] or [`Cause::Io`]): nothing wakes it but Stop.
///
/// # Blocking
/// For at least `duration`; 0 returns at once, after giving the GIL away and taking it again where there is one.
pub fn sleep(duration: Duration, cause: Cause) {
    let deadline = Deadline::after(duration);
    let word = crate::futex::Word::new(0);
    while let Woken::Again = block(&word, 0, Some(deadline), &Wait::on(cause, 0)) {}
}

/// Lets a moment pass: not stopped, not shown, the GIL kept. For the way into and out of a process alone, where nobody can be waited for by a
/// word; a wake-up may end it early.
pub(crate) fn linger(duration: Duration) {
    crate::futex::Word::new(0).wait(0, Some(duration));
}

/// Waits while `word` holds `expected`, for the few instructions that another thread stays inside a primitive: not stopped, not shown, the GIL
/// kept. Only for critical sections that never wait themselves. May return without reason, as every wait.
pub(crate) fn block_brief<W: FutexWord>(word: &W, expected: u32, at_most: Option<Duration>) {
    word.wait(expected, at_most);
}
