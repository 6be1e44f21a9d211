//! Data guarded by a brief lock: the only place of `sync` that turns a shared reference into an exclusive one.
//!
//! A *brief* lock is for a few instructions inside a primitive. Its critical section never waits, never runs a program's code (save the
//! comparisons of a priority queue) and is never left by Stop, so a waiter need not be published, shown, or able to leave.
#![allow(unsafe_code)] // `UnsafeCell`: exclusive access is what the lock, or the ring's stamp, has just granted.

use super::raw_lock::RawLock;
use crate::futex::Word;

#[cfg(loom)]
use loom::cell::UnsafeCell;

/// Core's cell with loom's interface, so that a model sees every access.
#[cfg(not(loom))]
#[derive(Debug)]
struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }
    #[inline]
    fn with_mut<R>(&self, act: impl FnOnce(*mut T) -> R) -> R {
        act(self.0.get())
    }
}

/// A value that is reached only while its brief lock is held.
#[derive(Debug)]
pub(crate) struct Guarded<T> {
    lock: RawLock<Word>,
    value: UnsafeCell<T>,
}

// SAFETY: `with` gives the value to one thread at a time, so it is as if it were sent from each to the next.
unsafe impl<T: Send> Sync for Guarded<T> {}

/// Gives the lock back, also when a comparison of a priority queue unwinds.
struct Leave<'a>(&'a RawLock<Word>);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.release_brief();
    }
}

impl<T> Guarded<T> {
    /// A value that nobody uses yet.
    pub fn new(value: T) -> Self {
        Self {
            lock: RawLock::new(Word::new(0)),
            value: UnsafeCell::new(value),
        }
    }

    /// Runs `act` alone on the value. `act` must be short, must not wait, and must not come here again.
    #[inline]
    pub fn with<R>(&self, act: impl FnOnce(&mut T) -> R) -> R {
        self.lock.acquire_brief();
        let _leave = Leave(&self.lock);
        self.value.with_mut(|value| {
            // SAFETY: the lock is held, and given back only after `act` has returned or unwound: nobody else has a reference.
            act(unsafe { &mut *value })
        })
    }
}

/// A place of a ring: empty or full as the ring's stamp says, never both read and written at once.
#[derive(Debug)]
pub(crate) struct Place<T> {
    item: UnsafeCell<Option<T>>,
}

// SAFETY: whoever the stamp names moves the whole item in or out; no reference to it ever leaves, so `Send` suffices.
unsafe impl<T: Send> Sync for Place<T> {}

impl<T> Place<T> {
    /// An empty place.
    pub fn new() -> Self {
        Self {
            item: UnsafeCell::new(None),
        }
    }
}

/// Moves the item into the place. The caller has claimed the place for this lap by compare-exchange after the stamp said "empty", and has not
/// yet published the next stamp: `ring` is the only caller, and its header says why the claim is exclusive.
#[inline]
pub(super) fn fill<T>(place: &Place<T>, item: &mut Option<T>) {
    debug_assert!(item.is_some(), "a put brings an item");
    place.item.with_mut(|to| {
        // SAFETY: see above; exclusive until the stamp is published. What lay there was taken in the lap before.
        unsafe { *to = item.take() };
    });
}

/// Moves the item out of the place, claimed in the same way after the stamp said "full".
#[inline]
pub(super) fn empty<T>(place: &Place<T>) -> T {
    let item = place.item.with_mut(|from| {
        // SAFETY: see `fill`.
        unsafe { (*from).take() }
    });
    item.unwrap_or_else(|| unreachable!("a full place holds an item"))
}
