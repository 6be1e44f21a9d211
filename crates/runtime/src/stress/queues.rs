//! Queues: every item once, in order for each producer.

use super::{Load, Make, Tally, crew, done, even};
use crate::blocking::Wait;
use crate::futex::FutexWord;
use crate::sync::event_count::EventCount;
use crate::sync::ring::{Attempt, Ring};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::Arc;
use trace::kinds::Cause;

const WHY: Wait = Wait::on(Cause::Queue, 0);

/// A ring of 64 between half of the threads and the other half.
pub(super) fn ring<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    through_ring(word, load, 64)
}

/// The smallest ring: every place is contended.
pub(super) fn ring_of_one<W: FutexWord + Send + Sync + 'static>(
    word: Make<W>,
    load: Load,
) -> Tally {
    through_ring(word, load, 1)
}

fn through_ring<W: FutexWord + Send + Sync + 'static>(
    word: Make<W>,
    load: Load,
    capacity: usize,
) -> Tally {
    struct Shared<W> {
        ring: Ring<u64, W>,
        filled: EventCount<W>,
        room: EventCount<W>,
        sums: Sums,
    }
    let shared = Arc::new(Shared {
        ring: Ring::new(capacity, |value| word(value)),
        filled: EventCount::new(word(0)),
        room: EventCount::new(word(0)),
        sums: Sums::default(),
    });
    let each = load.operations / load.threads;
    let state = shared.clone();
    crew(load.threads, move |i| {
        let mut order = Order::default();
        for n in 0..each {
            if i % 2 == 0 {
                let mut item = Some(Sums::item(i, n));
                let attempt = || (state.ring.push(&mut item) == Attempt::Done(())).then_some(());
                state.room.until(None, &WHY, attempt).ok_or("put left")?;
                state.filled.notify_one();
                if state.ring.can_push() {
                    state.room.notify_one();
                }
            } else {
                let attempt = || match state.ring.pop() {
                    Attempt::Done(item) => Some(item),
                    _ => None,
                };
                let item = state.filled.until(None, &WHY, attempt).ok_or("get left")?;
                state.room.notify_one();
                if state.ring.can_pop() {
                    state.filled.notify_one();
                }
                order.check(item)?;
                state.sums.took(item);
            }
        }
        Ok(())
    })?;
    even("items left", 0, shared.ring.len() as u64)?;
    shared.sums.check(load.threads, each)
}

/// Items name their producer and number, so that sums and order can be checked.
#[derive(Default)]
struct Sums {
    count: AtomicU32,
    sum: AtomicU64,
}

impl Sums {
    fn item(producer: u32, number: u32) -> u64 {
        u64::from(producer) << 32 | u64::from(number)
    }

    fn took(&self, item: u64) {
        self.count.fetch_add(1, Relaxed);
        self.sum.fetch_add(item, Relaxed);
    }

    /// Half of `threads`, the even ones, put `each` items.
    fn check(&self, threads: u32, each: u32) -> Tally {
        let items = u64::from(threads / 2) * u64::from(each);
        let taken = even("items taken", items, self.count.load(Relaxed).into())?;
        let expected = (0..threads)
            .step_by(2)
            .flat_map(|i| (0..each).map(move |n| Self::item(i, n)));
        let sum = even(
            "sum of items",
            expected.fold(0, u64::wrapping_add),
            self.sum.load(Relaxed),
        )?;
        done(threads * each, [taken, sum])
    }
}

/// What one consumer saw last of each producer.
#[derive(Default)]
struct Order(std::collections::HashMap<u32, u32>);

impl Order {
    fn check(&mut self, item: u64) -> Result<(), String> {
        let (producer, number) = ((item >> 32) as u32, item as u32);
        match self.0.insert(producer, number) {
            Some(before) if before >= number => {
                Err(format!("producer {producer}: {number} came after {before}"))
            }
            _ => Ok(()),
        }
    }
}

pub(super) mod objects {
    //! The queues that programs use.

    use super::{Load, Order, Sums, Tally, crew, done, even};
    use crate::sync::{LifoQueue, PriorityQueue, Queue, Shutdown, SimpleQueue};
    use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use core::time::Duration;
    use std::sync::Arc;

