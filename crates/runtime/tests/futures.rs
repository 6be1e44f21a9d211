//! Executors and futures: threads on demand, every call once, waits in their three modes, order of completion, cancelling, Stop.
#![cfg(not(loom))]

use proptest::prelude::*;
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::futures::{
    CancelFutures, Future, Promise, ThreadPoolExecutor, Wait, When, as_completed, wait,
};
use runtime::sync::Event;
use runtime::thread::{self, run_here};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread::spawn;

fn executor(max_workers: i64) -> ThreadPoolExecutor {
    ThreadPoolExecutor::new(max_workers).expect("a legal number")
}

fn promises(count: usize) -> (Vec<Promise<i64>>, Vec<Future<i64>>) {
    let promises: Vec<_> = (0..count).map(|_| Promise::new()).collect();
    let futures = promises.iter().map(Promise::future).collect();
    (promises, futures)
}

fn finish(promise: &Promise<i64>, outcome: Result<i64, Error>) {
    assert!(promise.begin());
    promise.finish(outcome).expect("the first time");
}

#[test]
fn a_worker_is_started_only_while_none_is_idle() {
    let executor = executor(4);
    for n in 0..20 {
        assert_eq!(
            executor.submit(move || Ok(n)).expect("running").result(),
            Ok(n)
        );
    }
    // The result may be told before its worker is idle again: then the next call starts a second.
    assert!((1..=4).contains(&executor.workers()), "{executor:?}");
    let gate = Arc::new(std::sync::Barrier::new(4));
    let all: Vec<_> = (0..4)
        .map(|_| {
            let gate = gate.clone();
            executor
                .submit(move || Ok(gate.wait().is_leader()))
                .expect("running")
        })
        .collect();
    let leaders = all
        .iter()
        .filter(|future| future.result() == Ok(true))
        .count();
    assert_eq!((leaders, executor.workers()), (1, 4));
}

