//! `Barrier` as programs use it: Python's errors, the action, the trace.

use super::{Broken, RawBarrier};
use crate::blocking::Wait;
use crate::error::Error;
use crate::futex::Word;
use crate::sync::object::Object;
use crate::sync::python::{self, Limit, Timeout};
use crate::sync::wait_row::WaitRow;
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// What a round's last thread runs.
type Action = Box<dyn Fn() -> Result<(), Error> + Send + Sync>;

/// Lets a fixed number of threads wait for one another: none goes on before all have arrived. It can be used again and again.
///
/// Each thread of a round gets another index, 0 to parties − 1, in order of arrival. Exactly one runs the action, before all go. What a
/// party wrote before it arrived is visible to all others after the round.
///
/// A time-out, an action that fails, or `abort` *breaks* it: all waiters and all later callers get `BrokenBarrierError`, the thread that ran
/// the action gets the action's error. `reset` sends waiters away with that error and makes it usable again.
///
/// # Blocking
/// `wait` waits, without using a core, until all have arrived; `wait_timeout(d)` breaks the barrier after `d`.
/// # Errors
/// `from_parties(0)`: `ValueError: parties must be > 0`; waits: `BrokenBarrierError`, without a message.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header); a panic of the action passes through, after breaking the barrier.
/// # Cost
/// A short look into the row for each party, one futex wait each but for the last, one wake each by the last.
/// # Examples
/// ```
/// # use runtime::sync::Barrier;
/// let barrier = Barrier::new(2);
/// std::thread::scope(|s| {
///     let other = s.spawn(|| barrier.wait().unwrap());
///     let mine = barrier.wait().unwrap();
///     assert_eq!(mine + other.join().unwrap(), 1);
/// });
/// ```
/// Origin: `threading.Barrier` of the Python 3.13 library reference.
pub struct Barrier {
    raw: RawBarrier<Word>,
    action: Option<Action>,
    timeout: Option<Duration>,
    object: Object,
}

impl Barrier {
    /// A barrier for this many threads; 0 is taken as 1.
    pub fn new(parties: u32) -> Self {
        Self::named("", parties)
    }

    /// A barrier that the trace shows under this name.
    pub fn named(name: &str, parties: u32) -> Self {
        let parties = parties.max(1);
        let object = Object::new(ObjectKind::Barrier, name);
        object.value(0);
        Self {
            raw: RawBarrier::new(parties, Word::new(0), WaitRow::local_for(parties as usize)),
            action: None,
            timeout: None,
            object,
        }
    }

    /// A barrier for a number of threads as Python gives it.
    ///
    /// # Errors
    /// Below 1: `ValueError: parties must be > 0`.
    pub fn from_parties(parties: i64) -> Result<Self, Error> {
        match u32::try_from(parties) {
            Ok(parties) if parties > 0 => Ok(Self::new(parties)),
            _ => Err(Error::value("parties must be > 0")),
        }
    }

    /// The same with an action, which the last to arrive runs before all go.
    #[must_use]
    pub fn action(
        mut self,
        action: impl Fn() -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        self.action = Some(Box::new(action));
        self
    }

    /// The same with a time-out for every `wait` that names none.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Arrives and waits until all have: the index of this arrival.
    ///
    /// # Errors
    /// `BrokenBarrierError`, or the action's own.
    pub fn wait(&self) -> Result<u32, Error> {
        self.wait_limit(Limit::Wait(self.timeout))
    }

    /// Arrives and waits at most `timeout`, then breaks the barrier.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_timeout(&self, timeout: Duration) -> Result<u32, Error> {
        self.wait_limit(Limit::Wait(Some(timeout)))
    }

    /// `wait(timeout)` with an argument as Python passes it: `None` means the barrier's own.
    ///
    /// # Errors
    /// As [`wait`](Self::wait); a time-out beyond [`TIMEOUT_MAX`](python::TIMEOUT_MAX): `OverflowError`.
    pub fn wait_with(&self, timeout: Timeout) -> Result<u32, Error> {
        match python::plain_wait(timeout)? {
            Limit::Wait(None) => self.wait(),
            limit => self.wait_limit(limit),
        }
    }

    fn wait_limit(&self, limit: Limit) -> Result<u32, Error> {
        self.object.changed(|| self.raw.waiting() + 1, 0);
        let action = self
            .action
            .as_ref()
            .map(|action| || action().map_err(Failed::Action));
        let why = self.why();
        let result = limit.apply_waiting(|deadline| self.raw.wait(deadline, &why, action));
        let index = result.map_err(|failed| match failed {
            Failed::Broken => Error::broken_barrier(),
            Failed::Action(error) => error,
        })?;
        if index + 1 == self.raw.parties {
            self.object.changed(|| 0, index);
        }
        Ok(index)
    }

    /// Breaks it.
    pub fn abort(&self) {
        self.raw.break_now();
        self.object.value(0);
    }

    /// Sends the waiters away with `BrokenBarrierError` and makes it usable again.
    ///
    /// # Blocking
    /// While an action runs.
    pub fn reset(&self) {
        self.raw.reset(&self.why());
        self.object.value(0);
    }

    /// Whether it is broken.
    pub fn broken(&self) -> bool {
        self.raw.is_broken()
    }

    /// Threads of a round.
    pub fn parties(&self) -> u32 {
        self.raw.parties
    }

    /// Threads that have arrived in the present round.
    pub fn n_waiting(&self) -> u32 {
        self.raw.waiting()
    }

    fn why(&self) -> Wait {
        Wait::on(Cause::Barrier, self.object.id())
    }
}

impl core::fmt::Debug for Barrier {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Barrier")
            .field("raw", &self.raw)
            .finish_non_exhaustive()
    }
}

/// Why a wait failed.
enum Failed {
    Broken,
    Action(Error),
}

impl From<Broken> for Failed {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}
