//! Words of a process's memory that its reader finds by address.
//!
//! In a browser an address is the pointer itself. Natively pointers do not fit 32 bits, so a process hands out addresses of its own and
//! looks them up when a reader asks: the same layout, hence the same reader, in tests.

use core::sync::atomic::AtomicU32;
#[cfg(not(target_arch = "wasm32"))]
use core::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

/// Words of one cache line pair: regions begin on such a boundary, so that two never share a line.
const LINE: usize = 32;

/// Words that live as long as their process: for ever, as far as the program is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    /// The words.
    pub words: &'static [AtomicU32],
    /// Byte address by which a reader finds the first.
    pub address: u32,
}

/// All regions of a process.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    regions: Mutex<Vec<Region>>,
}

impl Memory {
    /// Zeroed words, at least `len`.
    pub fn allocate(&self, len: usize) -> Region {
        let len = len.next_multiple_of(LINE);
        let block: Box<[AtomicU32]> = (0..len + LINE).map(|_| AtomicU32::new(0)).collect();
        let block: &'static [AtomicU32] = Box::leak(block);
        let skip = block.as_ptr().align_offset(LINE * 4).min(LINE);
        let words = &block[skip..skip + len];
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = Region {
            words,
            address: address(words, regions.last()),
        };
        regions.push(region);
        region
    }

    /// The words from this address on to the end of their region; `None` outside.
    #[cfg(not(target_arch = "wasm32"))]
    fn find(&self, address: u32) -> Option<&'static [AtomicU32]> {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let after = regions.partition_point(|r| r.address <= address);
        let region = regions.get(after.checked_sub(1)?)?;
        region
            .words
            .get(((address - region.address) / 4) as usize..)
    }
}

#[cfg(target_arch = "wasm32")]
fn address(words: &'static [AtomicU32], _: Option<&Region>) -> u32 {
    words.as_ptr().addr() as u32
}

/// After the last region; from the second line on, so that no region has address 0, which means "none".
#[cfg(not(target_arch = "wasm32"))]
fn address(_: &'static [AtomicU32], last: Option<&Region>) -> u32 {
    let line_bytes = (LINE * 4) as u32;
    last.map_or(line_bytes, |r| r.address + (r.words.len() * 4) as u32)
}

#[cfg(not(target_arch = "wasm32"))]
impl trace::words::Words for Memory {
    fn load(&self, address: u32) -> u32 {
        self.find(address)
            .and_then(<[_]>::first)
            .map_or(0, |word| word.load(Ordering::Acquire))
    }

    fn store(&self, address: u32, value: u32) {
        if let Some(word) = self.find(address).and_then(<[_]>::first) {
            word.store(value, Ordering::Release);
        }
    }

    fn copy(&self, address: u32, into: &mut [u32]) {
        into.fill(0);
        for (to, from) in into.iter_mut().zip(self.find(address).unwrap_or_default()) {
            *to = from.load(Ordering::Relaxed);
        }
    }
}

#[cfg(all(test, not(loom), not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use trace::words::Words;

    #[test]
    fn regions_do_not_share_lines_and_are_found_by_address() {
        let memory = Memory::default();
        let regions: Vec<_> = [1, 32, 33, 1000]
            .map(|len| (len, memory.allocate(len)))
            .into();
        for (index, (len, region)) in regions.iter().enumerate() {
            assert!(
                region.words.len() >= *len && region.words.as_ptr().addr() % 128 == 0,
                "region of {len}"
            );
            assert!(
                region.address != 0 && region.address % 128 == 0,
                "region of {len}"
            );
            memory.store(region.address + (*len as u32 - 1) * 4, index as u32 + 1);
        }
        for (index, (len, region)) in regions.iter().enumerate() {
            assert_eq!(
                region.words[len - 1].load(Ordering::Relaxed),
                index as u32 + 1,
                "region of {len}"
            );
        }
    }

    #[test]
    fn reads_outside_give_nothing() {
        let memory = Memory::default();
        let region = memory.allocate(32);
        let mut into = [7; 4];
        memory.copy(region.address + 31 * 4, &mut into);
        assert_eq!(into, [0; 4]);
        memory.store(0, 9);
        memory.copy(0, &mut into);
        assert_eq!(
            (into, memory.load(0), memory.load(u32::MAX)),
            ([0; 4], 0, 0)
        );
    }
}
