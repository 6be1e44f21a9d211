//! Misuse of locks, conditions, semaphores, barriers.

use super::*;

pub const LOCKS: &[Row] = &[
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

pub const CONDITIONS: &[Row] = &[
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

pub const SEMAPHORES: &[Row] = &[
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

pub const BARRIERS: &[Row] = &[
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
