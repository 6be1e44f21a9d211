//! Misuse of `multiprocessing`'s locks and signals: the right column of the checklist's list of differences, beside the left one in `locks.rs`.

use super::*;
use runtime::ipc::sync::{Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore};

fn held() -> Lock {
    let lock = Lock::new().expect("room");
    lock.acquire();
    lock
}

fn rlock() -> RLock {
    RLock::new().expect("room")
}

fn condition() -> Condition {
    Condition::new().expect("room")
}

fn semaphore(permits: u32) -> Semaphore {
    Semaphore::new(permits).expect("room")
}

fn barrier(parties: u32) -> Barrier {
    Barrier::new(parties).expect("room")
}

pub const LOCKS: &[Row] = &[
    (
        "mp.Lock.release, free",
        "ValueError: semaphore or lock released too many times",
        || text(Lock::new().expect("room").release()),
    ),
    ("mp.Lock.release by another thread", "()", || {
        let lock = held();
        elsewhere(move || text(lock.release()))
    }),
    ("mp.Lock.acquire(False, 5), held", "false", || {
        held().acquire_with(No, Timeout::Seconds(5.0)).to_string()
    }),
    ("mp.Lock.acquire(timeout=-1), held", "false", || {
        held().acquire_with(Yes, Timeout::Seconds(-1.0)).to_string()
    }),
    ("mp.Lock.acquire(timeout=0), held", "false", || {
        held().acquire_with(Yes, Timeout::Seconds(0.0)).to_string()
    }),
    ("mp.Lock.acquire(timeout=None), free", "true", || {
        let lock = Lock::new().expect("room");
        lock.acquire_with(Yes, Timeout::None).to_string()
    }),
    (
        "mp.RLock.release, free",
        "AssertionError: attempt to release recursive lock not owned by thread",
        || text(rlock().release()),
    ),
    (
        "mp.RLock.release, somebody's",
        "AssertionError: attempt to release recursive lock not owned by thread",
        || {
            let lock = rlock();
            lock.acquire();
            elsewhere(move || text(lock.release()))
        },
    ),
    (
        "mp.RLock.acquire twice, release twice",
        "true, (), ()",
        || {
            let lock = rlock();
            lock.acquire();
            let again = lock.acquire_with(Yes, Timeout::None);
            format!(
                "{again}, {}, {}",
                text(lock.release()),
                text(lock.release())
            )
        },
    ),
    (
        "mp.Semaphore(-1)",
        "OSError: [Errno 22] Invalid argument",
        || text(Semaphore::from_value(-1).map(drop)),
    ),
    (
        "mp.BoundedSemaphore(-1)",
        "OSError: [Errno 22] Invalid argument",
        || text(BoundedSemaphore::from_value(-1).map(drop)),
    ),
    (
        "mp.BoundedSemaphore.release, above start",
        "ValueError: semaphore or lock released too many times",
        || text(BoundedSemaphore::new(1).expect("room").release()),
    ),
    ("mp.Semaphore.release, above start", "(); 2", || {
        let semaphore = semaphore(1);
        format!("{}; {}", text(semaphore.release()), semaphore.get_value())
    }),
    ("mp.Semaphore.acquire(False, 0)", "false", || {
        semaphore(0)
            .acquire_with(No, Timeout::Seconds(0.0))
            .to_string()
    }),
];

pub const SIGNALS: &[Row] = &[
    (
        "mp.Condition.wait, un-acquired",
        "AssertionError: must acquire() condition before using wait()",
        || text(condition().wait()),
    ),
    (
        "mp.Condition.wait_for, un-acquired, false",
        "AssertionError: must acquire() condition before using wait()",
        || text(condition().wait_for(|| false)),
    ),
    ("mp.Condition.wait_for, un-acquired, true", "true", || {
        text(condition().wait_for(|| true))
    }),
    (
        "mp.Condition.notify, un-acquired",
        "AssertionError: lock is not owned",
        || text(condition().notify(1)),
    ),
    (
        "mp.Condition.notify_all, un-acquired",
        "AssertionError: lock is not owned",
        || text(condition().notify_all()),
    ),
    ("mp.Condition.wait(timeout=-1)", "false", || {
        let condition = condition();
        let _held = condition.hold();
        text(condition.wait_with(Timeout::Seconds(-1.0)))
    }),
    ("mp.Event.wait(timeout=-1)", "false", || {
        let event = Event::new().expect("room");
        event.wait_with(Timeout::Seconds(-1.0)).to_string()
    }),
    ("mp.Barrier(0), wait(0)", "BrokenBarrierError", || {
        text(barrier(0).wait_with(Timeout::Seconds(0.0)))
    }),
    ("mp.Barrier.wait, timed out", "BrokenBarrierError", || {
        text(barrier(2).wait_timeout(Duration::from_nanos(1)))
    }),
    ("mp.Barrier.wait, broken", "BrokenBarrierError", || {
        let barrier = barrier(2);
        barrier.abort();
        text(barrier.wait())
    }),
    ("mp.Barrier.wait, after reset", "0", || {
        let barrier = barrier(1);
        barrier.abort();
        barrier.reset();
        text(barrier.wait())
    }),
];
