//! The arena of a browser: raw imports from `www/arena.js`.
#![allow(unsafe_code)] // Imported functions are unsafe to call; these take and give integers only.

use core::sync::atomic::Ordering;
use core::time::Duration;

#[link(wasm_import_module = "./arena.js")]
unsafe extern "C" {
    fn a_load(index: i32) -> i32;
    fn a_store(index: i32, value: i32);
    fn a_swap(index: i32, value: i32) -> i32;
    fn a_cas(index: i32, expected: i32, new: i32) -> i32;
    fn a_add(index: i32, value: i32) -> i32;
    fn a_wait(index: i32, expected: i32, ms: f64) -> i32;
    fn a_notify(index: i32, count: i32) -> i32;
    fn a_len() -> i32;
    fn a_read(at: i32, pointer: i32, len: i32);
    fn a_write(at: i32, pointer: i32, len: i32);
    fn a_fill(at: i32, len: i32, byte: i32);
    fn a_load64(index: i32) -> i64;
    fn a_store64(index: i32, value: i64);
    fn now() -> f64;
}

// SAFETY of every call below: integers in, integers out; JavaScript itself checks the index and throws outside the buffer.

/// The worker's clock: `performance.timeOrigin + performance.now()`.
#[inline]
pub(crate) fn clock_ms() -> f64 {
    // SAFETY: takes nothing, gives a number.
    unsafe { now() }
}

pub(super) fn load(index: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_load(index.cast_signed()) }.cast_unsigned()
}

pub(super) fn store(index: u32, value: u32, _: Ordering) {
    // SAFETY: see the top.
    unsafe { a_store(index.cast_signed(), value.cast_signed()) };
}

pub(super) fn swap(index: u32, value: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_swap(index.cast_signed(), value.cast_signed()) }.cast_unsigned()
}

pub(super) fn compare_exchange(
    index: u32,
    current: u32,
    new: u32,
    _: Ordering,
    _: Ordering,
) -> Result<u32, u32> {
    let (index, current, new) = (
        index.cast_signed(),
        current.cast_signed(),
        new.cast_signed(),
    );
    // SAFETY: see the top.
    let old = unsafe { a_cas(index, current, new) };
    if old == current {
        Ok(old.cast_unsigned())
    } else {
        Err(old.cast_unsigned())
    }
}

pub(super) fn fetch_add(index: u32, value: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_add(index.cast_signed(), value.cast_signed()) }.cast_unsigned()
}

pub(super) fn wait(index: u32, expected: u32, timeout: Option<Duration>) {
    let ms = timeout.map_or(f64::INFINITY, |d| d.as_secs_f64() * 1e3);
    // SAFETY: see the top.
    unsafe { a_wait(index.cast_signed(), expected.cast_signed(), ms) };
}

pub(super) fn wake(index: u32, count: u32) -> u32 {
    // JavaScript takes −1 for "nobody": the largest count stands for all.
    let count = count.min(i32::MAX.cast_unsigned());
    // SAFETY: see the top.
    unsafe { a_notify(index.cast_signed(), count.cast_signed()) }.cast_unsigned()
}

pub(super) fn len() -> u32 {
    // SAFETY: takes nothing, gives a number.
    unsafe { a_len() }.cast_unsigned()
}

/// The word cannot be woken by an address of this memory: the page wakes it in the arena.
pub(super) fn native_address(_: u32) -> usize {
    0
}

pub(super) fn read(at: u32, into: &mut [u8]) {
    let pointer = into.as_mut_ptr().addr() as i32;
    // SAFETY: JavaScript writes exactly `into`, which is borrowed mutably for the whole call.
    unsafe { a_read(at.cast_signed(), pointer, into.len() as i32) };
}

pub(super) fn write(at: u32, from: &[u8]) {
    let pointer = from.as_ptr().addr() as i32;
    // SAFETY: JavaScript reads exactly `from`, which is borrowed for the whole call.
    unsafe { a_write(at.cast_signed(), pointer, from.len() as i32) };
}

pub(super) fn fill(at: u32, len: u32, byte: u8) {
    // SAFETY: see the top.
    unsafe { a_fill(at.cast_signed(), len.cast_signed(), i32::from(byte)) };
}

pub(super) fn load_64(index: u32) -> u64 {
    // SAFETY: see the top.
    unsafe { a_load64(index.cast_signed()) }.cast_unsigned()
}

pub(super) fn store_64(index: u32, value: u64) {
    // SAFETY: see the top.
    unsafe { a_store64(index.cast_signed(), value.cast_signed()) };
}
