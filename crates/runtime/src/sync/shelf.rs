//! Shelves under a brief lock: the collections behind every queue that is not a short bounded FIFO.
//!
//! | kind | way in, way out | beyond the promise of `queue` |
//! |---|---|---|
//! | line | back, front | first in, first out, for all putters together |
//! | stack | top, top | last in, first out |
//! | heap | anywhere, smallest | ties in any order |
//!
//! **States and ordering**: the lock's, see [`cell`](super::cell); all data lie under it, and `len` beside it is a hint that is only ever read
//! to skip the lock, so Relaxed is enough. **No lost wake-up**: what waits for a shelf stands in [`stock`](super::stock), which looks again
//! after it has announced itself. **Fairness**: none among those who ask for the lock. **Time-out and Stop**: the lock is never held across a
//! wait, so nobody can be stopped inside. **Origin**: `queue.Queue`, `LifoQueue` and `PriorityQueue` of the Python 3.13 library reference.

use super::cell::Guarded;
use super::ring::Attempt;
use crate::platform::atomic::AtomicUsize;
use core::sync::atomic::Ordering::Relaxed;
use std::collections::{BinaryHeap, VecDeque};

/// A collection with one way in and one way out.
pub(crate) trait Shelf {
    type Item;
    fn put(&mut self, item: Self::Item);
    fn take(&mut self) -> Option<Self::Item>;
    fn len(&self) -> usize;
}

/// First in, first out.
impl<T> Shelf for VecDeque<T> {
    type Item = T;
    fn put(&mut self, item: T) {
        self.push_back(item);
    }
    fn take(&mut self) -> Option<T> {
        self.pop_front()
    }
    fn len(&self) -> usize {
        self.len()
    }
}

/// Last in, first out.
impl<T> Shelf for Vec<T> {
    type Item = T;
    fn put(&mut self, item: T) {
        self.push(item);
    }
    fn take(&mut self) -> Option<T> {
        self.pop()
    }
    fn len(&self) -> usize {
        self.len()
    }
}

/// Smallest first.
impl<T: Ord> Shelf for BinaryHeap<core::cmp::Reverse<T>> {
    type Item = T;
    fn put(&mut self, item: T) {
        self.push(core::cmp::Reverse(item));
    }
    fn take(&mut self) -> Option<T> {
        self.pop().map(|reverse| reverse.0)
    }
    fn len(&self) -> usize {
        self.len()
    }
}

struct Inside<S> {
    items: S,
    unfinished: usize,
    closed: bool,
}

/// A collection under a brief lock.
pub(crate) struct Locked<S> {
    inside: Guarded<Inside<S>>,
    /// 0: no limit.
    maxsize: usize,
    /// Items, for looks without the lock.
    len: AtomicUsize,
}

impl<S: Shelf> Locked<S> {
    /// This empty collection, for at most `maxsize` items; 0 = without limit.
    pub fn new(items: S, maxsize: usize) -> Self {
        let inside = Guarded::new(Inside {
            items,
            unfinished: 0,
            closed: false,
        });
        Self {
            inside,
            maxsize,
            len: AtomicUsize::new(0),
        }
    }

    /// Items.
    pub fn len(&self) -> usize {
        self.inside.with(|inside| inside.items.len())
    }

    /// The limit, 0 for none.
    pub fn maxsize(&self) -> usize {
        self.maxsize
    }

    /// Whether a put would probably find room: a look without the lock.
    pub fn can_push(&self) -> bool {
        self.maxsize == 0 || self.len.load(Relaxed) < self.maxsize
    }

    /// Whether a get would probably find an item: a look without the lock.
    pub fn can_pop(&self) -> bool {
        self.len.load(Relaxed) > 0
    }

    /// Items put and not yet marked done.
    pub fn unfinished(&self) -> usize {
        self.inside.with(|inside| inside.unfinished)
    }

    /// Lets no item in any more.
    pub fn close(&self) {
        self.inside.with(|inside| inside.closed = true);
    }

    /// Puts the item in, unless it is full or closed.
    pub fn push(&self, item: &mut Option<S::Item>) -> Attempt<()> {
        self.inside.with(|inside| {
            if inside.closed {
                return Attempt::Closed;
            }
            if self.maxsize > 0 && inside.items.len() >= self.maxsize {
                return Attempt::Refused;
            }
            if let Some(item) = item.take() {
                inside.items.put(item); // May unwind out of a comparison: then the item is in, and not counted, as in Python.
                inside.unfinished += 1;
            }
            self.len.store(inside.items.len(), Relaxed);
            Attempt::Done(())
        })
    }

    /// Takes the next item out.
    pub fn pop(&self) -> Attempt<S::Item> {
        self.inside.with(|inside| match inside.items.take() {
            Some(item) => {
                self.len.store(inside.items.len(), Relaxed);
                Attempt::Done(item)
            }
            None if inside.closed => Attempt::Closed,
            None => Attempt::Refused,
        })
    }

    /// Marks one item done: how many are left; `None` if all were.
    pub fn mark_done(&self) -> Option<usize> {
        self.inside.with(|inside| {
            inside.unfinished = inside.unfinished.checked_sub(1)?;
            Some(inside.unfinished)
        })
    }
}
