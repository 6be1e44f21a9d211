//! Error parity: every misuse row of tiers 1 and 2 that the API checklist has for `threading`, `_thread`, `queue` and process objects (sections 1 to 5), for
//! `multiprocessing`'s locks, channels and shared memory (6 to 8), both columns of its list of differences, and for pools and executors
//! of threads and of processes, a manager's included (9 to 11), with Python's type and message.
//!
//! Rows whose misuse does not compile here stand in [`PREVENTED_BY_TYPE`], each with the doc example that shows it.
#![cfg(not(loom))]

mod channels;
mod futures;
mod ipc_sync;
mod locks;
mod managed_pool;
mod memory;
mod pools;
mod process_pools;
mod processes;
mod queues;
mod threads;

use Blocking::{No, Yes};
use runtime::error::Error;
use runtime::gil::Gil;
use runtime::sync::python::{Blocking, Timeout};
use runtime::sync::{
    Barrier, BoundedSemaphore, Condition, Event, Lock, PriorityQueue, Queue, RLock, Semaphore,
    Shutdown, SimpleQueue, TIMEOUT_MAX,
};
use runtime::thread::{self, Local, Thread};
use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// What was done, what Python says, what we say.
type Row = (&'static str, &'static str, fn() -> String);

fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

fn held() -> Lock {
    let lock = Lock::new();
    lock.acquire();
    lock
}

fn not_started() -> Thread {
    Thread::new(|| ())
}

fn ended() -> Thread {
    let thread = not_started();
    thread.start().expect("a worker is to be had");
    thread.join().expect("it is started");
    thread
}

/// Runs `f` in another thread and gives what it says.
fn elsewhere(f: impl FnOnce() -> String + Send + 'static) -> String {
    std::thread::spawn(f).join().expect("it does not panic")
}

/// What a Python thread said to the except-hook.
fn hooked(target: fn() -> Result<(), Error>) -> String {
    let (say, said) = channel();
    thread::set_excepthook(move |args| {
        let _ = say.send(format!("{} in {}", args.error, args.thread.get_name()));
    });
    let thread = Thread::new(target).name("t");
    thread.start().expect("a worker is to be had");
    let joined = text(thread.join());
    thread::reset_excepthook();
    format!(
        "{}; join gives {joined}",
        said.try_recv().unwrap_or_default()
    )
}

/// An item whose comparison fails as that of two dicts does.
struct Incomparable;

impl PartialEq for Incomparable {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}
impl Eq for Incomparable {}
impl PartialOrd for Incomparable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Incomparable {
    fn cmp(&self, _: &Self) -> Ordering {
        thread::raise(Error::type_error(
            "'<' not supported between instances of 'dict' and 'dict'",
        ))
    }
}

fn incomparable_items() -> String {
    let queue = PriorityQueue::new();
    queue.put(Incomparable).expect("open");
    let second = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| queue.put(Incomparable)));
    let raised = second
        .expect_err("the comparison raises")
        .downcast::<Error>()
        .expect("an error");
    format!(
        "{raised}; qsize {}, unfinished {}",
        queue.qsize(),
        queue.unfinished_tasks()
    )
}

fn full() -> Queue<i32> {
    let queue = Queue::bounded(1);
    queue.put(1).expect("open");
    queue
}

fn shut<T>(queue: Queue<T>) -> Queue<T> {
    queue.shutdown(Shutdown::Drain);
    queue
}

