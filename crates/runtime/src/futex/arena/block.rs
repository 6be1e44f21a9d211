//! The arena of a native program: one zeroed block, made at the first use and never given back.
//!
//! Bytes are reached through the words that hold them, so that a byte and its neighbours may have different writers. A number of eight bytes is
//! two words, changed under a lock of this module's own: in a browser it is one atomic number.
#![allow(unsafe_code)] // A block that the system zeroes lazily has no safe form.

use crate::futex::{FutexWord, Word};
use core::sync::atomic::Ordering::{self, Relaxed};
use core::time::Duration;
use std::alloc::{Layout, alloc_zeroed};
use std::sync::{Mutex, OnceLock, PoisonError};

/// As much as a run has in a browser.
const LEN: usize = 64 << 20;

static BLOCK: OnceLock<&'static [Word]> = OnceLock::new();
/// Whoever reads or writes eight bytes as one number.
static LONG: Mutex<()> = Mutex::new(());

fn block() -> &'static [Word] {
    BLOCK.get_or_init(|| {
        const WORDS: usize = LEN / 4;
        let layout = Layout::array::<Word>(WORDS).expect("64 MiB fit an address space");
        // SAFETY: the layout is not empty.
        let start = unsafe { alloc_zeroed(layout) };
        assert!(!start.is_null(), "no memory for an arena of {LEN} bytes");
        // SAFETY: the block has room for WORDS words, is aligned for them and never freed; zeros are valid words.
        unsafe { core::slice::from_raw_parts(start.cast::<Word>(), WORDS) }
    })
}

#[inline]
fn word(index: u32) -> &'static Word {
    &block()[index as usize]
}

pub(super) fn load(index: u32, order: Ordering) -> u32 {
    word(index).load(order)
}

pub(super) fn store(index: u32, value: u32, order: Ordering) {
    #[cfg(test)]
    super::mortal::step();
    word(index).store(value, order);
}

pub(super) fn swap(index: u32, value: u32, order: Ordering) -> u32 {
    #[cfg(test)]
    super::mortal::step();
    word(index).swap(value, order)
}

pub(super) fn compare_exchange(
    index: u32,
    current: u32,
    new: u32,
    success: Ordering,
    failure: Ordering,
) -> Result<u32, u32> {
    #[cfg(test)]
    super::mortal::step();
    word(index).compare_exchange(current, new, success, failure)
}

pub(super) fn fetch_add(index: u32, value: u32, order: Ordering) -> u32 {
    #[cfg(test)]
    super::mortal::step();
    word(index).fetch_add(value, order)
}

pub(super) fn wait(index: u32, expected: u32, timeout: Option<Duration>) {
    word(index).wait(expected, timeout);
}

pub(super) fn wake(index: u32, count: u32) -> u32 {
    word(index).wake(count)
}

pub(super) fn native_address(index: u32) -> usize {
    word(index).native_address()
}

pub(super) fn len() -> u32 {
    LEN as u32
}

/// The whole words inside `at..at + len`, with the bytes before the first of them and after the last.
fn split(at: u32, len: usize) -> (usize, usize) {
    let before = (at.next_multiple_of(4) - at) as usize;
    let before = before.min(len);
    (before, (len - before) / 4 * 4)
}

pub(super) fn read(at: u32, into: &mut [u8]) {
    let (before, whole) = split(at, into.len());
    let (head, rest) = into.split_at_mut(before);
    let (body, tail) = rest.split_at_mut(whole);
    read_within(at, head);
    let first = (at as usize + before) / 4;
    for (bytes, word) in body.chunks_exact_mut(4).zip(&block()[first..]) {
        bytes.copy_from_slice(&word.load(Relaxed).to_le_bytes());
    }
    read_within(at + (before + whole) as u32, tail);
}

/// Appends what stands in the arena.
pub(super) fn append(at: u32, len: usize, into: &mut Vec<u8>) {
    let done = into.len();
    into.resize(done + len, 0);
    read(at, &mut into[done..]);
}

/// Fewer than four bytes, all of one word.
fn read_within(at: u32, into: &mut [u8]) {
    if !into.is_empty() {
        let bytes = load(at / 4, Relaxed).to_le_bytes();
        let from = (at % 4) as usize;
        into.copy_from_slice(&bytes[from..from + into.len()]);
    }
}

pub(super) fn write(at: u32, from: &[u8]) {
    let (before, whole) = split(at, from.len());
    let (head, rest) = from.split_at(before);
    let (body, tail) = rest.split_at(whole);
    write_within(at, head);
    let first = (at as usize + before) / 4;
    for (bytes, word) in body.chunks_exact(4).zip(&block()[first..]) {
        word.store(
            u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
            Relaxed,
        );
    }
    write_within(at + (before + whole) as u32, tail);
}

/// Fewer than four bytes, all of one word, whose other bytes may have other writers.
fn write_within(at: u32, from: &[u8]) {
    if from.is_empty() {
        return;
    }
    let word = word(at / 4);
    let mut seen = word.load(Relaxed);
    loop {
        let mut bytes = seen.to_le_bytes();
        let to = (at % 4) as usize;
        bytes[to..to + from.len()].copy_from_slice(from);
        match word.compare_exchange(seen, u32::from_le_bytes(bytes), Relaxed, Relaxed) {
            Ok(_) => break,
            Err(now) => seen = now,
        }
    }
}

pub(super) fn fill(at: u32, len: u32, byte: u8) {
    let (before, whole) = split(at, len as usize);
    let some = [byte; 4];
    write_within(at, &some[..before]);
    let first = (at as usize + before) / 4;
    for word in &block()[first..first + whole / 4] {
        word.store(u32::from_le_bytes(some), Relaxed);
    }
    let done = before + whole;
    write_within(at + done as u32, &some[..len as usize - done]);
}

pub(super) fn load_64(index: u32) -> u64 {
    let _alone = LONG.lock().unwrap_or_else(PoisonError::into_inner);
    let (low, high) = (load(index * 2, Relaxed), load(index * 2 + 1, Relaxed));
    u64::from(low) | u64::from(high) << 32
}

pub(super) fn store_64(index: u32, value: u64) {
    let _alone = LONG.lock().unwrap_or_else(PoisonError::into_inner);
    store(index * 2, value as u32, Relaxed);
    store(index * 2 + 1, (value >> 32) as u32, Relaxed);
}
