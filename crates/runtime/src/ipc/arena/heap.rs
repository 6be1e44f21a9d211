//! The arena's allocator: first fit, lowest address first, neighbours joined when they are given back.
//!
//! State of a heap, in words of the header: lock · offset of the first free block · end of what was ever used · bytes in use · blocks in use ·
//! generations given · start · end.
//!
//! A block is a header of four words and its bytes, both in multiples of 16:
//! | word | in use | free |
//! |---|---|---|
//! | 0 | bytes, header included | the same |
//! | 1 | generation, never 0 | 0 |
//! | 2 | references | offset of the next free block, higher up, 0 for none |
//! | 3 | kind | – |
//!
//! **Ordering.** All of it is read and written under the heap's lock, but generation, references and kind of a block in use, which belong to
//! its holders. **No lost wake-up, Stop**: the lock is brief ([`brief_lock`](crate::sync::brief_lock)), so nobody is stopped in it.
//!
//! **Death.** The headers tile the heap at every moment: each store leaves blocks that follow one another without a gap, and one that is taken or
//! given back is marked as in use meanwhile. So when the page cuts a process off in just these instructions, whoever takes its lock over
//! makes the list and the counts anew by going from header to header. What the dead one was about to take or to give stays in use
//! until the end of the run, as all that it had.
//!
//! **Cost.** As many looks as there are free blocks below the fit, 16 to 35 ns each in a browser, and the zeroing of the block.
//!
//! **Origin.** First fit with boundary joining, D. Knuth, TAOCP 1, section 2.5.
//!
//! **Checked by** `tests/arena.rs` (random sequences, threads: no overlap, all given back, joined) and by a holder killed at every step (`heap::tests`).

use crate::futex::FutexWord;
use crate::futex::arena::{self as words, ArenaWord};
use crate::sync::brief_lock::{BriefLock, Found};
use core::sync::atomic::Ordering::{Relaxed, Release};

/// Bytes of a block's header.
pub const HEADER: u32 = 16;
/// A block to keep that is not worth splitting off.
const SMALLEST: u32 = 2 * HEADER;

const LOCK: u32 = 0;
const FREE: u32 = 1;
const TOUCHED: u32 = 2;
const BYTES: u32 = 3;
const BLOCKS: u32 = 4;
const GENERATIONS: u32 = 5;
const START: u32 = 6;
const END: u32 = 7;

/// The arena has no room for so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the arena has no room for {wanted} bytes: {used} of {len} are in use; close what is no longer needed, or ask for less"
)]
pub struct ArenaFull {
    /// Bytes wanted.
    pub wanted: u32,
    /// Bytes in use.
    pub used: u32,
    /// Bytes of the heap.
    pub len: u32,
}

impl From<ArenaFull> for crate::error::Error {
    /// `OSError: [Errno 28] No space left on device`, as Python says of a full `/dev/shm`.
    fn from(_: ArenaFull) -> Self {
        Self::os("[Errno 28] No space left on device")
    }
}

/// Allocated: where, and by which generation it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// Byte offset of the block's first byte (after its header), a multiple of 16.
    pub at: u32,
    /// Its generation.
    pub generation: u32,
}

/// A heap in the arena: eight words of state, and the bytes that it deals in.
#[derive(Clone, Copy, Debug)]
pub struct Heap {
    state: u32,
}

/// The arena's own heap.
pub(crate) fn whole() -> Heap {
    Heap {
        state: super::layout::header::HEAP * 4,
    }
}

/// A word of a block's header.
fn word_of(block: u32, word: u32) -> ArenaWord {
    ArenaWord::at(block + word * 4)
}

struct Inside<'a> {
    heap: &'a Heap,
    lock: BriefLock<ArenaWord>,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.lock.release();
    }
}

impl Heap {
    /// A heap over these bytes of the arena, inside a block of somebody's: `at` is a multiple of 16.
    pub fn inside(at: u32, len: u32) -> Self {
        let heap = Self { state: at };
        heap.reset(at + 32, at + len / 16 * 16);
        heap
    }

