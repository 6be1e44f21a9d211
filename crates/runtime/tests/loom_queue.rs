//! Models of queues. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_queue -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use core::sync::atomic::AtomicUsize;
use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use loom_support::{WHY, explore, leaving, soon, spawn};
use runtime::error::Error;
use runtime::futex::Word;
use runtime::sync::event_count::EventCount;
use runtime::sync::ring::{Attempt, Ring};
use runtime::sync::{Queue, Shutdown};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

struct Flagged {
    flag: AtomicBool,
    count: EventCount<Word>,
}

impl Flagged {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            flag: AtomicBool::new(false),
            count: EventCount::new(Word::new(0)),
        })
    }
    fn wait(&self) -> Option<()> {
        self.count
            .until(None, &WHY, || self.flag.load(Relaxed).then_some(()))
    }
}

/// 2 waiters, 1 thread that makes the condition true and notifies one after the other.
#[test]
fn event_count_loses_nothing() {
    explore("event count", 2, || {
        let state = Flagged::new();
        let waiters: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || s.wait()
                })
            })
            .collect();
        state.flag.store(true, Relaxed);
        state.count.notify_one();
        state.count.notify_one();
        waiters
            .into_iter()
            .for_each(|t| assert!(t.join().expect("ends").is_some()));
    });
}

/// 1 waiter that is stopped when woken, 1 that is not, notified one after the other.
#[test]
fn leaving_waiter_keeps_no_token() {
    explore("event count leaving waiter", 2, || {
        let state = Flagged::new();
        let leaver = spawn({
            let s = state.clone();
            move || leaving(|| s.wait())
        });
        let waiter = spawn({
            let s = state.clone();
            move || s.wait()
        });
        state.flag.store(true, Relaxed);
        state.count.notify_one();
        state.count.notify_one();
        assert!(waiter.join().expect("ends").is_some());
        leaver.join().expect("ends");
    });
}

/// 1 waiter with a time-out, 1 without, 1 notification after the condition: the condition holds for both, and both end.
#[test]
fn timed_waiter_keeps_no_token() {
    explore("event count timed waiter", 2, || {
        let state = Flagged::new();
        let attempt = |s: &Flagged| s.flag.load(Relaxed).then_some(());
        let timed = spawn({
            let s = state.clone();
            move || s.count.until(soon(), &WHY, || attempt(&s))
        });
        let waiter = spawn({
            let s = state.clone();
            move || s.wait()
        });
        state.flag.store(true, Relaxed);
        state.count.notify_one();
        state.count.notify_one();
        timed.join().expect("ends");
        assert!(waiter.join().expect("ends").is_some());
    });
}

/// 1 producer × 2 items, 1 consumer, 1 place.
#[test]
fn queue_of_one_hands_over_in_order() {
    explore("queue 1:1 of 1", 2, || {
        let state = Arc::new(Queue::bounded(1));
        let producer = spawn({
            let q = state.clone();
            move || (0..2).for_each(|i| q.put(i).expect("open"))
        });
        assert_eq!((state.get(), state.get()), (Ok(0), Ok(1)));
        producer.join().expect("ends");
    });
}

/// 2 producers × 1 item, 1 consumer, 1 place: both items come.
#[test]
fn two_producers_share_one_place() {
    explore("queue 2:1 of 1", 2, || {
        let state = Arc::new(Queue::bounded(1));
        let put = |i: u32| {
            spawn({
                let q = state.clone();
                move || q.put(i).expect("open")
            })
        };
        let producers = [put(1), put(2)];
        let mut items = [state.get().expect("open"), state.get().expect("open")];
        items.sort_unstable();
        assert_eq!(items, [1, 2]);
        producers.into_iter().for_each(|t| t.join().expect("ends"));
    });
}

