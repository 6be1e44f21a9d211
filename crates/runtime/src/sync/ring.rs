//! The fast bounded FIFO: a ring of places, each with a stamp that says whose turn it is.
//!
//! State table. A *position* is `lap | closed | index`; the closed bit exists in the tail only. `next lap` adds one to the lap.
//! | word | value | meaning | who may change it |
//! |---|---|---|---|
//! | tail | position | where the next put goes | a putter, which thereby claims the place → next position |
//! | tail | with closed bit | no put any more | whoever shuts down |
//! | head | position | where the next get comes from | a getter, which thereby claims the place → next position |
//! | stamp of place i | position p | empty, for the put at p | the putter that claimed p, when the item is in → p + 1 (Release) |
//! | stamp of place i | p + 1 | full, for the get at p | the getter that claimed p, when the item is out → p in the next lap (Release) |
//! | done | count | tasks marked done, modulo [`Ring::modulus`] | `task_done` → + 1 |
//!
//! **FIFO, exactly `capacity`, nothing lost or doubled.** Positions are claimed one after another by compare-exchange, and the stamp lets only the
//! claimant touch the place. A put claims only if the stamp says that the place is empty *in this lap*, that is, if fewer than capacity
//! items are ahead.
//!
//! **Full, empty, busy.** A put whose place is still last lap's (its item in it, or being put or taken) finds the ring full if the head is exactly
//! one lap behind; otherwise a getter has claimed that item and is just taking it out: *busy*. Likewise empty and busy for a get. Busy threads spin a little and then
//! wait like the others, so nobody burns a core while somebody else is descheduled in the middle. Whoever finishes notifies, so the waiting thread looks again.
//!
//! **No lost wake-up.** The stamp is the condition that [`event_count`](super::event_count) needs: it is stored before the notification looks for
//! waiters, and waiters look at it after they announced themselves. Items may become full out of order; a getter woken for the second
//! finds the first still busy and sleeps again. When the first is done one getter is woken, and as it has waited, it passes the wake on if
//! there is more to take (`pass_on`). Puts mirror this.
//!
//! **Ordering.** Item and stamp: Release by whoever moves the item, Acquire by whoever claims next. Claims are Relaxed: they publish nothing but themselves. The
//! SeqCst fence before "full" or "empty" is decided makes head and tail no older than the stamp. `done` is AcqRel: work done before `task_done` is
//! seen after `join`.
//!
//! **Fairness.** Puts and gets are served in the order of their claims; who claims next is open (barging), also against waiters.
//!
//! **Wrapping.** Positions have 32 bits. A claim could be confused with one exactly 2³² ÷ lap laps (at least 2²⁹ items) ago, by a thread that
//! was descheduled between a load and the exchange for all that time; the stamp, read in between, would have to fit as well.
//!
//! **Time-out; Stop; death.** A waiter that leaves has claimed nothing. Between claim and stamp a thread neither waits nor leaves.
//!
//! **Trace.** None; [`Queue`](super::Queue) leaves the records.
//!
//! **Origin.** D. Vyukov's bounded queue with sequence numbers (2010); laps for capacities that are no power of two after crossbeam's
//! `ArrayQueue`. Busy as a reason to wait, the counting of done tasks and the wake-ups are ours.
//!
//! **Checked by** `loom_queue` (`ring_*`), `stress::queue_bounded`, `tests/queues.rs`, ThreadSanitizer.

use super::cell::Place;
use crate::futex::FutexWord;
use crate::platform::atomic::fence;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// The largest ring: its places are made at once. Longer queues are kept in a deque.
pub const MAX_CAPACITY: usize = 4096;

/// Whether a stamp is older than the one that is looked for: the place still waits for somebody of this lap or the last. (A newer one says
/// that the position is outdated.) Positions wrap, so the nearer way round counts.
fn is_behind(stamp: u32, wanted: u32) -> bool {
    (wanted.wrapping_sub(stamp)).cast_signed() > 0
}

/// What an attempt came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Attempt<T> {
    /// Done.
    Done(T),
    /// Full (put) or empty (get).
    Refused,
    /// Another thread is in the middle of moving the item that stands in the way.
    Busy,
    /// Shut down; for a get: and empty.
    Closed,
}

/// Two cache lines apart from its neighbours, so that putters and getters do not pass one line to and fro.
#[derive(Debug)]
#[repr(align(128))]
pub(super) struct Apart<W>(pub W);

#[derive(Debug)]
struct Stamped<T, W> {
    stamp: W,
    place: Place<T>,
}

/// A bounded FIFO that never waits. See the module's header.
#[derive(Debug)]
pub struct Ring<T, W> {
    tail: Apart<W>,
    head: Apart<W>,
    done: Apart<W>,
    places: Box<[Stamped<T, W>]>,
    /// The closed bit; the index lies below it.
    closed: u32,
}

impl<T, W: FutexWord> Ring<T, W> {
    /// An empty ring of `capacity` places, 1 to [`MAX_CAPACITY`]; `word` makes a word with this value.
    pub fn new(capacity: usize, word: impl Fn(u32) -> W) -> Self {
        let capacity = capacity.clamp(1, MAX_CAPACITY);
        let stamped = |index: usize| Stamped {
            stamp: word(index as u32),
            place: Place::new(),
        };
        Self {
            tail: Apart(word(0)),
            head: Apart(word(0)),
            done: Apart(word(0)),
            places: (0..capacity).map(stamped).collect(),
            closed: (capacity as u32 + 1).next_power_of_two(),
        }
    }

