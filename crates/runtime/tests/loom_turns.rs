//! Models of the ring by which orders get to worker processes. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_turns`.
#![cfg(loom)]

mod loom_support;

use loom::sync::atomic::{AtomicU32, Ordering::Relaxed};
use loom_support::{explore, spawn};
use runtime::futex::Word;
use runtime::jobs::turns::{Claim, claim, pass};
use std::sync::Arc;

const SLOTS: u32 = 2;

/// A ring of two slots, as a lane is one of 512.
struct Ring {
    put: Word,
    taken: Word,
    turns: [Word; SLOTS as usize],
    slips: [AtomicU32; SLOTS as usize],
}

impl Ring {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            put: Word::new(0),
            taken: Word::new(0),
            turns: [0; 2].map(Word::new),
            slips: [0; 2].map(AtomicU32::new),
        })
    }

    fn turn(&self, position: u32) -> &Word {
        &self.turns[(position % SLOTS) as usize]
    }

    fn slip(&self, position: u32) -> &AtomicU32 {
        &self.slips[(position % SLOTS) as usize]
    }

    /// Puts a slip in, if there is room.
    fn put(&self, slip: u32) -> bool {
        let claimed = claim(&self.put, |at| self.turn(at), SLOTS, Claim::ToPut);
        if let Some(at) = claimed {
            self.slip(at).store(slip, Relaxed); // The turn's store orders it.
            pass::<Word, _>(self.turn(at), SLOTS, at, Claim::ToPut);
        }
        claimed.is_some()
    }

    /// Takes a slip out, if there is one.
    fn take(&self) -> Option<u32> {
        let at = claim(&self.taken, |at| self.turn(at), SLOTS, Claim::ToTake)?;
        let slip = self.slip(at).load(Relaxed); // The turn's load orders it.
        pass::<Word, _>(self.turn(at), SLOTS, at, Claim::ToTake);
        Some(slip)
    }
}

/// 1 putter and 1 taker, 4 slips through 2 slots; at most 4 preemptions.
#[test]
fn slips_come_out_in_order_when_the_ring_comes_round() {
    explore("turns 1:1 of 2", 4, || {
        let ring = Ring::new();
        let taker = spawn({
            let ring = ring.clone();
            move || (0..3).filter_map(|_| ring.take()).collect::<Vec<u32>>()
        });
        let went_in: Vec<u32> = (1..=4).filter(|slip| ring.put(*slip)).collect();
        let mut out = taker.join().expect("no panic");
        out.extend(core::iter::from_fn(|| ring.take()));
        assert_eq!(out, went_in);
    });
}

/// 2 putters beside a taker, a slip each; at most 3 preemptions.
#[test]
fn two_that_put_at_once_put_in_different_slots() {
    explore("turns 2:1 of 2", 3, || {
        let ring = Ring::new();
        let putters = [1, 2].map(|slip| {
            let ring = ring.clone();
            spawn(move || assert!(ring.put(slip), "there is room for both"))
        });
        let mut out: Vec<u32> = ring.take().into_iter().collect();
        for putter in putters {
            putter.join().expect("no panic");
        }
        out.extend(core::iter::from_fn(|| ring.take()));
        out.sort_unstable();
        assert_eq!(out, [1, 2]);
    });
}

/// 2 takers beside a putter, 2 slips; at most 3 preemptions.
#[test]
fn two_that_take_at_once_take_different_slips() {
    explore("turns 1:2 of 2", 3, || {
        let ring = Ring::new();
        let takers = [(); 2].map(|()| {
            let ring = ring.clone();
            spawn(move || ring.take())
        });
        assert!(ring.put(1) && ring.put(2));
        let taken = takers.map(|taker| taker.join().expect("no panic"));
        let mut out: Vec<u32> = taken.into_iter().flatten().collect();
        out.extend(core::iter::from_fn(|| ring.take()));
        out.sort_unstable();
        assert_eq!(out, [1, 2]);
    });
}
