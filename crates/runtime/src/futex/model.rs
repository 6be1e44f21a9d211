//! A word for loom models: loom's atomic, and its mutex and condition variable for the wait.

use super::FutexWord;
use core::cell::Cell;
use core::sync::atomic::Ordering;
use core::time::Duration;
use loom::sync::atomic::AtomicU32;
use loom::sync::{Condvar, Mutex};

/// When the present thread of a model leaves, as one that is stopped while it unwinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It does not.
    Never,
    /// Instead of its next wait.
    BeforeWait,
    /// At the end of its next wait: it has eaten a wake-up.
    AfterWait,
}

loom::thread_local! {
    static LEAVE: Cell<Leave> = Cell::new(Leave::Never);
}

/// Says when the present thread of the model leaves: then [`crate::blocking::block`] says `Leaving`, once.
pub fn leave(when: Leave) {
    LEAVE.with(|leave| leave.set(when));
}

/// Whether it leaves now.
pub(crate) fn leaves(now: Leave) -> bool {
    LEAVE.with(|leave| {
        let is_now = leave.get() == now;
        if is_now {
            leave.set(Leave::Never);
        }
        is_now
    })
}

/// A futex word inside a loom model. A timed wait only lets others run: models cover the untimed core.
#[derive(Debug)]
pub struct LoomWord {
    value: AtomicU32,
    row: Mutex<()>,
    sleepers: Condvar,
}

impl LoomWord {
    /// A word with this value.
    pub fn new(value: u32) -> Self {
        Self {
            value: AtomicU32::new(value),
            row: Mutex::new(()),
            sleepers: Condvar::new(),
        }
    }
}

impl FutexWord for LoomWord {
    fn load(&self, order: Ordering) -> u32 {
        self.value.load(order)
    }
    fn store(&self, value: u32, order: Ordering) {
        self.value.store(value, order);
    }
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.value.swap(value, order)
    }
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.value.compare_exchange(current, new, success, failure)
    }
    fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        self.value.fetch_add(value, order)
    }
    fn wait(&self, expected: u32, timeout: Option<Duration>) {
        if timeout.is_some() {
            loom::thread::yield_now();
            return;
        }
        let guard = self
            .row
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // A futex compares under the kernel's lock of the queue, at the latest value: SeqCst says so to loom.
        if self.value.load(Ordering::SeqCst) == expected {
            drop(self.sleepers.wait(guard));
        }
    }
    fn wake(&self, count: u32) -> u32 {
        let _row = self
            .row
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match count {
            0 => {}
            1 => self.sleepers.notify_one(),
            _ => self.sleepers.notify_all(),
        }
        0
    }
    fn place(&self) -> (u32, bool) {
        (0, false)
    }
    fn native_address(&self) -> usize {
        0
    }
}

/// A model is never stopped.
pub(crate) fn wake_address(_: usize) {}
