//! Python's `queue` module: `Queue`, `LifoQueue`, `PriorityQueue`, `SimpleQueue`.
//!
//! The types differ in the order in which items come out, and are faces of one machinery: states, the argument against lost wake-ups,
//! orderings, fairness and Stop stand in [`stock`](super::stock), for a short bounded FIFO also in [`ring`](super::ring).
//!
//! **Origin.** `queue` of the Python 3.13 library reference. `put(item, block=False)` is `put_nowait(item)`.
//!
//! **Checked by** `loom_queue`, `stress::queue_*`, `tests/queues.rs`, `tests/parity.rs`, ThreadSanitizer.

use super::python::{self, Blocking, Limit, Timeout};
use super::stock::Stock;
use crate::blocking::Deadline;
use crate::error::Error;
use core::cmp::Reverse;
use core::time::Duration;
use std::collections::{BinaryHeap, VecDeque};

/// At most this long; 0 does not wait.
fn at_most(timeout: Duration) -> Limit {
    if timeout.is_zero() {
        Limit::Try
    } else {
        Limit::Wait(Some(timeout))
    }
}

/// A limit as Python gives it: 0 and below are none.
fn no_negative(maxsize: i64) -> usize {
    usize::try_from(maxsize).unwrap_or(0)
}

/// What all queues with `task_done` have in common; `$bound` is what the items must be.
macro_rules! queue_methods {
    ($name:ident<T $(: $bound:path)?>) => {
        impl<T $(: $bound)?> Default for $name<T> {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<T $(: $bound)?> $name<T> {
            /// An empty queue without limit.
            pub fn new() -> Self {
                Self::named("", 0)
            }

            /// An empty queue that holds at most `maxsize` items; 0 = without limit.
            pub fn bounded(maxsize: usize) -> Self {
                Self::named("", maxsize)
            }

            /// A queue with Python's `maxsize`: 0 and below mean without limit.
            pub fn with_maxsize(maxsize: i64) -> Self {
                Self::named("", no_negative(maxsize))
            }

            /// Puts an item in, waiting while the queue is full.
            ///
            /// # Blocking
            /// While it is full.
            /// # Errors
            /// `queue.ShutDown`. The item is dropped then.
            #[inline]
            pub fn put(&self, item: T) -> Result<(), Error> {
                self.stock.put(item, Limit::Wait(None))
            }

            /// Puts an item in, waiting at most `timeout`.
            ///
            /// # Blocking
            /// At most `timeout`; 0 never.
            /// # Errors
            /// `queue.Full`, `queue.ShutDown`. The item is dropped then.
            pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), Error> {
                self.stock.put(item, at_most(timeout))
            }

            /// Puts an item in if there is room.
            ///
            /// # Errors
            /// `queue.Full`, `queue.ShutDown`. The item is dropped then.
            #[inline]
            pub fn put_nowait(&self, item: T) -> Result<(), Error> {
                self.stock.put(item, Limit::Try)
            }

            /// `put(item, block, timeout)` with arguments as Python passes them.
            ///
            /// # Errors
            /// As [`put_timeout`](Self::put_timeout); a negative time-out: `ValueError: 'timeout' must be a non-negative number`.
            pub fn put_with(&self, item: T, block: Blocking, timeout: Timeout) -> Result<(), Error> {
                self.stock.put(item, python::queue_wait(block, timeout)?)
            }

            /// Takes an item out, waiting while the queue is empty.
            ///
            /// # Blocking
            /// While it is empty.
            /// # Errors
            /// `queue.ShutDown`, once it is empty.
            #[inline]
            pub fn get(&self) -> Result<T, Error> {
                self.stock.get(Limit::Wait(None))
            }

            /// Takes an item out, waiting at most `timeout`.
            ///
            /// # Blocking
            /// At most `timeout`; 0 never.
            /// # Errors
            /// `queue.Empty`, `queue.ShutDown`.
            pub fn get_timeout(&self, timeout: Duration) -> Result<T, Error> {
                self.stock.get(at_most(timeout))
            }

            /// Takes an item out if there is one.
            ///
            /// # Errors
            /// `queue.Empty`, `queue.ShutDown`.
            #[inline]
            pub fn get_nowait(&self) -> Result<T, Error> {
                self.stock.get(Limit::Try)
            }

            /// `get(block, timeout)` with arguments as Python passes them.
            ///
            /// # Errors
            /// As [`get_timeout`](Self::get_timeout); a negative time-out: `ValueError: 'timeout' must be a non-negative number`.
            pub fn get_with(&self, block: Blocking, timeout: Timeout) -> Result<T, Error> {
                self.stock.get(python::queue_wait(block, timeout)?)
            }

            /// Items at this moment: a snapshot, stale at once.
            pub fn qsize(&self) -> usize {
                self.stock.len()
            }

            /// Whether there is no item at this moment. Checking and then acting is a race.
            pub fn empty(&self) -> bool {
                self.stock.len() == 0
            }

            /// Whether there is no room at this moment. Checking and then acting is a race.
            pub fn full(&self) -> bool {
                (1..=self.stock.len()).contains(&self.maxsize())
            }

            /// The limit, 0 for none.
            pub fn maxsize(&self) -> usize {
                self.stock.maxsize()
            }

            /// Says that one item that was taken out has been worked off.
            ///
            /// # Errors
            /// More often than items were put: `ValueError: task_done() called too many times`.
            pub fn task_done(&self) -> Result<(), Error> {
                self.stock.task_done()
            }

            /// Waits until every item that was put has been marked done.
            ///
            /// # Blocking
            /// Until then, also after a shutdown.
            pub fn join(&self) {
                self.stock.join(None);
            }

            /// Waits at most `timeout`; whether all was done. (Python's `join` takes no time-out.)
            ///
            /// # Blocking
            /// At most `timeout`.
            pub fn join_timeout(&self, timeout: Duration) -> bool {
                self.stock.join(Some(Deadline::after(timeout)))
            }

            /// Items put and not yet marked done (Python's attribute `unfinished_tasks`).
            pub fn unfinished_tasks(&self) -> usize {
                self.stock.unfinished()
            }

            /// Lets no item in any more: later and waiting puts get `queue.ShutDown`, gets too once the queue is empty. Repeatable.
            pub fn shutdown(&self, how: Shutdown) {
                self.stock.shut_down(how == Shutdown::Immediate);
            }
        }
    };
}

