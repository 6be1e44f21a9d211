//! Pools as Python programs use them: nothing lost on close, what is dropped on terminate is counted, order, callbacks, errors, Stop.
#![cfg(not(loom))]

use proptest::prelude::*;
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::jobs::{Callbacks, Tally, ThreadPool};
use runtime::sync::Event;
use runtime::thread::{self, run_here};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::spawn;

fn pool(processes: i64) -> ThreadPool {
    ThreadPool::new(processes).expect("threads are to be had")
}

fn settled(tally: Tally) -> bool {
    tally.submitted == tally.delivered + tally.dropped + tally.lost
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_task_runs_once_and_results_keep_the_order(
        workers in 1_i64..6, tasks in 0_usize..200, chunk in 1_i64..40,
    ) {
        let pool = pool(workers);
        let runs: Arc<Vec<AtomicU32>> = Arc::new((0..tasks).map(|_| AtomicU32::new(0)).collect());
        let counted = runs.clone();
        let call = move |n: usize| {
            counted[n].fetch_add(1, SeqCst);
            Ok(n * 2)
        };
        let expected: Vec<usize> = (0..tasks).map(|n| n * 2).collect();
        prop_assert_eq!(&pool.map_chunked(call.clone(), 0..tasks, chunk).expect("no task fails"), &expected);
        let streamed: Result<Vec<_>, _> = pool.imap_chunked(call.clone(), 0..tasks, chunk).expect("running").collect();
        prop_assert_eq!(&streamed.expect("no task fails"), &expected);
        let unordered: Result<Vec<_>, _> = pool.imap_unordered(call, 0..tasks, chunk).expect("running").collect();
        let mut unordered = unordered.expect("no task fails");
        unordered.sort_unstable();
        prop_assert_eq!(unordered, expected);
        prop_assert!(runs.iter().all(|n| n.load(SeqCst) == 3));
    }

    #[test]
    fn nothing_is_lost_on_close(workers in 1_i64..5, tasks in 0_u32..60) {
        let pool = pool(workers);
        let ran = Arc::new(AtomicU32::new(0));
        let results: Vec<_> = (0..tasks)
            .map(|n| {
                let ran = ran.clone();
                pool.apply_async(move || { ran.fetch_add(1, SeqCst); Ok(n) }).expect("running")
            })
            .collect();
        pool.close();
        pool.join().expect("closed");
        prop_assert_eq!(ran.load(SeqCst), tasks);
        prop_assert!(results.iter().all(runtime::jobs::AsyncResult::ready));
        let tally = pool.tally();
        prop_assert_eq!((tally.delivered, tally.dropped), (u64::from(tasks), 0));
    }

    #[test]
    fn what_terminate_drops_is_counted(workers in 1_i64..5, tasks in 0_u32..60, before in 0_u32..60) {
        let pool = pool(workers);
        let ran = Arc::new(AtomicU32::new(0));
        let results: Vec<_> = (0..tasks)
            .map(|n| {
                let ran = ran.clone();
                pool.apply_async(move || { ran.fetch_add(1, SeqCst); Ok(n) }).expect("running")
            })
            .collect();
        while ran.load(SeqCst) < before.min(tasks) {
            std::thread::yield_now();
        }
        pool.terminate();
        pool.join().expect("terminated");
        let tally = pool.tally();
        prop_assert!(settled(tally), "{:?}", tally);
        prop_assert_eq!(tally.submitted, u64::from(tasks));
        let ready = results.iter().filter(|result| result.ready()).count();
        prop_assert_eq!(tally.delivered, ready as u64);
    }
}

#[test]
fn an_endless_input_is_read_only_so_far_ahead() {
    let read = Arc::new(AtomicU32::new(0));
    let counted = read.clone();
    let input = (0_u32..).inspect(move |_| {
        counted.fetch_add(1, SeqCst);
    });
    let pool = pool(2);
    let first: Vec<_> = pool
        .imap(|n: u32| Ok(n), input)
        .expect("running")
        .take(5)
        .collect();
    assert_eq!(first, (0..5).map(Ok).collect::<Vec<_>>());
    pool.close();
    pool.join().expect("closed"); // The reader has ended, since nobody takes results any more.
    assert!(read.load(SeqCst) <= 10_000 + 5 + 1, "{read:?} were read");
}

#[test]
fn an_input_that_raises_does_so_at_its_place() {
    let input = (0..5).inspect(|n| {
        if *n == 2 {
            thread::raise(Error::value("input"));
        }
    });
    let pool = pool(2);
    let results: Vec<String> = pool
        .imap(|n: i32| Ok(n), input)
        .expect("running")
        .map(|result| result.map_or_else(|error| error.to_string(), |n| n.to_string()))
        .collect();
    assert_eq!(results, ["0", "1", "ValueError: input"]);
}

