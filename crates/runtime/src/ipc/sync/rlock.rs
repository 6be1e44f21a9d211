//! `multiprocessing.RLock`: a [`RawRLock`] in the arena. States and arguments: [`rlock`](crate::sync::rlock).
//!
//! Words of the block: 0 id in the trace · 1 the lock · 2 its owner (process << 16 | thread) · 3 how deep · 4, 5 the moment of its last turn.

use super::held::{GiveBack, Held};
use super::{ArenaMoment, announced, object_of, turns_of};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::condition::ConditionLock;
use crate::sync::python::{self, Blocking, Timeout};
use crate::sync::raw_lock::Released;
use crate::sync::rlock::{RReleased, RawRLock};
use crate::sync::{Giving, Object, Turns, this_thread};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// Lets one thread of all processes at a time into a region, which that thread may enter again while it is inside.
///
/// Its owner is a thread of a process; another thread of the same process is somebody else.
///
/// # Blocking
/// As [`Lock`](super::Lock); the owner itself never waits.
/// # Errors
/// `release` by anybody else, or of a free one: `AssertionError: attempt to release recursive lock not owned by thread`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// As [`Lock`](super::Lock).
///
/// Origin: `multiprocessing.RLock` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct RLock {
    block: Block,
    raw: RawRLock<ArenaWord>,
    turns: Turns<ArenaMoment>,
    object: Object,
}

travels!(RLock, RLock);

impl Clone for RLock {
    fn clone(&self) -> Self {
        Self::from_block(self.block.clone())
    }
}

impl RLock {
    /// A free lock.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new() -> Result<Self, Error> {
        Self::named("")
    }

    /// A free lock that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str) -> Result<Self, Error> {
        Ok(Self::from_block(announced(
            Kind::RLock,
            6,
            ObjectKind::RLock,
            name,
        )?))
    }

    fn from_block(block: Block) -> Self {
        Self {
            raw: RawRLock::new(block.word(1), block.word(2), block.word(3)),
            turns: turns_of(&block, 4),
            object: object_of(&block),
            block,
        }
    }

    /// Takes it once more, waiting while another thread has it.
    pub fn acquire(&self) {
        self.take(None);
    }

    /// Takes it unless another thread has it.
    pub fn try_acquire(&self) -> bool {
        let depth = self.raw.try_acquire(this_thread());
        depth
            .inspect(|depth| self.object.acquired_again(&self.turns, *depth))
            .is_some()
    }

    /// Takes it, waiting at most `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.try_acquire()
        } else {
            self.take(Some(Deadline::after(timeout)))
        }
    }

    /// `acquire(block, timeout)` with arguments as Python passes them.
    pub fn acquire_with(&self, block: Blocking, timeout: Timeout) -> bool {
        python::process_wait(block, timeout).apply(|| self.try_acquire(), |d| self.take(d))
    }

    /// Gives it back once.
    ///
    /// # Errors
    /// See the type.
    pub fn release(&self) -> Result<(), Error> {
        if !self.is_owned() {
            let message = "attempt to release recursive lock not owned by thread";
            return Err(Error::assertion(message));
        }
        let giving = self.object.giving_in_turn(&self.turns);
        match self.raw.release(this_thread()) {
            RReleased::NotMine => {}
            RReleased::Inner(depth) => giving.into_iter().for_each(|g| g.gave_inner(depth)),
            RReleased::Outer(how) => freed(giving, how),
        }
        Ok(())
    }

    /// Whether this thread has it.
    pub fn is_owned(&self) -> bool {
        self.raw.is_owned_by(this_thread())
    }

    /// Takes it until the guard is dropped: Python's `with`.
    pub fn hold(&self) -> Held<'_, Self> {
        let taken = self.take(None);
        Held::of(self, taken)
    }

    /// Takes it for one look at what it guards: a wait is shown, the taking leaves no record.
    pub(crate) fn hold_quietly(&self) -> Quietly<'_> {
        let depth = self.raw.acquire(this_thread(), None, || self.why());
        Quietly(depth.map(|_| &self.raw))
    }

    fn why(&self) -> Wait {
        Wait::held(Cause::Lock, self.object.id(), self.raw.owner())
    }

    fn take(&self, deadline: Option<Deadline>) -> bool {
        let depth = self.raw.acquire(this_thread(), deadline, || self.why());
        depth
            .inspect(|depth| self.object.acquired_again(&self.turns, *depth))
            .is_some()
    }
}

/// It is free again: what the trace says of it.
fn freed(giving: Option<Giving>, how: Released) {
    if let Some(giving) = giving {
        giving.gave(0, (0, u32::from(how == Released::WokeOne)));
    }
}

/// A lock held for one look; given back on drop. `None` for a thread that leaves by Stop.
pub(crate) struct Quietly<'a>(Option<&'a RawRLock<ArenaWord>>);

impl Drop for Quietly<'_> {
    fn drop(&mut self) {
        if let Some(raw) = self.0 {
            raw.release(this_thread());
        }
    }
}

impl GiveBack for RLock {
    fn give_back(&self) {
        let _ = self.release(); // A stopped thread may have left a condition's wait without it.
    }
}

impl ConditionLock for RLock {
    type Saved = u32;
    fn is_owned(&self) -> bool {
        RLock::is_owned(self)
    }
    fn acquire(&self) {
        RLock::acquire(self);
    }
    fn release(&self) -> Result<(), Error> {
        RLock::release(self)
    }
    fn release_save(&self) -> u32 {
        let giving = self.object.giving_in_turn(&self.turns);
        let (depth, how) = self.raw.release_all();
        freed(giving, how);
        depth
    }
    fn acquire_restore(&self, depth: u32) -> bool {
        let taken = self.raw.acquire_all(this_thread(), depth, || self.why());
        if taken {
            self.object.acquired_again(&self.turns, depth);
        }
        taken
    }
    fn is_mine(&self) -> bool {
        RLock::is_owned(self)
    }
}
