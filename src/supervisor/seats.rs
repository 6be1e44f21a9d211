//! Workers that take their seats in a process's memory, and leave them.

use super::fleet::WorkerId;
use super::run::Seat;
use super::state::State;

impl State {
    /// A worker stands ready in its process's memory.
    pub(super) fn ready(
        &mut self,
        worker: WorkerId,
        (process, slot): (usize, usize),
        number: u32,
        at: u32,
    ) {
        let Some(run) = &mut self.run else { return };
        run.processes[process].seats[slot] = Seat::Ready(worker);
        match (process, slot) {
            (0, 0) => run.begin(at),
            (_, 0) => run.processes[process].begin(number, at),
            _ => {}
        }
        let has_arena = (process, slot) == (0, 0);
        self.report_ready();
        if has_arena {
            self.fill_seats();
        }
    }

    /// A worker has left its process's memory.
    pub(super) fn left(&mut self, worker: WorkerId, (process, slot): (usize, usize)) {
        let Some(run) = &mut self.run else { return };
        let hosted = &mut run.processes[process];
        hosted.seats[slot] = Seat::Empty;
        hosted.patience.one_left();
        if let Some(fleet) = &mut self.fleet {
            fleet.is_idle(worker);
        }
        self.end_processes();
        self.end_if_empty();
    }
}
