//! Error parity: every misuse row of tiers 1 and 2 that the API checklist has for `threading`, `_thread` and `queue` (sections 1 to 4, and the
//! left column of its list of differences), with Python's type and message.
//!
//! Rows whose misuse does not compile here stand in [`PREVENTED_BY_TYPE`], each with the doc example that shows it.
#![cfg(not(loom))]

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

const LOCKS: &[Row] = &[
    (
        "Lock.release, free",
        "RuntimeError: release unlocked lock",
        || text(Lock::new().release()),
    ),
    (
        "with lock, released inside",
        "RuntimeError: release unlocked lock",
        || {
            let lock = Lock::new();
            let held = lock.hold();
            lock.release().expect("held");
            text(held.exit())
        },
    ),
    ("Lock.release by another thread", "()", || {
        let lock = Arc::new(held());
        elsewhere(move || text(lock.release()))
    }),
    (
        "Lock.acquire(False, 1)",
        "ValueError: can't specify a timeout for a non-blocking call",
        || text(held().acquire_with(No, Timeout::Seconds(1.0))),
    ),
    ("Lock.acquire(False, -1)", "false", || {
        text(held().acquire_with(No, Timeout::Seconds(-1.0)))
    }),
    (
        "Lock.acquire(timeout=-2)",
        "ValueError: timeout value must be a non-negative number",
        || text(held().acquire_with(Yes, Timeout::Seconds(-2.0))),
    ),
    ("Lock.acquire(timeout=-1), free", "true", || {
        text(Lock::new().acquire_with(Yes, Timeout::Seconds(-1.0)))
    }),
    (
        "Lock.acquire(timeout=None)",
        "TypeError: 'NoneType' object cannot be interpreted as an integer",
        || text(held().acquire_with(Yes, Timeout::None)),
    ),
    ("Lock.acquire(timeout=0), held", "false", || {
        text(held().acquire_with(Yes, Timeout::Seconds(0.0)))
    }),
    (
        "Lock.acquire(timeout > TIMEOUT_MAX)",
        "OverflowError: timestamp out of range for platform time_t",
        || text(held().acquire_with(Yes, Timeout::Seconds(TIMEOUT_MAX + 1.0))),
    ),
    (
        "RLock.release, free",
        "RuntimeError: cannot release un-acquired lock",
        || text(RLock::new().release()),
    ),
    (
        "RLock.release, somebody's",
        "RuntimeError: cannot release un-acquired lock",
        || {
            let lock = Arc::new(RLock::new());
            lock.acquire();
            elsewhere(move || text(lock.release()))
        },
    ),
    (
        "RLock.acquire(False, 1)",
        "ValueError: can't specify a timeout for a non-blocking call",
        || text(RLock::new().acquire_with(No, Timeout::Seconds(1.0))),
    ),
    (
        "RLock.acquire(timeout=-2)",
        "ValueError: timeout value must be a non-negative number",
        || text(RLock::new().acquire_with(Yes, Timeout::Seconds(-2.0))),
    ),
    (
        "RLock.acquire(timeout=None)",
        "TypeError: 'NoneType' object cannot be interpreted as an integer",
        || text(RLock::new().acquire_with(Yes, Timeout::None)),
    ),
    (
        "_thread.error is RuntimeError",
        "RuntimeError: release unlocked lock",
        || text(thread::allocate_lock().release()),
    ),
];

