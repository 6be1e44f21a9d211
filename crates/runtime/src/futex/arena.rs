//! Words and bytes of the arena, the buffer that all processes of a run share.
//!
//! In a browser it is a shared WebAssembly memory beside the process's own, reached by raw imports from `www/arena.js`, which are WebAssembly, too:
//! 3 ns a call, while one of JavaScript's `Atomics` costs 16 to 35 and one by wasm-bindgen 70 to 140 in an unwinding engine. There all operations
//! on words are SeqCst. Natively it is one block of this program, so that the same algorithms run in tests; pages of it cost nothing until
//! they are touched.
//!
//! Offsets count bytes; one outside traps (natively: panics) at its use. Only [`crate::ipc::arena`] makes offsets, so nothing
//! that comes from outside gets here unchecked.

#[cfg(not(target_arch = "wasm32"))]
mod block;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(test)]
pub(crate) mod mortal;

use super::FutexWord;
#[cfg(not(target_arch = "wasm32"))]
use block as imp;
#[cfg(target_arch = "wasm32")]
use browser as imp;
use core::sync::atomic::Ordering;
use core::time::Duration;

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::clock_ms;

/// A bulk copy moves at most so many bytes at once: between two blocks a thread can be stopped, and others get at the memory.
pub const COPY_BLOCK: usize = 64 << 10;

/// A futex word in the arena. A handle: copies speak of the same word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaWord {
    index: u32,
}

impl ArenaWord {
    /// The word at this byte offset of the arena, a multiple of 4.
    pub const fn at(offset: u32) -> Self {
        Self { index: offset / 4 }
    }

    /// Its byte offset.
    pub const fn offset(self) -> u32 {
        self.index * 4
    }
}

impl FutexWord for ArenaWord {
    const IS_SHARED: bool = true;

    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        imp::load(self.index, order)
    }
    #[inline]
    fn store(&self, value: u32, order: Ordering) {
        imp::store(self.index, value, order);
    }
    #[inline]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        imp::swap(self.index, value, order)
    }
    #[inline]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        imp::compare_exchange(self.index, current, new, success, failure)
    }
    #[inline]
    fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        imp::fetch_add(self.index, value, order)
    }
    fn wait(&self, expected: u32, timeout: Option<Duration>) {
        imp::wait(self.index, expected, timeout);
    }
    fn wake(&self, count: u32) -> u32 {
        imp::wake(self.index, count)
    }
    fn place(&self) -> (u32, bool) {
        (self.offset(), true)
    }
    fn native_address(&self) -> usize {
        imp::native_address(self.index)
    }
}

/// Bytes of the arena.
pub fn len() -> u32 {
    imp::len()
}

/// Copies from the arena, in blocks of [`COPY_BLOCK`]. Who writes meanwhile may be seen in part: memory does not synchronise.
pub fn read_into(at: u32, into: &mut [u8]) {
    let mut from = at;
    for block in into.chunks_mut(COPY_BLOCK) {
        imp::read(from, block);
        from += block.len() as u32;
    }
}

/// Appends `len` bytes of the arena, in blocks of [`COPY_BLOCK`]; the room for them is not cleared first.
pub fn append_to(at: u32, len: usize, into: &mut Vec<u8>) {
    for from in (0..len).step_by(COPY_BLOCK) {
        imp::append(at + from as u32, COPY_BLOCK.min(len - from), into);
    }
}

/// Copies into the arena, in blocks of [`COPY_BLOCK`]. Who reads meanwhile may see a part.
pub fn write_from(at: u32, from: &[u8]) {
    let mut to = at;
    for block in from.chunks(COPY_BLOCK) {
        imp::write(to, block);
        to += block.len() as u32;
    }
}

/// Sets `len` bytes to `byte`.
pub fn fill(at: u32, len: u32, byte: u8) {
    imp::fill(at, len, byte);
}

/// The eight bytes at `at`, a multiple of 8, as one number (little-endian): never half of an old and half of a new one.
pub fn load_64(at: u32) -> u64 {
    imp::load_64(at / 8)
}

/// Sets the eight bytes at `at`, a multiple of 8, in one step.
pub fn store_64(at: u32, value: u64) {
    imp::store_64(at / 8, value);
}

/// Wakes every waiter of the word at this address of the arena: what a Stop or the end of a process does with what threads published.
pub fn wake_all(offset: u32) {
    ArenaWord::at(offset).wake(u32::MAX);
}

/// The arena of a native program as a reader of the trace sees it: what the page reads of the shared memory in a browser.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug)]
pub struct ArenaWords;

#[cfg(not(target_arch = "wasm32"))]
impl trace::words::Words for ArenaWords {
    fn load(&self, address: u32) -> u32 {
        if address < len() {
            ArenaWord::at(address).load(Ordering::Acquire)
        } else {
            0
        }
    }

    fn store(&self, address: u32, value: u32) {
        if address < len() {
            ArenaWord::at(address).store(value, Ordering::Release);
        }
    }

    fn copy(&self, address: u32, into: &mut [u32]) {
        for (place, word) in (0..).zip(into) {
            *word = self.load(address.wrapping_add(place * 4));
        }
    }
}
