//! The primitives against what a Rust program would use instead, natively.
//!
//! Timed: the operations named, per operation. Not timed: making objects and threads. Each row: 15 rounds, interleaved, after one that is not
//! counted; median with the 25–75 % range; the ratio is ours ÷ reference, below 1 ours is faster.

mod sync_support;

use runtime::checkpoint;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::gil::{Gil, SWITCH_INTERVAL, attach};
use runtime::sync::{Event, Lock, Policy, Queue, RLock, Semaphore};
use runtime::thread::{Thread, run_here};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use sync_support::references::{PlEvent, PlSemaphore, StdEvent, StdQueue};
use sync_support::{Longest, column, compare, each, together, together_timed};

const FREE: u32 = 1_000_000;
const CONTENDED: u32 = 400_000;
const ITEMS: u32 = 300_000;
const PAIRS: u32 = 8;
const TURNS: u32 = 2_000;

fn main() {
    // A bench filter, as `cargo bench -- lock` gives it.
    let wanted = std::env::args()
        .skip(1)
        .find(|a| !a.starts_with('-'))
        .unwrap_or_default();
    let rows: [(&str, fn()); 9] = [
        ("lock free", free_locks),
        ("lock contended", contended_locks),
        ("rlock", rlocks),
        ("semaphore", semaphores),
        ("event", events),
        ("queue", queues),
        ("wake", wake_latency),
        ("trace", trace_cost),
        ("gil", gil),
    ];
    rows.into_iter()
        .filter(|(name, _)| name.contains(&wanted))
        .for_each(|(_, run)| run());
}

/// Taking and releasing a free lock in one thread.
fn free_locks() {
    let (ours, std, parking_lot) = (
        Lock::new(),
        std::sync::Mutex::new(0_u32),
        parking_lot::Mutex::new(0_u32),
    );
    let take = || {
        each(FREE, || {
            ours.acquire();
            black_box(&ours);
            let _ = black_box(ours.release());
        })
    };
    let columns = vec![
        column("ours", take),
        column("std", || {
            each(FREE, || *black_box(std.lock().expect("no panic")) += 1)
        }),
        column("parking_lot", || {
            each(FREE, || *black_box(parking_lot.lock()) += 1)
        }),
    ];
    compare("lock + unlock, free", "≤ 1.2 × the faster", columns);
}

/// Short regions under one lock, from several threads; the longest wait is of single acquires, over all rounds.
fn contended_locks() {
    for threads in [2, 8] {
        let operations = CONTENDED;
        let (ours, fifo) = (Lock::new(), Lock::with_policy(Policy::Fifo));
        let (std, parking_lot) = (std::sync::Mutex::new(0_u32), parking_lot::Mutex::new(0_u32));
        let pass = |lock: &Lock| {
            let _held = lock.hold();
        };
        let columns = vec![
            column("ours", || together(threads, operations, |_| pass(&ours))),
            column("std", || {
                together(threads, operations, |_| *std.lock().expect("no panic") += 1)
            }),
            column("parking_lot", || {
                together(threads, operations, |_| *parking_lot.lock() += 1)
            }),
        ];
        compare(&format!("lock, {threads} threads"), "≤ 1 × std", columns);
        let longest: [Longest; 4] = Default::default();
        for _ in 0..3 {
            together_timed(threads, operations, &longest[0], || pass(&ours));
            together_timed(threads, operations / 20, &longest[1], || pass(&fifo));
            together_timed(threads, operations, &longest[2], || {
                *std.lock().expect("no panic") += 1
            });
            together_timed(threads, operations, &longest[3], || {
                *parking_lot.lock() += 1
            });
        }
        let [ours, fifo, std, parking_lot] = longest.map(|l| l.shown());
        println!(
            "lock, {threads} threads, longest wait · barging {ours} · fifo {fifo} · std {std} · parking_lot {parking_lot}"
        );
    }
}

