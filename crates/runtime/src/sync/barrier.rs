//! `Barrier`: a fixed number of threads wait for one another, round after round.
//!
//! State table of the phase word
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `FILLING` | a round is being filled | the last to arrive → 1 (with an action); abort, a time-out, a death inside the gate → 2 |
//! | 1 `ACTION` | full; the last to arrive runs the action | that thread → 0, or → 2 if the action failed; abort → 2 |
//! | 2 `BROKEN` | nobody can wait | reset → 0 |
//!
//! The waiters of a round stand in a row ([`wait_row`](super::wait_row)), each with an outcome of its own: 1 the round is complete, 2 it broke. So
//! a waiter that runs late still learns how *its* round ended, however many have passed since; no thread has to wait until all have left.
//! Phase and row change inside the row's gate only.
//!
//! **Generations.** A round is complete when the row has parties − 1 waiters and one more arrives; serving the row (after the action, if there is one)
//! is one step inside the gate, so each arrival belongs to exactly one round. Whoever arrives during an action waits for the
//! phase word to change, then arrives in the next round.
//!
//! **No lost wake-up.** Of the row: there. Of those that wait for an action's end: they wait while the phase word is `ACTION`; whoever
//! changes it wakes all.
//!
//! **Ordering.** Arriving and being served go through the gate, and the outcome is Release/Acquire: what any party wrote before it arrived is seen by
//! all after the round, the action's writes too.
//!
//! **Fairness.** All go at once. Indices are given in order of arrival.
//!
//! **Time-out; Stop; death.** A waiter whose time is up breaks the barrier for all, unless the round was complete in that moment or its
//! action runs (then it waits for that). A thread that leaves by Stop takes its arrival back, others may still complete the round; leaving
//! out of the action breaks the barrier, as a failing action does. A process that is cut off inside the gate, while it counts itself in or lets a
//! round go, breaks it too: who waits is woken after every end of a process, passes the gate then, and finds out (`barrier::tests`). In CPython
//! all others would wait for ever. There are no actions between processes, so no process dies in one.
//!
//! **Trace.** `Value` (arrived), `Wake`; waits are `blocked(barrier)`.
//!
//! **Origin.** `threading.Barrier` of the Python 3.13 library reference; CPython drains a round before it fills the next, rows make that needless.
//!
//! **Checked by** `loom_barrier` (`each_round_is_complete`, `abort_reaches_everyone`), `stress::barrier`, `tests/promises.rs`, ThreadSanitizer.

mod object;

pub use object::Barrier;

use super::object::this_thread;
use super::wait_row::{Ended, Inside, Ticket, WaitRow};
use crate::blocking::{self, Deadline, Wait};
use crate::futex::FutexWord;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

const FILLING: u32 = 0;
const ACTION: u32 = 1;
const BROKEN: u32 = 2;

/// Outcomes of a wait.
const COMPLETE: u32 = 1;
const BROKE: u32 = 2;

/// The barrier is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// A barrier on a phase word and a row. See the module's header.
#[derive(Debug)]
pub struct RawBarrier<W> {
    parties: u32,
    phase: W,
    row: WaitRow<W>,
}

/// What arriving came to.
enum Arrival<A> {
    /// Wait, with this index. The action is somebody else's.
    Early(u32, Ticket),
    /// The round was full, and there is no action: it is complete, and this was its last index.
    Complete(u32),
    /// The round is full: run the action, then [`RawBarrier::complete`].
    Last(A),
    /// An action runs: come again when it is over, with this one's.
    Later(Option<A>),
}

impl<W: FutexWord> RawBarrier<W> {
    /// A barrier for `parties` ≥ 1 threads, on a word that holds 0 and an empty row of at least `parties` − 1 slots.
    pub const fn new(parties: u32, phase: W, row: WaitRow<W>) -> Self {
        Self {
            parties,
            phase,
            row,
        }
    }

    /// Arrives, and waits until all have. The last to arrive runs `action` before all go. The index of the arrival.
    pub fn wait<E: From<Broken>>(
        &self,
        limit: Option<Deadline>,
        why: &Wait,
        mut action: Option<impl FnOnce() -> Result<(), E>>,
    ) -> Result<u32, E> {
        loop {
            match self.arrive(action)? {
                Arrival::Early(index, ticket) => {
                    return Ok(self.wait_for_others(ticket, limit, why).map(|()| index)?);
                }
                Arrival::Complete(index) => return Ok(index),
                Arrival::Last(action) => return self.run(action),
                Arrival::Later(mine) => {
                    self.wait_for_action(why)?;
                    action = mine;
                }
            }
        }
    }

    fn arrive<A>(&self, action: Option<A>) -> Result<Arrival<A>, Broken> {
        let inside = self.enter();
        match self.phase.load(Relaxed) {
            BROKEN => Err(Broken),
            ACTION => Ok(Arrival::Later(action)),
            _ if inside.len() + 1 < self.parties => {
                let index = inside.len();
                let ticket = inside.join(this_thread()).ok_or(Broken)?;
                Ok(Arrival::Early(index, ticket))
            }
            _ => Ok(match action {
                Some(action) => {
                    self.phase.store(ACTION, Relaxed);
                    Arrival::Last(action)
                }
                None => {
                    self.serve_all(inside, FILLING, COMPLETE);
                    Arrival::Complete(self.parties - 1)
                }
            }),
        }
    }