/// How a queue is shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// What is in it can still be taken (`immediate=False`).
    Drain,
    /// What is in it is thrown away and counts as done (`immediate=True`).
    Immediate,
}

/// Hands items from thread to thread, first in, first out.
///
/// Each item comes out once, in the order of going in. What a thread wrote before `put` is visible after the `get` that takes
/// the item; what a worker wrote before `task_done` after `join`. Bounded queues hold at most their limit, exactly. Not fair: a running
/// thread can take an item ahead of a waiter.
///
/// # Blocking
/// `put` waits for room, `get` for an item, without using a core. The `_timeout` forms give up after their time, the `_nowait` forms
/// never wait. On the page's thread only the latter work: that thread must not block.
/// # Errors
/// `queue.Full`, `queue.Empty`, `queue.ShutDown`, all without a message; `task_done` once too often: `ValueError: task_done() called too
/// many times`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Bounded up to [`MAX_CAPACITY`](super::ring::MAX_CAPACITY): two compare-exchanges, no lock. Otherwise one short lock.
/// # Examples
/// ```
/// # use runtime::sync::Queue;
/// let queue = Queue::bounded(2);
/// queue.put("a").unwrap();
/// queue.put("b").unwrap();
/// assert_eq!(queue.put_nowait("c").unwrap_err().to_string(), "queue.Full");
/// assert_eq!(queue.get().unwrap(), "a");
/// ```
/// Origin: `queue.Queue` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Queue<T> {
    stock: Stock<VecDeque<T>>,
}

impl<T> Queue<T> {
    /// A queue that the trace shows under this name; `maxsize` 0 = without limit.
    pub fn named(name: &str, maxsize: usize) -> Self {
        Self {
            stock: Stock::fifo(name, maxsize),
        }
    }
}

queue_methods!(Queue<T>);

/// A [`Queue`] that gives back the last item first: a stack.
///
/// # Examples
/// ```
/// # use runtime::sync::LifoQueue;
/// let stack = LifoQueue::new();
/// stack.put(1).unwrap();
/// stack.put(2).unwrap();
/// assert_eq!(stack.get().unwrap(), 2);
/// ```
/// Origin: `queue.LifoQueue` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct LifoQueue<T> {
    stock: Stock<Vec<T>>,
}

