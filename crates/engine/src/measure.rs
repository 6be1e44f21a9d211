//! What the browser's benchmarks call of the primitives: feature `bench`, in no engine that a visitor loads.
//!
//! `tests/bench/page/primitives-worker.js` calls each function in a worker and takes the time. What two workers measure together lies in
//! statics: both run on one memory. They have no context, so nothing is traced and nobody can stop them.

use core::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use runtime::blocking::{Wait, block};
use runtime::futex::arena::ArenaWord;
use runtime::futex::{FutexWord, Word};
use runtime::ipc::arena::layout::HEAP;
use runtime::sync::raw_lock::RawLock;
use runtime::sync::{Condition, Event, Lock, Queue};
use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use trace::kinds::Cause;
use wasm_bindgen::prelude::*;

const WHY: Wait = Wait::on(Cause::Event, 0);

static LOCK: LazyLock<Lock> = LazyLock::new(Lock::new);
static TURN: Word = Word::new(0);
static PING: LazyLock<[Event; 2]> = LazyLock::new(|| [Event::new(), Event::new()]);
static SEATS: LazyLock<(Condition<Lock>, Word)> =
    LazyLock::new(|| (Condition::with_lock(Arc::new(Lock::new())), Word::new(0)));
static QUEUE: LazyLock<Queue<u32>> = LazyLock::new(|| Queue::bounded(64));

/// Takes and releases a lock of this memory `n` times; two workers at once contend for it.
#[wasm_bindgen]
pub fn bench_lock(n: u32) {
    let lock = &*LOCK;
    for _ in 0..n {
        lock.acquire();
        let _ = black_box(lock.release());
    }
}

/// The same with a lock on a word of the arena.
#[wasm_bindgen]
pub fn bench_arena_lock(n: u32) {
    let lock = RawLock::new(ArenaWord::at(HEAP * 4));
    for _ in 0..n {
        lock.acquire(None, || WHY);
        let _ = black_box(lock.release());
    }
}

/// Hands a turn to the other worker and waits for it back, `n` times, by a futex word. `side` is 0 or 1.
#[wasm_bindgen]
pub fn bench_futex_turns(side: u32, n: u32) {
    hand_over(&TURN, side, n);
}

/// The same on a word of the arena.
#[wasm_bindgen]
pub fn bench_arena_turns(side: u32, n: u32) {
    hand_over(&ArenaWord::at(HEAP * 4 + 64), side, n);
}

fn hand_over(turn: &impl FutexWord, side: u32, n: u32) {
    for _ in 0..n {
        loop {
            let seen = turn.load(Acquire);
            if seen % 2 == side {
                break;
            }
            let _ = block(turn, seen, None, &WHY);
        }
        turn.fetch_add(1, AcqRel);
        turn.wake(1);
    }
}

/// The same by two events.
#[wasm_bindgen]
pub fn bench_event_turns(side: u32, n: u32) {
    let (mine, other) = (&PING[side as usize], &PING[1 - side as usize]);
    if side == 0 {
        mine.set(); // The first turn.
    }
    for _ in 0..n {
        mine.wait();
        mine.clear();
        other.set();
    }
    if side == 1 {
        PING[0].clear(); // The turn after the last.
    }
}

/// The same by a condition.
#[wasm_bindgen]
pub fn bench_condition_turns(side: u32, n: u32) {
    let (condition, turn) = &*SEATS;
    for _ in 0..n {
        let held = condition.hold();
        let _ = condition.wait_for(|| turn.load(Acquire) % 2 == side);
        turn.fetch_add(1, Release);
        let _ = condition.notify(1);
        drop(held);
    }
}

/// Puts `n` items through a queue of 64 places (side 0), or takes them (side 1).
#[wasm_bindgen]
pub fn bench_queue(side: u32, n: u32) {
    for i in 0..n {
        if side == 0 {
            let _ = QUEUE.put(i);
        } else {
            let _ = black_box(QUEUE.get());
        }
    }
}
