//! A row of waiters in order of arrival, each on a word of its own: what makes wake-ups exact.
//!
//! A plain futex wakes *somebody*, and a waiter that has not slept yet may slip through. Where Python promises more (`notify(2)` ends two
//! waits, in order of arrival, never three; a barrier's waiters learn how *their* round ended), each waiter takes a slot, and whoever
//! serves it writes the outcome there.
//!
//! State table of a slot's word
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `WAITING` | in the row, or not in use | the server, inside the gate → an outcome (Release) |
//! | ≥ 1 an outcome | served; out of the row | the waiter, inside the gate, when it gives the slot back → 0 |
//!
//! Links and counts are plain data kept in words (so that a row may lie in the arena); all are read and written inside the gate, a brief
//! lock. Slots are numbered from 1; 0 means none.
//!
//! **No lost wake-up.** The waiter joins inside the gate, then waits while its own word holds `WAITING`. The server stores the outcome
//! first and wakes after it; a waiter not yet asleep compares with the changed word. A waiter that gives up goes through the gate: either
//! it is still in the row and takes itself out, or it has been served and says so to its caller. There is no third case.
//!
//! **Ordering.** The outcome is stored with Release and read with Acquire: what the server did before is seen by the served. The links need
//! none of their own, the gate orders them.
//!
//! **Fairness.** First come, first served, by the order of passing the gate.
//!
//! **Death.** A row in the arena has a gate that survives its holder ([`brief_lock`](super::brief_lock)): whoever takes it over makes the other links and
//! the count anew from the chain of next ones. Slots enter and leave it by one store each, an outcome is written before: no living waiter is lost.
//!
//! **Capacity.** As many slots as were given. A row of a process has [`CAPACITY`]: more than a process has threads.
//!
//! **Origin.** Queue of waiters as in CPython's `threading.Condition` (a deque of locks), without allocation.
//!
//! **Checked by** `loom_condition`, `loom_barrier`, `loom_lock` (`hand_off_*`), and by a holder killed at every step (`wait_row::tests`).

mod gate;

use super::brief_lock::{BriefLock, Found, Mortals};
use super::raw_lock::RawLock;
use crate::blocking::{self, Deadline, Wait, Woken};
use crate::futex::{FutexWord, Word};
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use gate::Gate;

/// In the row, or not in use.
const WAITING: u32 = 0;

/// Slots of a row on a process's own memory: a process has at most 160 threads (`trace::layout::MAX_SLOTS`), the rest is room for tests.
#[cfg(not(loom))]
pub const CAPACITY: usize = 192;
/// Every atomic costs a model time.
#[cfg(loom)]
pub const CAPACITY: usize = 3;

/// One waiter's place.
#[derive(Debug)]
pub struct Slot<W> {
    outcome: W,
    next: W,
    previous: W,
    thread: W,
}

impl<W: FutexWord> Slot<W> {
    /// A slot made of four words that hold 0.
    pub fn new(words: [W; 4]) -> Self {
        let [outcome, next, previous, thread] = words;
        Self {
            outcome,
            next,
            previous,
            thread,
        }
    }
}

/// Waiters in order of arrival. See the module's header.
#[derive(Debug)]
pub struct WaitRow<W> {
    gate: Gate<W>,
    first: W,
    last: W,
    len: W,
    free: W,
    used: W,
    slots: Box<[Slot<W>]>,
}

/// A waiter's number in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u32);

/// How a wait in the row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Served, with this outcome.
    Served(u32),
    /// The deadline has passed; it may have been served in that moment.
    TimedOut,
    /// The thread leaves by Stop, from inside a `Drop`; it may have been served.
    Leaving,
}

/// The row with its gate shut behind us, and how that was found.
pub(crate) struct Inside<'a, W: FutexWord>(&'a WaitRow<W>, Found);

impl<W: FutexWord> Drop for Inside<'_, W> {
    fn drop(&mut self) {
        self.0.gate.open();
    }
}

impl WaitRow<Word> {
    /// An empty row in this process's memory, with [`CAPACITY`] slots.
    pub fn local() -> Self {
        Self::local_for(CAPACITY)
    }

    /// An empty row in this process's memory for so many waiters.
    pub fn local_for(capacity: usize) -> Self {
        Self::made(|| Word::new(0), capacity)
    }
}

