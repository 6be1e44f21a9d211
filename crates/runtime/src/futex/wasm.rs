//! How threads of one process wait in a browser: `memory.atomic.wait32` and `memory.atomic.notify` on the process's wasm memory.
#![allow(unsafe_code)] // The two instructions take a raw address.

use core::arch::wasm32::{memory_atomic_notify, memory_atomic_wait32};
use core::sync::atomic::AtomicU32;
use core::time::Duration;

pub(super) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
    let limit_ns = timeout.map_or(-1, |d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX));
    // SAFETY: the address is that of a live, aligned word of this memory; the instruction only reads it.
    unsafe {
        memory_atomic_wait32(word.as_ptr().cast(), expected.cast_signed(), limit_ns);
    }
}

pub(super) fn wake(address: usize, count: u32) -> u32 {
    // SAFETY: only addresses of words come here, borrowed or published by a thread: aligned, inside this memory, which never shrinks. The
    // instruction uses them as keys.
    unsafe { memory_atomic_notify(core::ptr::without_provenance_mut(address), count) }
}

/// The byte address in this memory, by which the page can wake it.
pub(super) fn place(address: usize) -> (u32, bool) {
    (address as u32, false)
}
