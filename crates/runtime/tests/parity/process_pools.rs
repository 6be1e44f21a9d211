//! Misuse of pools and executors of processes, and what surprises (sections 10, 11 and 14 of the API checklist).

use super::*;
use runtime::futures::{CancelFutures, Future, ProcessPoolExecutor, Wait};
use runtime::ipc::{self, Connection};
use runtime::jobs::{AnyFunction, Function, Pool, set_functions};
use runtime::{checkpoint, process};

pub static DOUBLE: Function<i64, i64> = Function::new("double", |n| Ok(n * 2));
pub static ADD: Function<(i64, i64), i64> = Function::new("add", |(a, b)| Ok(a + b));
pub static THREES_FAIL: Function<i64, i64> = Function::new("threes_fail", |n| match n % 3 {
    0 => Err(Error::value(format!("task {n}"))),
    _ => Ok(n),
});
pub static WAIT: Function<u32, ()> = Function::new("wait", |_| {
    checkpoint::wait(Duration::MAX);
    Ok(())
});
static EXIT: Function<i32, ()> = Function::new("exit", |code| process::exit(code));
static FAILS: Function<u32, ()> = Function::new("fails", |_| Err(Error::value("no luck")));
static CLOSED_PIPE: Function<u32, Connection> = Function::new("closed_pipe", |_| {
    let (end, _) = ipc::pipe()?;
    end.close();
    Ok(end)
});
static NESTED: Function<u32, String> =
    Function::new("nested", |_| Ok(text(Pool::new(1).map(drop))));
pub static UNLISTED: Function<i64, i64> = Function::new("unlisted", Ok);

static TABLE: &[&dyn AnyFunction] = &[
    &DOUBLE,
    &ADD,
    &THREES_FAIL,
    &WAIT,
    &EXIT,
    &FAILS,
    &CLOSED_PIPE,
    &NESTED,
];

/// Lists the functions.
pub fn listed() {
    set_functions(|number| TABLE.get(number as usize).copied());
}

fn pool_of(processes: i64) -> Pool {
    listed();
    Pool::new(processes).expect("processes are to be had")
}

fn pool() -> Pool {
    pool_of(2)
}

fn closed() -> Pool {
    let pool = pool();
    pool.close();
    pool
}

fn executor(workers: i64) -> ProcessPoolExecutor {
    listed();
    ProcessPoolExecutor::new(workers).expect("more than 0")
}

/// A pool of one whose worker ends with a task: its job, then the next.
fn after(end: impl FnOnce(&Pool)) -> String {
    let pool = pool_of(1);
    end(&pool);
    while pool.tally().lost == 0 {
        std::thread::yield_now();
    }
    text(pool.apply(&DOUBLE, 4))
}

fn killed_worker() -> String {
    let pool = pool_of(1);
    let waits = pool.apply_async(&WAIT, 0).expect("running");
    // The function of the second order begins after that of the first: so the first has been taken once the pool's worker reports it.
    pool.wait_until_ready();
    while pool.tally().lost == 0 {
        for worker in pool.workers() {
            worker.kill().expect("started");
        }
        std::thread::yield_now();
    }
    format!(
        "{}, then {}",
        text(waits.get_timeout(Duration::ZERO)),
        text(pool.apply(&DOUBLE, 4))
    )
}

fn broken() -> ProcessPoolExecutor {
    let executor = executor(1);
    let future = executor.submit(&WAIT, 0).expect("open");
    executor.workers()[0].kill().expect("started");
    future.exception().expect("not cancelled").expect("broken");
    executor
}

fn broken_while_pending() -> String {
    let executor = executor(1);
    let futures: Vec<Future<()>> = (0..5)
        .map(|_| executor.submit(&WAIT, 0).expect("open"))
        .collect();
    executor.workers()[0].kill().expect("started");
    let mut said: Vec<String> = futures.iter().map(|future| text(future.result())).collect();
    said.dedup();
    said.join(", ")
}

fn shut_down() -> ProcessPoolExecutor {
    let executor = executor(1);
    executor.shutdown(Wait::Yes, CancelFutures::No);
    executor
}

