//! What stands behind every queue: a shelf of items, and threads that wait for an item, for room, or for all work to be done.
//!
//! Two shelves: any collection under a brief lock (unbounded FIFO, stack, heap, long bounded FIFO), or the lock-free [`Ring`]. Both answer an
//! attempt at once; the waiting is the same for both and stands here, on three [`EventCount`]s.
//!
//! State of a locked shelf (data under the lock; states of the ring in its header)
//! | part | meaning | who may change it |
//! |---|---|---|
//! | items | what was put and not taken | put, get, shutdown |
//! | unfinished | puts not yet marked done | put + 1; `task_done`, and shutdown for each item thrown away − 1 |
//! | closed | shut down | shutdown, once |
//!
//! **No lost wake-up.** [`event_count`](super::event_count): every put, get and last `task_done` changes the shelf first and notifies then. A
//! thread that has waited and then got its item (or room) notifies the next if there is more, because wakes for a ring may come while the item
//! in front is still on its way.
//!
//! **Fairness.** None (barging): a thread that comes by may take an item ahead of a woken waiter, which then waits again.
//!
//! **Time-out; Stop; death.** A waiter that leaves has neither put nor taken. An item whose put did not happen is dropped with its error, as in Python the
//! caller still has it by its own name.
//!
//! **Trace.** `Value` (items) after each change, `Wake`; waits are `blocked(queue)`.
//!
//! **Origin.** `queue.Queue` of the Python 3.13 library reference.
//!
//! **Checked by** `loom_queue`, `stress::queue_*`, `tests/queues.rs`, `tests/parity.rs`, ThreadSanitizer.

use super::event_count::EventCount;
use super::object::Object;
use super::python::Limit;
use super::ring::{Apart, Attempt, MAX_CAPACITY, Ring};
use super::shelf::{Locked, Shelf};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::Word;
use crate::spin;
use std::collections::VecDeque;
use trace::kinds::{Cause, ObjectKind};

/// Where the items are.
enum Items<S: Shelf> {
    Locked(Locked<S>),
    Ring(Box<Ring<S::Item, Word>>),
}

/// A queue's whole machinery. See the module's header.
pub(crate) struct Stock<S: Shelf> {
    items: Items<S>,
    /// Touched by every put and every get respectively: apart, so that they do not pass a cache line to and fro.
    filled: Apart<EventCount<Word>>,
    room: Apart<EventCount<Word>>,
    done: EventCount<Word>,
    object: Object,
}

impl<T> Stock<VecDeque<T>> {
    /// A FIFO of `maxsize` items, 0 = without limit: a ring where it is short enough.
    pub fn fifo(name: &str, maxsize: usize) -> Self {
        match maxsize {
            1..=MAX_CAPACITY => {
                Self::of(name, Items::Ring(Box::new(Ring::new(maxsize, Word::new))))
            }
            _ => Self::locked(name, VecDeque::new(), maxsize),
        }
    }
}

impl<S: Shelf> Stock<S> {
    /// A queue on this empty shelf.
    pub fn locked(name: &str, items: S, maxsize: usize) -> Self {
        Self::of(name, Items::Locked(Locked::new(items, maxsize)))
    }

    fn of(name: &str, items: Items<S>) -> Self {
        let count = || EventCount::new(Word::new(0));
        let object = Object::new(ObjectKind::Queue, name);
        object.value(0);
        Self {
            items,
            filled: Apart(count()),
            room: Apart(count()),
            done: count(),
            object,
        }
    }

    /// Puts an item in.
    pub fn put(&self, item: S::Item, limit: Limit) -> Result<(), Error> {
        let mut item = Some(item);
        let first = match self.push(&mut item) {
            Attempt::Done(()) => Ok(()),
            Attempt::Closed => Err(Error::shut_down()),
            Attempt::Refused if limit == Limit::Try => Err(Error::full()),
            Attempt::Refused | Attempt::Busy => self.put_slowly(&mut item, limit),
        };
        first.inspect(|()| self.changed(&self.filled.0))
    }

    /// Takes an item out.
    pub fn get(&self, limit: Limit) -> Result<S::Item, Error> {
        let first = match self.pop() {
            Attempt::Done(item) => Ok(item),
            Attempt::Closed => Err(Error::shut_down()),
            Attempt::Refused if limit == Limit::Try => Err(Error::empty()),
            Attempt::Refused | Attempt::Busy => self.get_slowly(limit),
        };
        first.inspect(|_| self.changed(&self.room.0))
    }

    #[cold]
    fn put_slowly(&self, item: &mut Option<S::Item>, limit: Limit) -> Result<(), Error> {
        let settled = self.wait(
            &self.room.0,
            limit,
            Error::full,
            || self.can_push(),
            || self.push(item),
        );
        self.pass_on(&self.room.0, self.can_push());
        settled
    }

    #[cold]
    fn get_slowly(&self, limit: Limit) -> Result<S::Item, Error> {
        let settled = self.wait(
            &self.filled.0,
            limit,
            Error::empty,
            || self.can_pop(),
            || self.pop(),
        );
        self.pass_on(&self.filled.0, self.can_pop());
        settled
    }