fn broken() -> Barrier {
    let barrier = Barrier::new(2);
    barrier.abort();
    barrier
}
/// Misuse, what Python says, where it is shown not to compile.
const PREVENTED_BY_TYPE: &[(&str, &str, &str)] = &[
    (
        "Thread(f)",
        "AssertionError: group argument must be None for now",
        "`Thread::new` takes no group",
    ),
    (
        "Thread(target=5)",
        "fails inside the thread",
        "`thread::Thread`",
    ),
    (
        "start_new_thread(5, ())",
        "TypeError: first arg must be callable",
        "`thread::start_new_thread`",
    ),
    (
        "start_new_thread(f, [])",
        "TypeError: 2nd arg must be a tuple",
        "`thread::start_new_thread`",
    ),
    (
        "pickle.dumps(lock)",
        "TypeError: cannot pickle '_thread.lock' object",
        "`sync::Lock`",
    ),
    (
        "Process(args=(lambda, lock, generator))",
        "TypeError: cannot pickle '_thread.lock' object",
        "`process::Process`",
    ),
    (
        "Condition(5)",
        "AttributeError: 'int' object has no attribute 'acquire'",
        "`sync::Condition::with_lock`",
    ),
    (
        "no super().__init__()",
        "RuntimeError: thread.__init__() not called",
        "`Thread` has one constructor",
    ),
    (
        "pool.map(f, 5)",
        "TypeError: 'int' object is not iterable",
        "`map` takes an `IntoIterator`",
    ),
    (
        "pool.starmap(add, [1])",
        "TypeError: 'int' object is not iterable",
        "`jobs::Spread`",
    ),
    (
        "pool.starmap(add, [(1,)])",
        "TypeError: add() missing 1 required positional argument: 'b'",
        "`jobs::Spread`",
    ),
    (
        "pool.apply_async(target=f)",
        "TypeError: Pool.apply_async() got an unexpected keyword argument 'target'",
        "arguments have no names",
    ),
    (
        "pool.start()",
        "AttributeError: 'Pool' object has no attribute 'start'",
        "`jobs::ThreadPool`",
    ),
    (
        "Pool(initializer=5)",
        "TypeError: initializer must be a callable",
        "`Builder::initializer` takes a function",
    ),
    (
        "PriorityQueue of dicts",
        "TypeError: '<' not supported …",
        "`sync::PriorityQueue`",
    ),
    (
        "SharedMemory.close with views left",
        "BufferError: cannot close exported pointers exist",
        "`ipc::SharedMemory`",
    ),
    (
        "Value('i').value = 1.5",
        "TypeError: 'float' object cannot be interpreted as an integer",
        "`ipc::Value`",
    ),
    (
        "Value('i', lock=5)",
        "AttributeError: 5 has no method 'acquire'",
        "`Value` makes its lock itself",
    ),
    (
        "mp.Semaphore.release(1)",
        "TypeError: SemLock.release() takes no arguments (1 given)",
        "`ipc::sync::Semaphore::release` takes none",
    ),
    (
        "ShareableList([[1]])",
        "KeyError: <class 'list'>",
        "`ipc::memory::Item` has no list",
    ),
    (
        "ShareableList([2**70])",
        "struct.error: 'q' format requires …",
        "`ipc::memory::Item::Int` has 64 bits",
    ),
    (
        "conn.send(lock)",
        "TypeError: cannot pickle '_thread.lock' object",
        "`ipc::wire::encode`",
    ),
];

#[test]
fn every_misuse_is_told_in_pythons_words() {
    let tables = [
        locks::LOCKS,
        locks::CONDITIONS,
        locks::SEMAPHORES,
        locks::BARRIERS,
        queues::QUEUES,
        ipc_sync::LOCKS,
        ipc_sync::SIGNALS,
        channels::PIPES,
        channels::QUEUES,
        memory::NUMBERS,
        memory::BLOCKS,
        threads::THREADS,
        pools::POOLS,
        futures::FUTURES,
        processes::PROCESSES,
        managed_pool::MANAGED_POOLS,
        process_pools::POOLS,
        process_pools::EXECUTORS,
    ];
    let wrong: Vec<String> = tables
        .into_iter()
        .flatten()
        .filter_map(|(what, expected, run)| {
            let seen = run();
            (seen != *expected).then(|| format!("{what}\n  expected {expected}\n  seen     {seen}"))
        })
        .collect();
    println!(
        "{} rows checked, {} more do not compile",
        tables.map(<[_]>::len).iter().sum::<usize>(),
        PREVENTED_BY_TYPE.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
