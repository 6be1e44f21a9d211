//! The GIL: one thread at a time, given away by waits and at checkpoints, kept otherwise.
#![cfg(not(loom))]

use runtime::checkpoint;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::gil::{self, Gil, SWITCH_INTERVAL};
use runtime::sync::{Barrier, Event, Lock, Queue};
use runtime::thread::{self, Thread};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

/// Runs `body` as the main thread of a process with a GIL of this interval.
fn program<T: Send>(interval: Duration, body: impl FnOnce() -> T + Send) -> T {
    let run = || {
        let process = Process::leak(0, Tracing::Records(1024));
        let entered = enter_free_slot(process).expect("a new process has free slots");
        let result = thread::run_here(&entered, "MainThread", || {
            let _gil = gil::attach(Gil::leak(interval).expect("positive"));
            body()
        });
        process.finish();
        result.map_err(|(how, _)| how).expect("it returns")
    };
    std::thread::scope(|s| s.spawn(run).join().expect("it does not panic"))
}

fn started(body: impl FnOnce() + Send + 'static) -> Thread {
    let thread = Thread::new(body);
    thread.start().expect("starts");
    thread
}

#[test]
fn only_one_thread_runs_at_a_time() {
    let (inside, most, turns) = program(Duration::from_micros(50), || {
        let counts = Arc::new([const { AtomicU32::new(0) }; 3]);
        let work = |counts: Arc<[AtomicU32; 3]>| {
            move || {
                for _ in 0..2_000 {
                    let others = counts[0].fetch_add(1, Relaxed);
                    counts[1].fetch_max(others + 1, Relaxed);
                    counts[2].fetch_add(1, Relaxed);
                    counts[0].fetch_sub(1, Relaxed);
                    checkpoint::proceed();
                }
            }
        };
        let threads: Vec<_> = (0..4).map(|_| started(work(counts.clone()))).collect();
        threads.iter().for_each(|t| t.join().expect("started"));
        (
            counts[0].load(Relaxed),
            counts[1].load(Relaxed),
            counts[2].load(Relaxed),
        )
    });
    assert_eq!((inside, most, turns), (0, 1, 8_000));
}

#[test]
fn a_computing_thread_gives_way_at_a_checkpoint() {
    program(Duration::from_micros(200), || {
        let seen = Arc::new(AtomicBool::new(false));
        let hog = started({
            let seen = seen.clone();
            move || {
                while !seen.load(Relaxed) {
                    checkpoint::proceed();
                }
            }
        });
        let other = started(move || seen.store(true, Relaxed));
        hog.join().expect("started");
        other.join().expect("started");
    });
}

#[test]
fn every_wait_gives_it_away() {
    program(SWITCH_INTERVAL, || {
        let (barrier, gate) = (Arc::new(Barrier::new(4)), Arc::new(Event::new()));
        let (queue, lock) = (Arc::new(Queue::bounded(1)), Arc::new(Lock::new()));
        let threads: Vec<_> = (0..4)
            .map(|i| {
                let (barrier, gate, queue, lock) =
                    (barrier.clone(), gate.clone(), queue.clone(), lock.clone());
                started(move || {
                    barrier.wait().expect("not broken");
                    let _held = lock.hold();
                    checkpoint::sleep(Duration::from_micros(10));
                    queue.put(i).expect("open");
                    gate.wait();
                })
            })
            .collect();
        let mut items = Vec::new();
        for _ in 0..4 {
            items.push(queue.get().expect("open"));
            gate.set();
        }
        threads.iter().for_each(|t| t.join().expect("started"));
        items.sort_unstable();
        assert_eq!(items, [0, 1, 2, 3]);
    });
}

#[test]
fn a_woken_thread_asks_once_the_interval_is_over() {
    let asked = program(Duration::from_micros(500), || {
        let gate = Arc::new(Event::new());
        let through = Arc::new(AtomicBool::new(false));
        let sleeper = started({
            let (gate, through) = (gate.clone(), through.clone());
            move || {
                gate.wait();
                through.store(true, Relaxed);
            }
        });
        gate.set();
        let mut checkpoints = 0_u64;
        while !through.load(Relaxed) {
            checkpoint::proceed();
            checkpoints += 1;
        }
        sleeper.join().expect("started");
        checkpoints
    });
    assert!(asked > 0, "the computing thread went on until it was asked");
}

#[test]
fn a_released_computation_lets_others_run_and_has_the_gil_back_afterwards() {
    program(SWITCH_INTERVAL, || {
        let (inside, done) = (Arc::new(Event::new()), Arc::new(AtomicBool::new(false)));
        let other = started({
            let (inside, done) = (inside.clone(), done.clone());
            move || {
                inside.wait();
                done.store(true, Relaxed);
            }
        });
        let seen = gil::released(|| {
            inside.set();
            while !done.load(Relaxed) {
                checkpoint::proceed(); // Without the GIL it has none to give away.
            }
            7
        });
        assert_eq!(seen, 7);
        other.join().expect("started");
        let again = gil::released(|| gil::released(|| 8));
        assert_eq!(again, 8);
    });
    assert_eq!(gil::released(|| 9), 9, "without a GIL it only computes");
}

#[test]
fn who_had_released_the_gil_is_alone_again_afterwards() {
    let most = program(Duration::from_micros(50), || {
        let counts = Arc::new([const { AtomicU32::new(0) }; 2]);
        let work = |counts: Arc<[AtomicU32; 2]>| {
            move || {
                for _ in 0..500 {
                    gil::released(checkpoint::proceed);
                    let others = counts[0].fetch_add(1, Relaxed);
                    counts[1].fetch_max(others + 1, Relaxed);
                    counts[0].fetch_sub(1, Relaxed);
                }
            }
        };
        let threads: Vec<_> = (0..3).map(|_| started(work(counts.clone()))).collect();
        threads.iter().for_each(|t| t.join().expect("started"));
        counts[1].load(Relaxed)
    });
    assert_eq!(most, 1);
}
