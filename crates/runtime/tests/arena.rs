//! The arena: words, bytes, allocator, handles, names.
#![cfg(not(loom))]

use proptest::prelude::*;
use runtime::futex::FutexWord;
use runtime::futex::arena::ArenaWord;
use runtime::ipc::arena::heap::Heap;
use runtime::ipc::arena::{self, Block, Handle, Kind};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Release};

/// A heap of this many bytes inside a block of the arena's own; the block must outlive it.
fn heap(len: u32) -> (Block, Heap) {
    let block = Block::new(Kind::Bytes, len).expect("room");
    let heap = Heap::inside(block.byte(0), len);
    (block, heap)
}

#[test]
fn bytes_come_back_from_any_offset_and_spare_their_neighbours() {
    let block = Block::new(Kind::Bytes, 64).expect("room");
    for at in 0..9 {
        for len in 0..12 {
            arena::fill(block.byte(0), 64, 0xee);
            let bytes: Vec<u8> = (1..=len).collect();
            arena::write_from(block.byte(at), &bytes);
            let mut seen = [0; 64];
            arena::read_into(block.byte(0), &mut seen);
            let mut expected = [0xee; 64];
            expected[at as usize..][..bytes.len()].copy_from_slice(&bytes);
            assert_eq!(seen, expected, "{len} bytes at {at}");
            let mut back = vec![0; bytes.len()];
            arena::read_into(block.byte(at), &mut back);
            assert_eq!(back, bytes, "{len} bytes at {at}");
        }
    }
}

#[test]
fn neighbouring_bytes_may_have_different_writers() {
    let block = Block::new(Kind::Bytes, 4).expect("room");
    std::thread::scope(|scope| {
        for byte in 0..4 {
            let at = block.byte(byte);
            scope.spawn(move || (0..=200).for_each(|n| arena::write_from(at, &[n])));
        }
    });
    let mut seen = [0; 4];
    arena::read_into(block.byte(0), &mut seen);
    assert_eq!(seen, [200; 4]);
}

#[test]
fn a_number_of_eight_bytes_is_never_half_old_and_half_new() {
    let block = Block::new(Kind::Bytes, 8).expect("room");
    let at = block.byte(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            (0..20_000u64).for_each(|n| arena::store_64(at, if n % 2 == 0 { 0 } else { u64::MAX }));
        });
        for _ in 0..20_000 {
            let seen = arena::load_64(at);
            assert!(seen == 0 || seen == u64::MAX, "torn: {seen:x}");
        }
    });
}

#[test]
fn a_waiter_on_an_arena_word_is_woken_by_another_thread() {
    let block = Block::new(Kind::Bytes, 4).expect("room");
    let word: ArenaWord = block.word(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            word.store(1, Release);
            word.wake(u32::MAX);
        });
        while word.load(Acquire) == 0 {
            word.wait(0, None);
        }
    });
    assert_eq!(word.place(), (block.byte(0), true));
}

/// What a random sequence does to a heap.
#[derive(Clone, Debug)]
enum Step {
    Take(u32),
    Give(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0u32..600).prop_map(Step::Take),
        2 => any::<usize>().prop_map(Step::Give),
    ];
    proptest::collection::vec(step, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn blocks_never_overlap_and_all_of_them_come_back(steps in steps()) {
        let (_room, heap) = heap(8192);
        let empty = (heap.usage(), heap.free_blocks());
        let mut live = BTreeMap::new();
        for step in steps {
            match step {
                Step::Take(len) => match heap.allocate(len, 1) {
                    Ok(new) => {
                        let after = live.range(new.at..).next().map(|(at, _)| *at);
                        let before = live.range(..new.at).next_back().map(|(at, (_, len))| at + len);
                        prop_assert!(before.is_none_or(|end| end <= new.at), "{new:?} lies in the one before");
                        prop_assert!(after.is_none_or(|start| new.at + len <= start), "{new:?} reaches into the next");
                        live.insert(new.at, (new, len));
                    }
                    Err(full) => prop_assert!(full.wanted == len && full.len == heap.usage().len),
                },
                Step::Give(which) if !live.is_empty() => {
                    let at = *live.keys().nth(which % live.len()).expect("one of them");
                    let (old, _) = live.remove(&at).expect("it is there");
                    prop_assert!(heap.free(old));
                    prop_assert!(!heap.free(old), "a block goes back once");
                }
                Step::Give(_) => {}
            }
            prop_assert_eq!(heap.usage().blocks as usize, live.len());
        }
        live.into_values().for_each(|(block, _)| assert!(heap.free(block)));
        prop_assert_eq!(heap.usage().bytes, 0);
        prop_assert_eq!(heap.free_blocks(), empty.1, "free neighbours are one");
    }
}