pub const POOLS: &[Row] = &[
    (
        "Pool(0)",
        "ValueError: Number of processes must be at least 1",
        || text(Pool::new(0).map(drop)),
    ),
    (
        "Pool(maxtasksperchild=0)",
        "ValueError: maxtasksperchild must be a positive int or None",
        || text(Pool::builder().maxtasksperchild(0).start().map(drop)),
    ),
    ("map, results in order", "[0, 2, 4]", || {
        text(pool().map(&DOUBLE, 0..3))
    }),
    ("map, nothing", "[]", || text(pool().map(&DOUBLE, 0..0))),
    (
        "map, the rest of a failing chunk is not run",
        "ValueError: task 0",
        || text(pool().map_chunked(&THREES_FAIL, 0..8, 8)),
    ),
    (
        "map(chunksize=0); CPython returns [None, None]",
        "ValueError: Chunksize must be 1+, not 0",
        || text(pool().map_chunked(&DOUBLE, 0..2, 0)),
    ),
    (
        "imap(chunksize=0)",
        "ValueError: Chunksize must be 1+, not 0",
        || text(pool().imap(&DOUBLE, 0..2, 0).map(drop)),
    ),
    (
        "imap, an error at its place, and on it goes",
        "ValueError: task 0, 1, 2, ValueError: task 3",
        || {
            let pool = pool();
            let all = pool.imap(&THREES_FAIL, 0..4, 1).expect("running");
            all.map(text).collect::<Vec<_>>().join(", ")
        },
    ),
    ("starmap of tuples", "[2, 3, 4]", || {
        text(pool().starmap(&ADD, [(1, 1), (2, 1), (3, 1)]))
    }),
    ("apply, closed", "ValueError: Pool not running", || {
        text(closed().apply(&DOUBLE, 1))
    }),
    ("map, closed", "ValueError: Pool not running", || {
        text(closed().map(&DOUBLE, 0..2))
    }),
    ("with, closed", "ValueError: Pool not running", || {
        text(closed().enter().map(drop))
    }),
    (
        "apply_async, terminated",
        "ValueError: Pool not running",
        || {
            let pool = pool();
            pool.terminate();
            text(pool.apply_async(&DOUBLE, 1).map(drop))
        },
    ),
    ("join, running", "ValueError: Pool is still running", || {
        text(pool().join())
    }),
    ("join, closed", "()", || text(closed().join())),
    ("with ends in terminate", "20 submitted, 0 done", || {
        let pool = pool_of(1);
        {
            let _inside = pool.enter().expect("running");
            (0..20).for_each(|_| drop(pool.apply_async(&WAIT, 0).expect("running")));
        }
        pool.join().expect("terminated");
        format!(
            "{} submitted, {} done",
            pool.tally().submitted,
            pool.tally().delivered
        )
    }),
    (
        "a worker is killed",
        "multiprocessing.TimeoutError, then 8",
        killed_worker,
    ),
    ("sys.exit in a task: the worker is replaced", "8", || {
        after(|pool| drop(pool.apply_async(&EXIT, 3).expect("running")))
    }),
    (
        "a task's error has its trace",
        "RemoteTraceback:\n  task 0, in PoolWorker-…",
        || {
            let error = pool().apply(&FAILS, 0).expect_err("it fails");
            let trace = error.trace().unwrap_or_default();
            trace
                .trim_end_matches(|c: char| c.is_ascii_digit())
                .to_owned()
                + "…"
        },
    ),
    (
        "a result that cannot be pickled",
        "multiprocessing.pool.MaybeEncodingError: Error sending result: '<runtime::ipc::pipe::Connection>'. Reason",
        || {
            let said = text(pool().apply(&CLOSED_PIPE, 0).map(drop));
            said.split_once(": '_pickle")
                .map_or(said.clone(), |(head, _)| head.to_owned())
        },
    ),
    (
        "a function that has no name there",
        "_pickle.PicklingError: Can't pickle <function unlisted>: attribute lookup unlisted on __main__ failed",
        || text(pool().apply(&UNLISTED, 1)),
    ),
    (
        "a pool in a worker",
        "AssertionError: daemonic processes are not allowed to have children",
        || pool().apply(&NESTED, 0).expect("the error is its result"),
    ),
];

pub const EXECUTORS: &[Row] = &[
    (
        "ProcessPoolExecutor(0)",
        "ValueError: max_workers must be greater than 0",
        || text(ProcessPoolExecutor::new(0).map(drop)),
    ),
    (
        "ProcessPoolExecutor(max_tasks_per_child=0)",
        "ValueError: max_tasks_per_child must be >= 1",
        || {
            text(
                ProcessPoolExecutor::builder()
                    .max_tasks_per_child(0)
                    .make()
                    .map(drop),
            )
        },
    ),
    (
        "submit after shutdown",
        "RuntimeError: cannot schedule new futures after shutdown",
        || text(shut_down().submit(&DOUBLE, 1).map(drop)),
    ),
    (
        "submit, unpicklable: raised from result",
        "_pickle.PicklingError",
        || {
            let future = executor(1).submit(&UNLISTED, 1).expect("taken");
            let error = future.result().expect_err("it cannot be sent");
            error.kind().name().to_owned()
        },
    ),
    (
        "map(chunksize=0)",
        "ValueError: chunksize must be >= 1.",
        || {
            text(
                executor(1)
                    .map(&DOUBLE, 0..2)
                    .chunksize(0)
                    .start()
                    .map(drop),
            )
        },
    ),
    (
        "a worker dies, futures",
        "BrokenProcessPool: A process in the process pool was terminated abruptly while the future was running or pending.",
        broken_while_pending,
    ),
    (
        "a worker dies, the next submit",
        "BrokenProcessPool: A child process terminated abruptly, the process pool is not usable anymore",
        || text(broken().submit(&DOUBLE, 1).map(drop)),
    ),
    (
        "an initializer fails",
        "BrokenProcessPool: A process in the process pool was terminated abruptly while the future was running or pending.",
        || {
            set_functions(|number| TABLE.get(number as usize).copied());
            let made = ProcessPoolExecutor::builder()
                .max_workers(1)
                .initializer(&FAILS, 0)
                .make();
            text(
                made.expect("more than 0")
                    .submit(&DOUBLE, 1)
                    .expect("open")
                    .result(),
            )
        },
    ),
    ("sys.exit(3) in a call", "SystemExit: 3", || {
        text(executor(1).submit(&EXIT, 3).expect("open").result())
    }),
];