/// A re-entrant lock, free.
fn rlocks() {
    let (ours, parking_lot) = (RLock::new(), parking_lot::ReentrantMutex::new(0_u32));
    let columns = vec![
        column("ours", || each(FREE, || drop(black_box(ours.hold())))),
        column("parking_lot", || {
            each(FREE, || drop(black_box(parking_lot.lock())))
        }),
    ];
    compare("rlock + unlock, free", "≤ 1.2 ×", columns);
}

/// Permits: free, and three among eight threads.
fn semaphores() {
    let (ours, reference) = (Semaphore::new(3), PlSemaphore::new(3));
    let pass = || {
        ours.acquire();
        ours.release();
    };
    let pass_reference = || {
        reference.acquire();
        reference.release();
    };
    compare(
        "semaphore, free",
        "≤ 1 ×",
        vec![
            column("ours", || each(FREE, pass)),
            column("parking_lot", || each(FREE, pass_reference)),
        ],
    );
    compare(
        "semaphore of 3, 8 threads",
        "≤ 1 ×",
        vec![
            column("ours", || together(8, CONTENDED, |_| pass())),
            column("parking_lot", || {
                together(8, CONTENDED, |_| pass_reference())
            }),
        ],
    );
}

/// Raising, looking, lowering, with nobody waiting.
fn events() {
    let (ours, reference) = (Event::new(), PlEvent::new());
    let columns = vec![
        column("ours", || {
            each(FREE, || {
                ours.set();
                ours.wait();
                ours.clear();
            })
        }),
        column("parking_lot", || {
            each(FREE, || {
                reference.set();
                reference.wait();
                reference.clear();
            })
        }),
    ];
    compare("event set + wait + clear, free", "≤ 1 ×", columns);
}

/// One thread puts, one gets, 64 places.
fn queues() {
    const PLACES: usize = 64;
    let (ours, std) = (Queue::bounded(PLACES), StdQueue::bounded(PLACES));
    let (to, from) = crossbeam_channel::bounded(PLACES);
    let columns = vec![
        column("ours", || {
            2.0 * together(2, 2 * ITEMS, |i| {
                if i == 0 {
                    ours.put(1_u64).expect("open");
                } else {
                    black_box(ours.get().expect("open"));
                }
            })
        }),
        column("Mutex + Condvar", || {
            2.0 * together(2, 2 * ITEMS, |i| {
                if i == 0 {
                    std.put(1_u64);
                } else {
                    black_box(std.get());
                }
            })
        }),
        column("crossbeam", || {
            2.0 * together(2, 2 * ITEMS, |i| {
                if i == 0 {
                    to.send(1_u64).expect("open");
                } else {
                    black_box(from.recv().expect("open"));
                }
            })
        }),
    ];
    compare(
        "queue of 64, one to one, per item",
        "≤ 0.2 × Mutex + Condvar, aim 1.4 × crossbeam",
        columns,
    );
}

/// From `set` in one thread to the other thread's answer and back, half of it: eight fresh pairs of threads a round.
fn wake_latency() {
    fn ping_pong<E: Send + Sync>(make: fn() -> E, set: fn(&E), wait: fn(&E), clear: fn(&E)) -> f64 {
        let pairs: f64 = (0..PAIRS)
            .map(|_| {
                let (there, back) = (make(), make());
                let turn = |i: u32| {
                    let (mine, other) = if i == 0 {
                        (&there, &back)
                    } else {
                        (&back, &there)
                    };
                    if i == 0 {
                        set(mine);
                    }
                    wait(other);
                    clear(other);
                    if i == 1 {
                        set(mine);
                    }
                };
                together(2, 2 * TURNS, turn)
            })
            .sum();
        pairs / f64::from(PAIRS)
    }
    let columns = vec![
        column("ours", || {
            ping_pong(Event::new, Event::set, |e| assert!(e.wait()), Event::clear)
        }),
        column("std Condvar", || {
            ping_pong(
                StdEvent::new,
                StdEvent::set,
                StdEvent::wait,
                StdEvent::clear,
            )
        }),
        column("parking_lot", || {
            ping_pong(PlEvent::new, PlEvent::set, PlEvent::wait, PlEvent::clear)
        }),
    ];
    compare("event set → waiter runs", "≤ 1.3 × std Condvar", columns);
}

