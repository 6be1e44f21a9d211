//! A word of this program's memory: one type for native builds and for a process's wasm memory, which differ only in how threads wait.

use super::FutexWord;
#[cfg(not(target_arch = "wasm32"))]
use super::native as imp;
#[cfg(target_arch = "wasm32")]
use super::wasm as imp;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

/// A futex word in this program's memory, in a browser in the process's shared memory.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct MemoryWord(AtomicU32);

impl MemoryWord {
    /// A word with this value.
    pub const fn new(value: u32) -> Self {
        Self(AtomicU32::new(value))
    }
}

impl FutexWord for MemoryWord {
    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        self.0.load(order)
    }
    #[inline]
    fn store(&self, value: u32, order: Ordering) {
        self.0.store(value, order);
    }
    #[inline]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.0.swap(value, order)
    }
    #[inline]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0.compare_exchange(current, new, success, failure)
    }
    #[inline]
    fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        self.0.fetch_add(value, order)
    }
    fn wait(&self, expected: u32, timeout: Option<Duration>) {
        imp::wait(&self.0, expected, timeout);
    }
    fn wake(&self, count: u32) -> u32 {
        imp::wake(self.native_address(), count)
    }
    fn place(&self) -> (u32, bool) {
        imp::place(self.native_address())
    }
    fn native_address(&self) -> usize {
        (&raw const self.0).addr()
    }
}

/// Wakes every waiter of the word at this address, without touching the word: what Stop does with an address that a thread published.
/// A word that is gone by then has no waiters, so nothing happens.
pub(crate) fn wake_address(address: usize) {
    imp::wake(address, u32::MAX);
}
