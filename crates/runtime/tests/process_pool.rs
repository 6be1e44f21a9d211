//! Pools of processes: every task once, order, deaths and replacement, shares of work, errors, Stop in each wait. Natively memory is not isolated.
#![cfg(not(loom))]

use runtime::checkpoint;
use runtime::context::{Ended, Process as Context, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::jobs::{AnyFunction, Callbacks, Function, Pool, Tally, ThreadPool, set_functions};
use runtime::process;
use runtime::thread::run_here;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::Duration;

static DOUBLE: Function<i64, i64> = Function::new("double", |n| Ok(n * 2));
static ADD: Function<(i64, i64), i64> = Function::new("add", |(a, b)| Ok(a + b));
static WHO: Function<u32, String> =
    Function::new("who", |_| Ok(process::current_process().get_name()));
static PID: Function<u32, u32> = Function::new("pid", |_| Ok(process::getpid()));
static THREES_FAIL: Function<i64, i64> = Function::new("threes_fail", |n| match n % 3 {
    0 => Err(Error::value(format!("task {n}"))),
    _ => Ok(n),
});
static WAIT: Function<u32, u32> = Function::new("wait", |n| {
    checkpoint::wait(Duration::MAX);
    Ok(n)
});
static EXIT: Function<i32, ()> = Function::new("exit", |code| process::exit(code));
static ECHO: Function<Vec<u8>, Vec<u8>> = Function::new("echo", Ok);
static SET_UP: Function<u32, ()> = Function::new("set_up", |n| {
    SET_UPS.fetch_add(n, SeqCst);
    Ok(())
});
static FAILS: Function<u32, ()> = Function::new("fails", |_| Err(Error::value("no luck")));
static NESTED: Function<u32, String> = Function::new("nested", |_| {
    Ok(Pool::new(1)
        .expect_err("a daemon may have no children")
        .to_string())
});
static GATED: Function<u32, u32> = Function::new("gated", |n| {
    while !OPEN.load(SeqCst) {
        checkpoint::wait(Duration::from_micros(50));
    }
    Ok(n)
});
static UNKNOWN: Function<u32, u32> = Function::new("unknown", Ok);

static TABLE: &[&dyn AnyFunction] = &[
    &DOUBLE,
    &ADD,
    &WHO,
    &PID,
    &THREES_FAIL,
    &WAIT,
    &EXIT,
    &ECHO,
    &SET_UP,
    &FAILS,
    &NESTED,
    &GATED,
];
static SET_UPS: AtomicU32 = AtomicU32::new(0);
static OPEN: AtomicBool = AtomicBool::new(false);

/// Runs `main` as the main thread of a run.
fn in_run<T>(main: impl FnOnce() -> T) -> T {
    set_functions(|number| TABLE.get(number as usize).copied());
    let context = Context::leak(0, Tracing::Records(1024));
    let entered = enter_free_slot(context).expect("a new process has slots");
    let result = run_here(&entered, "MainThread", main);
    context.finish();
    result.unwrap_or_else(|(how, _): (Ended, _)| panic!("main thread {how:?}"))
}

fn pool(processes: i64) -> Pool {
    Pool::new(processes).expect("processes are to be had")
}

fn settled(tally: Tally) -> bool {
    tally.submitted == tally.delivered + tally.dropped + tally.lost
}

fn ended(pool: &Pool) -> Tally {
    pool.close();
    pool.join().expect("closed");
    let tally = pool.tally();
    assert!(settled(tally), "{tally:?}");
    tally
}

#[test]
fn every_task_runs_once_and_results_keep_the_order_as_on_threads() {
    in_run(|| {
        let threads = ThreadPool::new(3).expect("threads");
        let pool = pool(3);
        for tasks in [0_i64, 1, 2, 7, 100, 3000] {
            let expected = threads
                .map(|n: i64| Ok(n * 2), 0..tasks)
                .expect("no task fails");
            assert_eq!(
                pool.map(&DOUBLE, 0..tasks),
                Ok(expected.clone()),
                "{tasks} tasks"
            );
            for chunk in [1, 2, 1000] {
                assert_eq!(
                    pool.map_chunked(&DOUBLE, 0..tasks, chunk),
                    Ok(expected.clone())
                );
            }
            let streamed: Result<Vec<_>, _> =
                pool.imap(&DOUBLE, 0..tasks, 3).expect("runs").collect();
            assert_eq!(streamed.as_ref(), Ok(&expected));
            let unordered = pool.imap_unordered(&DOUBLE, 0..tasks, 1).expect("runs");
            let mut unordered = unordered
                .collect::<Result<Vec<_>, _>>()
                .expect("no task fails");
            unordered.sort_unstable();
            assert_eq!(unordered, expected);
        }
        let pairs = [(1, 1), (2, 1), (3, 1)];
        assert_eq!(pool.starmap(&ADD, pairs), Ok(vec![2, 3, 4]));
        assert_eq!(pool.apply(&ADD, (40, 2)), Ok(42));
        assert_eq!(ended(&pool).lost, 0);
    });
}

#[test]
fn messages_of_any_length_pass_both_ways() {
    in_run(|| {
        let pool = pool(2);
        let sizes = [0_usize, 1, 80, 100, 5000, 300_000];
        let sent: Vec<Vec<u8>> = sizes.iter().map(|len| vec![*len as u8; *len]).collect();
        assert_eq!(pool.map_chunked(&ECHO, sent.clone(), 1), Ok(sent.clone()));
        // More than the arena holds at once: the rest waits at home.
        let much: Vec<Vec<u8>> = (0..36).map(|n| vec![n; 1 << 20]).collect();
        assert_eq!(pool.map_chunked(&ECHO, much.clone(), 1), Ok(much));
    });
}

#[test]
fn an_endless_input_gives_its_first_results_and_close_ends_with_it() {
    in_run(|| {
        let pool = pool(2); // The iterator is dropped, and with it the input.
        let first: Result<Vec<i64>, _> =
            pool.imap(&DOUBLE, 0.., 1).expect("runs").take(50).collect();
        assert_eq!(
            first.expect("no task fails"),
            (0..50).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert!(settled(ended(&pool)));
    });
}

#[test]
fn a_hundred_tasks_are_done_by_five_processes_that_are_reused() {
    in_run(|| {
        let pool = pool(5);
        pool.wait_until_ready();
        let pids: BTreeSet<u32> = pool
            .map_chunked(&PID, 0..100, 1)
            .expect("no task fails")
            .into_iter()
            .collect();
        let own: BTreeSet<u32> = pool
            .workers()
            .iter()
            .filter_map(|w| w.pid().expect("open"))
            .collect();
        assert!(
            !pids.is_empty() && pids.is_subset(&own) && own.len() == 5,
            "{pids:?} of {own:?}"
        );
        let names = pool.map(&WHO, 0..20).expect("no task fails");
        assert!(
            names.iter().all(|name| name.starts_with("PoolWorker-")),
            "{names:?}"
        );
    });
}

#[test]
fn after_its_share_of_tasks_a_worker_is_replaced() {
    in_run(|| {
        let pool = Pool::builder()
            .processes(2)
            .maxtasksperchild(1)
            .start()
            .expect("processes");
        let mut pids = pool.map_chunked(&PID, 0..30, 1).expect("no task fails");
        pids.sort_unstable();
        pids.dedup();
        assert_eq!(pids.len(), 30, "each task had a process of its own");
        assert_eq!(ended(&pool).delivered, 30);
    });
}

#[test]
fn a_killed_worker_is_replaced_its_job_stays_pending_and_others_go_on() {
    in_run(|| {
        let pool = pool(2);
        let waits = pool.apply_async(&WAIT, 1).expect("runs");
        // One of the two has it: all that the other can do is done before and after the death.
        assert_eq!(pool.map_chunked(&DOUBLE, 0..40, 1).expect("runs").len(), 40);
        let pids: BTreeSet<u32> = pool
            .map_chunked(&PID, 0..40, 1)
            .expect("runs")
            .into_iter()
            .collect();
        let busy = pool
            .workers()
            .into_iter()
            .find(|w| !pids.contains(&w.pid().expect("open").expect("started")));
        busy.expect("one is busy").kill().expect("started");
        while pool.tally().lost == 0 {
            std::thread::yield_now();
        }
        assert_eq!(pool.map(&DOUBLE, 0..40).expect("runs").len(), 40);
        assert!(!waits.ready());
        let error = waits
            .get_timeout(Duration::ZERO)
            .expect_err("it never comes");
        assert_eq!(error.to_string(), "multiprocessing.TimeoutError");
        let tally = ended(&pool);
        assert_eq!((tally.lost, tally.dropped), (1, 0));
    });
}

#[test]
fn idle_workers_may_be_killed_all_at_once() {
    in_run(|| {
        let pool = pool(3);
        pool.wait_until_ready();
        for round in 0..5_i64 {
            for worker in pool.workers() {
                worker.kill().expect("started");
            }
            let asked: Vec<i64> = (0..20).map(|n| n + round).collect();
            let result = pool.map_async(&DOUBLE, asked.clone(), Some(1), Callbacks::none());
            // What a worker had just taken when it was killed is lost; nothing else is.
            let result = result.expect("runs");
            while !result.ready() && pool.tally().lost == 0 {
                std::thread::yield_now();
            }
        }
        assert!(settled(ended(&pool)));
    });
}

#[test]
fn sys_exit_in_a_task_ends_its_worker_and_loses_its_job() {
    in_run(|| {
        let pool = pool(1);
        let lost = pool.apply_async(&EXIT, 3).expect("runs");
        assert_eq!(pool.apply(&DOUBLE, 4), Ok(8));
        assert!(!lost.ready());
        assert_eq!(ended(&pool).lost, 1);
    });
}

#[test]
fn an_error_names_the_worker_and_the_first_in_time_is_raised() {
    in_run(|| {
        let pool = pool(1);
        let error = pool
            .map_chunked(&THREES_FAIL, 1..10, 1)
            .expect_err("some fail");
        assert_eq!(error.to_string(), "ValueError: task 3");
        let trace = error.trace().expect("it comes from another process");
        assert!(
            trace.starts_with("RemoteTraceback:\n  task 2, in PoolWorker-"),
            "{trace}"
        );
        let each: Vec<String> = pool
            .imap(&THREES_FAIL, 1..6, 1)
            .expect("runs")
            .map(|item| item.map_or_else(|e| e.to_string(), |n| n.to_string()))
            .collect();
        assert_eq!(each, ["1", "2", "ValueError: task 3", "4", "5"]);
    });
}

#[test]
fn each_worker_is_set_up_once_and_one_that_cannot_be_is_not_replaced() {
    in_run(|| {
        let pool = Pool::builder()
            .processes(3)
            .initializer(&SET_UP, 1)
            .start()
            .expect("processes");
        assert_eq!(pool.map(&DOUBLE, 0..100).expect("runs").len(), 100);
        pool.wait_until_ready();
        assert_eq!(SET_UPS.load(SeqCst), 3);
        let unfit = Pool::builder()
            .processes(2)
            .initializer(&FAILS, 1)
            .start()
            .expect("processes");
        let never = unfit.apply_async(&DOUBLE, 1).expect("runs");
        unfit.wait_until_ready();
        unfit.close();
        unfit.join().expect("closed");
        assert!(!never.ready());
        assert!(settled(unfit.tally()), "{:?}", unfit.tally());
    });
}

#[test]
fn what_terminate_drops_is_counted() {
    in_run(|| {
        let pool = pool(2);
        let results: Vec<_> = (0..20)
            .map(|n| pool.apply_async(&GATED, n).expect("runs"))
            .collect();
        pool.terminate();
        pool.join().expect("terminated");
        OPEN.store(true, SeqCst);
        let tally = pool.tally();
        assert!(settled(tally), "{tally:?}");
        assert_eq!((tally.submitted, tally.delivered), (20, 0));
        assert!(results.iter().all(|result| !result.ready()));
    });
}

#[test]
fn a_worker_of_a_pool_may_have_no_children_and_a_function_must_be_in_the_table() {
    in_run(|| {
        let pool = pool(1);
        let nested = pool.apply(&NESTED, 0).expect("the error is its result");
        assert_eq!(
            nested,
            "AssertionError: daemonic processes are not allowed to have children"
        );
        let unknown = pool.apply(&UNKNOWN, 0).expect_err("it is not in the table");
        assert_eq!(
            unknown.to_string(),
            "_pickle.PicklingError: Can't pickle <function unknown>: attribute lookup unknown on __main__ failed"
        );
    });
}

#[test]
fn callbacks_run_before_who_waits_goes_on() {
    static CALLED: AtomicU32 = AtomicU32::new(0);
    in_run(|| {
        let pool = pool(2);
        let count = Callbacks::none().on_value(|n: &i64| {
            CALLED.store(*n as u32, SeqCst);
        });
        let result = pool.apply_async_with(&DOUBLE, 21, count).expect("runs");
        assert_eq!(result.get(), Ok(42));
        assert_eq!(CALLED.load(SeqCst), 42);
        ended(&pool);
    });
}

/// Runs `main` until it waits, stops the run, and expects main to leave by that.
fn stopped_in(main: impl FnOnce(&Pool) + Send + 'static) {
    set_functions(|number| TABLE.get(number as usize).copied());
    let context = Context::leak(0, Tracing::Off);
    let waits = std::thread::spawn(move || {
        let entered = enter_free_slot(context).expect("a new process has slots");
        run_here(&entered, "MainThread", || {
            let pool = pool(2);
            main(&pool);
        })
    });
    while !waits.is_finished() {
        for process in process::run_of(context) {
            process.stop();
        }
        std::thread::yield_now();
    }
    let left = waits.join().expect("no panic leaves run_here");
    assert!(
        matches!(left, Err((Ended::Stopped, _))),
        "{:?}",
        left.map_err(|(how, _)| how)
    );
    context.finish();
}

#[test]
fn stop_ends_every_wait() {
    stopped_in(|pool| drop(pool.apply(&WAIT, 0)));
    stopped_in(|pool| drop(pool.map(&WAIT, 0..9)));
    stopped_in(|pool| drop(pool.imap(&WAIT, 0..9, 1).expect("runs").next()));
    stopped_in(|pool| {
        drop(pool.apply_async(&WAIT, 0));
        pool.close();
        drop(pool.join());
    });
    stopped_in(|pool| {
        pool.wait_until_ready();
        drop(
            pool.map_async(&WAIT, 0..2000, Some(1), Callbacks::none())
                .expect("runs")
                .get(),
        );
    });
}