/// What a lock costs in a thread that has a context, with tracing off and on, against one without.
fn trace_cost() {
    let bare = Lock::new();
    let pass = |lock: &Lock| {
        lock.acquire();
        let _ = black_box(lock.release());
    };
    let in_process = |tracing| {
        std::thread::spawn(move || {
            let entered = enter_free_slot(Process::leak(0, tracing)).expect("a slot");
            let lock = Lock::new();
            let time = each(FREE, || pass(&lock));
            drop(entered);
            time
        })
        .join()
        .expect("no panic")
    };
    compare(
        "lock + unlock, free, tracing off / no context",
        "≤ 1.1 ×",
        vec![
            column("ours", || in_process(Tracing::Off)),
            column("no context", || each(FREE, || pass(&bare))),
        ],
    );
    compare(
        "lock + unlock, free, traced (ring full) / no context",
        "none: two records",
        vec![
            column("ours", || in_process(Tracing::Records(16_384))),
            column("no context", || each(FREE, || pass(&bare))),
        ],
    );
}

/// Steps of computing that the GIL's rows share among their threads.
const STEPS: u64 = 300_000_000;

fn compute(steps: u64) {
    for part in 0..steps / 100_000 {
        black_box((0..100_000_u64).fold(part, |sum, i| black_box(sum ^ i)));
        checkpoint::proceed();
    }
}

/// What `main` measures as the main thread of a process of its own.
fn in_a_process(main: impl FnOnce() -> f64 + Send + 'static) -> f64 {
    let run = move || {
        let process = Process::leak(0, Tracing::Off);
        let entered = enter_free_slot(process).expect("a slot");
        let ran = run_here(&entered, "MainThread", main);
        process.finish();
        ran.map_err(|(how, _)| how).expect("returns")
    };
    std::thread::spawn(run).join().expect("no panic")
}

fn new_gil() -> &'static Gil {
    Gil::leak(SWITCH_INTERVAL).expect("positive")
}

/// Nanoseconds that `threads` threads take for [`STEPS`] together.
fn crew(threads: u64, with_gil: bool) -> f64 {
    in_a_process(move || {
        let _gil = with_gil.then(|| attach(new_gil()));
        each(1, || {
            let crew: Vec<_> = (0..threads)
                .map(|_| Thread::new(move || compute(STEPS / threads)))
                .collect();
            crew.iter().for_each(|t| t.start().expect("starts"));
            crew.iter().for_each(|t| t.join().expect("started"));
        })
    })
}

/// Nanoseconds by which a sleep of a thread is longer while another computes under the same GIL.
fn delay_behind_a_hog() -> f64 {
    const SLEEP: Duration = Duration::from_millis(1);
    in_a_process(|| {
        let _gil = attach(new_gil());
        let done = Arc::new(AtomicBool::new(false));
        let seen = done.clone();
        let hog = Thread::new(move || {
            while !seen.load(Relaxed) {
                compute(100_000);
            }
        });
        hog.start().expect("starts");
        let slept = each(20, || checkpoint::sleep(SLEEP));
        done.store(true, Relaxed);
        hog.join().expect("started");
        slept - SLEEP.as_nanos() as f64
    })
}

/// CPU work of two threads under the GIL against the same work in one thread, and against two without it.
fn gil() {
    compare(
        "gil: CPU work on 2 threads under the GIL / on one",
        "≥ 0.97 ×",
        vec![
            column("two under the GIL", || crew(2, true)),
            column("one", || crew(1, false)),
        ],
    );
    compare(
        "gil: CPU work on 2 threads without it / on one",
        "≈ 0.52 ×",
        vec![
            column("two free", || crew(2, false)),
            column("one", || crew(1, false)),
        ],
    );
    compare(
        "gil: delay of a thread that wakes behind a computing one",
        "about 1 ×",
        vec![
            column("ours", delay_behind_a_hog),
            column("one switch interval", || SWITCH_INTERVAL.as_nanos() as f64),
        ],
    );
}
