//! Models of semaphores. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_semaphore -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use loom_support::{WHY, explore, leaving, soon, spawn};
use runtime::futex::Word;
use runtime::sync::semaphore::{MAX_PERMITS, RawSemaphore};
use std::sync::Arc;

fn semaphore(permits: u32) -> Arc<RawSemaphore<Word>> {
    Arc::new(RawSemaphore::new(Word::new(permits)))
}

fn take(semaphore: &RawSemaphore<Word>) {
    assert!(semaphore.acquire(None, || WHY).is_some());
}

fn give(semaphore: &RawSemaphore<Word>) {
    assert!(semaphore.release(1, MAX_PERMITS).is_some());
}

/// 3 threads × 1 passage, 1 permit: never two inside, one permit at the end.
#[test]
fn permits_are_conserved() {
    explore("semaphore permits", 3, || {
        let (state, inside) = (semaphore(1), Arc::new(AtomicU32::new(0)));
        let pass = |state: &RawSemaphore<Word>, inside: &AtomicU32| {
            take(state);
            assert_eq!(
                inside.fetch_add(1, Relaxed),
                0,
                "two inside with one permit"
            );
            inside.fetch_sub(1, Relaxed);
            give(state);
        };
        let start = || {
            spawn({
                let (s, i) = (state.clone(), inside.clone());
                move || pass(&s, &i)
            })
        };
        let threads = [start(), start()];
        pass(&state, &inside);
        threads.into_iter().for_each(|t| t.join().expect("ends"));
        assert_eq!(state.permits(), 1);
    });
}

/// 2 takers of no permit, 2 releases of one.
#[test]
fn no_wake_up_is_lost() {
    explore("semaphore wake-ups", 3, || {
        let state = semaphore(0);
        let takers: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || take(&s)
                })
            })
            .collect();
        give(&state);
        give(&state);
        takers.into_iter().for_each(|t| t.join().expect("ends"));
        assert_eq!(state.permits(), 0);
    });
}

/// 2 takers of no permit, 1 release of two.
#[test]
fn release_of_two_wakes_two() {
    explore("semaphore release(2)", 3, || {
        let state = semaphore(0);
        let takers: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || take(&s)
                })
            })
            .collect();
        assert!(state.release(2, MAX_PERMITS).is_some());
        takers.into_iter().for_each(|t| t.join().expect("ends"));
    });
}

/// 1 taker that is stopped when woken, 1 that waits, 1 release: it must reach the one that waits.
#[test]
fn leaving_waiter_passes_its_wake_up_on() {
    explore("semaphore leaving waiter", 3, || {
        let state = semaphore(0);
        let leaver = spawn({
            let s = state.clone();
            move || leaving(|| s.acquire(None, || WHY).map(|_| give(&s)))
        });
        let waiter = spawn({
            let s = state.clone();
            move || take(&s)
        });
        give(&state);
        waiter.join().expect("ends");
        give(&state); // Wakes the leaver if it still sleeps, as Stop would.
        leaver.join().expect("ends");
        assert_eq!(state.permits(), 1);
    });
}

/// 1 taker that gives up, 1 that waits, 1 release.
#[test]
fn timed_waiter_passes_its_wake_up_on() {
    explore("semaphore timed waiter", 3, || {
        let state = semaphore(0);
        let timed = spawn({
            let s = state.clone();
            move || s.acquire(soon(), || WHY).is_some()
        });
        let waiter = spawn({
            let s = state.clone();
            move || take(&s)
        });
        give(&state);
        if timed.join().expect("ends") {
            give(&state);
        }
        waiter.join().expect("ends");
    });
}

/// 2 releases of a bounded semaphore with one permit taken: exactly one is accepted.
#[test]
fn a_bound_holds_against_two_releasers() {
    explore("semaphore bound", 3, || {
        let state = semaphore(0);
        let other = spawn({
            let s = state.clone();
            move || s.release(1, 1).is_some()
        });
        let mine = state.release(1, 1).is_some();
        assert!(
            mine != other.join().expect("ends"),
            "exactly one release fits under the bound"
        );
        assert_eq!(state.permits(), 1);
    });
}
