//! What a condition needs of its lock, and which locks give it.

use crate::error::Error;
use crate::sync::{Lock, RLock};
use trace::kinds::Cause;

/// A lock that a condition can free for a wait and take again: [`RLock`] or [`Lock`].
pub trait ConditionLock {
    /// What must be remembered between freeing and retaking.
    type Saved;
    /// Whether a wait or notification is allowed now. A plain lock has no owner: it says whether *anybody* has it, as in Python.
    fn is_owned(&self) -> bool;
    /// Takes it once more.
    fn acquire(&self);
    /// Gives it back once.
    ///
    /// # Errors
    /// As the lock's own `release`.
    fn release(&self) -> Result<(), Error>;
    /// Frees it entirely.
    fn release_save(&self) -> Self::Saved;
    /// Takes it as it was. False: this thread already unwinds by Stop, and goes without it.
    fn acquire_restore(&self, saved: Self::Saved) -> bool;
    /// Whether a guard of this thread has to release it while unwinding.
    fn is_mine(&self) -> bool;
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
        self.release_all()
    }
    fn acquire_restore(&self, depth: u32) -> bool {
        self.acquire_all(depth)
    }
    fn is_mine(&self) -> bool {
        RLock::is_owned(self)
    }
}

impl ConditionLock for Lock {
    type Saved = ();
    fn is_owned(&self) -> bool {
        self.locked()
    }
    fn acquire(&self) {
        Lock::acquire(self);
    }
    fn release(&self) -> Result<(), Error> {
        Lock::release(self)
    }
    fn release_save(&self) {
        let _ = Lock::release(self); // It was taken a moment ago; freed by another thread since, it is free.
    }
    fn acquire_restore(&self, (): ()) -> bool {
        self.take(None, Cause::Lock)
    }
    fn is_mine(&self) -> bool {
        self.holder_is_me()
    }
}
