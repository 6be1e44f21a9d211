//! Models of barriers. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_barrier -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use loom_support::{WHY, explore, leaving_at_once, soon, spawn};
use runtime::blocking::Deadline;
use runtime::futex::Word;
use runtime::sync::barrier::{Broken, RawBarrier};
use runtime::sync::wait_row::WaitRow;
use std::sync::Arc;

type Action = fn() -> Result<(), Broken>;

fn barrier(parties: u32) -> Arc<RawBarrier<Word>> {
    Arc::new(RawBarrier::new(
        parties,
        Word::new(0),
        WaitRow::local_for(parties as usize),
    ))
}

fn wait(barrier: &RawBarrier<Word>, deadline: Option<Deadline>) -> Result<u32, Broken> {
    barrier.wait(deadline, &WHY, None::<Action>)
}

/// 3 parties × 1 round: nobody goes before all have come, each index once.
#[test]
fn nobody_goes_before_all_have_come() {
    explore("barrier of 3", 2, || {
        let (state, arrived) = (barrier(3), Arc::new(AtomicU32::new(0)));
        let arrive = |state: &RawBarrier<Word>, arrived: &AtomicU32| {
            arrived.fetch_add(1, Relaxed);
            let index = wait(state, None).expect("not broken");
            assert_eq!(arrived.load(Relaxed), 3, "gone before all had come");
            index
        };
        let start = || {
            spawn({
                let (s, a) = (state.clone(), arrived.clone());
                move || arrive(&s, &a)
            })
        };
        let others = [start(), start()];
        let mut indices = vec![arrive(&state, &arrived)];
        indices.extend(others.into_iter().map(|t| t.join().expect("ends")));
        indices.sort_unstable();
        assert_eq!(indices, [0, 1, 2]);
    });
}

/// 2 parties × 2 rounds: no thread is a round ahead.
#[test]
fn each_round_is_complete() {
    explore("barrier rounds", 3, || {
        let (state, arrived) = (barrier(2), Arc::new(AtomicU32::new(0)));
        let rounds = |state: &RawBarrier<Word>, arrived: &AtomicU32| {
            for round in 1..=2 {
                arrived.fetch_add(1, Relaxed);
                wait(state, None).expect("not broken");
                assert!(arrived.load(Relaxed) >= 2 * round, "ahead in round {round}");
            }
        };
        let other = spawn({
            let (s, a) = (state.clone(), arrived.clone());
            move || rounds(&s, &a)
        });
        rounds(&state, &arrived);
        other.join().expect("ends");
    });
}

/// 1 waiter of 2, 1 abort: the waiter learns it, early or late.
#[test]
fn abort_reaches_everyone() {
    explore("barrier abort", 4, || {
        let state = barrier(2);
        let waiter = spawn({
            let s = state.clone();
            move || wait(&s, None)
        });
        state.break_now();
        assert_eq!(waiter.join().expect("ends"), Err(Broken));
        assert_eq!(wait(&state, None), Err(Broken), "also who comes later");
    });
}

/// 2 parties, one with a time-out: both go, or both learn that it broke.
#[test]
fn time_out_breaks_it_for_all_or_for_none() {
    explore("barrier time-out", 4, || {
        let state = barrier(2);
        let timed = spawn({
            let s = state.clone();
            move || wait(&s, soon())
        });
        let mine = wait(&state, None);
        let other = timed.join().expect("ends");
        assert_eq!(
            mine.is_ok(),
            other.is_ok(),
            "mine {mine:?}, the other's {other:?}"
        );
        assert_eq!(state.is_broken(), mine.is_err());
    });
}

/// 2 parties and an action: it runs once, before anybody goes.
#[test]
fn action_runs_once_before_all_go() {
    explore("barrier action", 3, || {
        let (state, ran) = (barrier(2), Arc::new(AtomicU32::new(0)));
        let arrive = |state: &RawBarrier<Word>, ran: &Arc<AtomicU32>| {
            let count = ran.clone();
            let action = move || -> Result<(), Broken> {
                count.fetch_add(1, Relaxed);
                Ok(())
            };
            state.wait(None, &WHY, Some(action)).expect("not broken");
            assert_eq!(
                ran.load(Relaxed),
                1,
                "the action has run before anybody goes, once"
            );
        };
        let other = spawn({
            let (s, r) = (state.clone(), ran.clone());
            move || arrive(&s, &r)
        });
        arrive(&state, &ran);
        other.join().expect("ends");
    });
}

/// 1 party that is stopped before it waits, then 2 that come: its arrival does not count, the round is theirs.
#[test]
fn leaving_party_takes_its_arrival_back() {
    explore("barrier leaving party", 4, || {
        let state = barrier(2);
        assert!(leaving_at_once(|| wait(&state, None)).is_err());
        assert_eq!(state.waiting(), 0);
        let other = spawn({
            let s = state.clone();
            move || wait(&s, None).is_ok()
        });
        assert!(wait(&state, None).is_ok());
        assert!(other.join().expect("ends"));
    });
}