    /// `put` by the even threads, `get` by the odd ones; then nothing is left.
    fn through(
        load: Load,
        put: impl Fn(u64) + Send + Sync + 'static,
        get: impl Fn() -> Option<u64> + Send + Sync + 'static,
        in_order: bool,
    ) -> Tally {
        let sums = Arc::new(Sums::default());
        let each = load.operations / load.threads;
        let state = sums.clone();
        crew(load.threads, move |i| {
            let mut order = Order::default();
            for n in 0..each {
                if i % 2 == 0 {
                    put(Sums::item(i, n));
                } else {
                    let item = get().ok_or("get failed")?;
                    if in_order {
                        order.check(item)?;
                    }
                    state.took(item);
                }
            }
            Ok(())
        })?;
        sums.check(load.threads, each)
    }

    macro_rules! by_queue {
        ($load:expr, $queue:expr, $in_order:expr) => {{
            let queue = Arc::new($queue);
            let (to, from) = (queue.clone(), queue.clone());
            let tally = through(
                $load,
                move |i| to.put(i).expect("open"),
                move || from.get().ok(),
                $in_order,
            )?;
            let puts = tally.operations / 2;
            even("unfinished", puts.into(), queue.unfinished_tasks() as u64)?;
            for _ in 0..puts {
                queue.task_done().map_err(|e| e.to_string())?;
            }
            queue.join();
            Ok(tally)
        }};
    }

    pub fn queue(load: Load) -> Tally {
        by_queue!(load, Queue::bounded(64), true)
    }

    pub fn unbounded(load: Load) -> Tally {
        by_queue!(load, Queue::new(), true)
    }

    pub fn lifo(load: Load) -> Tally {
        by_queue!(load, LifoQueue::bounded(64), false)
    }

    pub fn priority(load: Load) -> Tally {
        by_queue!(load, PriorityQueue::bounded(64), false)
    }

    pub fn simple(load: Load) -> Tally {
        let queue = Arc::new(SimpleQueue::new());
        let (to, from) = (queue.clone(), queue);
        through(load, move |i| to.put(i), move || from.get().ok(), true)
    }

    /// Waits that often end by their time: what was put and taken still comes out even.
    pub fn timeouts(load: Load) -> Tally {
        let queue = Arc::new(Queue::bounded(2));
        let counts = Arc::new([const { AtomicU32::new(0) }; 2]);
        let each = load.rendezvous / load.threads;
        let (state, tallies) = (queue.clone(), counts.clone());
        crew(load.threads, move |i| {
            let limit = Duration::from_micros(u64::from(i) * 3);
            for n in 0..each {
                let came_through = match i % 2 {
                    0 => state.put_timeout(n, limit).is_ok(),
                    _ => state.get_timeout(limit).is_ok(),
                };
                tallies[(i % 2) as usize].fetch_add(u32::from(came_through), Relaxed);
            }
            Ok(())
        })?;
        let left = u64::from(counts[0].load(Relaxed)) - u64::from(counts[1].load(Relaxed));
        let left = even("items left", left, queue.qsize() as u64)?;
        done(each * load.threads, [left])
    }

    /// A queue shut down under its users: all come back, and nothing is taken twice.
    pub fn shutdown(load: Load) -> Tally {
        let rounds = load.rendezvous / 200;
        let mut drained = 0;
        for round in 0..rounds {
            let queue = Arc::new(Queue::bounded(3));
            let how = if round % 2 == 0 {
                Shutdown::Immediate
            } else {
                Shutdown::Drain
            };
            let counts = Arc::new([const { AtomicU32::new(0) }; 2]);
            let (state, tallies) = (queue.clone(), counts.clone());
            crew(load.threads, move |i| {
                if i == 0 {
                    state.shutdown(how);
                }
                for n in 0..25 {
                    let came_through = if i % 2 == 0 {
                        state.put(n).is_ok()
                    } else {
                        state.get().is_ok()
                    };
                    tallies[(i % 2) as usize].fetch_add(u32::from(came_through), Relaxed);
                }
                Ok(())
            })?;
            let left = queue.qsize() as u64;
            let (put, got) = (counts[0].load(Relaxed), counts[1].load(Relaxed));
            let lost = u64::from(put) - u64::from(got) - left;
            if how == Shutdown::Drain {
                even("items lost by a draining shutdown", 0, lost)?;
                drained += 1;
            }
            even(
                "unfinished",
                u64::from(put) - lost,
                queue.unfinished_tasks() as u64,
            )?;
        }
        let drained = format!("{drained} draining shutdowns lost 0 items");
        done(rounds * load.threads * 25, [drained])
    }
}