    /// Passes the gate. A row that was left by the dead breaks the barrier: nobody knows whether they counted.
    fn enter(&self) -> Inside<'_, W> {
        let inside = self.row.enter();
        if W::IS_SHARED && inside.was_left_by_the_dead() {
            self.serve_all(inside, BROKEN, BROKE);
            return self.enter();
        }
        inside
    }

    /// What one does who is woken without having been served: finds out whether somebody has died inside the gate.
    fn look(&self) {
        if W::IS_SHARED {
            drop(self.enter());
        }
    }

    fn run<E: From<Broken>>(&self, action: impl FnOnce() -> Result<(), E>) -> Result<u32, E> {
        let broken = BreakOnDrop(self);
        action()?; // An error or an unwinding breaks the barrier.
        core::mem::forget(broken);
        Ok(self.complete().map(|()| self.parties - 1)?)
    }

    /// Lets the full round go, unless it was broken during the action.
    fn complete(&self) -> Result<(), Broken> {
        self.leave_phase(ACTION, FILLING, COMPLETE)
    }

    /// Breaks the barrier: all waiters learn it.
    pub fn break_now(&self) {
        let _ = self.change_phase(BROKEN, BROKE);
    }

    /// Sends all waiters of the present round away as broken, and makes the barrier usable.
    ///
    /// # Blocking
    /// While an action runs.
    pub fn reset(&self, why: &Wait) {
        while self.leave_phase_unless_action().is_err() {
            if self.wait_for_action(why).is_err() {
                return;
            }
        }
    }

    fn leave_phase_unless_action(&self) -> Result<(), ()> {
        let inside = self.enter();
        if self.phase.load(Relaxed) == ACTION {
            return Err(());
        }
        self.serve_all(inside, FILLING, BROKE);
        Ok(())
    }

    /// Serves the row and leaves `from` for `to`; `Err` if somebody has left it already.
    fn leave_phase(&self, from: u32, to: u32, outcome: u32) -> Result<(), Broken> {
        let inside = self.enter();
        if self.phase.load(Relaxed) != from {
            return Err(Broken);
        }
        self.serve_all(inside, to, outcome);
        Ok(())
    }

    fn change_phase(&self, to: u32, outcome: u32) -> u32 {
        let inside = self.enter();
        self.serve_all(inside, to, outcome)
    }

    /// Serves everyone in the row and sets the phase, in one step; wakes them after it. How many.
    fn serve_all(&self, inside: Inside<'_, W>, phase: u32, outcome: u32) -> u32 {
        let was_action = self.phase.load(Relaxed) == ACTION;
        self.phase.store(phase, Release);
        let mut served = [None; 16];
        let mut count = 0;
        // The slots of a round are linked: those beyond the first sixteen are woken inside the gate, which costs them a moment.
        while let Some(ticket) = inside.serve_first(outcome) {
            match served.get_mut(count as usize) {
                Some(place) => *place = Some(ticket),
                None => self.row.wake(ticket),
            }
            count += 1;
        }
        drop(inside);
        served
            .into_iter()
            .flatten()
            .for_each(|ticket| self.row.wake(ticket));
        if was_action {
            self.phase.wake(u32::MAX);
        }
        count
    }

    fn wait_for_others(
        &self,
        ticket: Ticket,
        limit: Option<Deadline>,
        why: &Wait,
    ) -> Result<(), Broken> {
        let present = Present {
            barrier: self,
            ticket,
        };
        match self.row.wait_looking(ticket, limit, why, || self.look()) {
            Ended::Served(COMPLETE) => Ok(()),
            Ended::Served(_) | Ended::Leaving => Err(Broken),
            Ended::TimedOut => present.give_up(why),
        }
    }

    fn wait_for_action(&self, why: &Wait) -> Result<(), Broken> {
        while self.phase.load(Acquire) == ACTION {
            if blocking::block(&self.phase, ACTION, None, why) == blocking::Woken::Leaving {
                return Err(Broken);
            }
        }
        Ok(())
    }

    /// Arrived in the present round.
    pub fn waiting(&self) -> u32 {
        if self.phase.load(Relaxed) == FILLING {
            self.row.len()
        } else {
            0
        }
    }

    /// Whether it is broken.
    pub fn is_broken(&self) -> bool {
        self.phase.load(Acquire) == BROKEN
    }
}

/// A thread that has arrived. Dropping it takes its slot back; if it was not served, its arrival too.
struct Present<'a, W: FutexWord> {
    barrier: &'a RawBarrier<W>,
    ticket: Ticket,
}

impl<W: FutexWord> Drop for Present<'_, W> {
    fn drop(&mut self) {
        self.barrier.enter().retire(self.ticket);
    }
}

impl<W: FutexWord> Present<'_, W> {
    /// The time is up: breaks the barrier, unless the round has just ended, or its action runs.
    fn give_up(self, why: &Wait) -> Result<(), Broken> {
        let barrier = self.barrier;
        loop {
            let inside = barrier.enter();
            if let Some(outcome) = inside.outcome(self.ticket) {
                return if outcome == COMPLETE {
                    Ok(())
                } else {
                    Err(Broken)
                };
            }
            if barrier.phase.load(Relaxed) != ACTION {
                barrier.serve_all(inside, BROKEN, BROKE);
                return Err(Broken);
            }
            drop(inside);
            barrier.wait_for_action(why)?;
        }
    }
}

/// An action that does not come to its end breaks the barrier.
struct BreakOnDrop<'a, W: FutexWord>(&'a RawBarrier<W>);

impl<W: FutexWord> Drop for BreakOnDrop<'_, W> {
    fn drop(&mut self) {
        self.0.break_now();
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