#[test]
fn a_full_heap_says_how_much_was_wanted_and_works_again_after_a_free() {
    let (_room, heap) = heap(1024);
    let first = heap.allocate(600, 1).expect("room");
    let full = heap.allocate(600, 1).expect_err("no room");
    assert_eq!((full.wanted, full.used), (600, 624));
    assert!(
        full.to_string()
            .starts_with("the arena has no room for 600 bytes")
    );
    let error = runtime::error::Error::from(full);
    assert_eq!(
        error.to_string(),
        "OSError: [Errno 28] No space left on device"
    );
    assert!(heap.free(first));
    assert!(heap.allocate(600, 1).is_ok());
    assert!(heap.allocate(u32::MAX, 1).is_err());
}

#[test]
fn a_block_is_zeroed_even_where_another_was() {
    let (_room, heap) = heap(1024);
    let old = heap.allocate(500, 1).expect("room");
    arena::fill(old.at, 500, 0xff);
    heap.free(old);
    let new = heap.allocate(500, 1).expect("room");
    let mut bytes = vec![1; 500];
    arena::read_into(new.at, &mut bytes);
    assert!(new.at == old.at && bytes.iter().all(|byte| *byte == 0));
}

#[test]
fn threads_take_and_give_without_sharing_a_byte() {
    let (_room, heap) = heap(1 << 20);
    let heap = Arc::new(heap);
    std::thread::scope(|scope| {
        for me in 1..=4u8 {
            let heap = heap.clone();
            scope.spawn(move || {
                for round in 0..500u32 {
                    let len = 1 + (round * 37 + u32::from(me) * 101) % 700;
                    let block = heap.allocate(len, 1).expect("room for four");
                    arena::fill(block.at, len, me);
                    std::thread::yield_now();
                    let mut bytes = vec![0; len as usize];
                    arena::read_into(block.at, &mut bytes);
                    assert!(
                        bytes.iter().all(|byte| *byte == me),
                        "round {round} of {me}"
                    );
                    assert!(heap.free(block));
                }
            });
        }
    });
    assert_eq!((heap.usage().blocks, heap.free_blocks().len()), (0, 1));
}

#[test]
fn a_handle_of_a_block_that_is_gone_is_refused() {
    let block = Block::new(Kind::Event, 16).expect("room");
    let handle = block.handle();
    assert!(handle.resolve(Kind::Event).is_ok());
    let wrong = handle.resolve(Kind::Lock).expect_err("it is an event");
    assert!(
        wrong.to_string().starts_with("no lock lies at offset"),
        "{wrong}"
    );
    drop(block);
    assert!(handle.resolve(Kind::Event).is_err());
}

#[test]
fn a_reference_in_a_message_keeps_its_block_until_it_is_adopted_and_dropped() {
    let block = Block::new(Kind::Event, 16).expect("room");
    let sent = block.lend();
    drop(block);
    let there = Block::adopt(sent, Kind::Event).expect("the message kept it");
    assert_eq!(there.references(), 1);
    drop(there.clone());
    assert!(sent.resolve(Kind::Event).is_ok());
    drop(there);
    assert!(sent.resolve(Kind::Event).is_err());
}

proptest! {
    #[test]
    fn an_invented_handle_never_does_harm(at: u32, generation: u32) {
        let handle = Handle { at, generation };
        let _ = Block::open(handle, Kind::Barrier).map(drop);
        let aligned = Handle { at: at % 80_000 / 16 * 16, generation: generation % 64 };
        let _ = Block::open(aligned, Kind::Barrier).map(drop);
    }
}

#[test]
fn a_name_is_found_until_it_is_unbound_and_belongs_to_one() {
    let (one, two) = (
        Block::new(Kind::Bytes, 8).expect("room"),
        Block::new(Kind::Bytes, 8).expect("room"),
    );
    arena::bind("test-of-names", one.handle()).expect("free");
    assert!(arena::bind("test-of-names", two.handle()).is_err());
    assert_eq!(arena::find("test-of-names"), Ok(one.handle()));
    assert!(arena::find("test-of-name").is_err());
    assert_eq!(arena::unbind("test-of-names"), Ok(one.handle()));
    assert!(arena::unbind("test-of-names").is_err());
    let (first, second) = (arena::fresh_name(), arena::fresh_name());
    assert!(first != second && first.len() == 12, "{first}, {second}");
    assert!(arena::bind(&"n".repeat(256), two.handle()).is_err());
}
