//! `multiprocessing.Barrier`: a [`RawBarrier`] in the arena. States and arguments: [`barrier`](crate::sync::barrier).
//!
//! Words of the block: 0 id in the trace · 1 parties · 2 phase · from 3 on a row of as many places as a round has waiters.
//!
//! Python accepts `Barrier(0)` here (3.13), and nobody ever gets through it. An action cannot travel to another process, so there is none.

use super::{announced, object_of, row_of, row_words};
use crate::blocking::Wait;
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::Object;
use crate::sync::barrier::{Broken, RawBarrier};
use crate::sync::python::{self, Blocking, Limit, Timeout};
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// Places of a barrier that nobody gets through.
const ENDLESS: u32 = 64;
/// The most parties: as many threads as all processes of a run can have would not need more.
const MOST: u32 = 4096;

/// Lets a fixed number of threads of all processes wait for one another, again and again.
///
/// Each thread of a round gets another index, 0 to parties − 1, in order of arrival. A time-out or `abort` breaks it: all waiters and all later
/// callers get `BrokenBarrierError`; `reset` sends waiters away with that error and makes it usable again.
///
/// # Blocking
/// `wait` waits until all have arrived; `wait_timeout(d)` breaks the barrier after `d`.
/// # Errors
/// `BrokenBarrierError`, without a message.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// As `threading`'s, on words of the arena.
///
/// Origin: `multiprocessing.Barrier` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Barrier {
    block: Block,
    parties: u32,
    raw: RawBarrier<ArenaWord>,
    object: Object,
}

travels!(Barrier, Barrier);

impl Clone for Barrier {
    fn clone(&self) -> Self {
        Self::from_block(self.block.clone())
    }
}

impl From<Broken> for Error {
    fn from(_: Broken) -> Self {
        Self::broken_barrier()
    }
}

impl Barrier {
    /// A barrier for this many threads; 0 lets nobody through, as in Python.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(parties: u32) -> Result<Self, Error> {
        Self::named("", parties)
    }

    /// A barrier that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str, parties: u32) -> Result<Self, Error> {
        let parties = parties.min(MOST);
        let words = 3 + row_words(places(parties));
        let block = announced(Kind::Barrier, words, ObjectKind::Barrier, name)?;
        block.word(1).store(parties, Relaxed);
        let barrier = Self::from_block(block);
        barrier.object.value(0);
        Ok(barrier)
    }

    fn from_block(block: Block) -> Self {
        let parties = block.word(1).load(Relaxed).min(MOST);
        let full_at = if parties == 0 { u32::MAX } else { parties };
        Self {
            parties,
            raw: RawBarrier::new(full_at, block.word(2), row_of(&block, 3, places(parties))),
            object: object_of(&block),
            block,
        }
    }

    /// Arrives and waits until all have: the index of this arrival.
    ///
    /// # Errors
    /// See the type.
    pub fn wait(&self) -> Result<u32, Error> {
        self.wait_limit(Limit::Wait(None))
    }

    /// Arrives and waits at most `timeout`, then breaks the barrier.
    ///
    /// # Errors
    /// See the type.
    pub fn wait_timeout(&self, timeout: Duration) -> Result<u32, Error> {
        self.wait_limit(Limit::Wait(Some(timeout)))
    }

    /// `wait(timeout)` with an argument as Python passes it.
    ///
    /// # Errors
    /// See the type.
    pub fn wait_with(&self, timeout: Timeout) -> Result<u32, Error> {
        self.wait_limit(python::process_wait(Blocking::Yes, timeout))
    }

    fn wait_limit(&self, limit: Limit) -> Result<u32, Error> {
        type Action = fn() -> Result<(), Error>;
        self.object.changed(|| self.raw.waiting() + 1, 0);
        let why = self.why();
        let index =
            limit.apply_waiting(|deadline| self.raw.wait(deadline, &why, None::<Action>))?;
        if index + 1 == self.parties {
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
        self.parties
    }

    /// Threads that have arrived in the present round.
    pub fn n_waiting(&self) -> u32 {
        self.raw.waiting()
    }

    fn why(&self) -> Wait {
        Wait::on(Cause::Barrier, self.object.id())
    }
}

const fn places(parties: u32) -> u32 {
    if parties == 0 { ENDLESS } else { parties }
}
