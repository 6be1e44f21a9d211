//! The fair way to pass on a lock: the releaser gives it to the waiter that came first.
//!
//! State table: the lock's word, as in [`raw_lock`](super::raw_lock), with another reading of 2.
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `FREE` | nobody has it, nobody waits | a taker → 1 (Acquire) |
//! | 1 `HELD` | taken, the row is empty | the releaser → 0 (Release); a waiter inside the gate → 2 |
//! | 2 `CONTENDED` | taken, the row is not empty (or a waiter is just giving up) | inside the gate only: → 1 when the row has become empty, → 0 |
//!
//! The word does not become free while somebody is in the row: the releaser takes the first waiter out of the row and *leaves the lock
//! held* for it. So nobody can barge in.
//!
//! **No lost wake-up.** A waiter joins the row and marks the word inside the gate, in that order; a releaser that sees 2 goes through the
//! gate as well. Hence either it finds the waiter there, or the waiter finds the word free and takes it. Waking is the row's
//! ([`wait_row`](super::wait_row)).
//!
//! **Ordering.** A free lock as in `raw_lock`. A lock handed over: the releaser stores the outcome in the waiter's slot with Release, the
//! waiter reads it with Acquire.
//!
//! **Fairness.** First come, first served: a waiter is passed by nobody who came after it, so with n threads it waits for at most n − 1
//! turns. The price is a switch of threads for every contended turn.
//!
//! **Time-out; Stop; death.** A waiter that leaves takes itself out of the row; if the lock was handed to it in that moment, after a time-out it keeps it,
//! after Stop it hands it on. A holder that ends without releasing leaves it held.
//!
//! **Capacity.** If the row is full ([`CAPACITY`](super::wait_row::CAPACITY) waiters), further ones wait without a place, as in `raw_lock`,
//! and are served when the row is empty.
//!
//! **Trace.** None: [`Lock`](super::lock::Lock) leaves the records.
//!
//! **Origin.** Ticket-like hand-off as parking_lot's `unlock_fair`; the row is ours.
//!
//! **Checked by** `loom_lock` (`hand_off_excludes`, `hand_off_waiter_leaves`), `stress::lock_fifo`, and the test
//! `hand_off_serves_in_order_of_arrival`.

use super::object::this_thread;
use super::raw_lock::{CONTENDED, FREE, HELD, RawLock};
use super::wait_row::{Ended, Inside, Ticket, WaitRow};
use crate::blocking::{Deadline, Wait};
use crate::futex::FutexWord;
use core::sync::atomic::Ordering::{Relaxed, Release};

/// Outcome of a wait in the row: the lock is yours.
const GRANTED: u32 = 1;

/// Takes a contended lock by waiting in its row. False: the deadline has passed, or the thread leaves.
#[cold]
pub(crate) fn acquire<W: FutexWord>(
    lock: &RawLock<W>,
    row: &WaitRow<W>,
    deadline: Option<Deadline>,
    why: &Wait,
) -> bool {
    let Some(joined) = join(lock, row) else {
        return true;
    };
    let Some(ticket) = joined else {
        return lock.acquire(deadline, || *why);
    };
    let queued = Queued { lock, row, ticket };
    let has_it = match row.wait(ticket, deadline, why) {
        Ended::Served(_) => true,
        Ended::TimedOut => queued.granted_at_last(),
        Ended::Leaving => false,
    };
    if has_it {
        core::mem::forget(queued);
        row.enter().retire(ticket);
    }
    has_it // If not, dropping `queued` leaves the row, and hands the lock on if it has come in this very moment.
}

/// Joins the row, unless the lock turns out to be free: then takes it and gives `None`. `Some(None)`: the row is full.
fn join<W: FutexWord>(lock: &RawLock<W>, row: &WaitRow<W>) -> Option<Option<Ticket>> {
    let inside = row.enter();
    let ticket = inside.join(this_thread());
    loop {
        if lock.try_acquire() {
            if let Some(ticket) = ticket {
                inside.retire(ticket);
            }
            return None;
        }
        // Marked already, or from now on: the next release comes through the gate.
        match lock
            .word()
            .compare_exchange(HELD, CONTENDED, Relaxed, Relaxed)
        {
            Ok(_) | Err(CONTENDED) => return Some(ticket),
            Err(_) => {} // Freed meanwhile.
        }
    }
}

/// Gives a contended lock to the first waiter: its thread, or `None` if the lock became free since no one was left.
#[cold]
pub(crate) fn release<W: FutexWord>(lock: &RawLock<W>, row: &WaitRow<W>) -> Option<u32> {
    let inside = row.enter();
    let Some(ticket) = inside.serve_first(GRANTED) else {
        lock.word().swap(FREE, Release);
        lock.word().wake(1); // Somebody may wait without a place.
        return None;
    };
    let thread = inside.thread(ticket);
    unmark_if_empty(lock, &inside);
    drop(inside);
    row.wake(ticket);
    Some(thread)
}

/// The row is empty: the next release need not come through the gate. Only inside the gate is a 2 ever taken back, and never in a row that
/// has once been full: there somebody may wait without a place.
fn unmark_if_empty<W: FutexWord>(lock: &RawLock<W>, inside: &Inside<'_, W>) {
    if inside.len() == 0 && !inside.has_been_full() {
        let _ = lock
            .word()
            .compare_exchange(CONTENDED, HELD, Relaxed, Relaxed);
    }
}

/// A waiter in the row. Dropping it leaves the row.
struct Queued<'a, W: FutexWord> {
    lock: &'a RawLock<W>,
    row: &'a WaitRow<W>,
    ticket: Ticket,
}

impl<W: FutexWord> Queued<'_, W> {
    /// Whether the lock was handed over in the moment in which the wait timed out.
    fn granted_at_last(&self) -> bool {
        self.row.enter().outcome(self.ticket).is_some()
    }
}

impl<W: FutexWord> Drop for Queued<'_, W> {
    fn drop(&mut self) {
        let inside = self.row.enter();
        if inside.retire(self.ticket).is_none() {
            unmark_if_empty(self.lock, &inside);
            return;
        }
        drop(inside);
        release(self.lock, self.row);
    }
}

/// A lock that hands over, as one object.
#[derive(Debug)]
pub struct HandOffLock<W> {
    lock: RawLock<W>,
    row: WaitRow<W>,
}

impl<W: FutexWord> HandOffLock<W> {
    /// A free lock with places for so many waiters, of words that `word` makes and that hold 0.
    pub fn new(word: impl Fn() -> W, capacity: usize) -> Self {
        Self {
            lock: RawLock::new(word()),
            row: WaitRow::made(word, capacity),
        }
    }

    /// Takes it, waiting until `deadline`. False: that has passed, or the thread leaves.
    #[inline]
    pub fn acquire(&self, deadline: Option<Deadline>, why: &Wait) -> bool {
        self.lock.try_acquire() || acquire(&self.lock, &self.row, deadline, why)
    }

    /// Gives it back, to the first waiter if there is one: its thread then.
    ///
    /// # Errors
    /// [`WasFree`].
    #[inline]
    pub fn release(&self) -> Result<Option<u32>, WasFree> {
        match self
            .lock
            .word()
            .compare_exchange(HELD, FREE, Release, Relaxed)
        {
            Ok(_) => Ok(None),
            Err(FREE) => Err(WasFree),
            Err(_) => Ok(release(&self.lock, &self.row)),
        }
    }

    /// Takes it if it is free.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.lock.try_acquire()
    }

    /// Whether somebody has it at this moment.
    pub fn is_held(&self) -> bool {
        self.lock.is_held()
    }
}

/// The lock was free when it was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WasFree;
