//! Misuse of pools and their results, and what is no misuse but surprises (section 10 of the API checklist).

use super::*;
use runtime::jobs::{Callbacks, Scope, ThreadCrew, ThreadPool, default_chunksize};

fn pool() -> ThreadPool {
    ThreadPool::new(2).expect("threads are to be had")
}

fn closed() -> ThreadPool {
    let pool = pool();
    pool.close();
    pool
}

fn double(n: i64) -> Result<i64, Error> {
    Ok(n * 2)
}

/// A task that fails with its number at multiples of three.
fn threes_fail(n: i64) -> Result<i64, Error> {
    if n % 3 == 0 {
        Err(Error::value(format!("task {n}")))
    } else {
        Ok(n)
    }
}

/// A gate in a task: it begins, and goes on once it is told to.
fn gate() -> (Arc<Event>, Arc<Event>) {
    (Arc::new(Event::new()), Arc::new(Event::new()))
}

/// What a result that is never going to come says.
fn pending_for_ever() -> String {
    let pool = ThreadPool::new(1).expect("a thread is to be had");
    let exits = pool
        .apply_async(|| -> Result<(), Error> { thread::exit() })
        .expect("running");
    while pool.tally().lost == 0 {
        std::thread::yield_now();
    }
    let next = pool.apply_async(|| Ok(1)).expect("running");
    format!(
        "{}, then {}",
        text(exits.get_timeout(Duration::from_nanos(1))),
        text(next.get_timeout(Duration::from_nanos(1)))
    )
}

fn too_early() -> String {
    let (pool, (_, go)) = (pool(), gate());
    let released = go.clone();
    let result = pool.apply_async(move || Ok(go.wait())).expect("running");
    let said = text(result.successful());
    released.set();
    let (before, after) = said.split_once("0x").expect("an address");
    let after = after.split_once(' ').expect("and more").1;
    format!("{before}0x… {after}")
}

fn timed_out_goes_on() -> String {
    let (pool, (_, go)) = (pool(), gate());
    let released = go.clone();
    let result = pool.apply_async(move || Ok(go.wait())).expect("running");
    let first = text(result.get_timeout(Duration::from_nanos(1)));
    released.set();
    format!("{first}, then {}", text(result.get()))
}

fn with_throws_work_away() -> String {
    let pool = ThreadPool::new(1).expect("a thread is to be had");
    let (begun, go) = gate();
    let (begin, wait) = (begun.clone(), go.clone());
    {
        let _inside: Scope<'_, ThreadCrew> = pool.enter().expect("running");
        pool.apply_async(move || {
            begin.set();
            Ok(wait.wait())
        })
        .expect("running");
        for _ in 0..19 {
            pool.apply_async(|| Ok(())).expect("running");
        }
        begun.wait();
    }
    go.set();
    pool.join().expect("terminated");
    let tally = pool.tally();
    format!(
        "{} submitted, {} done, {} lost",
        tally.submitted, tally.delivered, tally.dropped
    )
}

/// A callback raises: its job, and the next one, stay pending.
fn callback_raises() -> String {
    let (say, said) = channel();
    thread::set_excepthook(move |args| {
        let name = args.thread.get_name();
        let _ = say.send(format!(
            "{} in {}",
            args.error,
            name.split(' ').next_back().unwrap_or("")
        ));
    });
    let pool = pool();
    let raise = Callbacks::none().on_value(|_: &i64| Err::<(), _>(Error::value("callback")));
    let first = pool.apply_async_with(|| Ok(1), raise).expect("running");
    let hook = said.recv().expect("the hook is told");
    let second = pool.apply_async(|| Ok(2)).expect("running");
    thread::reset_excepthook();
    format!("{hook}; {} {}", first.ready(), second.ready())
}

