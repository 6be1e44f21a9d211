//! Models of the lock that survives its holder. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_brief_lock -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use core::cell::Cell;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use loom::sync::atomic::AtomicU32;
use loom_support::{explore, spawn};
use runtime::futex::{FutexWord, Word};
use runtime::sync::brief_lock::{BriefLock, Found, Mortals};
use std::sync::Arc;

loom::thread_local! {
    static ME: Cell<u32> = Cell::new(1);
}

loom::lazy_static! {
    /// The process that is buried, 0 for none.
    static ref BURIED: AtomicU32 = AtomicU32::new(0);
}

const MORTALS: Mortals = Mortals {
    me: || ME.with(Cell::get),
    is_buried: |identity| identity != 0 && BURIED.load(Acquire) == identity,
};

struct State {
    lock: BriefLock<Word>,
    /// Who is inside; two at once fail the model.
    inside: AtomicU32,
}

fn state() -> Arc<State> {
    let lock = BriefLock::new(Word::new(0), MORTALS);
    let inside = AtomicU32::new(0);
    Arc::new(State { lock, inside })
}

/// Goes in and out as this process; how it found the lock.
fn pass(state: &State, me: u32) -> Found {
    ME.with(|cell| cell.set(me));
    let found = state.lock.acquire();
    // The dead one has gone out of nothing: who takes over from it finds its number.
    let before = state.inside.swap(me, Relaxed);
    assert_eq!(
        before != 0,
        found == Found::LeftByTheDead,
        "{before} is inside"
    );
    state.inside.store(0, Relaxed);
    state.lock.release();
    found
}

/// 2 threads × 1 passage.
#[test]
fn exclusion() {
    explore("brief lock exclusion", 4, || {
        let state = state();
        let other = spawn({
            let state = state.clone();
            move || pass(&state, 2)
        });
        assert_eq!(pass(&state, 3), Found::InOrder);
        assert_eq!(other.join().expect("ends"), Found::InOrder);
    });
}

/// A holder that is cut off, and one who waits meanwhile.
#[test]
fn taken_over_from_the_dead_once() {
    explore("brief lock holder dies", 4, || {
        let state = state();
        let victim = spawn({
            let state = state.clone();
            move || {
                ME.with(|cell| cell.set(7));
                let found = state.lock.acquire();
                assert_eq!(found, Found::InOrder, "nobody else dies");
                state.inside.store(7, Relaxed);
                // It is cut off here; later the page says so.
                BURIED.store(7, Release);
            }
        });
        let before = pass(&state, 3);
        victim.join().expect("ends");
        let found = [before, pass(&state, 3), pass(&state, 3)];
        let over = found.iter().filter(|found| **found == Found::LeftByTheDead);
        assert_eq!(over.count(), 1, "{found:?}");
    });
}