impl<W: FutexWord> WaitRow<W> {
    /// An empty row for so many waiters, of words that `word` makes and that hold 0.
    pub fn made(word: impl Fn() -> W, capacity: usize) -> Self {
        let slots = (0..capacity)
            .map(|_| Slot::new([word(), word(), word(), word()]))
            .collect();
        Self::new([word(), word(), word(), word(), word(), word()], slots)
    }

    /// An empty row of these words, all of which hold 0.
    pub fn new(words: [W; 6], slots: Box<[Slot<W>]>) -> Self {
        Self::behind(|gate| Gate::Own(RawLock::new(gate)), words, slots)
    }

    /// An empty row of words that several processes see, all of which hold 0 when it is made.
    pub fn shared(words: [W; 6], slots: Box<[Slot<W>]>, mortals: Mortals) -> Self {
        Self::behind(
            |gate| Gate::Shared(BriefLock::new(gate, mortals)),
            words,
            slots,
        )
    }

    fn behind(gate: impl FnOnce(W) -> Gate<W>, words: [W; 6], slots: Box<[Slot<W>]>) -> Self {
        let [word, first, last, len, free, used] = words;
        Self {
            gate: gate(word),
            first,
            last,
            len,
            free,
            used,
            slots,
        }
    }

    /// Shuts the gate behind us, until the result is dropped.
    pub(crate) fn enter(&self) -> Inside<'_, W> {
        let found = self.gate.shut();
        let inside = Inside(self, found);
        if W::IS_SHARED && found == Found::LeftByTheDead {
            inside.mend();
        }
        inside
    }

    /// Waiters at this moment.
    pub fn len(&self) -> u32 {
        self.len.load(Relaxed)
    }

    /// Whether nobody waits at this moment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until this ticket is served, the deadline has passed, or the thread leaves.
    pub(crate) fn wait(&self, ticket: Ticket, deadline: Option<Deadline>, why: &Wait) -> Ended {
        self.wait_looking(ticket, deadline, why, || ())
    }

    /// The same; one that is woken without having been served does `look`: somebody may have died.
    pub(crate) fn wait_looking(
        &self,
        ticket: Ticket,
        deadline: Option<Deadline>,
        why: &Wait,
        look: impl Fn(),
    ) -> Ended {
        let slot = self.slot(ticket.0);
        loop {
            match slot.outcome.load(Acquire) {
                WAITING => {}
                outcome => return Ended::Served(outcome),
            }
            match blocking::block(&slot.outcome, WAITING, deadline, why) {
                Woken::Again if slot.outcome.load(Relaxed) == WAITING => look(),
                Woken::Again => {}
                Woken::TimedOut => return Ended::TimedOut,
                Woken::Leaving => return Ended::Leaving,
            }
        }
    }

    /// Wakes the thread behind a ticket that has been served. Outside the gate, which the woken thread will want.
    pub(crate) fn wake(&self, ticket: Ticket) {
        self.slot(ticket.0).outcome.wake(1);
    }

    /// Serves up to `count` waiters, first come first; returns how many. More than are there now are not waited for.
    pub(crate) fn serve(&self, count: u32, outcome: u32) -> u32 {
        let mut served = 0;
        let mut wanted = count.min(self.enter().len());
        while wanted > 0 {
            let (batch, tickets) = self.serve_batch(wanted, outcome);
            tickets
                .into_iter()
                .take(batch as usize)
                .for_each(|ticket| self.wake(ticket));
            served += batch;
            if batch < Self::BATCH {
                break;
            }
            wanted -= batch;
        }
        served
    }

    /// Woken at a time: few enough for the stack, many enough that the gate is passed seldom.
    const BATCH: u32 = 16;

    fn serve_batch(&self, wanted: u32, outcome: u32) -> (u32, [Ticket; 16]) {
        let inside = self.enter();
        let mut tickets = [Ticket(0); 16];
        let mut batch = 0;
        for place in tickets.iter_mut().take(wanted as usize) {
            let Some(ticket) = inside.serve_first(outcome) else {
                break;
            };
            *place = ticket;
            batch += 1;
        }
        (batch, tickets)
    }

    fn slot(&self, number: u32) -> &Slot<W> {
        &self.slots[(number - 1) as usize]
    }
}