    /// The arena's heap, empty.
    pub(super) fn clear(self) {
        let start = (super::layout::HEAP * 4).next_multiple_of(16);
        self.reset(start, words::len() / 16 * 16);
    }

    fn reset(self, start: u32, end: u32) {
        for (word, value) in [(BYTES, 0), (BLOCKS, 0), (TOUCHED, start), (FREE, start)] {
            self.word(word).store(value, Relaxed);
        }
        self.word(START).store(start, Relaxed);
        self.word(END).store(end, Relaxed);
        make_free(start, end - start, 0);
    }

    fn word(self, word: u32) -> ArenaWord {
        ArenaWord::at(self.state + word * 4)
    }

    fn enter(&self) -> Inside<'_> {
        let lock = BriefLock::new(self.word(LOCK), super::MORTALS);
        let found = lock.acquire();
        let inside = Inside { heap: self, lock };
        if found == Found::LeftByTheDead {
            inside.mend();
        }
        inside
    }

    /// A zeroed block of `len` bytes, one reference to it, of this kind.
    ///
    /// # Errors
    /// [`ArenaFull`].
    pub fn allocate(&self, len: u32, kind: u32) -> Result<Allocated, ArenaFull> {
        let taken = self.enter().take(len);
        let (block, generation) = taken.ok_or_else(|| self.full(len))?;
        words::fill(block + HEADER, len, 0);
        word_of(block, 2).store(1, Relaxed);
        word_of(block, 3).store(kind, Relaxed);
        Ok(Allocated {
            at: block + HEADER,
            generation,
        })
    }

    /// Gives a block back, if it still is the one of this generation; whether it was.
    pub fn free(&self, allocated: Allocated) -> bool {
        let Some(block) = allocated.at.checked_sub(HEADER) else {
            return false;
        };
        let inside = self.enter();
        let is_it = self.holds(block) && word_of(block, 1).load(Relaxed) == allocated.generation;
        if is_it {
            inside.give(block);
        }
        is_it
    }

    /// Whether a block's bytes could begin at this offset.
    pub fn contains(&self, at: u32) -> bool {
        at.is_multiple_of(HEADER)
            && at
                .checked_sub(HEADER)
                .is_some_and(|block| self.holds(block))
    }

    /// Whether a block could begin at this offset. The bounds never change in a run.
    fn holds(&self, block: u32) -> bool {
        block >= self.word(START).load(Relaxed) && block < self.word(END).load(Relaxed)
    }

    fn full(self, wanted: u32) -> ArenaFull {
        let usage = self.usage();
        ArenaFull {
            wanted,
            used: usage.bytes,
            len: usage.len,
        }
    }

    /// How much is in use.
    pub fn usage(self) -> super::Usage {
        super::ready();
        let value = |word| self.word(word).load(Relaxed);
        super::Usage {
            bytes: value(BYTES),
            blocks: value(BLOCKS),
            touched: value(TOUCHED) - value(START),
            len: value(END) - value(START),
        }
    }

    /// Free blocks, lowest first, as offset and bytes: for tests of joining.
    pub fn free_blocks(&self) -> Vec<(u32, u32)> {
        let inside = self.enter();
        let mut blocks = Vec::new();
        let mut block = inside.value(FREE);
        while block != 0 {
            blocks.push((block, word_of(block, 0).load(Relaxed)));
            block = word_of(block, 2).load(Relaxed);
        }
        blocks
    }
}

fn make_free(block: u32, size: u32, next: u32) {
    word_of(block, 0).store(size, Relaxed);
    word_of(block, 1).store(0, Relaxed);
    word_of(block, 2).store(next, Relaxed);
}

