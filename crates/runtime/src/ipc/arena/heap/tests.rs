//! A process is cut off at every step of the allocator: the next one who comes finds a heap in order.

use super::*;
use crate::futex::arena::mortal::{Victim, cut_off};
use crate::ipc::arena::{Block, Kind};

const LEN: u32 = 4096;

/// What the victim is doing when its end comes.
#[derive(Clone, Copy, Debug)]
enum Act {
    Take(u32),
    Give(usize),
}

/// A heap with used blocks 0, 2, 4 and 5, and holes at 1 and 3 before the free rest.
fn heap_with_holes() -> (Block, Heap, Vec<Allocated>) {
    let block = Block::new(Kind::Bytes, LEN).expect("room");
    let heap = Heap::inside(block.byte(0), LEN);
    let made: Vec<Allocated> = (0..6)
        .map(|n| heap.allocate(64 + n * 16, 1).expect("room"))
        .collect();
    assert!(heap.free(made[1]) && heap.free(made[3]));
    (block, heap, made)
}

/// Bytes of all blocks, which must follow one another from start to end, and how many of them are free and not joined with the one before.
fn tiles(heap: &Heap) -> u32 {
    let (mut at, mut free) = (heap.word(START).load(Relaxed), 0);
    let mut was_free = false;
    while at < heap.word(END).load(Relaxed) {
        let size = word_of(at, 0).load(Relaxed);
        assert!(
            size >= HEADER && size.is_multiple_of(HEADER),
            "a block of {size} bytes at {at}"
        );
        let is_free = word_of(at, 1).load(Relaxed) == 0;
        assert!(!(is_free && was_free), "free neighbours are joined");
        free += u32::from(is_free);
        was_free = is_free;
        at += size;
    }
    assert_eq!(
        at,
        heap.word(END).load(Relaxed),
        "the last block ends where the heap does"
    );
    free
}

#[test]
fn a_heap_whose_holder_is_cut_off_at_any_step_goes_on() {
    // Of a hole with and without a rest, of the large rest; given back between two holes, beside one, beside none.
    let acts = [
        Act::Take(40),
        Act::Take(80),
        Act::Take(900),
        Act::Give(2),
        Act::Give(4),
        Act::Give(0),
        Act::Give(5),
    ];
    for act in acts {
        let mut steps = 0;
        loop {
            let (_block, heap, made) = heap_with_holes();
            let victim = Victim::new();
            let is_cut = cut_off(victim, steps, move || match act {
                Act::Take(len) => assert!(heap.allocate(len, 1).is_ok()),
                Act::Give(which) => assert!(heap.free(made[which])),
            });
            victim.bury();
            let (more, told) = (heap.allocate(33, 1).expect("room"), heap.free_blocks());
            assert_eq!(
                told.len() as u32,
                tiles(&heap),
                "{act:?}, {steps} steps: every free block is in the list"
            );
            let others = heap.usage().blocks;
            assert!(
                (4..=6).contains(&others),
                "{act:?}, {steps} steps: {others} blocks in use"
            );
            assert!(heap.free(more), "{act:?}, {steps} steps");
            tiles(&heap);
            if !is_cut {
                break;
            }
            steps += 1;
        }
        assert!(steps >= 8, "{act:?} was cut off at {steps} steps");
    }
}