    /// Places.
    pub fn capacity(&self) -> usize {
        self.places.len()
    }

    /// What one lap adds to a position.
    fn lap(&self) -> u32 {
        self.closed * 2
    }

    fn index(&self, position: u32) -> usize {
        (position & (self.closed - 1)) as usize
    }

    fn next(&self, position: u32) -> u32 {
        if self.index(position) + 1 < self.capacity() {
            position + 1
        } else {
            (position & !(self.lap() - 1)).wrapping_add(self.lap())
        }
    }

    /// Puts an item in. Unless it is done, the item stays in `item`.
    ///
    /// # Panics
    /// If `item` is `None`.
    #[inline]
    pub fn push(&self, item: &mut Option<T>) -> Attempt<()> {
        let mut tail = self.tail.0.load(Relaxed);
        loop {
            if tail & self.closed != 0 {
                return Attempt::Closed;
            }
            let here = &self.places[self.index(tail)];
            let stamp = here.stamp.load(Acquire);
            if stamp == tail {
                match self
                    .tail
                    .0
                    .compare_exchange(tail, self.next(tail), Relaxed, Relaxed)
                {
                    Ok(_) => {
                        super::cell::fill(&here.place, item);
                        here.stamp.store(tail + 1, Release);
                        return Attempt::Done(());
                    }
                    Err(now) => tail = now,
                }
                continue;
            }
            if is_behind(stamp, tail) {
                fence(SeqCst); // Head and tail below are no older than the stamp.
                let head = self.head.0.load(Relaxed);
                if head.wrapping_add(self.lap()) == tail {
                    return Attempt::Refused;
                }
                if self.tail.0.load(Relaxed) == tail {
                    return Attempt::Busy;
                }
            }
            tail = self.tail.0.load(Relaxed); // Another put has claimed this place meanwhile.
        }
    }

    /// Takes the first item out.
    #[inline]
    pub fn pop(&self) -> Attempt<T> {
        let mut head = self.head.0.load(Relaxed);
        loop {
            let here = &self.places[self.index(head)];
            let stamp = here.stamp.load(Acquire);
            if stamp == head + 1 {
                match self
                    .head
                    .0
                    .compare_exchange(head, self.next(head), Relaxed, Relaxed)
                {
                    Ok(_) => {
                        let item = super::cell::empty(&here.place);
                        here.stamp.store(head.wrapping_add(self.lap()), Release);
                        return Attempt::Done(item);
                    }
                    Err(now) => head = now,
                }
                continue;
            }
            if is_behind(stamp, head + 1) {
                fence(SeqCst); // As in `push`.
                let tail = self.tail.0.load(Relaxed);
                if tail & !self.closed == head {
                    return if tail == head {
                        Attempt::Refused
                    } else {
                        Attempt::Closed
                    };
                }
                if self.head.0.load(Relaxed) == head {
                    return Attempt::Busy;
                }
            }
            head = self.head.0.load(Relaxed); // Another get has claimed this place meanwhile.
        }
    }

    /// Whether a put or a get at this moment would find its place ready: a cheap look for spinning.
    #[inline]
    pub fn can_push(&self) -> bool {
        let tail = self.tail.0.load(Relaxed);
        tail & self.closed != 0 || self.places[self.index(tail)].stamp.load(Relaxed) == tail
    }

    /// See [`can_push`](Self::can_push).
    #[inline]
    pub fn can_pop(&self) -> bool {
        let head = self.head.0.load(Relaxed);
        self.places[self.index(head)].stamp.load(Relaxed) == head + 1
    }

    /// Lets no put in any more.
    pub fn close(&self) {
        let mut tail = self.tail.0.load(Relaxed);
        while let Err(now) =
            self.tail
                .0
                .compare_exchange(tail, tail | self.closed, Relaxed, Relaxed)
        {
            tail = now;
        }
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.tail.0.load(Relaxed) & self.closed != 0
    }

    /// Items at one moment, those claimed but not yet moved counted as the claims say.
    pub fn len(&self) -> usize {
        loop {
            let tail = self.tail.0.load(SeqCst);
            let head = self.head.0.load(SeqCst);
            if self.tail.0.load(SeqCst) == tail {
                let tail = tail & !self.closed;
                let (from, to) = (self.index(head), self.index(tail));
                return match to.cmp(&from) {
                    _ if head == tail => 0,
                    core::cmp::Ordering::Greater => to - from,
                    _ => self.capacity() - from + to,
                };
            }
        }
    }

    /// Whether there is no item at one moment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts are counted modulo this many: at least 2²⁹.
    fn modulus(&self) -> u32 {
        (u32::MAX / self.lap() + 1) * self.capacity() as u32
    }

    /// Items ever put, modulo.
    fn puts(&self) -> u32 {
        let tail = self.tail.0.load(Acquire) & !self.closed;
        tail / self.lap() * self.capacity() as u32 + self.index(tail) as u32
    }

    /// Items put and not yet marked done.
    pub fn unfinished(&self) -> u32 {
        let done = self.done.0.load(Acquire);
        (self.puts() + self.modulus() - done) % self.modulus()
    }

    /// Marks one item done: how many are left; `None` if all were.
    pub fn mark_done(&self) -> Option<u32> {
        let mut done = self.done.0.load(Acquire);
        loop {
            if self.puts() == done {
                return None;
            }
            let next = (done + 1) % self.modulus();
            match self.done.0.compare_exchange(done, next, AcqRel, Acquire) {
                Ok(_) => return Some((self.puts() + self.modulus() - next) % self.modulus()),
                Err(now) => done = now,
            }
        }
    }
}