/// 1 producer × 2 items, 2 consumers × 1, 2 places: each gets another.
#[test]
fn two_consumers_get_one_each() {
    explore("queue 1:2 of 2", 2, || {
        let state = Arc::new(Queue::bounded(2));
        let get = || {
            spawn({
                let q = state.clone();
                move || q.get().expect("open")
            })
        };
        let consumers = [get(), get()];
        (1..=2).for_each(|i| state.put(i).expect("open"));
        let mut items = consumers.map(|t| t.join().expect("ends"));
        items.sort_unstable();
        assert_eq!(items, [1, 2]);
    });
}

/// 2 producers × 1 item, 2 consumers × 1, 2 places: the items may become full in the wrong order, both consumers are served. The main
/// thread only waits, so that one preemption suffices to stop a producer in the middle.
#[test]
fn items_that_come_out_of_order_wake_both_consumers() {
    explore("queue 2:2 of 2", 1, || {
        let state = Arc::new(Queue::bounded(2));
        let get = || {
            spawn({
                let q = state.clone();
                move || q.get().expect("open")
            })
        };
        let put = |item: u32| {
            spawn({
                let q = state.clone();
                move || q.put(item).expect("open")
            })
        };
        let (consumers, producers) = ([get(), get()], [put(1), put(2)]);
        let mut items = consumers.map(|t| t.join().expect("ends"));
        items.sort_unstable();
        assert_eq!(items, [1, 2]);
        producers.into_iter().for_each(|t| t.join().expect("ends"));
    });
}

/// 1 producer × 2 items, 1 consumer that is stopped when woken, 1 that is not: what the one did not take, the other gets.
#[test]
fn stopped_getter_leaves_the_item_to_another() {
    explore("queue leaving getter", 2, || {
        let state = Arc::new(Queue::bounded(2));
        let leaver = spawn({
            let q = state.clone();
            move || leaving(|| q.get())
        });
        let getter = spawn({
            let q = state.clone();
            move || q.get().expect("open")
        });
        (1..=2).for_each(|i| state.put(i).expect("open"));
        getter.join().expect("ends");
        if leaver.join().expect("ends").is_err() {
            assert_eq!(state.qsize(), 1);
        }
    });
}

/// The same through a lock: 1 producer × 2 items, 1 consumer, without limit.
#[test]
fn unbounded_queue_hands_over_in_order() {
    explore("queue unbounded", 3, || {
        let state = Arc::new(Queue::new());
        let producer = spawn({
            let q = state.clone();
            move || (0..2).for_each(|i| q.put(i).expect("open"))
        });
        assert_eq!((state.get(), state.get()), (Ok(0), Ok(1)));
        producer.join().expect("ends");
    });
}

/// 1 getter of an empty queue, 1 shutdown: it comes back.
#[test]
fn shutdown_wakes_a_getter() {
    explore("queue shutdown, getter", 4, || {
        let state = Arc::new(Queue::<u32>::bounded(1));
        let getter = spawn({
            let q = state.clone();
            move || q.get()
        });
        state.shutdown(Shutdown::Drain);
        assert_eq!(getter.join().expect("ends"), Err(Error::shut_down()));
    });
}

/// 1 putter of a full queue, 1 shutdown that throws away: nothing is left, and the putter comes back.
#[test]
fn immediate_shutdown_leaves_nothing_behind() {
    explore("queue shutdown, putter", 3, || {
        let state = Arc::new(Queue::bounded(1));
        state.put(1).expect("open");
        let putter = spawn({
            let q = state.clone();
            move || q.put(2)
        });
        state.shutdown(Shutdown::Immediate);
        drop(putter.join().expect("ends"));
        assert_eq!((state.qsize(), state.unfinished_tasks()), (0, 0));
        state.join();
    });
}

/// 1 worker that takes one item and marks it done, 1 thread that joins.
#[test]
fn join_ends_with_the_last_task_done() {
    explore("queue join", 4, || {
        let state = Arc::new(Queue::bounded(1));
        state.put(1).expect("open");
        let worker = spawn({
            let q = state.clone();
            move || {
                q.get().expect("open");
                q.task_done().expect("one is unfinished");
            }
        });
        state.join();
        assert_eq!(state.qsize(), 0);
        worker.join().expect("ends");
    });
}