#[test]
fn workers_are_named_after_the_prefix() {
    let executor = ThreadPoolExecutor::builder()
        .max_workers(2)
        .thread_name_prefix("crew")
        .make()
        .expect("a legal number");
    let names: HashSet<String> = (0..8)
        .map(|_| {
            executor
                .submit(|| Ok(thread::current().get_name()))
                .expect("running")
        })
        .map(|future| future.result().expect("no call fails"))
        .collect();
    assert!(
        names
            .iter()
            .all(|name| name == "crew_0" || name == "crew_1"),
        "{names:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_accepted_call_is_made_once(workers in 1_i64..5, calls in 0_usize..80) {
        let ran = Arc::new(AtomicU32::new(0));
        let executor = executor(workers);
        let futures: Vec<_> = {
            let _inside = executor.enter();
            (0..calls)
                .map(|n| {
                    let ran = ran.clone();
                    executor.submit(move || { ran.fetch_add(1, SeqCst); Ok(n) }).expect("running")
                })
                .collect()
        };
        prop_assert!(futures.iter().all(Future::done), "with waits for all");
        prop_assert_eq!(ran.load(SeqCst) as usize, calls);
        prop_assert!(executor.workers() <= workers as u32);
    }

    #[test]
    fn a_call_is_cancelled_or_made_never_both(calls in 1_usize..60) {
        let ran = Arc::new(AtomicU32::new(0));
        let executor = executor(2);
        let futures: Vec<_> = (0..calls)
            .map(|n| {
                let ran = ran.clone();
                executor.submit(move || { ran.fetch_add(1, SeqCst); Ok(n) }).expect("running")
            })
            .collect();
        executor.shutdown(Wait::Yes, CancelFutures::Yes);
        let cancelled = futures.iter().filter(|future| future.cancelled()).count();
        prop_assert_eq!(ran.load(SeqCst) as usize + cancelled, calls);
        prop_assert!(futures.iter().all(Future::done));
    }

    #[test]
    fn results_of_a_map_keep_the_order(items in 0_i64..60, buffer in proptest::option::of(1_usize..9)) {
        let executor = executor(3);
        let mapping = executor.map(|n: i64| Ok(n * n), 0..items);
        let mapping = match buffer { Some(size) => mapping.buffersize(size), None => mapping };
        let results: Result<Vec<_>, _> = mapping.start().expect("running").collect();
        prop_assert_eq!(results.expect("no call fails"), (0..items).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn futures_come_in_the_order_of_their_ends(order in Just((0..8_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let (promises, futures) = promises(8);
        finish(&promises[order[0]], Ok(0));
        let mut all = as_completed(&futures, None);
        order[1..].iter().for_each(|n| finish(&promises[*n], Ok(*n as i64)));
        let first = all.next().expect("eight").expect("no timeout");
        prop_assert!(first.is(&futures[order[0]]));
        for n in &order[1..] {
            prop_assert!(all.next().expect("eight").expect("no timeout").is(&futures[*n]));
        }
        prop_assert!(all.next().is_none());
    }
}

#[test]
fn a_buffer_bounds_what_is_submitted_ahead() {
    let submitted = Arc::new(AtomicU32::new(0));
    let counted = submitted.clone();
    let items = (0..).inspect(move |_| {
        counted.fetch_add(1, SeqCst);
    });
    let executor = executor(2);
    let results = executor.map(|n: i64| Ok(n), items).buffersize(3).start();
    let first: Vec<_> = results.expect("running").take(10).collect();
    assert_eq!(first, (0..10).map(Ok).collect::<Vec<_>>());
    assert_eq!(submitted.load(SeqCst), 3 + 10);
}

/// A condition, how calls end one after the other, how many have ended when it holds.
type WaitRow = (When, Vec<Result<i64, Error>>, usize);

/// A wait and its name.
type StopRow = (&'static str, fn(Future<bool>));

#[test]
fn wait_returns_when_it_was_told_to() {
    let rows: [WaitRow; 4] = [
        (When::FirstCompleted, vec![Ok(1)], 1),
        (When::FirstException, vec![Ok(1), Err(Error::empty())], 2),
        (When::FirstException, vec![Ok(1), Ok(2), Ok(3)], 3),
        (
            When::AllCompleted,
            vec![Ok(1), Err(Error::empty()), Ok(3)],
            3,
        ),
    ];
    for (when, outcomes, count) in rows {
        let (promises, futures) = promises(3);
        let waiter = spawn(move || wait(&futures, when, None).0.len());
        for (promise, outcome) in promises.iter().zip(outcomes) {
            finish(promise, outcome);
        }
        assert!(waiter.join().expect("no panic") >= 1, "{when:?}");
        let (done, _) = wait(
            &promises.iter().map(Promise::future).collect::<Vec<_>>(),
            when,
            None,
        );
        assert_eq!(done.len(), count, "{when:?}");
    }
}

#[test]
fn a_callback_added_late_is_called_at_once_and_here() {
    let (promises, futures) = promises(1);
    finish(&promises[0], Ok(5));
    let me = std::thread::current().id();
    let seen = Arc::new(AtomicU32::new(0));
    let count = seen.clone();
    futures[0].add_done_callback(move |future| {
        assert_eq!((future.result(), std::thread::current().id()), (Ok(5), me));
        count.fetch_add(1, SeqCst);
    });
    assert_eq!(seen.load(SeqCst), 1);
}

#[test]
fn stop_unwinds_out_of_every_wait_for_a_future() {
    let waits: [StopRow; 3] = [
        ("result", |future| drop(future.result())),
        ("wait", |future| {
            drop(wait(&[future], When::AllCompleted, None))
        }),
        ("as_completed", |future| {
            drop(as_completed(&[future], None).next())
        }),
    ];
    for (name, wait) in waits {
        let process = Process::leak(0, Tracing::Off);
        let main = spawn(move || {
            let entered = enter_free_slot(process).expect("a new process has slots");
            let program = || {
                let executor = executor(1);
                wait(
                    executor
                        .submit(|| Ok(Event::new().wait()))
                        .expect("running"),
                );
            };
            run_here(&entered, "MainThread", program).map_err(|(how, _)| how)
        });
        while process.threads() < 2 {
            std::thread::yield_now();
        }
        while !main.is_finished() || process.workers() > 0 {
            process.stop();
            std::thread::yield_now();
        }
        assert_eq!(
            main.join().expect("no panic"),
            Err(Ended::Stopped),
            "{name}"
        );
    }
}
