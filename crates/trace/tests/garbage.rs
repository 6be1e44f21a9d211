//! A reader survives any memory: it never panics and never claims a thread, a record or an entry that cannot be.

use proptest::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use trace::layout::{MAGIC, header, slot};
use trace::reader::{Batch, Reader};
use trace::words::{NativeMemory, NativeWords, NoWords};

fn drain_twice(words: &[AtomicU32], header_address: u32) -> Batch {
    let mut reader = Reader::new(header_address, 0);
    let mut batch = Batch::default();
    for at in 0..2 {
        reader.drain(&NativeWords(words), &NoWords, at, &mut batch);
    }
    batch
}

proptest! {
    #[test]
    fn a_memory_full_of_garbage_is_survived(words in prop::collection::vec(any::<u32>(), 64..512)) {
        let words: Vec<AtomicU32> = words.into_iter().map(AtomicU32::new).collect();
        words[0].store(MAGIC, Ordering::Relaxed);
        words[header::SLOT_TABLE as usize].store(64, Ordering::Relaxed);
        drain_twice(&words, 0);
    }

    #[test]
    fn garbage_in_one_slot_is_survived(
        garbage in prop::collection::vec(any::<u32>(), slot::LEN as usize),
        small in prop::collection::vec(0u32..40, slot::LEN as usize),
        pick in prop::collection::vec(any::<bool>(), slot::LEN as usize),
        ring in prop::collection::vec(any::<u32>(), 64),
    ) {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let rings = memory.rings(0);
        for (word, value) in rings.records.iter().chain(rings.bytes).zip(&ring) {
            word.store(*value, Ordering::Relaxed);
        }
        for (index, word) in memory.slot(0).iter().enumerate() {
            let value = if pick[index] { garbage[index] } else { small[index] };
            word.store(value, Ordering::Relaxed);
        }
        let set = |word: u32, value| memory.slot(0)[word as usize].store(value, Ordering::Relaxed);
        set(slot::RING, rings.records_at);
        set(slot::RING_LEN, 4);
        set(slot::BYTES, rings.bytes_at);
        set(slot::BYTES_LEN, 64);
        let batch = drain_twice(memory.view().0, NativeMemory::HEADER);
        prop_assert!(batch.slots.iter().all(|s| s.records.len() <= 8));
    }
}

#[test]
fn a_header_without_its_magic_gives_nothing() {
    let memory = NativeMemory::new(0, 1, 4, 64);
    memory.view().0[NativeMemory::HEADER as usize / 4].store(MAGIC + 1, Ordering::Relaxed);
    assert_eq!(
        drain_twice(memory.view().0, NativeMemory::HEADER),
        Batch {
            at_ns: 1,
            slots: vec![],
            ..Batch::default()
        }
    );
}