/// What an operation on a queue of two was and gave, and when it began and ended.
#[derive(Clone, Copy, Debug)]
struct Done {
    put: Option<u32>,
    got: Option<u32>,
    began: usize,
    ended: usize,
}

struct History {
    ring: Ring<u32, Word>,
    clock: AtomicUsize,
    done: Mutex<Vec<Done>>,
}

impl History {
    /// Time of the exploration itself, not of the model: it orders nothing for the threads.
    fn tick(&self) -> usize {
        self.clock.fetch_add(1, Relaxed)
    }

    fn put(&self, item: u32) {
        let began = self.tick();
        let mut place = Some(item);
        let put = (self.ring.push(&mut place) == Attempt::Done(())).then_some(item);
        self.note(Done {
            put,
            got: None,
            began,
            ended: self.tick(),
        });
    }

    fn get(&self) {
        let began = self.tick();
        let got = match self.ring.pop() {
            Attempt::Done(item) => Some(item),
            _ => None,
        };
        self.note(Done {
            put: None,
            got,
            began,
            ended: self.tick(),
        });
    }

    fn note(&self, done: Done) {
        // Refusals say nothing about order here: a busy ring refuses too, and the caller then waits.
        if done.put.is_some() || done.got.is_some() {
            self.done.lock().expect("no panic").push(done);
        }
    }

    /// Whether some order of the operations, in keeping with their times, is a run of a plain queue.
    fn is_linearisable(rest: &[Done], queue: &VecDeque<u32>, capacity: usize) -> bool {
        rest.is_empty()
            || (0..rest.len()).any(|i| {
                let next = rest[i];
                if rest.iter().any(|other| other.ended < next.began) {
                    return false;
                }
                let mut queue = queue.clone();
                let fits = match (next.put, next.got) {
                    (Some(item), _) => {
                        queue.push_back(item);
                        queue.len() <= capacity
                    }
                    (_, got) => queue.pop_front() == got,
                };
                let others: Vec<_> = rest
                    .iter()
                    .enumerate()
                    .filter(|(j, _)| *j != i)
                    .map(|(_, d)| *d)
                    .collect();
                fits && Self::is_linearisable(&others, &queue, capacity)
            })
    }
}

/// 2 threads × (put, get), capacity 2: every history is one of a plain queue.
#[test]
fn ring_is_linearisable() {
    explore("ring linearisable", 5, || {
        let history = || History {
            ring: Ring::new(2, Word::new),
            clock: AtomicUsize::new(0),
            done: Mutex::new(Vec::new()),
        };
        let state = Arc::new(history());
        let act = |h: &History, item: u32| {
            h.put(item);
            h.get();
        };
        let other = spawn({
            let h = state.clone();
            move || act(&h, 2)
        });
        act(&state, 1);
        other.join().expect("ends");
        let done = state.done.lock().expect("no panic").clone();
        assert!(
            History::is_linearisable(&done, &VecDeque::new(), 2),
            "{done:?}"
        );
    });
}

/// 1 thread × 3 puts, 1 thread × 3 gets, capacity 2: the ring wraps.
#[test]
fn ring_is_linearisable_when_it_wraps() {
    explore("ring wraps", 3, || {
        let history = || History {
            ring: Ring::new(2, Word::new),
            clock: AtomicUsize::new(0),
            done: Mutex::new(Vec::new()),
        };
        let state = Arc::new(history());
        let getter = spawn({
            let h = state.clone();
            move || (0..3).for_each(|_| h.get())
        });
        (1..=3).for_each(|i| state.put(i));
        getter.join().expect("ends");
        let done = state.done.lock().expect("no panic").clone();
        assert!(
            History::is_linearisable(&done, &VecDeque::new(), 2),
            "{done:?}"
        );
    });
}