const CONDITIONS: &[Row] = &[
    (
        "Condition.wait, un-acquired",
        "RuntimeError: cannot wait on un-acquired lock",
        || text(Condition::new().wait()),
    ),
    (
        "Condition.wait_for, un-acquired, false",
        "RuntimeError: cannot wait on un-acquired lock",
        || text(Condition::new().wait_for(|| false)),
    ),
    ("Condition.wait_for, un-acquired, true", "true", || {
        text(Condition::new().wait_for(|| true))
    }),
    (
        "Condition.notify, un-acquired",
        "RuntimeError: cannot notify on un-acquired lock",
        || text(Condition::new().notify(1)),
    ),
    (
        "Condition.notify_all, un-acquired",
        "RuntimeError: cannot notify on un-acquired lock",
        || text(Condition::new().notify_all()),
    ),
    ("Condition.wait(timeout=0)", "false", || {
        let condition = Condition::new();
        let _held = condition.hold();
        text(condition.wait_with(Timeout::Seconds(0.0)))
    }),
    (
        "Condition.wait(timeout > TIMEOUT_MAX)",
        "OverflowError: timestamp out of range for platform time_t",
        || {
            let condition = Condition::new();
            let _held = condition.hold();
            text(condition.wait_with(Timeout::Seconds(1e10)))
        },
    ),
    ("Event.wait(timeout=-1)", "false", || {
        text(Event::new().wait_with(Timeout::Seconds(-1.0)))
    }),
];

const SEMAPHORES: &[Row] = &[
    (
        "Semaphore(-1)",
        "ValueError: semaphore initial value must be >= 0",
        || text(Semaphore::from_value(-1).map(drop)),
    ),
    (
        "BoundedSemaphore(-1)",
        "ValueError: semaphore initial value must be >= 0",
        || text(BoundedSemaphore::from_value(-1).map(drop)),
    ),
    (
        "Semaphore.acquire(False, 0)",
        "ValueError: can't specify timeout for non-blocking acquire",
        || text(Semaphore::new(0).acquire_with(No, Timeout::Seconds(0.0))),
    ),
    ("Semaphore.acquire(False, None)", "false", || {
        text(Semaphore::new(0).acquire_with(No, Timeout::None))
    }),
    ("Semaphore.acquire(timeout=-1)", "false", || {
        text(Semaphore::new(0).acquire_with(Yes, Timeout::Seconds(-1.0)))
    }),
    ("Semaphore.acquire(timeout=None), free", "true", || {
        text(Semaphore::new(1).acquire_with(Yes, Timeout::None))
    }),
    (
        "Semaphore.release(0)",
        "ValueError: n must be one or more",
        || text(Semaphore::new(1).release_n(0)),
    ),
    (
        "BoundedSemaphore.release(0)",
        "ValueError: n must be one or more",
        || text(BoundedSemaphore::new(1).release_n(0)),
    ),
    (
        "BoundedSemaphore.release, above start",
        "ValueError: Semaphore released too many times",
        || text(BoundedSemaphore::new(1).release()),
    ),
    ("Semaphore.release, above start", "2", || {
        let semaphore = Semaphore::new(1);
        semaphore.release();
        semaphore.value().to_string()
    }),
];

const BARRIERS: &[Row] = &[
    ("Barrier(0)", "ValueError: parties must be > 0", || {
        text(Barrier::from_parties(0).map(drop))
    }),
    ("Barrier(-1)", "ValueError: parties must be > 0", || {
        text(Barrier::from_parties(-1).map(drop))
    }),
    ("Barrier.wait, timed out", "BrokenBarrierError", || {
        text(Barrier::new(2).wait_timeout(Duration::from_nanos(1)))
    }),
    ("Barrier.wait, broken", "BrokenBarrierError", || {
        text(broken().wait())
    }),
    ("Barrier.wait, after reset", "0", || {
        let barrier = Barrier::new(1);
        barrier.abort();
        barrier.reset();
        text(barrier.wait())
    }),
    (
        "Barrier.wait, action raises, in its runner",
        "ValueError: action",
        || {
            text(
                Barrier::new(1)
                    .action(|| Err(Error::value("action")))
                    .wait(),
            )
        },
    ),
    (
        "Barrier.wait, action raised before",
        "BrokenBarrierError",
        || {
            let barrier = Barrier::new(1).action(|| Err(Error::value("action")));
            let _ = barrier.wait();
            text(barrier.wait())
        },
    ),
];

