//! A word of the arena, the buffer that all processes of a run share, through JavaScript's `Atomics`.
//!
//! Raw imports from `www/arena.js`, integers only: 16 to 35 ns a call, while calls by wasm-bindgen cost 70 to 140 in an unwinding engine.
//! Indices count 32-bit words of the arena; all operations are SeqCst and throw outside the buffer.
#![allow(unsafe_code)] // Imported functions are unsafe to call; these take and give integers only.

use super::FutexWord;
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
    fn now() -> f64;
}

/// The worker's clock: `performance.timeOrigin + performance.now()`.
#[inline]
pub(crate) fn clock_ms() -> f64 {
    // SAFETY: takes nothing, gives a number.
    unsafe { now() }
}

/// A futex word in the arena. A handle: copies speak of the same word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaWord {
    index: i32,
}

impl ArenaWord {
    /// The word at this byte offset of the arena, a multiple of 4. An offset outside makes JavaScript throw at the first use; only the
    /// arena's allocator makes offsets.
    pub fn at(offset: u32) -> Self {
        Self {
            index: (offset / 4).cast_signed(),
        }
    }
}

// SAFETY of every call below: integers in, integers out; `Atomics` itself checks the index and throws outside the buffer.
impl FutexWord for ArenaWord {
    fn load(&self, _: Ordering) -> u32 {
        // SAFETY: see above the impl.
        unsafe { a_load(self.index) }.cast_unsigned()
    }
    fn store(&self, value: u32, _: Ordering) {
        // SAFETY: see above the impl.
        unsafe { a_store(self.index, value.cast_signed()) };
    }
    fn swap(&self, value: u32, _: Ordering) -> u32 {
        // SAFETY: see above the impl.
        unsafe { a_swap(self.index, value.cast_signed()) }.cast_unsigned()
    }
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        _: Ordering,
        _: Ordering,
    ) -> Result<u32, u32> {
        // SAFETY: see above the impl.
        let old =
            unsafe { a_cas(self.index, current.cast_signed(), new.cast_signed()) }.cast_unsigned();
        if old == current { Ok(old) } else { Err(old) }
    }
    fn fetch_add(&self, value: u32, _: Ordering) -> u32 {
        // SAFETY: see above the impl.
        unsafe { a_add(self.index, value.cast_signed()) }.cast_unsigned()
    }
    fn wait(&self, expected: u32, timeout: Option<Duration>) {
        let ms = timeout.map_or(f64::INFINITY, |d| d.as_secs_f64() * 1e3);
        // SAFETY: see above the impl.
        unsafe { a_wait(self.index, expected.cast_signed(), ms) };
    }
    fn wake(&self, count: u32) -> u32 {
        // SAFETY: see above the impl.
        unsafe { a_notify(self.index, count.cast_signed()) }.cast_unsigned()
    }
    fn place(&self) -> (u32, bool) {
        (self.index.cast_unsigned() * 4, true)
    }
    fn native_address(&self) -> usize {
        0
    }
}
