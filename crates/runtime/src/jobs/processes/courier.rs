//! A pool's side of its worker processes: sends orders, hands results in, looks after the workers.
//!
//! State table of feeding (one word)
//! | value | meaning | who may change it |
//! |---|---|---|
//! | idle | nobody feeds | whoever wants to → feeding |
//! | feeding | one thread takes orders off the board and sends them | another that wants to → once more; the feeder when it has no more → idle |
//! | once more | the board has changed since the feeder looked | the feeder → feeding |
//!
//! So orders leave in the order of the board, nobody waits to feed, and no order is overlooked: whoever finds a feeder has changed the board before.
//!
//! At most [`SLOTS`] orders are on their way, counted until their result is taken, so the lane of results cannot be full; that of orders can, while a worker is slow to copy. What a worker had when it died is
//! told by its place on the [`desk`](super::desk), after its last results have been taken.
//!
//! **Stop** unwinds out of the courier's sleep; the workers are being stopped, too. **Trace**: serialise and deserialise, with bytes; send and receive of what
//! does not fit a slot.

use super::desk::Desk;
use super::lane::{Letter, Put, SLOTS, Slip};
use super::out::{Away, Out, Refused};
use super::outgoing::{Back, Outgoing};
use super::worker::{OnExit, RETURNED};
use crate::error::Error;
use crate::ipc::wire::{self, SentError};
use crate::jobs::board::{Board, Done};
use crate::process::Process;
use crate::sync::Guarded;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::SeqCst;
use std::sync::Arc;

const IDLE: u32 = 0;
const FEEDING: u32 = 1;
const ONCE_MORE: u32 = 2;
/// Results taken in a row before the workers are looked after.
const IN_A_ROW: u32 = 64;

/// What the death of a worker, which nobody wanted, means.
pub(crate) enum OnDeath {
    /// Another takes its place; what it had is lost (`Pool`).
    Replace,
    /// The end of all: this is called, then everything that is on its way is given up (`ProcessPoolExecutor`).
    Break(Box<dyn Fn() + Send + Sync>),
}

/// What the workers are to be.
pub(crate) struct Plan {
    pub workers: u32,
    pub max_orders: Option<u32>,
    pub initializer: Option<(u32, Vec<u8>)>,
    pub on_exit: OnExit,
    pub on_death: OnDeath,
    /// What stands in their names for `Process`.
    pub class: &'static str,
    /// Orders that may lie before the workers and not be taken.
    pub ahead: u32,
}

pub(super) enum Seat {
    /// Nobody, for the moment.
    Empty,
    /// Nobody any more: the initializer raises.
    Given,
    Taken(Process),
}

/// The workers of a pool and what is on its way to them.
pub(crate) struct Team {
    pub(super) plan: Plan,
    pub(super) desk: Desk,
    object: u32,
    feeding: AtomicU32,
    ended: AtomicU32,
    pub(super) out: Out,
    pub(super) seats: Guarded<Vec<Seat>>,
}

/// Gives feeding up, also when a program's `Serialize` unwinds.
struct Feeding<'a>(&'a AtomicU32);

impl Drop for Feeding<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(IDLE, SeqCst);
        }
    }
}

impl Team {
    /// Starts all workers, for the pool with this id in the trace.
    ///
    /// # Blocking
    /// Until there are memories and workers for all.
    /// # Errors
    /// When not all can be had; those that were started end again.
    pub fn start(plan: Plan, object: u32) -> Result<Arc<Self>, Error> {
        let workers = plan.workers;
        let team = Arc::new(Self {
            desk: Desk::new(workers, object)?,
            object,
            feeding: AtomicU32::new(IDLE),
            ended: AtomicU32::new(0),
            out: Out::new(),
            seats: Guarded::new((0..workers).map(|_| Seat::Empty).collect()),
            plan,
        });
        for place in 0..workers {
            if let Err(error) = team.hire(place) {
                team.end();
                return Err(error);
            }
        }
        Ok(team)
    }

    /// Waits until all workers have begun.
    ///
    /// # Blocking
    /// Until then.
    pub fn wait_until_ready(&self) {
        self.desk.wait_for(self.plan.workers);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(SeqCst) != 0
    }

    /// Ends the workers, in the middle of what they do.
    pub fn end(&self) {
        self.ended.store(1, SeqCst);
        for process in self.processes() {
            let _ = process.terminate(); // It is started.
        }
        self.desk.ring();
    }

    /// The courier may have to see that the board is over.
    pub fn ring(&self) {
        self.desk.ring();
    }

    /// The processes that work here at this moment.
    pub fn processes(&self) -> Vec<Process> {
        let taken = |seat: &Seat| match seat {
            Seat::Taken(process) => Some(process.clone()),
            Seat::Empty | Seat::Given => None,
        };
        self.seats
            .with(|seats| seats.iter().filter_map(taken).collect())
    }

