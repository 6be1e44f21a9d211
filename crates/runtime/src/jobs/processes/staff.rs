//! The workers of a team: hired, looked after, replaced. See [`courier`](super::courier).

use super::courier::{OnDeath, Seat, Team};
use super::desk::Left;
use super::outgoing::Outgoing;
use super::worker::{Contract, OnExit};
use crate::error::Error;
use crate::jobs::board::Board;
use crate::process::{BUILT_IN, Process};

/// The entry point of workers.
const ENTRY: u32 = BUILT_IN + 1;

impl Team {
    pub(super) fn hire(&self, place: u32) -> Result<(), Error> {
        let contract = Contract {
            desk: self.desk.clone(),
            place,
            max_orders: self.plan.max_orders,
            initializer: self.plan.initializer.clone(),
            on_exit: self.plan.on_exit,
        };
        let is_daemon = self.plan.on_exit == OnExit::Leaves;
        let process = Process::new(ENTRY, contract).daemon(is_daemon);
        let name = process.get_name().replacen("Process", self.plan.class, 1);
        process.set_name(&name);
        process.start()?;
        let end = process.clone();
        self.seats
            .with(|seats| seats[place as usize] = Seat::Taken(process));
        if self.has_ended() {
            let _ = end.terminate(); // It is started.
        }
        Ok(())
    }

    /// Looks after each worker: whether any has ended, and whether any is there.
    pub(super) fn look_after_all(&self, board: &Board<Outgoing>) -> (bool, bool) {
        let (mut has_changed, mut is_anybody_there) = (false, false);
        for place in 0..self.plan.workers {
            let process = self.seats.with(|seats| match &seats[place as usize] {
                Seat::Taken(process) => Some(Some(process.clone())),
                Seat::Empty => Some(None),
                Seat::Given => None,
            });
            let left = match process {
                None => continue,
                Some(None) => Left::AsPlanned,
                Some(Some(process)) => {
                    let left = self.desk.left(place);
                    if left == Left::Not && !process.has_ended() {
                        is_anybody_there = true;
                        continue;
                    }
                    // Who hears of what the dead had must find the pool broken already.
                    let breaks = left != Left::AsPlanned && self.breaks();
                    self.take_leave(place, &process, board);
                    if breaks {
                        self.give_up_all(board);
                    }
                    has_changed = true;
                    left
                }
            };
            if left == Left::Unfit {
                self.seats.with(|seats| seats[place as usize] = Seat::Given);
            }
            if left != Left::Unfit && self.needs_worker(board) && self.hire(place).is_ok() {
                is_anybody_there = true;
                has_changed = true;
            }
        }
        (has_changed, is_anybody_there)
    }

    fn needs_worker(&self, board: &Board<Outgoing>) -> bool {
        let has_stalled = || self.out.has_stalled();
        !self.has_ended() && (!board.is_over() || self.desk.orders().len() > 0 || has_stalled())
    }

    /// A worker has ended, or is about to.
    fn take_leave(&self, place: u32, process: &Process, board: &Board<Outgoing>) {
        process.see_off();
        self.take_results(board);
        self.seats.with(|seats| seats[place as usize] = Seat::Empty);
        let had = self.desk.clear_place(place);
        if let Some(away) = had.and_then(|id| self.out.take_back(id)) {
            board.settle(away.tasks, (away.back)(None));
        }
    }

    /// A worker died that should not have: whether that is the end of all, which is told then.
    fn breaks(&self) -> bool {
        match &self.plan.on_death {
            OnDeath::Break(tell) if !self.has_ended() => {
                tell();
                true
            }
            OnDeath::Break(_) | OnDeath::Replace => false,
        }
    }

    /// Ends the workers and gives up whatever they had, and what lies on the board.
    fn give_up_all(&self, board: &Board<Outgoing>) {
        self.end();
        for order in self.out.close() {
            self.give_up(order, board);
        }
        board.terminate();
    }

    /// Gives up what is still on its way although nobody is there any more.
    pub(super) fn give_up_rest(&self, board: &Board<Outgoing>) {
        for order in self.out.close() {
            self.give_up(order, board);
        }
        // Blocks of orders that nobody has taken are freed.
        while self.desk.orders().take(0, |_| ()).is_some() {}
    }
}