pub const POOLS: &[Row] = &[
    (
        "ThreadPool(0)",
        "ValueError: Number of processes must be at least 1",
        || text(ThreadPool::new(0).map(drop)),
    ),
    (
        "ThreadPool(-1)",
        "ValueError: Number of processes must be at least 1",
        || text(ThreadPool::new(-1).map(drop)),
    ),
    ("map, results in order", "[0, 2, 4]", || {
        text(pool().map(double, 0..3))
    }),
    ("map, nothing", "[]", || text(pool().map(double, 0..0))),
    (
        "map, the rest of a failing chunk is not run",
        "ValueError: task 0",
        || text(pool().map_chunked(threes_fail, 0..8, 8)),
    ),
    (
        "map(chunksize=0); CPython returns [None, None]",
        "ValueError: Chunksize must be 1+, not 0",
        || text(pool().map_chunked(double, 0..2, 0)),
    ),
    (
        "map(chunksize=-1); CPython returns [None, None]",
        "ValueError: Chunksize must be 1+, not -1",
        || text(pool().map_chunked(double, 0..2, -1)),
    ),
    (
        "imap(chunksize=0)",
        "ValueError: Chunksize must be 1+, not 0",
        || text(pool().imap_chunked(double, 0..2, 0).map(drop)),
    ),
    (
        "imap, an error at its place, and on it goes",
        "ValueError: task 0, 1, 2, ValueError: task 3",
        || {
            let pool = pool();
            let all = pool.imap(threes_fail, 0..4).expect("running");
            all.map(text).collect::<Vec<_>>().join(", ")
        },
    ),
    (
        "imap(chunksize=2), an error ends it",
        "1, 2, ValueError: task 3",
        || {
            let pool = pool();
            let all = pool.imap_chunked(threes_fail, [1, 2, 3, 4, 5, 6], 2);
            let all = all.expect("running");
            all.map(text).collect::<Vec<_>>().join(", ")
        },
    ),
    ("starmap of tuples", "[2, 3, 4]", || {
        text(pool().starmap(|a: i64, b: i64| Ok(a + b), [(1, 1), (2, 1), (3, 1)]))
    }),
    ("starmap of triples", "[6]", || {
        text(pool().starmap(|a: i64, b: i64, c: i64| Ok(a + b + c), [(1, 2, 3)]))
    }),
    ("default chunk sizes", "1 2 2 5 32 0", || {
        let rows = [(4, 2), (17, 4), (20, 4), (100, 5), (1000, 8), (0, 4)];
        rows.map(|(tasks, workers)| default_chunksize(tasks, workers).to_string())
            .join(" ")
    }),
    ("apply, closed", "ValueError: Pool not running", || {
        text(closed().apply(|| Ok(1)))
    }),
    ("map, closed", "ValueError: Pool not running", || {
        text(closed().map(double, 0..2))
    }),
    ("imap, closed", "ValueError: Pool not running", || {
        text(closed().imap(double, 0..2).map(drop))
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
            text(pool.apply_async(|| Ok(1)).map(drop))
        },
    ),
    ("close, twice", "()", || {
        let pool = closed();
        pool.close();
        text(pool.join())
    }),
    ("join, running", "ValueError: Pool is still running", || {
        text(pool().join())
    }),
    (
        "with ends in terminate",
        "20 submitted, 0 done, 20 lost",
        with_throws_work_away,
    ),
    (
        "AsyncResult.get(timeout); the task goes on",
        "multiprocessing.TimeoutError, then true",
        timed_out_goes_on,
    ),
    (
        "AsyncResult.get, repeated, of an error",
        "ValueError: x ValueError: x",
        || {
            let pool = pool();
            let result = pool
                .apply_async(|| Err::<(), _>(Error::value("x")))
                .expect("running");
            format!("{} {}", text(result.get()), text(result.get()))
        },
    ),
    (
        "AsyncResult.successful, too early",
        "ValueError: <multiprocessing.pool.ApplyResult object at 0x… not ready",
        too_early,
    ),
    (
        "sys.exit in a task of a pool of one",
        "multiprocessing.TimeoutError, then multiprocessing.TimeoutError",
        pending_for_ever,
    ),
    (
        "a callback that raises",
        "ValueError: callback in (_handle_results); false false",
        callback_raises,
    ),
];
