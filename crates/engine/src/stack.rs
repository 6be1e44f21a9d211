//! The canary: a thread's stack in linear memory has no guard page, so an overflow would silently write over its neighbour's heap.
#![allow(unsafe_code)] // Reads and writes one word below the stack by its address.

use core::sync::atomic::{AtomicU32, Ordering};
use trace::layout::CANARY_ALIVE;

/// Room above the stack's lower end: the frame of the caller may lie up to so far below the stack's upper end.
const SLACK: usize = 8 << 10;

/// Puts the canary near the lower end of the present stack of `size` bytes and gives its address.
///
/// 0, none, for a stack that lies below everything else (the first thread's): overflowing it leaves the memory and traps by itself.
pub fn put(size: u32) -> u32 {
    let here = 0u32;
    let top = (&raw const here).addr();
    if top < crate::heap::first_page() {
        return 0;
    }
    let address = (top.saturating_sub(size as usize) + SLACK).next_multiple_of(4) as u32;
    word(address).store(CANARY_ALIVE, Ordering::Relaxed);
    address
}

/// Whether the canary still lives.
pub fn is_whole(address: u32) -> bool {
    address == 0 || word(address).load(Ordering::Relaxed) == CANARY_ALIVE
}

fn word(address: u32) -> &'static AtomicU32 {
    // SAFETY: `put` made the address: aligned, inside this thread's own stack, which lives as long as the memory. Nothing refers to that
    // part of the stack unless it is overflowing, which is what is to be found out.
    unsafe { AtomicU32::from_ptr(address as *mut u32) }
}
