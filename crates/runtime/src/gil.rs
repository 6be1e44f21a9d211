//! The GIL: one lock per process that running code must hold, given away every switch interval, and around every wait.
//!
//! State table
//! | word | value | meaning | who may change it |
//! |---|---|---|---|
//! | lock | 0 free · 1 held · 2 held, somebody may sleep | as [`raw_lock`](crate::sync::raw_lock) | taker, waiter, holder |
//! | asked | 0 | nobody has waited for a whole interval | a waiter → 1, once its interval is over without a switch |
//! | asked | 1 | the holder gives way at its next checkpoint | the holder, giving way → 2; the next taker → 0 |
//! | asked | 2 | the holder has given way and waits for a switch | the next taker → 0, and wakes it |
//! | switches | count | how often the lock was taken | the taker, + 1 |
//!
//! **How it switches** (as CPython's `ceval_gil.c`): a waiter sleeps for one interval at most. If nobody has switched meanwhile, it asks. The holder
//! looks at `asked` in each checkpoint; then it gives the lock up, *waits until another thread has taken it* (else it would barge in again
//! at once, and the waiter starve), and queues up again. So a computing thread keeps the others waiting for one interval and the time to
//! its next checkpoint; a thread that waits for a lock, a queue, a sleep or IO gives the GIL away for all that time.
//!
//! **No lost wake-up.** The lock is the three-state futex lock, see there; its waiters are timed besides. The holder that has given way waits for
//! `switches` to change: the thread that asked is still waiting for the lock (nothing but Stop ends such a wait), takes it sooner or later, counts,
//! and wakes. A thread that leaves by Stop sets off nobody else's Stop, but Stop is the whole process's.
//!
//! **Ordering.** Taking is Acquire, giving Release: code under the GIL sees what ran under it before. `asked` is Relaxed: an interval of
//! milliseconds does not mind. `switches` is Release/Acquire for the sake of the wait alone.
//!
//! **Fairness.** None is promised; after a forced switch another thread has run. Among waiters whoever is woken and quick.
//!
//! **Stop; death.** A thread that unwinds by Stop may be without it; dropping its [`Attached`] gives it back only if it has it.
//!
//! **Trace.** `Gil` records: 0 asked for, 1 taken, 2 given away, each in the ring of the thread that did it, which is thus the holder from 1
//! to 2; a waiting thread is *ready*, not blocked.
//!
//! **Origin.** CPython 3.13 `Python/ceval_gil.c`; `sys.setswitchinterval`.
//!
//! **Checked by** `loom_gil` (`one_at_a_time`, `holder_that_gave_way_is_passed`), `tests/gil.rs`.

use crate::blocking::{self, Deadline, Wait, Woken};
use crate::context::{self, Context, GilHook};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::platform;
use crate::sync::Turns;
use crate::sync::raw_lock::RawLock;
use core::marker::PhantomData;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind, RecordKind};
use trace::record::Record;

/// CPython's switch interval (`sys.getswitchinterval()` is 0.005).
pub const SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// Value of `asked`: the holder has given way and waits for a switch.
const GAVE_WAY: u32 = 2;

/// What a `Gil` record tells; see [`RecordKind::Gil`].
const ASKED: u32 = 0;
const TAKEN: u32 = 1;
const GIVEN: u32 = 2;

/// The algorithm, on four words. See the module's header.
#[derive(Debug)]
pub struct RawGil<W> {
    lock: RawLock<W>,
    asked: W,
    switches: W,
    holder: W,
}

impl<W: FutexWord> RawGil<W> {
    /// A free GIL on these words, which hold 0: lock, asked, switches, holder.
    pub fn new(words: [W; 4]) -> Self {
        let [lock, asked, switches, holder] = words;
        Self {
            lock: RawLock::new(lock),
            asked,
            switches,
            holder,
        }
    }

    /// The word with the id of the thread that has it.
    pub fn holder(&self) -> &W {
        &self.holder
    }

    /// Takes it for `me`. False: the thread leaves, without it. `on_ask` is told when the interval was over.
    pub fn take(&self, me: u32, interval: Duration, why: &Wait, on_ask: impl Fn()) -> bool {
        let mut seen = self.switches.load(Relaxed);
        while !self.lock.try_acquire() {
            match self
                .lock
                .acquire_contended(Some(Deadline::after(interval)), why)
            {
                Ok(()) => break,
                Err(Woken::Leaving) => return false,
                Err(_) => {}
            }
            let now = self.switches.load(Relaxed);
            if now == seen && self.asked.compare_exchange(0, 1, Relaxed, Relaxed).is_ok() {
                on_ask();
            }
            seen = now;
        }
        self.holder.store(me, Relaxed);
        self.switches.fetch_add(1, Release);
        if self.asked.swap(0, Relaxed) == GAVE_WAY {
            self.switches.wake(u32::MAX);
        }
        true
    }

    /// Gives it away. The caller has it.
    pub fn give(&self) {
        self.holder.store(0, Relaxed);
        self.lock.release();
    }

