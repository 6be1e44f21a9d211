//! The primitives against what a Rust program would use instead, natively.
//!
//! Timed: the operations named, per operation. Not timed: making objects and threads. Each row: 15 rounds, interleaved, after one that is not
//! counted; median with the 25–75 % range; the ratio is ours ÷ reference, below 1 ours is faster.

mod sync_support;

use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::sync::{Event, Lock, Policy, Queue, RLock, Semaphore};
use std::hint::black_box;
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
    let rows: [(&str, fn()); 8] = [
        ("lock free", free_locks),
        ("lock contended", contended_locks),
        ("rlock", rlocks),
        ("semaphore", semaphores),
        ("event", events),
        ("queue", queues),
        ("wake", wake_latency),
        ("trace", trace_cost),
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
    let columns = vec![
        column("ours", || each(FREE, || drop(black_box(ours.hold())))),
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