#[test]
fn a_failing_task_ends_its_chunk_and_the_job_waits_for_the_others() {
    let pool = pool(1); // One worker: the order is the input's.
    let ran = Arc::new(Mutex::new(Vec::new()));
    let seen = ran.clone();
    let call = move |n: i64| {
        seen.lock().expect("sound").push(n);
        if n % 4 == 1 {
            Err(Error::value(format!("task {n}")))
        } else {
            Ok(n)
        }
    };
    let error = pool.map_chunked(call, 0..8, 4).expect_err("two tasks fail");
    assert_eq!(error.to_string(), "ValueError: task 1");
    assert_eq!(*ran.lock().expect("sound"), [0, 1, 4, 5]);
    let trace = error.trace().expect("it says where");
    assert!(
        trace.contains("task 1, in Thread-") && trace.contains("(worker)"),
        "{trace}"
    );
}

#[test]
fn callbacks_run_in_the_pool_s_own_thread_before_the_result_is_told() {
    let pool = pool(2);
    let (told, who) = (
        Arc::new(AtomicU32::new(0)),
        Arc::new(Mutex::new(Vec::new())),
    );
    let (count, names) = (told.clone(), who.clone());
    let on_value = move |n: &i64| {
        names
            .lock()
            .expect("sound")
            .push(thread::current().get_name());
        count.fetch_add(*n as u32, SeqCst);
    };
    let count = told.clone();
    let on_error = move |error: &Error| {
        assert_eq!(error.to_string(), "ValueError: x");
        count.fetch_add(100, SeqCst);
    };
    let value = Callbacks::none().on_value(on_value);
    let error = Callbacks::<i64>::none().on_error(on_error);
    let good = pool.apply_async_with(|| Ok(7), value).expect("running");
    let bad = pool
        .apply_async_with(|| Err(Error::value("x")), error)
        .expect("running");
    assert_eq!(good.get(), Ok(7));
    assert!(bad.get().is_err());
    assert_eq!(told.load(SeqCst), 107);
    let who = who.lock().expect("sound");
    assert!(who[0].ends_with("(_handle_results)"), "{who:?}");
    pool.close();
    pool.join().expect("closed");
}

#[test]
fn what_a_broken_result_handler_leaves_behind_is_counted() {
    thread::set_excepthook(|_| ());
    let pool = pool(2);
    let raise = || Callbacks::none().on_value(|_: &i64| Err::<(), _>(Error::value("callback")));
    let results: Vec<_> = (0..9)
        .map(|n| {
            pool.apply_async_with(move || Ok(n), raise())
                .expect("running")
        })
        .collect();
    pool.close();
    pool.join().expect("closed");
    thread::reset_excepthook();
    let tally = pool.tally();
    assert!(settled(tally), "{tally:?}");
    assert_eq!((tally.submitted, tally.delivered, tally.dropped), (9, 1, 8));
    assert!(
        results.iter().all(|result| !result.ready()),
        "all are pending for ever"
    );
}

#[test]
fn an_initializer_runs_once_in_each_worker_and_a_failing_one_leaves_the_pool_short() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    let pool = ThreadPool::builder()
        .processes(3)
        .initializer(move || {
            let number = counted.fetch_add(1, SeqCst);
            if number == 0 {
                Err(thread_exit())
            } else {
                Ok(())
            }
        })
        .start()
        .expect("threads are to be had");
    assert_eq!(
        pool.map(|n: i64| Ok(n), 0..10).expect("two are left").len(),
        10
    );
    pool.close();
    pool.join().expect("closed");
    assert_eq!(count.load(SeqCst), 3);
}

/// An error that ends a thread without a word.
fn thread_exit() -> Error {
    Error::new(runtime::error::Kind::Other("SystemExit".into()), "")
}

/// A wait and its name.
type StopRow = (&'static str, fn(&ThreadPool));

#[test]
fn stop_unwinds_out_of_every_wait_of_a_pool() {
    let waits: [StopRow; 4] = [
        ("get", |pool| {
            let never = pool
                .apply_async(|| Ok(Event::new().wait()))
                .expect("running");
            let _ = never.get();
        }),
        ("map", |pool| {
            let _ = pool.map(|_: i64| Ok(Event::new().wait()), 0..9);
        }),
        ("imap", |pool| {
            let mut all = pool
                .imap(|_: i64| Ok(Event::new().wait()), 0..)
                .expect("running");
            let _ = all.next();
        }),
        ("join", |pool| {
            let never = pool.apply_async(|| Ok(Event::new().wait()));
            pool.close();
            let _ = pool.join();
            drop(never);
        }),
    ];
    for (name, wait) in waits {
        let process = Process::leak(0, Tracing::Off);
        let main = spawn(move || {
            let entered = enter_free_slot(process).expect("a new process has slots");
            run_here(&entered, "MainThread", || wait(&pool(2))).map_err(|(how, _)| how)
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