    /// Whether somebody has waited for a whole interval.
    #[inline]
    pub fn is_asked(&self) -> bool {
        self.asked.load(Relaxed) != 0
    }

    /// Gives it away and waits until another thread has taken it. The caller has it.
    pub fn give_way(&self, why: &Wait) {
        let seen = self.switches.load(Relaxed);
        self.asked.store(GAVE_WAY, Relaxed); // Seen by the next taker, who takes what `give` releases.
        self.give();
        while self.switches.load(Acquire) == seen {
            if blocking::block(&self.switches, seen, None, why) == Woken::Leaving {
                return;
            }
        }
    }
}

/// The GIL of a process.
///
/// Threads that are started by a thread that has it have it too: each takes it before it runs. Every wait of [`crate::sync`], every sleep and
/// every simulated IO gives it away, and a checkpoint does when asked.
#[derive(Debug)]
pub struct Gil {
    raw: RawGil<Word>,
    interval: Duration,
    object: u32,
    turns: Turns,
}

impl Gil {
    /// Makes a GIL with this switch interval, for ever: it lives as long as its process's memory.
    ///
    /// # Errors
    /// An interval of 0: `ValueError: switch interval must be strictly positive`.
    pub fn leak(interval: Duration) -> Result<&'static Self, Error> {
        if interval.is_zero() {
            return Err(Error::value("switch interval must be strictly positive"));
        }
        let word = || Word::new(0);
        let raw = RawGil::new([word(), word(), word(), word()]);
        let object = context::new_object(ObjectKind::Gil, "GIL");
        Ok(Box::leak(Box::new(Self {
            raw,
            interval,
            object,
            turns: Turns::new(),
        })))
    }

    fn why(&self) -> Wait {
        Wait::held(Cause::Gil, self.object, self.raw.holder())
    }

    /// Lets another thread run, then goes on.
    #[cold]
    fn switch(&self) {
        let here = context::current();
        if let Some(here) = here {
            // Before it goes: who has given it away does not run.
            here.publish_ready(platform::now_ns(), Cause::Gil, self.object);
        }
        self.note(GIVEN);
        self.raw.give_way(&self.why());
        self.take();
        if let Some(here) = here {
            here.publish_running(platform::now_ns());
        }
    }

    /// Leaves a record. Nobody has it at two moments that overlap: see [`Turns`].
    fn note(&self, what: u32) {
        if let Some(here) = context::current().filter(|here| here.is_traced()) {
            let at_ns = match what {
                TAKEN => self.turns.taken(),
                GIVEN => self.turns.given(),
                _ => platform::now_ns(),
            };
            here.record(Record::new(RecordKind::Gil, at_ns, self.object).with(what, 0));
        }
    }

    fn is_mine(&self) -> bool {
        self.raw.holder().load(Relaxed) == context::thread_id()
    }
}

impl GilHook for Gil {
    fn give(&self) {
        if self.is_mine() {
            self.note(GIVEN);
            self.raw.give();
        }
    }

    fn take(&self) {
        let asked = || self.note(ASKED);
        if self
            .raw
            .take(context::thread_id(), self.interval, &self.why(), asked)
        {
            self.note(TAKEN);
        }
    }

    #[inline]
    fn checkpoint(&self) {
        if self.raw.is_asked() {
            self.switch();
        }
    }
}

/// This thread runs under a GIL, until this is dropped.
#[must_use = "dropping it gives the GIL away for good"]
pub struct Attached {
    here: &'static Context,
    gil: &'static dyn GilHook,
    /// What a thread has is its own.
    _not_send: PhantomData<*const ()>,
}

/// Puts this thread under a GIL: takes it. `None` without a context, or if it is under one already.
///
/// # Blocking
/// Until it has it.
pub fn attach(gil: &'static dyn GilHook) -> Option<Attached> {
    let here = context::current().filter(|here| here.gil().is_none())?;
    gil.take();
    here.publish_running(platform::now_ns());
    here.set_gil(Some(gil));
    Some(Attached {
        here,
        gil,
        _not_send: PhantomData,
    })
}

impl Drop for Attached {
    fn drop(&mut self) {
        self.here.set_gil(None);
        self.gil.give(); // Nothing for a thread that Stop has left without it.
    }
}

/// Computes without the GIL, where this thread is under one: as libraries written in C do. Other threads run meanwhile.
///
/// # Blocking
/// Afterwards, until it has the GIL again.
pub fn released<T>(compute: impl FnOnce() -> T) -> T {
    let Some((here, gil)) = context::current().and_then(|here| Some((here, here.gil()?))) else {
        return compute();
    };
    here.set_gil(None);
    gil.give();
    let _back = Released { here, gil };
    compute()
}

/// This thread runs without its GIL, until this is dropped.
struct Released {
    here: &'static Context,
    gil: &'static dyn GilHook,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.gil.take(); // Comes back without it when Stop unwinds this thread.
        self.here.set_gil(Some(self.gil));
        self.here.publish_running(platform::now_ns());
    }
}

impl core::fmt::Debug for Attached {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Attached").finish_non_exhaustive()
    }
}
