//! A native process as its reader sees it: its own regions, and the two words outside them that a status cell names.
//!
//! In a browser a cell names words by their address and the page reads them there. A native address does not fit a cell, so a slot's word goes
//! by a number from which the slot follows, and the address stands with the process. The word may be gone when the reader comes (its thread
//! has gone on meanwhile, and the cell's sequence says so), so it is not read by a reference but through the operating system, as a foreign
//! memory: a read of what is no longer there fails instead of being undefined. Elsewhere than on Linux such a word reads as 0.

use super::process::Process;
use trace::words::Words;

/// Numbers from here on stand for words outside the process's regions, which all lie below.
const FIRST: u32 = 0xc000_0000;

/// The number that stands for one of the two words of a slot.
pub(super) fn number(slot: u32, which: u32) -> u32 {
    FIRST + slot * 8 + which * 4
}

impl Words for Process {
    fn load(&self, address: u32) -> u32 {
        let Some(offset) = address.checked_sub(FIRST) else {
            return self.memory().load(address);
        };
        let addresses = self.addresses(offset / 8).unwrap_or_default();
        match addresses[(offset / 4 % 2) as usize] {
            0 => 0,
            native => read(native).unwrap_or(0),
        }
    }

    fn store(&self, address: u32, value: u32) {
        self.memory().store(address, value);
    }

    fn copy(&self, address: u32, into: &mut [u32]) {
        self.memory().copy(address, into);
    }
}

/// The word at this address of our own memory; `None` where there is none.
#[cfg(target_os = "linux")]
fn read(address: usize) -> Option<u32> {
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::sync::OnceLock;

    static MEMORY: OnceLock<Option<File>> = OnceLock::new();
    let memory = MEMORY.get_or_init(|| File::open("/proc/self/mem").ok());
    let mut word = [0; 4];
    memory
        .as_ref()?
        .read_exact_at(&mut word, address as u64)
        .ok()?;
    Some(u32::from_ne_bytes(word))
}

#[cfg(not(target_os = "linux"))]
fn read(_: usize) -> Option<u32> {
    None
}

#[cfg(all(test, not(loom), target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_where_it_lies_and_what_is_gone_reads_as_nothing() {
        let word = core::sync::atomic::AtomicU32::new(0x1234_5678);
        assert_eq!(read((&raw const word).addr()), Some(0x1234_5678));
        assert_eq!(read(4), None, "the first page is never mapped");
    }
}
