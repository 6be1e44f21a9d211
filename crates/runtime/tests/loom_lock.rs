//! Models of the locks. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_lock -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use loom::cell::UnsafeCell;
use loom_support::{WHY, explore, leaving, soon, spawn};
use runtime::futex::{FutexWord, Word};
use runtime::sync::hand_off::HandOffLock;
use runtime::sync::raw_lock::{RawLock, Released};
use runtime::sync::rlock::RawRLock;
use std::sync::Arc;

/// A cell that loom watches: two threads in it at once fail the model.
struct Region(UnsafeCell<u32>);

// SAFETY: loom itself checks every access and fails the model when two threads are inside; the models hold a lock around each.
#[allow(unsafe_code)]
unsafe impl Sync for Region {}
// SAFETY: as above; a count may be dropped by any thread.
#[allow(unsafe_code)]
unsafe impl Send for Region {}

impl Region {
    fn new() -> Self {
        Self(UnsafeCell::new(0))
    }
    #[allow(unsafe_code)]
    fn enter(&self) -> u32 {
        self.0.with_mut(|count| {
            // SAFETY: loom fails the model if anybody else is here.
            unsafe {
                *count += 1;
                *count
            }
        })
    }
}

fn barging<W: FutexWord + 'static>(word: W) -> Arc<(RawLock<W>, Region)> {
    Arc::new((RawLock::new(word), Region::new()))
}

fn pass<W: FutexWord>(state: &(RawLock<W>, Region)) -> u32 {
    assert!(state.0.acquire(None, || WHY));
    let count = state.1.enter();
    assert_ne!(
        state.0.release(),
        Released::WasFree,
        "free inside the region"
    );
    count
}

/// 3 threads × 1 passage.
#[test]
fn exclusion() {
    explore("lock exclusion", 3, || {
        let state = barging(Word::new(0));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || pass(&s)
                })
            })
            .collect();
        pass(&state);
        threads
            .into_iter()
            .for_each(|t| assert_ne!(t.join().expect("ends"), 0));
        assert_eq!(pass(&state), 4, "every passage counted");
    });
}

/// 2 threads × 2 passages.
#[test]
fn exclusion_again_and_again() {
    explore("lock exclusion twice", 5, || {
        let state = barging(Word::new(0));
        let other = spawn({
            let s = state.clone();
            move || pass(&s) + pass(&s)
        });
        pass(&state);
        pass(&state);
        other.join().expect("ends");
        assert_eq!(pass(&state), 5);
    });
}

/// 1 holder, 1 waiter that gives up, 1 waiter that does not.
#[test]
fn timed_waiter_leaves() {
    explore("lock timed waiter", 3, || {
        let state = barging(Word::new(0));
        assert!(state.0.try_acquire());
        let timed = spawn({
            let s = state.clone();
            move || {
                if s.0.acquire(soon(), || WHY) {
                    s.1.enter();
                    s.0.release();
                }
            }
        });
        let waiter = spawn({
            let s = state.clone();
            move || pass(&s)
        });
        state.1.enter();
        state.0.release();
        timed.join().expect("ends");
        waiter.join().expect("ends");
        assert!(state.0.try_acquire(), "free at the end");
    });
}

/// 1 holder, 1 waiter that is stopped when it is woken, 1 waiter that must be served all the same.
#[test]
fn stopped_waiter_leaves_the_lock_usable() {
    explore("lock stopped waiter", 3, || {
        let state = barging(Word::new(0));
        assert!(state.0.try_acquire());
        let leaver = spawn({
            let s = state.clone();
            move || {
                leaving(|| {
                    if s.0.acquire(None, || WHY) {
                        s.0.release();
                    }
                })
            }
        });
        let waiter = spawn({
            let s = state.clone();
            move || pass(&s)
        });
        state.0.release();
        leaver.join().expect("ends");
        waiter.join().expect("ends");
        assert!(state.0.try_acquire(), "free at the end");
    });
}

fn handing<W: FutexWord + 'static>(word: fn(u32) -> W) -> Arc<(HandOffLock<W>, Region)> {
    Arc::new((HandOffLock::new(|| word(0), 2), Region::new()))
}

fn pass_fifo<W: FutexWord>(state: &(HandOffLock<W>, Region)) -> u32 {
    assert!(state.0.acquire(None, &WHY));
    let count = state.1.enter();
    state.0.release().expect("held");
    count
}

/// 3 threads × 1 passage.
#[test]
fn hand_off_excludes() {
    explore("hand-off exclusion", 3, || {
        let state = handing(Word::new);
        let threads: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || pass_fifo(&s)
                })
            })
            .collect();
        pass_fifo(&state);
        threads
            .into_iter()
            .for_each(|t| assert_ne!(t.join().expect("ends"), 0));
        assert_eq!(pass_fifo(&state), 4);
    });
}

/// 1 holder, 1 waiter that gives up, 1 waiter that does not.
#[test]
fn hand_off_waiter_leaves() {
    explore("hand-off timed waiter", 3, || {
        let state = handing(Word::new);
        assert!(state.0.try_acquire());
        let timed = spawn({
            let s = state.clone();
            move || {
                if s.0.acquire(soon(), &WHY) {
                    s.1.enter();
                    s.0.release().expect("held");
                }
            }
        });
        let waiter = spawn({
            let s = state.clone();
            move || pass_fifo(&s)
        });
        state.1.enter();
        state.0.release().expect("held");
        timed.join().expect("ends");
        waiter.join().expect("ends");
        assert!(state.0.try_acquire(), "free at the end");
    });
}

/// 1 holder, 1 waiter that is stopped when the lock is handed to it, 1 waiter that must get it then.
#[test]
fn hand_off_stopped_waiter_hands_on() {
    explore("hand-off stopped waiter", 3, || {
        let state = handing(Word::new);
        assert!(state.0.try_acquire());
        let leaver = spawn({
            let s = state.clone();
            move || {
                leaving(|| {
                    if s.0.acquire(None, &WHY) {
                        s.0.release().expect("held");
                    }
                })
            }
        });
        let waiter = spawn({
            let s = state.clone();
            move || pass_fifo(&s)
        });
        state.0.release().expect("held");
        leaver.join().expect("ends");
        waiter.join().expect("ends");
        assert!(state.0.try_acquire(), "free at the end");
    });
}

/// 2 threads × 2 nested takings.
#[test]
fn rlock_excludes_others_and_lets_its_owner_in() {
    explore("rlock", 4, || {
        let word = || Word::new(0);
        let state = Arc::new((RawRLock::new(word(), word(), word()), Region::new()));
        let enter = |state: &(RawRLock<Word>, Region), me: u32| {
            assert_eq!(state.0.acquire(me, None, || WHY), Some(1));
            assert_eq!(state.0.acquire(me, None, || WHY), Some(2));
            state.1.enter();
            state.0.release(me);
            state.1.enter();
            state.0.release(me);
        };
        let other = spawn({
            let s = state.clone();
            move || enter(&s, 2)
        });
        enter(&state, 1);
        other.join().expect("ends");
        assert_eq!(state.1.enter(), 5);
    });
}
