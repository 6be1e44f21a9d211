//! Executors of processes: futures, how many calls are running, deaths that break all, shares of work, shut-down.
#![cfg(not(loom))]

use runtime::checkpoint;
use runtime::context::{Ended, Process as Context, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::futures::{CancelFutures, Future, ProcessPoolExecutor, Wait, as_completed};
use runtime::jobs::{AnyFunction, Function, set_functions};
use runtime::process;
use runtime::thread::{Thread, run_here};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

static DOUBLE: Function<i64, i64> = Function::new("double", |n| Ok(n * 2));
static PID: Function<u32, u32> = Function::new("pid", |_| Ok(process::getpid()));
static WAIT: Function<u32, u32> = Function::new("wait", |n| {
    checkpoint::wait(Duration::MAX);
    Ok(n)
});
static EXIT: Function<i32, ()> = Function::new("exit", |code| process::exit(code));
static FAILS: Function<u32, ()> = Function::new("fails", |_| Err(Error::value("no luck")));
/// Goes on once the gate with this number is open.
static GATED: Function<usize, usize> = Function::new("gated", |gate| {
    while GATES[gate].load(SeqCst) == 0 {
        checkpoint::wait(Duration::from_micros(50));
    }
    Ok(gate)
});
static THREES_FAIL: Function<i64, i64> = Function::new("threes_fail", |n| match n % 3 {
    0 => Err(Error::value(format!("task {n}"))),
    _ => Ok(n),
});
static SLOW: Function<SlowToWrite, u32> = Function::new("slow", |_| Ok(0));
static TABLE: &[&dyn AnyFunction] = &[
    &DOUBLE,
    &PID,
    &WAIT,
    &EXIT,
    &FAILS,
    &GATED,
    &THREES_FAIL,
    &SLOW,
];
static GATES: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

/// An argument that is not written to bytes before [`MAY_BE_WRITTEN`].
#[derive(serde::Deserialize)]
struct SlowToWrite;

static IS_WRITTEN: AtomicU32 = AtomicU32::new(0);
static MAY_BE_WRITTEN: AtomicU32 = AtomicU32::new(0);

impl serde::Serialize for SlowToWrite {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        IS_WRITTEN.store(1, SeqCst);
        while MAY_BE_WRITTEN.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        serializer.serialize_unit_struct("SlowToWrite")
    }
}

/// Runs `main` as the main thread of a run.
fn in_run<T>(main: impl FnOnce() -> T) -> T {
    set_functions(|number| TABLE.get(number as usize).copied());
    let context = Context::leak(0, Tracing::Records(1024));
    let entered = enter_free_slot(context).expect("a new process has slots");
    let result = run_here(&entered, "MainThread", main);
    context.finish();
    result.unwrap_or_else(|(how, _): (Ended, _)| panic!("main thread {how:?}"))
}

fn executor(workers: i64) -> ProcessPoolExecutor {
    ProcessPoolExecutor::new(workers).expect("more than 0")
}

#[test]
fn every_call_has_a_future_and_leaving_with_waits_for_all() {
    in_run(|| {
        let executor = executor(3);
        assert!(executor.workers().is_empty(), "none before the first call");
        let futures: Vec<Future<i64>> = {
            let _with = executor.enter();
            let submit = |n| executor.submit(&DOUBLE, n).expect("open");
            (0..50).map(submit).collect()
        };
        assert!(futures.iter().all(Future::done), "leaving waits");
        let results: Result<Vec<i64>, _> = futures.iter().map(Future::result).collect();
        assert_eq!(results, Ok((0..50).map(|n| n * 2).collect()));
        let late = executor.submit(&DOUBLE, 1).expect_err("it is shut down");
        assert_eq!(
            late.to_string(),
            "RuntimeError: cannot schedule new futures after shutdown"
        );
    });
}

#[test]
fn map_gives_results_in_order_in_chunks_of_any_size_and_ends_at_the_first_error() {
    in_run(|| {
        let executor = executor(2);
        for chunk in [1, 3, 100] {
            let results = executor
                .map(&DOUBLE, 0..20)
                .chunksize(chunk)
                .start()
                .expect("open");
            let results: Result<Vec<i64>, _> = results.collect();
            assert_eq!(
                results,
                Ok((0..20).map(|n| n * 2).collect()),
                "chunks of {chunk}"
            );
        }
        let ahead = executor
            .map(&DOUBLE, 0..)
            .buffersize(4)
            .start()
            .expect("open");
        let first: Result<Vec<i64>, _> = ahead.take(10).collect();
        assert_eq!(first.expect("no call fails").len(), 10);
        let seen: Vec<String> = executor
            .map(&THREES_FAIL, 1..9)
            .start()
            .expect("open")
            .map(|result| result.map_or_else(|error| error.to_string(), |n| n.to_string()))
            .collect();
        assert_eq!(seen, ["1", "2", "ValueError: task 3"]);
    });
}