const QUEUES: &[Row] = &[
    ("put_nowait, full", "queue.Full", || {
        text(full().put_nowait(2))
    }),
    ("put(timeout), full", "queue.Full", || {
        text(full().put_timeout(2, Duration::from_nanos(1)))
    }),
    (
        "put(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(full().put_with(2, Yes, Timeout::Seconds(-1.0))),
    ),
    ("put(block=False, timeout=-1), full", "queue.Full", || {
        text(full().put_with(2, No, Timeout::Seconds(-1.0)))
    }),
    ("get_nowait, empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_nowait())
    }),
    ("get(timeout), empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_timeout(Duration::from_nanos(1)))
    }),
    (
        "get(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(Queue::<i32>::new().get_with(Yes, Timeout::Seconds(-1.0))),
    ),
    ("get(block=False, timeout=-1), empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_with(No, Timeout::Seconds(-1.0)))
    }),
    ("Queue(-3).full", "false", || {
        Queue::<i32>::with_maxsize(-3).full().to_string()
    }),
    ("SimpleQueue.get_nowait, empty", "queue.Empty", || {
        text(SimpleQueue::<i32>::new().get_nowait())
    }),
    (
        "SimpleQueue.get(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(SimpleQueue::<i32>::new().get_with(Yes, Timeout::Seconds(-1.0))),
    ),
    (
        "task_done, too often",
        "ValueError: task_done() called too many times",
        || text(Queue::<i32>::new().task_done()),
    ),
    (
        "task_done, too often, bounded",
        "ValueError: task_done() called too many times",
        || {
            let queue = full();
            queue.task_done().expect("one was put");
            text(queue.task_done())
        },
    ),
    ("put, shut down", "queue.ShutDown", || {
        text(shut(Queue::bounded(1)).put(1))
    }),
    (
        "get, shut down with items, then without",
        "1, then queue.ShutDown",
        || {
            let queue = shut(full());
            format!("{}, then {}", text(queue.get()), text(queue.get()))
        },
    ),
    ("get_nowait, shut down, unbounded", "queue.ShutDown", || {
        text(shut(Queue::<i32>::new()).get_nowait())
    }),
    (
        "PriorityQueue.put of incomparable items",
        "TypeError: '<' not supported between instances of 'dict' and 'dict'; qsize 2, unfinished 1",
        incomparable_items,
    ),
];

const THREADS: &[Row] = &[
    (
        "start, twice",
        "RuntimeError: threads can only be started once",
        || text(ended().start()),
    ),
    (
        "join, before start",
        "RuntimeError: cannot join thread before it is started",
        || text(not_started().join()),
    ),
    (
        "join, by itself",
        "RuntimeError: cannot join current thread",
        || {
            let (say, said) = channel();
            let thread =
                Thread::new(move || say.send(text(thread::current().join())).expect("listens"));
            thread.start().expect("a worker is to be had");
            said.recv().expect("it says")
        },
    ),
    ("join, repeated", "()", || {
        let thread = ended();
        text(thread.join().and_then(|()| thread.join()))
    }),
    (
        "daemon, after start",
        "RuntimeError: cannot set daemon status of active thread",
        || text(ended().set_daemon(true)),
    ),
    (
        "uncaught error",
        "ValueError: x in t; join gives ()",
        || hooked(|| Err(Error::value("x"))),
    ),
    ("SystemExit is silent", "; join gives ()", || {
        hooked(|| thread::exit())
    }),
    (
        "local(), missing",
        "AttributeError: '_thread._local' object has no attribute 'x'",
        || text(Local::<i32>::new("x").get()),
    ),
    (
        "local(), missing, deleted",
        "AttributeError: '_thread._local' object has no attribute 'x'",
        || text(Local::<i32>::new("x").delete()),
    ),
    (
        "setswitchinterval(0)",
        "ValueError: switch interval must be strictly positive",
        || text(Gil::leak(Duration::ZERO).map(drop)),
    ),
];

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
        "PriorityQueue of dicts",
        "TypeError: '<' not supported …",
        "`sync::PriorityQueue`",
    ),
];

#[test]
fn every_misuse_is_told_in_pythons_words() {
    let tables = [LOCKS, CONDITIONS, SEMAPHORES, BARRIERS, QUEUES, THREADS];
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
