//! A word of this process's wasm memory: `memory.atomic.wait32` and `memory.atomic.notify`.
#![allow(unsafe_code)] // The two instructions take a raw address.

use super::FutexWord;
use core::arch::wasm32::{memory_atomic_notify, memory_atomic_wait32};
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

/// A futex word in the process's shared memory.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct WasmWord(AtomicU32);

impl WasmWord {
    /// A word with this value.
    pub const fn new(value: u32) -> Self {
        Self(AtomicU32::new(value))
    }
}

impl FutexWord for WasmWord {
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
        let limit_ns = timeout.map_or(-1, |d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX));
        // SAFETY: the address is that of a live, aligned word of this memory; the instruction only reads it.
        unsafe {
            memory_atomic_wait32(self.0.as_ptr().cast(), expected.cast_signed(), limit_ns);
        }
    }
    fn wake(&self, count: u32) -> u32 {
        // SAFETY: as in `wait`; the address serves as a key.
        unsafe { memory_atomic_notify(self.0.as_ptr().cast(), count) }
    }
    fn place(&self) -> (u32, bool) {
        ((&raw const self.0).addr() as u32, false)
    }
    fn native_address(&self) -> usize {
        (&raw const self.0).addr()
    }
}

/// Wakes every waiter of the word at this address of this memory.
pub(crate) fn wake_address(address: usize) {
    // SAFETY: only addresses that a thread published come here, of aligned words inside this memory, which never shrinks.
    unsafe {
        memory_atomic_notify(core::ptr::without_provenance_mut(address), u32::MAX);
    }
}