#[test]
fn up_to_workers_and_one_more_calls_count_as_running() {
    in_run(|| {
        let executor = executor(1);
        let futures: Vec<Future<usize>> = (0..6)
            .map(|_| executor.submit(&GATED, 0).expect("open"))
            .collect();
        // The worker takes the first sooner or later; two more lie before it.
        while futures.iter().filter(|f| f.running()).count() < 2 {
            std::thread::yield_now();
        }
        let cancelled = futures.iter().filter(|f| f.cancel()).count();
        assert!(
            (3..=4).contains(&cancelled),
            "{cancelled} of 6 could be cancelled"
        );
        GATES[0].store(1, SeqCst);
        let done = futures.iter().filter(|f| f.result().is_ok()).count();
        assert_eq!(done + cancelled, 6);
    });
}

#[test]
fn a_dead_worker_breaks_the_executor_for_everything_pending() {
    in_run(|| {
        let executor = executor(2);
        let futures: Vec<Future<u32>> = (0..12)
            .map(|n| executor.submit(&WAIT, n).expect("open"))
            .collect();
        executor.workers()[0].kill().expect("started");
        for future in &futures {
            let error = future.result().expect_err("it is broken");
            assert_eq!(
                error.to_string(),
                "BrokenProcessPool: A process in the process pool was terminated abruptly while the future was running or pending."
            );
        }
        let next = executor.submit(&DOUBLE, 1).expect_err("it is broken");
        assert_eq!(
            next.to_string(),
            "BrokenProcessPool: A child process terminated abruptly, the process pool is not usable anymore"
        );
        executor.shutdown(Wait::Yes, CancelFutures::No);
        assert!(executor.workers().is_empty());
    });
}

#[test]
fn a_failing_initializer_breaks_the_executor() {
    in_run(|| {
        let made = ProcessPoolExecutor::builder()
            .max_workers(2)
            .initializer(&FAILS, 1)
            .make();
        let executor = made.expect("more than 0");
        let error = executor
            .submit(&DOUBLE, 1)
            .expect("open")
            .result()
            .expect_err("broken");
        assert_eq!(error.kind().name(), "BrokenProcessPool");
    });
}

#[test]
fn sys_exit_in_a_call_is_its_error_and_the_worker_goes_on() {
    in_run(|| {
        let executor = executor(1);
        let pid = executor.submit(&PID, 0).expect("open").result();
        let exit = executor.submit(&EXIT, 3).expect("open").result();
        assert_eq!(exit.expect_err("raised").to_string(), "SystemExit: 3");
        assert_eq!(executor.submit(&PID, 0).expect("open").result(), pid);
    });
}

#[test]
fn after_its_share_of_calls_a_worker_is_replaced() {
    in_run(|| {
        let made = ProcessPoolExecutor::builder()
            .max_workers(2)
            .max_tasks_per_child(3)
            .make();
        let executor = made.expect("more than 0");
        let pids = executor.map(&PID, 0..30).start().expect("open");
        let pids: BTreeSet<u32> = pids.collect::<Result<_, _>>().expect("no call fails");
        assert!(
            pids.len() >= 10,
            "{} processes for 30 calls, 3 each",
            pids.len()
        );
    });
}

#[test]
fn shutting_down_may_cancel_what_has_not_begun() {
    in_run(|| {
        let executor = executor(1);
        let futures: Vec<Future<usize>> = (0..20)
            .map(|_| executor.submit(&GATED, 1).expect("open"))
            .collect();
        executor.shutdown(Wait::No, CancelFutures::Yes);
        GATES[1].store(1, SeqCst);
        let ended = as_completed(&futures, None)
            .filter(|future| future.as_ref().is_ok_and(|future| !future.cancelled()));
        let done = ended.count();
        assert!(done <= 3, "{done} calls had begun");
        executor.shutdown(Wait::Yes, CancelFutures::No);
    });
}

/// The call was off the board and not on its way when everything was given up.
#[test]
fn a_call_that_is_sent_after_a_worker_has_died_is_broken_too() {
    in_run(|| {
        let executor = Arc::new(executor(1));
        assert_eq!(executor.submit(&DOUBLE, 1).expect("open").result(), Ok(2));
        let sent = Arc::new(Mutex::new(None));
        let sender = Thread::new({
            let (executor, sent) = (executor.clone(), sent.clone());
            move || *sent.lock().expect("whole") = Some(executor.submit(&SLOW, SlowToWrite))
        });
        sender.start().expect("new");
        while IS_WRITTEN.load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        executor.workers()[0].kill().expect("started");
        // Until whoever looks after the workers has given all up and is gone.
        executor.shutdown(Wait::Yes, CancelFutures::No);
        MAY_BE_WRITTEN.store(1, SeqCst);
        sender.join().expect("started");
        let future = sent.lock().expect("whole").take().expect("sent");
        let error = future
            .expect("taken")
            .result()
            .expect_err("nobody is there");
        assert!(
            error.to_string().starts_with("BrokenProcessPool"),
            "{error}"
        );
    });
}