impl<W: FutexWord> Inside<'_, W> {
    /// Whether who was here before died here: the row has been mended, what its owner keeps beside it has not.
    pub fn was_left_by_the_dead(&self) -> bool {
        self.1 == Found::LeftByTheDead
    }

    /// Joins the row at its end for this thread; `None` when all slots are taken.
    pub fn join(&self, thread: u32) -> Option<Ticket> {
        let row = self.0;
        let number = self.take_slot()?;
        let slot = row.slot(number);
        slot.thread.store(thread, Relaxed);
        slot.next.store(0, Relaxed);
        let last = row.last.load(Relaxed);
        slot.previous.store(last, Relaxed);
        let link = if last == 0 {
            &row.first
        } else {
            &row.slot(last).next
        };
        link.store(number, Relaxed);
        row.last.store(number, Relaxed);
        row.len.store(row.len.load(Relaxed) + 1, Relaxed);
        Some(Ticket(number))
    }

    /// Takes the first waiter out of the row and says how its wait ended. The caller wakes it after leaving the gate.
    pub fn serve_first(&self, outcome: u32) -> Option<Ticket> {
        let row = self.0;
        let number = row.first.load(Relaxed);
        if number == 0 {
            return None;
        }
        row.slot(number).outcome.store(outcome, Release);
        self.unlink(number);
        Some(Ticket(number))
    }

    /// The thread behind a ticket.
    pub fn thread(&self, ticket: Ticket) -> u32 {
        self.0.slot(ticket.0).thread.load(Relaxed)
    }

    /// Gives a ticket back: `Some(outcome)` if it had been served, `None` if it was still in the row, which it now leaves.
    pub fn retire(&self, ticket: Ticket) -> Option<u32> {
        let row = self.0;
        let slot = row.slot(ticket.0);
        let outcome = slot.outcome.load(Acquire);
        if outcome == WAITING {
            self.unlink(ticket.0);
        }
        slot.outcome.store(WAITING, Relaxed);
        slot.next.store(row.free.load(Relaxed), Relaxed);
        row.free.store(ticket.0, Relaxed);
        (outcome != WAITING).then_some(outcome)
    }

    /// How a ticket's wait ended, if it has been served.
    pub fn outcome(&self, ticket: Ticket) -> Option<u32> {
        Some(self.0.slot(ticket.0).outcome.load(Acquire)).filter(|outcome| *outcome != WAITING)
    }

    /// Waiters in the row.
    pub fn len(&self) -> u32 {
        self.0.len.load(Relaxed)
    }

    /// Whether all slots have been in use at once at some time.
    pub fn has_been_full(&self) -> bool {
        self.0.used.load(Relaxed) as usize == self.0.slots.len()
    }

    /// Makes all but the chain of next ones anew, whatever a dead holder was at. Who has been served is let go, and woken, for that may not have been
    /// done.
    fn mend(&self) {
        let row = self.0;
        let (mut last, mut len) = (0, 0);
        let mut at = row.first.load(Relaxed);
        while at != 0 {
            let slot = row.slot(at);
            let next = slot.next.load(Relaxed);
            if slot.outcome.load(Relaxed) == WAITING {
                slot.previous.store(last, Relaxed);
                (last, len) = (at, len + 1);
            } else {
                let from = if last == 0 {
                    &row.first
                } else {
                    &row.slot(last).next
                };
                from.store(next, Relaxed);
                slot.outcome.wake(1);
            }
            at = next;
        }
        row.last.store(last, Relaxed);
        row.len.store(len, Relaxed);
    }

    fn take_slot(&self) -> Option<u32> {
        let row = self.0;
        let free = row.free.load(Relaxed);
        if free != 0 {
            row.free.store(row.slot(free).next.load(Relaxed), Relaxed);
            return Some(free);
        }
        let used = row.used.load(Relaxed);
        if self.has_been_full() {
            return None;
        }
        row.used.store(used + 1, Relaxed);
        Some(used + 1)
    }

    fn unlink(&self, number: u32) {
        let row = self.0;
        let (next, previous) = {
            let slot = row.slot(number);
            (slot.next.load(Relaxed), slot.previous.load(Relaxed))
        };
        let from = if previous == 0 {
            &row.first
        } else {
            &row.slot(previous).next
        };
        from.store(next, Relaxed);
        let back = if next == 0 {
            &row.last
        } else {
            &row.slot(next).previous
        };
        back.store(previous, Relaxed);
        row.len.store(row.len.load(Relaxed) - 1, Relaxed);
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