impl<T> LifoQueue<T> {
    /// A queue that the trace shows under this name; `maxsize` 0 = without limit.
    pub fn named(name: &str, maxsize: usize) -> Self {
        Self {
            stock: Stock::locked(name, Vec::new(), maxsize),
        }
    }
}

queue_methods!(LifoQueue<T>);

/// A [`Queue`] that gives back the smallest item first. Among equals the order is open.
///
/// If a comparison panics, it does so out of `put` or `get`; the item is in the queue all the same, but does not count as unfinished, as in
/// Python, where it is a `TypeError`.
///
/// # Examples
/// ```
/// # use runtime::sync::PriorityQueue;
/// let queue = PriorityQueue::new();
/// queue.put((2, "later")).unwrap();
/// queue.put((1, "first")).unwrap();
/// assert_eq!(queue.get().unwrap(), (1, "first"));
/// ```
/// Items without an order do not compile (Python: `TypeError: '<' not supported between instances of 'dict' and 'dict'` from the second `put`):
/// ```compile_fail,E0277
/// # use runtime::sync::PriorityQueue; use std::collections::HashMap;
/// let queue = PriorityQueue::<(i32, HashMap<i32, i32>)>::new();
/// ```
/// Origin: `queue.PriorityQueue` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct PriorityQueue<T: Ord> {
    stock: Stock<BinaryHeap<Reverse<T>>>,
}

impl<T: Ord> PriorityQueue<T> {
    /// A queue that the trace shows under this name; `maxsize` 0 = without limit.
    pub fn named(name: &str, maxsize: usize) -> Self {
        Self {
            stock: Stock::locked(name, BinaryHeap::new(), maxsize),
        }
    }
}

queue_methods!(PriorityQueue<T: Ord>);

/// A FIFO without limit, and without `task_done`, `join` and `shutdown`. Its `put` never waits.
///
/// Otherwise a [`Queue`]: its guarantees, blocking and cost hold here too.
///
/// # Examples
/// ```
/// # use runtime::sync::SimpleQueue;
/// let queue = SimpleQueue::new();
/// queue.put(1);
/// assert_eq!(queue.get().unwrap(), 1);
/// assert_eq!(queue.get_nowait().unwrap_err().to_string(), "queue.Empty");
/// ```
/// Origin: `queue.SimpleQueue` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct SimpleQueue<T> {
    queue: Queue<T>,
}

impl<T> Default for SimpleQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> SimpleQueue<T> {
    /// An empty queue.
    pub fn new() -> Self {
        Self::named("")
    }

    /// An empty queue that the trace shows under this name.
    pub fn named(name: &str) -> Self {
        Self {
            queue: Queue::named(name, 0),
        }
    }

    /// Puts an item in. Never waits.
    pub fn put(&self, item: T) {
        let put = self.queue.put_nowait(item);
        debug_assert!(put.is_ok(), "without a limit and never shut down");
    }

    /// As [`put`](Self::put).
    pub fn put_nowait(&self, item: T) {
        self.put(item);
    }

    /// Takes an item out, waiting while the queue is empty.
    ///
    /// # Blocking
    /// While it is empty.
    /// # Errors
    /// `queue.Empty` in a thread that unwinds by Stop already.
    pub fn get(&self) -> Result<T, Error> {
        self.queue.get()
    }

    /// As [`Queue::get_timeout`].
    ///
    /// # Errors
    /// `queue.Empty`.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, Error> {
        self.queue.get_timeout(timeout)
    }

    /// As [`Queue::get_nowait`].
    ///
    /// # Errors
    /// `queue.Empty`.
    pub fn get_nowait(&self) -> Result<T, Error> {
        self.queue.get_nowait()
    }

    /// As [`Queue::get_with`].
    ///
    /// # Errors
    /// As there.
    pub fn get_with(&self, block: Blocking, timeout: Timeout) -> Result<T, Error> {
        self.queue.get_with(block, timeout)
    }

    /// Items at this moment.
    pub fn qsize(&self) -> usize {
        self.queue.qsize()
    }

    /// Whether there is no item at this moment.
    pub fn empty(&self) -> bool {
        self.queue.empty()
    }
}
