//! The arena of a browser: a shared memory of its own, reached by raw imports from `www/arena.js`, which are WebAssembly.
#![allow(unsafe_code)] // Imported functions are unsafe to call; these take and give integers only.

use core::sync::atomic::Ordering;
use core::time::Duration;

#[link(wasm_import_module = "./arena.js")]
unsafe extern "C" {
    fn a_load(at: i32) -> i32;
    fn a_store(at: i32, value: i32);
    fn a_swap(at: i32, value: i32) -> i32;
    fn a_cas(at: i32, expected: i32, new: i32) -> i32;
    fn a_add(at: i32, value: i32) -> i32;
    fn a_wait(at: i32, expected: i32, ns: i64) -> i32;
    fn a_notify(at: i32, count: i32) -> i32;
    fn a_read(pointer: i32, at: i32, len: i32);
    fn a_write(at: i32, pointer: i32, len: i32);
    fn a_fill(at: i32, byte: i32, len: i32);
    fn a_load64(at: i32) -> i64;
    fn a_store64(at: i32, value: i64);
    fn a_pages() -> i32;
    fn now() -> f64;
}

// SAFETY of every call below: integers in, integers out; an address outside the arena traps.

/// Byte address of a word.
#[inline]
fn address(index: u32) -> i32 {
    (index * 4).cast_signed()
}

/// The worker's clock: `performance.timeOrigin + performance.now()`.
#[inline]
pub(crate) fn clock_ms() -> f64 {
    // SAFETY: takes nothing, gives a number.
    unsafe { now() }
}

#[inline]
pub(super) fn load(index: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_load(address(index)) }.cast_unsigned()
}

#[inline]
pub(super) fn store(index: u32, value: u32, _: Ordering) {
    // SAFETY: see the top.
    unsafe { a_store(address(index), value.cast_signed()) };
}

#[inline]
pub(super) fn swap(index: u32, value: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_swap(address(index), value.cast_signed()) }.cast_unsigned()
}

#[inline]
pub(super) fn compare_exchange(
    index: u32,
    current: u32,
    new: u32,
    _: Ordering,
    _: Ordering,
) -> Result<u32, u32> {
    let (current, new) = (current.cast_signed(), new.cast_signed());
    // SAFETY: see the top.
    let old = unsafe { a_cas(address(index), current, new) };
    if old == current {
        Ok(old.cast_unsigned())
    } else {
        Err(old.cast_unsigned())
    }
}

#[inline]
pub(super) fn fetch_add(index: u32, value: u32, _: Ordering) -> u32 {
    // SAFETY: see the top.
    unsafe { a_add(address(index), value.cast_signed()) }.cast_unsigned()
}

pub(super) fn wait(index: u32, expected: u32, timeout: Option<Duration>) {
    // A negative time waits for ever.
    let ns = timeout.map_or(-1, |d| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX));
    // SAFETY: see the top.
    unsafe { a_wait(address(index), expected.cast_signed(), ns) };
}

pub(super) fn wake(index: u32, count: u32) -> u32 {
    // SAFETY: see the top.
    unsafe { a_notify(address(index), count.cast_signed()) }.cast_unsigned()
}

pub(super) fn len() -> u32 {
    const PAGE: u32 = 64 << 10;
    // SAFETY: takes nothing, gives a number.
    unsafe { a_pages() }.cast_unsigned() * PAGE
}

/// The word cannot be woken by an address of this memory: the page wakes it in the arena.
pub(super) fn native_address(_: u32) -> usize {
    0
}

pub(super) fn read(at: u32, into: &mut [u8]) {
    let pointer = into.as_mut_ptr().addr() as i32;
    // SAFETY: exactly `into` is written, which is borrowed mutably for the whole call.
    unsafe { a_read(pointer, at.cast_signed(), into.len() as i32) };
}

/// Appends what stands in the arena, without clearing the room for it first.
pub(super) fn append(at: u32, len: usize, into: &mut Vec<u8>) {
    into.reserve(len);
    let room = &mut into.spare_capacity_mut()[..len];
    let pointer = room.as_mut_ptr().addr() as i32;
    // SAFETY: exactly `room` is written, all of it, and it is borrowed mutably for the whole call.
    unsafe { a_read(pointer, at.cast_signed(), len as i32) };
    // SAFETY: these bytes have just been written, inside the capacity.
    unsafe { into.set_len(into.len() + len) };
}

pub(super) fn write(at: u32, from: &[u8]) {
    let pointer = from.as_ptr().addr() as i32;
    // SAFETY: exactly `from` is read, which is borrowed for the whole call.
    unsafe { a_write(at.cast_signed(), pointer, from.len() as i32) };
}

pub(super) fn fill(at: u32, len: u32, byte: u8) {
    // SAFETY: see the top.
    unsafe { a_fill(at.cast_signed(), i32::from(byte), len.cast_signed()) };
}

pub(super) fn load_64(index: u32) -> u64 {
    // SAFETY: see the top.
    unsafe { a_load64((index * 8).cast_signed()) }.cast_unsigned()
}

pub(super) fn store_64(index: u32, value: u64) {
    // SAFETY: see the top.
    unsafe { a_store64((index * 8).cast_signed(), value.cast_signed()) };
}
