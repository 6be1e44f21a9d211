//! Models of events. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_event -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use loom::cell::UnsafeCell;
use loom_support::{WHY, explore, soon, spawn};
use runtime::futex::Word;
use runtime::sync::event::RawEvent;
use std::sync::Arc;

fn event() -> Arc<RawEvent<Word>> {
    Arc::new(RawEvent::new(Word::new(0)))
}

/// 2 waiters, 1 setter, and what was written before `set` is seen after `wait`.
#[test]
fn set_wakes_all() {
    struct State {
        event: RawEvent<Word>,
        written: UnsafeCell<u32>,
    }
    #[allow(unsafe_code)]
    // SAFETY: loom checks every access.
    unsafe impl Sync for State {}
    #[allow(unsafe_code)]
    // SAFETY: loom checks every access.
    unsafe impl Send for State {}

    explore("event set", 3, || {
        let state = Arc::new(State {
            event: RawEvent::new(Word::new(0)),
            written: UnsafeCell::new(0),
        });
        let wait = |state: &State| {
            assert!(state.event.wait(None, || WHY));
            #[allow(unsafe_code)]
            // SAFETY: written before `set`, never again; loom fails the model otherwise.
            state
                .written
                .with(|written| assert_eq!(unsafe { *written }, 7));
        };
        let waiters: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || wait(&s)
                })
            })
            .collect();
        #[allow(unsafe_code)]
        // SAFETY: nobody reads before `set`; loom fails the model otherwise.
        state.written.with_mut(|written| unsafe { *written = 7 });
        state.event.set();
        waiters.into_iter().for_each(|t| t.join().expect("ends"));
    });
}

/// 1 waiter, 1 setter that clears at once: a waiter that waited before it is not left behind.
#[test]
fn pulse_wakes_who_waited() {
    explore("event pulse", 4, || {
        let state = event();
        let waiter = spawn({
            let s = state.clone();
            move || s.wait(None, || WHY)
        });
        let waited_before = state.is_awaited();
        state.set();
        state.clear();
        if !waited_before {
            state.set(); // It came later, or just then: the pulse may have passed it.
        }
        assert!(waiter.join().expect("ends"));
    });
}

/// 1 waiter that gives up, 1 that does not, 1 setter.
#[test]
fn timed_waiter_takes_nothing_away() {
    explore("event timed waiter", 3, || {
        let state = event();
        let timed = spawn({
            let s = state.clone();
            move || s.wait(soon(), || WHY)
        });
        let waiter = spawn({
            let s = state.clone();
            move || s.wait(None, || WHY)
        });
        state.set();
        timed.join().expect("ends");
        assert!(waiter.join().expect("ends"));
        assert!(state.is_set());
    });
}

/// 2 setters, 1 waiter: idempotent.
#[test]
fn two_sets_are_one() {
    explore("event two setters", 3, || {
        let state = event();
        let waiter = spawn({
            let s = state.clone();
            move || s.wait(None, || WHY)
        });
        let other = spawn({
            let s = state.clone();
            move || s.set().0
        });
        let mine = state.set().0;
        assert!(mine != other.join().expect("ends"), "exactly one raised it");
        assert!(waiter.join().expect("ends"));
    });
}
