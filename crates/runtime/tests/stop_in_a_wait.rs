//! Stop in the middle of a wait: the thread unwinds, and the primitive serves others as if it had never come.
//!
//! Each round has two processes around one object. Their threads wait; then, at the same time, the first process is stopped and the object
//! is released once. Whatever the stopped thread may have eaten on its way out, the thread of the other process must be served.
#![cfg(not(loom))]

use runtime::context::{Ended, Entered, Process, Tracing, enter_free_slot};
use runtime::sync::{Barrier, Condition, Event, LifoQueue, Lock, Policy, Queue, RLock, Semaphore};
use runtime::thread::run_here;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{JoinHandle, scope, spawn};
use trace::kinds::ThreadState;
use trace::layout::status;

const ROUNDS: u32 = 100;

/// An object between the two processes: how to wait for it and get it, and how to let one thread have it.
struct Case {
    name: &'static str,
    make: fn() -> Object,
}

struct Object {
    /// Waits, and gives back what it got so that another can have it.
    wait: Box<dyn Fn() + Send + Sync>,
    /// Lets one waiter go on.
    release: Box<dyn Fn() + Send + Sync>,
}

fn object(
    wait: impl Fn() + Send + Sync + 'static,
    release: impl Fn() + Send + Sync + 'static,
) -> Object {
    Object {
        wait: Box::new(wait),
        release: Box::new(release),
    }
}

fn lock(policy: Policy) -> Object {
    let lock = Arc::new(Lock::with_policy(policy));
    lock.acquire();
    let waited = lock.clone();
    object(
        move || drop(waited.hold()),
        move || lock.release().expect("held"),
    )
}

/// A lock that a helper thread holds until it is told, since its owner must release it.
fn rlock() -> Object {
    let (lock, go, held) = (
        Arc::new(RLock::new()),
        Arc::new(Event::new()),
        Arc::new(Event::new()),
    );
    let (waited, release) = (lock.clone(), go.clone());
    let is_held = held.clone();
    spawn(move || {
        let _held = lock.hold();
        held.set();
        go.wait();
    });
    is_held.wait();
    object(move || drop(waited.hold()), move || release.set())
}

fn semaphore() -> Object {
    let semaphore = Arc::new(Semaphore::new(0));
    let waited = semaphore.clone();
    object(move || drop(waited.hold()), move || semaphore.release())
}

fn event() -> Object {
    let event = Arc::new(Event::new());
    let waited = event.clone();
    object(move || assert!(waited.wait()), move || event.set())
}

fn condition() -> Object {
    let condition = Arc::new((Condition::new(), AtomicBool::new(false)));
    let waited = condition.clone();
    let wait = move || {
        let _held = waited.0.hold();
        waited.0.wait_for(|| waited.1.load(SeqCst)).expect("held");
        waited.0.notify(1).expect("held"); // The next.
    };
    let release = move || {
        let _held = condition.0.hold();
        condition.1.store(true, SeqCst);
        condition.0.notify(1).expect("held");
    };
    object(wait, release)
}

fn queue(queue: Queue<u32>) -> Object {
    let queue = Arc::new(queue);
    let waited = queue.clone();
    let wait = move || {
        let item = waited.get().expect("open");
        waited.put(item).expect("open");
    };
    object(wait, move || queue.put(1).expect("open"))
}

fn full_queue() -> Object {
    let queue = Arc::new(Queue::bounded(1));
    queue.put(1).expect("open");
    let waited = queue.clone();
    let wait = move || {
        waited.put(2).expect("open");
        waited.get().expect("open");
    };
    object(wait, move || assert_eq!(queue.get(), Ok(1)))
}

fn stack() -> Object {
    let queue = Arc::new(LifoQueue::new());
    let waited = queue.clone();
    let wait = move || {
        let item = waited.get().expect("open");
        waited.put(item).expect("open");
    };
    object(wait, move || queue.put(1).expect("open"))
}

/// The stopped thread's arrival is taken back; abort sends the other away.
fn barrier() -> Object {
    let barrier = Arc::new(Barrier::new(3));
    let waited = barrier.clone();
    object(
        move || assert!(waited.wait().is_err()),
        move || barrier.abort(),
    )
}

const CASES: &[Case] = &[
    Case {
        name: "lock, barging",
        make: || lock(Policy::Barging),
    },
    Case {
        name: "lock, fifo",
        make: || lock(Policy::Fifo),
    },
    Case {
        name: "rlock",
        make: rlock,
    },
    Case {
        name: "semaphore",
        make: semaphore,
    },
    Case {
        name: "event",
        make: event,
    },
    Case {
        name: "condition",
        make: condition,
    },
    Case {
        name: "get, bounded",
        make: || queue(Queue::bounded(2)),
    },
    Case {
        name: "get, unbounded",
        make: || queue(Queue::new()),
    },
    Case {
        name: "put, full",
        make: full_queue,
    },
    Case {
        name: "get, stack",
        make: stack,
    },
    Case {
        name: "barrier",
        make: barrier,
    },
];

/// A thread of a process of its own that waits for the object: the process, and how the thread ended.
fn waiter(object: &Arc<Object>, process: u32) -> (&'static Process, JoinHandle<Result<(), Ended>>) {
    let process = Process::leak(process, Tracing::Off);
    let object = object.clone();
    let run = move || {
        let entered: Entered = enter_free_slot(process).expect("a new process has free slots");
        run_here(&entered, "MainThread", || (object.wait)()).map_err(|(how, _)| how)
    };
    (process, spawn(run))
}

/// Until the thread has published a wait, or has ended.
fn until_it_waits(process: &Process, thread: &JoinHandle<Result<(), Ended>>) {
    let state = process.slot_word(0, status::STATE);
    while state.load(SeqCst) & 0xff != ThreadState::Blocked as u32 && !thread.is_finished() {
        std::thread::yield_now();
    }
}

#[test]
fn a_stopped_waiter_leaves_every_primitive_usable() {
    for case in CASES {
        let mut stopped = 0;
        for round in 0..ROUNDS {
            let object = Arc::new((case.make)());
            let (leaving, leaver) = waiter(&object, 1);
            let (_, other) = waiter(&object, 2);
            if round % 4 > 0 {
                until_it_waits(leaving, &leaver);
            }
            scope(|s| {
                s.spawn(|| (object.release)());
                while !leaver.is_finished() {
                    leaving.stop();
                    std::thread::yield_now();
                }
            });
            other
                .join()
                .expect("no panic")
                .unwrap_or_else(|how| panic!("{}: the other ended by {how:?}", case.name));
            match leaver.join().expect("no panic") {
                Err(Ended::Stopped) => stopped += 1,
                Ok(()) => {}
                Err(how) => panic!("{}: the stopped thread ended by {how:?}", case.name),
            }
        }
        println!(
            "{}: {stopped} of {ROUNDS} were stopped in their wait",
            case.name
        );
        assert!(stopped > 0, "{}: nobody was stopped in its wait", case.name);
    }
}