    /// Spins a little, then waits on `count` until `attempt` is neither refused nor busy.
    fn wait<T>(
        &self,
        count: &EventCount<Word>,
        limit: Limit,
        refused: fn() -> Error,
        likely: impl Fn() -> bool,
        mut attempt: impl FnMut() -> Attempt<T>,
    ) -> Result<T, Error> {
        let mut settle = |refusal_settles: bool| match attempt() {
            Attempt::Done(value) => Some(Ok(value)),
            Attempt::Closed => Some(Err(Error::shut_down())),
            Attempt::Refused if refusal_settles => Some(Err(refused())),
            Attempt::Refused | Attempt::Busy => None,
        };
        match limit {
            // Not refused but busy: the other thread needs a few instructions, so waiting for it is no waiting in Python's sense.
            Limit::Try => count.until_brief(|| settle(true)),
            Limit::Wait(timeout) => {
                let looked = spin::until(|| likely().then(|| settle(false)).flatten());
                let why = Wait::on(Cause::Queue, self.object.id());
                looked
                    .or_else(|| count.until(timeout.map(Deadline::after), &why, || settle(false)))
                    .unwrap_or_else(|| Err(refused()))
            }
        }
    }

    /// A thread that has waited lets the next one look, if there is more of what it waited for.
    fn pass_on(&self, count: &EventCount<Word>, more: bool) {
        if more {
            count.notify_one();
        }
    }

    /// An item came or went.
    #[inline]
    fn changed(&self, count: &EventCount<Word>) {
        let woke = count.notify_one();
        self.object.changed(|| self.len() as u32, u32::from(woke));
    }

    fn push(&self, item: &mut Option<S::Item>) -> Attempt<()> {
        match &self.items {
            Items::Ring(ring) => ring.push(item),
            Items::Locked(locked) => locked.push(item),
        }
    }

    fn pop(&self) -> Attempt<S::Item> {
        match &self.items {
            Items::Ring(ring) => ring.pop(),
            Items::Locked(locked) => locked.pop(),
        }
    }

    fn can_push(&self) -> bool {
        match &self.items {
            Items::Ring(ring) => ring.can_push(),
            Items::Locked(locked) => locked.can_push(),
        }
    }

    fn can_pop(&self) -> bool {
        match &self.items {
            Items::Ring(ring) => ring.can_pop(),
            Items::Locked(locked) => locked.can_pop(),
        }
    }

    /// Items at one moment.
    pub fn len(&self) -> usize {
        match &self.items {
            Items::Ring(ring) => ring.len(),
            Items::Locked(locked) => locked.len(),
        }
    }

    /// The limit, 0 for none.
    pub fn maxsize(&self) -> usize {
        match &self.items {
            Items::Ring(ring) => ring.capacity(),
            Items::Locked(locked) => locked.maxsize(),
        }
    }

    /// Items put and not yet marked done.
    pub fn unfinished(&self) -> usize {
        match &self.items {
            Items::Ring(ring) => ring.unfinished() as usize,
            Items::Locked(locked) => locked.unfinished(),
        }
    }

    /// Marks one item done.
    pub fn task_done(&self) -> Result<(), Error> {
        match self.mark_done() {
            None => return Err(Error::value("task_done() called too many times")),
            Some(0) => drop(self.done.notify_all()),
            Some(_) => {}
        }
        Ok(())
    }

    fn mark_done(&self) -> Option<usize> {
        match &self.items {
            Items::Ring(ring) => ring.mark_done().map(|left| left as usize),
            Items::Locked(locked) => locked.mark_done(),
        }
    }

    /// Waits until all is done. False: the deadline has passed, or the thread leaves.
    pub fn join(&self, deadline: Option<Deadline>) -> bool {
        let is_done = || (self.unfinished() == 0).then_some(());
        let why = Wait::on(Cause::Queue, self.object.id());
        is_done()
            .or_else(|| self.done.until(deadline, &why, is_done))
            .is_some()
    }

    /// Lets no item in any more; with `discard` also throws away what is there.
    pub fn shut_down(&self, discard: bool) {
        match &self.items {
            Items::Ring(ring) => ring.close(),
            Items::Locked(locked) => locked.close(),
        }
        if discard {
            while self.discard_one() {}
        }
        self.filled.0.notify_all();
        self.room.0.notify_all();
        self.done.notify_all();
        self.object.value(self.len() as u32);
    }

    fn discard_one(&self) -> bool {
        let popped = self.filled.0.until_brief(|| match self.pop() {
            Attempt::Busy => None, // A put has claimed its place and will be in at once.
            settled => Some(settled),
        });
        let is_item = matches!(popped, Attempt::Done(_));
        if is_item {
            self.mark_done();
        }
        is_item
    }
}

impl<S: Shelf> core::fmt::Debug for Stock<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Stock")
            .field("len", &self.len())
            .field("maxsize", &self.maxsize())
            .finish_non_exhaustive()
    }
}
