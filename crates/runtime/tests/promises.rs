//! Promises of the primitives that no count shows: order of service, what a wait and a release leave in the trace, who is told what.
#![cfg(not(loom))]

use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::sync::{Barrier, Condition, Event, Lock, Policy, Queue, RLock, Semaphore, Shutdown};
use runtime::thread::{Thread, run_here};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::layout::status;
use trace::reader::{Batch, Reader};
use trace::record::Record;
use trace::words::{NoWords, Words};

/// Runs `body` as the main thread of a traced process of its own; what it gave, and all records.
fn traced<T: Send>(body: impl FnOnce(&'static Process) -> T + Send) -> (T, Vec<Record>) {
    let run = || {
        let process = Process::leak(0, Tracing::Records(4096));
        let entered = enter_free_slot(process).expect("a new process has free slots");
        let result = run_here(&entered, "MainThread", || body(process));
        process.finish();
        let mut batch = Batch::default();
        let now = runtime::platform::now_ns();
        Reader::new(process.header_address(), 0).drain(process.words(), &NoWords, now, &mut batch);
        let records = batch
            .slots
            .iter()
            .flat_map(|slot| slot.records.iter().copied())
            .collect();
        (result.map_err(|(how, _)| how).expect("it returns"), records)
    };
    std::thread::scope(|s| s.spawn(run).join().expect("it does not panic"))
}

/// Threads of a process that are blocked for this cause at this moment.
fn blocked(process: &Process, cause: Cause) -> usize {
    let state = |slot| process.slot_word(slot, status::STATE).load(SeqCst);
    let wanted = ThreadState::Blocked as u32 | (cause as u32) << 8;
    (0..8)
        .filter(|slot| state(*slot) & 0xffff == wanted)
        .count()
}

fn until(done: impl Fn() -> bool) {
    while !done() {
        std::thread::yield_now();
    }
}

/// Starts `count` threads one after another, each only once the one before waits for `cause`.
fn queued_up(
    process: &Process,
    cause: Cause,
    count: usize,
    body: impl Fn(usize) + Send + Sync + 'static,
) -> Vec<Thread> {
    let body = Arc::new(body);
    let start = |i| {
        let body = body.clone();
        let thread = Thread::new(move || body(i));
        thread.start().expect("a worker is to be had");
        until(|| blocked(process, cause) == i + 1);
        thread
    };
    (0..count).map(start).collect()
}

fn join(threads: &[Thread]) {
    threads.iter().for_each(|t| t.join().expect("started"));
}

#[test]
fn hand_off_serves_in_order_of_arrival() {
    let (order, _) = traced(|process| {
        let lock = Arc::new(Lock::with_policy(Policy::Fifo));
        let order = Arc::new(Mutex::new(Vec::new()));
        lock.acquire();
        let (waited, seen) = (lock.clone(), order.clone());
        let threads = queued_up(process, Cause::Lock, 4, move |i| {
            let _held = waited.hold();
            seen.lock().expect("no panic").push(i);
        });
        lock.release().expect("held");
        join(&threads);
        order.lock().expect("no panic").clone()
    });
    assert_eq!(order, [0, 1, 2, 3]);
}

#[test]
fn nobody_barges_into_a_lock_that_hands_over() {
    let (taken, _) = traced(|process| {
        let lock = Arc::new(Lock::with_policy(Policy::Fifo));
        lock.acquire();
        let (waited, entered, go) = (lock.clone(), Arc::new(Event::new()), Arc::new(Event::new()));
        let (has_entered, may_go) = (entered.clone(), go.clone());
        let threads = queued_up(process, Cause::Lock, 1, move |_| {
            let _held = waited.hold();
            has_entered.set();
            may_go.wait();
        });
        lock.release().expect("held");
        let taken = lock.try_acquire();
        entered.wait();
        go.set();
        join(&threads);
        taken
    });
    assert!(!taken, "the releaser took the lock ahead of the waiter");
}

#[test]
fn notify_ends_exactly_n_waits_in_order() {
    let (ended, _) = traced(|process| {
        let state = Arc::new((Condition::new(), Mutex::new(Vec::new())));
        let waited = state.clone();
        let threads = queued_up(process, Cause::Condition, 4, move |i| {
            let _held = waited.0.hold();
            waited.0.wait().expect("held");
            waited.1.lock().expect("no panic").push(i);
        });
        let notify = |n: u32| {
            let _held = state.0.hold();
            state.0.notify(n).expect("held");
        };
        let ended = |n: usize| {
            until(|| state.1.lock().expect("no panic").len() >= n);
            let mut ended = state.1.lock().expect("no panic").clone();
            ended.sort_unstable();
            (ended, blocked(process, Cause::Condition))
        };
        notify(2);
        let first = ended(2);
        notify(u32::MAX);
        join(&threads);
        (first, ended(4).0)
    });
    assert_eq!(ended, ((vec![0, 1], 2), vec![0, 1, 2, 3]));
}

#[test]
fn a_condition_frees_its_lock_however_deep() {
    traced(|process| {
        let condition = Arc::new(Condition::with_lock(Arc::new(RLock::new())));
        let waited = condition.clone();
        let threads = queued_up(process, Cause::Condition, 1, move |_| {
            let _outer = waited.hold();
            let _inner = waited.hold();
            waited.wait().expect("held");
            assert!(waited.lock().is_owned(), "taken again");
        });
        let _held = condition.hold(); // Would wait for ever if the waiter had kept one level.
        condition.notify(1).expect("held");
        drop(_held);
        join(&threads);
    });
}

#[test]
fn a_pulse_ends_every_wait_that_was_begun_before_it() {
    traced(|process| {
        let event = Arc::new(Event::new());
        let waited = event.clone();
        let threads = queued_up(process, Cause::Event, 3, move |_| assert!(waited.wait()));
        event.set();
        event.clear();
        join(&threads);
        assert!(!event.is_set());
    });
}

#[test]
fn reset_sends_the_waiters_away_and_the_barrier_works_again() {
    let (told, _) = traced(|process| {
        let barrier = Arc::new(Barrier::new(3));
        let told = Arc::new(Mutex::new(Vec::new()));
        let (waited, tell) = (barrier.clone(), told.clone());
        let threads = queued_up(process, Cause::Barrier, 2, move |_| {
            let how = waited.wait();
            tell.lock().expect("no panic").push(how);
        });
        assert_eq!((barrier.n_waiting(), barrier.broken()), (2, false));
        barrier.reset();
        join(&threads);
        assert_eq!((barrier.n_waiting(), barrier.broken()), (0, false));
        let waited = barrier.clone();
        let threads = queued_up(process, Cause::Barrier, 2, move |_| {
            assert!(waited.wait().is_ok())
        });
        assert_eq!(barrier.wait(), Ok(2));
        join(&threads);
        told.lock().expect("no panic").clone()
    });
    assert_eq!(
        told,
        [Err(Error::broken_barrier()), Err(Error::broken_barrier())]
    );
}

#[test]
fn an_action_runs_once_a_round_in_the_last_to_come() {
    let (ran, _) = traced(|process| {
        let ran = Arc::new(AtomicU32::new(0));
        let count = ran.clone();
        let barrier = Arc::new(Barrier::new(2).action(move || {
            count.fetch_add(1, SeqCst);
            Ok(())
        }));
        for _ in 0..3 {
            let waited = barrier.clone();
            let threads = queued_up(process, Cause::Barrier, 1, move |_| {
                assert_eq!(waited.wait(), Ok(0))
            });
            assert_eq!(barrier.wait(), Ok(1));
            join(&threads);
        }
        ran.load(SeqCst)
    });
    assert_eq!(ran, 3);
}

#[test]
fn a_draining_shutdown_wakes_getters_and_putters() {
    traced(|process| {
        for full in [false, true] {
            let queue = Arc::new(Queue::bounded(1));
            if full {
                queue.put(0).expect("open");
            }
            let waited = queue.clone();
            let threads = queued_up(process, Cause::Queue, 2, move |_| {
                let told = if full {
                    waited.put(1)
                } else {
                    waited.get().map(drop)
                };
                assert_eq!(told, Err(Error::shut_down()));
            });
            queue.shutdown(Shutdown::Drain);
            join(&threads);
            assert_eq!(
                queue.get_nowait().is_ok(),
                full,
                "what was in it can still be taken"
            );
        }
    });
}

#[test]
fn an_immediate_shutdown_ends_a_join() {
    traced(|process| {
        let queue = Arc::new(Queue::bounded(4));
        (0..3).for_each(|i| queue.put(i).expect("open"));
        let joined = queue.clone();
        let threads = queued_up(process, Cause::Queue, 1, move |_| joined.join());
        queue.shutdown(Shutdown::Immediate);
        join(&threads);
        assert_eq!((queue.qsize(), queue.unfinished_tasks()), (0, 0));
    });
}

#[test]
fn a_wait_shows_what_it_waits_for_and_who_has_it() {
    let ((object, holder, me), records) = traced(|process| {
        let lock = Arc::new(Lock::named("L", Policy::Fifo));
        lock.acquire();
        let waited = lock.clone();
        let threads = queued_up(process, Cause::Lock, 1, move |_| drop(waited.hold()));
        let word = |word| process.slot_word(1, word).load(SeqCst);
        let object = word(status::OBJECT);
        let holder = process.words().load(word(status::HOLDER));
        lock.release().expect("held");
        join(&threads);
        (object, holder, runtime::context::thread_id())
    });
    assert_ne!(object, 0, "the status cell names the object");
    assert_eq!(holder, me, "the holder word names who has it");
    let of = |kind| {
        records
            .iter()
            .filter(move |r| r.kind == kind && r.object == object)
    };
    assert_eq!(of(RecordKind::Acquire).count(), 2);
    assert_eq!(of(RecordKind::Release).count(), 2);
    let woken: Vec<_> = of(RecordKind::Wake)
        .map(|r| (r.a != 0 && r.a != me, r.b))
        .collect();
    assert_eq!(
        woken,
        [(true, 1)],
        "one wake, and it names the other thread"
    );
    let waits = records
        .iter()
        .filter(|r| r.kind == RecordKind::State && r.cause == Cause::Lock && r.object == object);
    assert_eq!(waits.count(), 1);
}

#[test]
fn values_follow_what_is_in_an_object() {
    let (_, records) = traced(|_| {
        let semaphore = Semaphore::named("S", 2);
        semaphore.acquire();
        semaphore.release();
        let queue = Queue::named("Q", 2);
        queue.put(1).expect("open");
        queue.get().expect("open");
        let event = Event::named("E");
        event.set();
        event.clear();
    });
    let mut values: Vec<Vec<u32>> = Vec::new();
    let mut last = 0;
    let tells_value = |r: &&Record| {
        use RecordKind::{Acquire, Release, Value};
        matches!(r.kind, Acquire | Release | Value)
    };
    for record in records.iter().filter(tells_value) {
        if record.object != last {
            values.push(Vec::new());
            last = record.object;
        }
        values.last_mut().expect("begun").push(record.a);
    }
    assert_eq!(values, [vec![2, 1, 2], vec![0, 1, 0], vec![0, 1, 0]]);
}

#[test]
fn nothing_is_recorded_with_tracing_off() {
    let process = Process::leak(0, Tracing::Off);
    let entered = enter_free_slot(process).expect("a new process has free slots");
    run_here(&entered, "MainThread", || {
        let lock = Lock::new();
        drop(lock.hold());
    })
    .expect("returns");
    let mut batch = Batch::default();
    Reader::new(process.header_address(), 0).drain(process.words(), &NoWords, 0, &mut batch);
    assert!(batch.slots.iter().all(|slot| slot.records.is_empty()));
}

#[test]
fn a_time_out_that_runs_out_is_told_by_every_object() {
    let short = Duration::from_micros(50);
    let lock = Lock::new();
    lock.acquire();
    let fifo = Lock::with_policy(Policy::Fifo);
    fifo.acquire();
    let condition = Condition::new();
    let _held = condition.hold();
    let told = [
        ("lock", lock.acquire_timeout(short)),
        ("fifo lock", fifo.acquire_timeout(short)),
        ("semaphore", Semaphore::new(0).acquire_timeout(short)),
        ("event", Event::new().wait_timeout(short)),
        ("condition", condition.wait_timeout(short).expect("held")),
        (
            "wait_for",
            condition.wait_for_timeout(|| false, short).expect("held"),
        ),
        ("queue", Queue::<u32>::new().get_timeout(short).is_ok()),
        (
            "bounded queue",
            Queue::<u32>::bounded(1).get_timeout(short).is_ok(),
        ),
        ("barrier", Barrier::new(2).wait_timeout(short).is_ok()),
    ];
    let wrong: Vec<_> = told.iter().filter(|(_, got)| *got).collect();
    assert!(wrong.is_empty(), "got something: {wrong:?}");
    fifo.release().expect("held");
    assert!(
        fifo.try_acquire(),
        "a waiter that gave up leaves the lock usable"
    );
}
