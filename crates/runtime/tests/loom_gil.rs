//! Models of the GIL. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_gil -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use core::time::Duration;
use loom_support::{WHY, explore, spawn};
use runtime::futex::Word;
use runtime::gil::RawGil;
use std::sync::Arc;

struct State {
    gil: RawGil<Word>,
    inside: AtomicU32,
}

impl State {
    fn new() -> Arc<Self> {
        let word = || Word::new(0);
        Arc::new(Self {
            gil: RawGil::new([word(), word(), word(), word()]),
            inside: AtomicU32::new(0),
        })
    }

    fn take(&self, me: u32) {
        assert!(self.gil.take(me, Duration::from_millis(5), &WHY, || {}));
        assert_eq!(
            self.inside.fetch_add(1, Relaxed),
            0,
            "two threads with the GIL"
        );
    }

    fn give(&self) {
        self.inside.fetch_sub(1, Relaxed);
        self.gil.give();
    }

    fn checkpoint(&self, me: u32) {
        if self.gil.is_asked() {
            self.inside.fetch_sub(1, Relaxed);
            self.gil.give_way(&WHY);
            self.take(me);
        }
    }
}

/// 2 threads × take, give.
#[test]
fn one_at_a_time() {
    explore("gil exclusion", 2, || {
        let state = State::new();
        let other = spawn({
            let s = state.clone();
            move || {
                s.take(2);
                s.give();
            }
        });
        state.take(1);
        state.give();
        other.join().expect("ends");
    });
}

/// 1 holder that gives way once it is asked, 1 thread that asks: the holder waits for the switch, is woken by it, and comes back.
#[test]
fn holder_that_gave_way_is_passed() {
    explore("gil give way", 3, || {
        let state = State::new();
        state.take(1);
        let other = spawn({
            let s = state.clone();
            move || {
                s.take(2);
                s.give();
            }
        });
        while !state.gil.is_asked() {
            loom::thread::yield_now();
        }
        state.checkpoint(1);
        state.give();
        other.join().expect("ends");
    });
}
