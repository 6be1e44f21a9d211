//! The words of a memory, seen by whoever may only touch them atomically.

use crate::layout::{self, MAGIC, header, slot};
use core::sync::atomic::{AtomicU32, Ordering};

/// 32-bit words of some memory, addressed by byte address (a multiple of 4). Implemented over native atomics (tests, engine) and over a
/// foreign `SharedArrayBuffer` (page). Reads outside the memory give 0 and writes there do nothing: a reader must survive garbage.
pub trait Words {
    /// The word at `address`, Acquire.
    fn load(&self, address: u32) -> u32;
    /// Sets the word at `address`, Release.
    fn store(&self, address: u32, value: u32);
    /// Copies `into.len()` words from `address` on; no order among them. Callers order it by an Acquire load before it.
    fn copy(&self, address: u32, into: &mut [u32]);
}

/// A memory without words: the arena of a run that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoWords;

impl Words for NoWords {
    fn load(&self, _address: u32) -> u32 {
        0
    }
    fn store(&self, _address: u32, _value: u32) {}
    fn copy(&self, _address: u32, into: &mut [u32]) {
        into.fill(0);
    }
}

/// Native atomics as a memory whose byte address 0 is the first word.
#[derive(Clone, Copy, Debug)]
pub struct NativeWords<'m>(pub &'m [AtomicU32]);

impl NativeWords<'_> {
    fn word(&self, address: u32) -> Option<&AtomicU32> {
        if !address.is_multiple_of(4) {
            return None;
        }
        self.0.get(address as usize / 4)
    }
}

impl Words for NativeWords<'_> {
    fn load(&self, address: u32) -> u32 {
        self.word(address).map_or(0, |w| w.load(Ordering::Acquire))
    }

    fn store(&self, address: u32, value: u32) {
        if let Some(word) = self.word(address) {
            word.store(value, Ordering::Release);
        }
    }

    fn copy(&self, address: u32, into: &mut [u32]) {
        for (at, word) in into.iter_mut().enumerate() {
            let address = address.wrapping_add(at as u32 * 4);
            // Relaxed: the caller's Acquire load of the head orders what is read here.
            *word = self.word(address).map_or(0, |w| w.load(Ordering::Relaxed));
        }
    }
}

/// A process's memory made of native atomics, laid out as [`layout`] says: for tests and benchmarks without a browser.
#[derive(Debug)]
pub struct NativeMemory {
    words: Vec<AtomicU32>,
    slots: u32,
    ring_records: u32,
    ring_bytes: u32,
}

impl NativeMemory {
    /// Byte address of the process header.
    pub const HEADER: u32 = 64;
    const SLOT_TABLE: u32 = Self::HEADER + header::LEN * 4;

    /// A memory of process `process` with `slots` slots (at most [`layout::MAX_SLOTS`]), each with rings of `ring_records` records and
    /// `ring_bytes` bytes, both powers of two.
    pub fn new(process: u32, slots: u32, ring_records: u32, ring_bytes: u32) -> NativeMemory {
        let per_slot = slot::LEN + ring_records * layout::RECORD_LEN + ring_bytes / 4;
        let len = Self::SLOT_TABLE / 4 + slots * per_slot;
        let memory = NativeMemory {
            words: (0..len).map(|_| AtomicU32::new(0)).collect(),
            slots,
            ring_records,
            ring_bytes,
        };
        let view = memory.view();
        let word = |index: u32| Self::HEADER + index * 4;
        view.store(word(header::SLOTS), slots);
        view.store(word(header::SLOT_TABLE), Self::SLOT_TABLE);
        view.store(word(header::PROCESS), process);
        view.store(word(header::MAGIC_WORD), MAGIC);
        memory
    }

    /// All words, from byte address 0 on.
    pub fn view(&self) -> NativeWords<'_> {
        NativeWords(&self.words)
    }

    /// The words of slot `index`.
    ///
    /// # Panics
    /// When there is no such slot.
    pub fn slot(&self, index: u32) -> &[AtomicU32; slot::LEN as usize] {
        let words = self.part(Self::SLOT_TABLE + index * slot::LEN * 4, slot::LEN);
        words.try_into().expect("a slot has slot::LEN words")
    }

    /// Memory for the rings of slot `index`.
    ///
    /// # Panics
    /// When there is no such slot.
    pub fn rings(&self, index: u32) -> crate::ring::Rings<'_> {
        assert!(index < self.slots, "slot {index} of {}", self.slots);
        let record_words = self.ring_records * layout::RECORD_LEN;
        let both = (record_words * 4) + self.ring_bytes;
        let records_at = Self::SLOT_TABLE + self.slots * slot::LEN * 4 + index * both;
        let bytes_at = records_at + record_words * 4;
        crate::ring::Rings {
            records: self.part(records_at, record_words),
            records_at,
            bytes: self.part(bytes_at, self.ring_bytes / 4),
            bytes_at,
        }
    }

    fn part(&self, address: u32, words: u32) -> &[AtomicU32] {
        let start = address as usize / 4;
        &self.words[start..start + words as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_outside_give_nothing_and_writes_outside_do_nothing() {
        let words = [AtomicU32::new(7)];
        let view = NativeWords(&words);
        for address in [1, 2, 3, 4, 400, u32::MAX, u32::MAX - 3] {
            view.store(address, 9);
            assert_eq!(view.load(address), 0, "address {address}");
        }
        let mut into = [5; 3];
        view.copy(u32::MAX - 3, &mut into);
        assert_eq!(into, [0, 7, 0]);
        assert_eq!(view.load(0), 7);
    }
}