    /// Sends what the board holds, as far as there is room; see the module's header.
    pub fn feed(&self, board: &Board<Outgoing>) {
        loop {
            match self.feeding.compare_exchange(IDLE, FEEDING, SeqCst, SeqCst) {
                Ok(_) => break,
                Err(ONCE_MORE) => return,
                Err(_) => {
                    let again = self
                        .feeding
                        .compare_exchange(FEEDING, ONCE_MORE, SeqCst, SeqCst);
                    if again.is_ok() {
                        return;
                    }
                }
            }
        }
        let _feeding = Feeding(&self.feeding);
        loop {
            self.send_all(board);
            if self
                .feeding
                .compare_exchange(FEEDING, IDLE, SeqCst, SeqCst)
                .is_ok()
            {
                break;
            }
            self.feeding.store(FEEDING, SeqCst);
        }
    }

    fn send_all(&self, board: &Board<Outgoing>) {
        loop {
            let (on_its_way, stalled) = self.out.look();
            let is_full =
                on_its_way >= SLOTS as usize || self.desk.orders().len() >= self.plan.ahead;
            let next = match stalled {
                Some(stalled) => Some(stalled),
                None if is_full => return,
                None => self.next(board),
            };
            let Some((outgoing, tasks)) = next else {
                if board.is_over() {
                    self.desk.send_home();
                }
                return;
            };
            if let Err(stalled) = self.send(outgoing, tasks, board) {
                if let Some(back) = self.out.stall(stalled, tasks) {
                    self.give_up((tasks, back), board);
                }
                return;
            }
        }
    }

    /// The next order of the board that has to be sent.
    fn next(&self, board: &Board<Outgoing>) -> Option<(Outgoing, u32)> {
        loop {
            let order = board.try_next()?;
            let mut outgoing = Outgoing {
                object: self.object,
                ..Outgoing::default()
            };
            match (order.call)(&mut outgoing) {
                Done::Away => return Some((outgoing, order.tasks)),
                done => board.settle(order.tasks, done),
            };
        }
    }

    /// Sends an order, or gives it back when there is no room for its bytes at the moment.
    fn send(
        &self,
        mut outgoing: Outgoing,
        tasks: u32,
        board: &Board<Outgoing>,
    ) -> Result<(), Outgoing> {
        let Some(back) = outgoing.back.take() else {
            return Ok(());
        };
        let len = outgoing.bytes.len();
        let (id, is_alone) = match self.out.enrol(Away { tasks, len, back }) {
            Ok(enrolled) => enrolled,
            Err(Refused::Over(back)) => {
                self.give_up((tasks, back), board);
                return Ok(());
            }
            Err(Refused::Full(back)) => {
                outgoing.back = Some(back);
                return Err(outgoing);
            }
        };
        let slip = Slip {
            id,
            what: outgoing.function,
            number: outgoing.number,
        };
        let put = self.desk.orders().put(slip, &outgoing.bytes, self.object);
        if put == Ok(Put::Done) {
            self.desk.one_more();
            return Ok(());
        }
        let Some(away) = self.out.take_back(id) else {
            return Ok(()); // It has been given up meanwhile.
        };
        match put {
            Err(error) if is_alone => {
                board.settle(tasks, (away.back)(Some(Err(error))));
                Ok(())
            }
            // What is on its way will make room, and its results have this sent.
            _ => {
                outgoing.back = Some(away.back);
                Err(outgoing)
            }
        }
    }

    /// Gives an order up of which nothing will come: told where a death is the end of all, counted where the pool was terminated.
    pub(super) fn give_up(&self, (tasks, back): (u32, Back), board: &Board<Outgoing>) {
        match self.plan.on_death {
            OnDeath::Break(_) => {
                board.settle(tasks, back(None));
            }
            OnDeath::Replace => board.drop_away(tasks),
        }
    }

    /// Hands in what lies in the lane of results; whether there was anything.
    pub(super) fn take_results(&self, board: &Board<Outgoing>) -> bool {
        let mut any = false;
        while let Some(letter) = self.desk.results().take(self.object, |_| ()) {
            any = true;
            let Ok(Letter { slip, bytes }) = letter else {
                continue; // The block of a result is its worker's until it is taken here.
            };
            let result = if slip.what == RETURNED {
                Ok(bytes)
            } else {
                let sent = wire::decode::<SentError>(&bytes).map_err(Error::from);
                Err(sent.map_or_else(|error| error, Error::from))
            };
            if let Some(away) = self.out.take_back(slip.id) {
                board.settle(away.tasks, (away.back)(Some(result)));
            }
        }
        any
    }

    /// What the courier does until the pool is over and all workers have ended.
    ///
    /// # Blocking
    /// While there is nothing to do.
    pub fn run(&self, board: &Board<Outgoing>) {
        let mut in_a_row = 0;
        loop {
            if in_a_row < IN_A_ROW && self.take_results(board) {
                in_a_row += 1;
                self.feed(board);
                continue;
            }
            in_a_row = 0;
            self.desk.lie_down();
            let has_moved = self.take_results(board);
            self.feed(board);
            let (has_changed, is_anybody_there) = self.look_after_all(board);
            if has_moved || has_changed {
                self.desk.get_up();
                continue;
            }
            if !is_anybody_there && (self.has_ended() || board.is_over()) {
                return self.give_up_rest(board);
            }
            if !self.desk.sleep() {
                return;
            }
        }
    }
}