impl Inside<'_> {
    fn value(&self, word: u32) -> u32 {
        self.heap.word(word).load(Relaxed)
    }

    fn set(&self, word: u32, value: u32) {
        self.heap.word(word).store(value, Relaxed);
    }

    /// Takes the first free block that is large enough, and leaves what it does not need.
    fn take(&self, len: u32) -> Option<(u32, u32)> {
        let wanted = len.checked_next_multiple_of(HEADER)?.checked_add(HEADER)?;
        let mut before = 0;
        let mut block = self.value(FREE);
        while block != 0 {
            let size = word_of(block, 0).load(Relaxed);
            let next = word_of(block, 2).load(Relaxed);
            if size >= wanted {
                let generation = self.new_generation();
                word_of(block, 1).store(generation, Release); // In use from here on, as large as it still is.
                let size = self.split(block, size, wanted, next, before);
                self.account(block, size);
                return Some((block, generation));
            }
            (before, block) = (block, next);
        }
        None
    }

    /// Takes the block out of the list, leaving its rest there; the size that it has now.
    fn split(&self, block: u32, size: u32, wanted: u32, next: u32, before: u32) -> u32 {
        let (size, next) = if size - wanted >= SMALLEST {
            make_free(block + wanted, size - wanted, next);
            (wanted, block + wanted)
        } else {
            (size, next)
        };
        word_of(block, 0).store(size, Relaxed);
        self.link(before, next);
        size
    }

    fn link(&self, before: u32, next: u32) {
        if before == 0 {
            self.set(FREE, next);
        } else {
            word_of(before, 2).store(next, Relaxed);
        }
    }

    /// Counts a block as used.
    fn account(&self, block: u32, size: u32) {
        self.set(BYTES, self.value(BYTES) + size);
        self.set(BLOCKS, self.value(BLOCKS) + 1);
        self.set(TOUCHED, self.value(TOUCHED).max(block + size));
    }

    /// A generation that no block has had.
    fn new_generation(&self) -> u32 {
        let generation = self.value(GENERATIONS).wrapping_add(1).max(1);
        self.set(GENERATIONS, generation);
        generation
    }

    /// Makes list and counts anew from the headers, which tile the heap whatever a dead holder was at. It may itself be cut short and begun again.
    fn mend(&self) {
        let (mut bytes, mut blocks, mut last) = (0, 0, 0);
        let mut touched = self.value(TOUCHED);
        let mut block = self.value(START);
        while block < self.value(END) {
            let size = word_of(block, 0).load(Relaxed);
            if word_of(block, 1).load(Relaxed) != 0 {
                (bytes, blocks) = (bytes + size, blocks + 1);
                touched = touched.max(block + size);
            } else if last != 0 && last + word_of(last, 0).load(Relaxed) == block {
                word_of(last, 0).store(block + size - last, Relaxed);
            } else {
                self.link(last, block);
                last = block;
            }
            block += size;
        }
        self.link(last, 0);
        self.set(BYTES, bytes);
        self.set(BLOCKS, blocks);
        self.set(TOUCHED, touched);
    }

    /// Puts a block into the list and joins it with the free ones beside it.
    fn give(&self, block: u32) {
        let size = word_of(block, 0).load(Relaxed);
        self.set(BYTES, self.value(BYTES) - size);
        self.set(BLOCKS, self.value(BLOCKS) - 1);
        let (before, next) = self.place(block);
        let size_of = |block| word_of(block, 0).load(Relaxed);
        let (size, after) = if next != 0 && block + size == next {
            (size + size_of(next), word_of(next, 2).load(Relaxed))
        } else {
            (size, next)
        };
        make_free(block, size, after);
        if before != 0 && before + size_of(before) == block {
            make_free(before, size_of(before) + size, after);
        } else {
            self.link(before, block);
        }
    }

    /// The free blocks below and above.
    fn place(&self, block: u32) -> (u32, u32) {
        let mut before = 0;
        let mut next = self.value(FREE);
        while next != 0 && next < block {
            (before, next) = (next, word_of(next, 2).load(Relaxed));
        }
        (before, next)
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
