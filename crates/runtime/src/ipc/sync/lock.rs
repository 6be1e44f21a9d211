//! `multiprocessing.Lock`: a [`RawLock`] in the arena. States and arguments: [`raw_lock`](crate::sync::raw_lock).
//!
//! Words of the block: 0 id in the trace · 1 the lock · 2 the thread that has it, 0 for none · 4, 5 the moment of its last turn.

use super::held::{GiveBack, Held};
use super::{ArenaMoment, announced, object_of, too_many, turns_of};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::condition::ConditionLock;
use crate::sync::python::{self, Blocking, Timeout};
use crate::sync::raw_lock::{RawLock, Released};
use crate::sync::{Holder, Object};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// Lets one thread of all processes at a time into a region.
///
/// It has no owner: any thread of any process may release it. Not fair (barging). A process that ends while it has it leaves it held.
///
/// # Blocking
/// `acquire` and `hold` wait until it is free; `acquire_timeout(d)` gives up after `d` with `false`; `d = 0` and `try_acquire` never wait.
/// # Errors
/// `new`: no room in the arena. `release` of a free lock: `ValueError: semaphore or lock released too many times`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Free: one compare-exchange and one exchange through JavaScript, 16 to 35 ns each, and the holder's word.
/// # Examples
/// ```
/// # use runtime::ipc::sync::Lock;
/// let lock = Lock::new().unwrap();
/// drop(lock.hold());
/// assert_eq!(lock.release().unwrap_err().to_string(), "ValueError: semaphore or lock released too many times");
/// ```
/// Origin: `multiprocessing.Lock` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Lock {
    block: Block,
    raw: RawLock<ArenaWord>,
    holder: Holder<ArenaWord, ArenaMoment>,
    object: Object,
}

travels!(Lock, Lock);

impl Clone for Lock {
    fn clone(&self) -> Self {
        Self::from_block(self.block.clone())
    }
}

impl Lock {
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
            Kind::Lock,
            6,
            ObjectKind::Lock,
            name,
        )?))
    }

    fn from_block(block: Block) -> Self {
        Self {
            raw: RawLock::new(block.word(1)),
            holder: Holder::on(block.word(2), turns_of(&block, 4)),
            object: object_of(&block),
            block,
        }
    }

    /// Takes it, waiting until it is free.
    pub fn acquire(&self) {
        self.take(None, Cause::Lock);
    }

    /// Takes it if it is free.
    pub fn try_acquire(&self) -> bool {
        let taken = self.raw.try_acquire();
        if taken {
            self.object.acquired_by_me(&self.holder);
        }
        taken
    }

    /// Takes it, waiting at most `timeout`.
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.try_acquire()
        } else {
            self.take(Some(Deadline::after(timeout)), Cause::Lock)
        }
    }

    /// `acquire(block, timeout)` with arguments as Python passes them: `None` waits for ever, 0 and below do not wait, and without `block` the
    /// time-out is ignored.
    pub fn acquire_with(&self, block: Blocking, timeout: Timeout) -> bool {
        python::process_wait(block, timeout)
            .apply(|| self.try_acquire(), |d| self.take(d, Cause::Lock))
    }

    /// Gives it back; any thread may.
    ///
    /// # Errors
    /// See the type.
    pub fn release(&self) -> Result<(), Error> {
        let giving = self.object.giving_in_turn(self.holder.turns());
        self.holder.clear();
        let woken = match self.raw.release() {
            Released::Quietly => 0,
            Released::WokeOne => 1,
            Released::WasFree => return Err(too_many()),
        };
        if let Some(giving) = giving {
            giving.gave(0, (0, woken));
        }
        Ok(())
    }

    /// Whether somebody has it at this moment (Python 3.14).
    pub fn locked(&self) -> bool {
        self.raw.is_held()
    }

    /// Takes it until the guard is dropped: Python's `with`.
    pub fn hold(&self) -> Held<'_, Self> {
        let taken = self.take(None, Cause::Lock);
        Held::of(self, taken)
    }

    fn take(&self, deadline: Option<Deadline>, cause: Cause) -> bool {
        let why = || Wait::held(cause, self.object.id(), self.holder.word());
        let taken = self.raw.acquire(deadline, why);
        if taken {
            self.object.acquired_by_me(&self.holder);
        }
        taken
    }
}

impl GiveBack for Lock {
    fn give_back(&self) {
        // A stopped thread has left a condition's wait without the lock: then it is not this thread's to release.
        if !std::thread::panicking() || self.holder.is_me() {
            let _ = self.release();
        }
    }
}

impl ConditionLock for Lock {
    type Saved = ();
    fn is_owned(&self) -> bool {
        self.holder.is_me()
    }
    fn acquire(&self) {
        Lock::acquire(self);
    }
    fn release(&self) -> Result<(), Error> {
        Lock::release(self)
    }
    fn release_save(&self) {
        let _ = Lock::release(self); // It was this thread's a moment ago; freed by another since, it is free.
    }
    fn acquire_restore(&self, (): ()) -> bool {
        self.take(None, Cause::Lock)
    }
    fn is_mine(&self) -> bool {
        self.holder.is_me()
    }
}
