//! The crew of a pool of processes, as [`JobPool`](crate::jobs::JobPool) wants it.

use super::courier::Team;
use super::outgoing::Outgoing;
use crate::error::Error;
use crate::jobs::board::Board;
use crate::jobs::crew::{Crew, ThreadCrew};
use crate::thread::Thread;
use std::sync::Arc;

/// The crew of a pool of processes: one thread, the courier, and the processes of its team.
#[derive(Clone)]
pub struct ProcessCrew {
    pub(super) team: Arc<Team>,
}

impl Crew for ProcessCrew {
    type Worker = Thread;
    type Seat = Outgoing;

    fn prepare(&self, count: u32) -> Result<(), Error> {
        ThreadCrew.prepare(count)
    }

    fn start(
        &self,
        name: &str,
        body: Box<dyn FnOnce() -> Result<(), Error> + Send>,
    ) -> Result<Thread, Error> {
        ThreadCrew.start(name, body)
    }

    fn join(&self, worker: &Thread) {
        ThreadCrew.join(worker);
    }

    fn sit(&self) -> Result<Outgoing, Error> {
        Ok(Outgoing::default())
    }

    fn work(&self, board: &Board<Outgoing>, _: &mut Outgoing) {
        self.team.run(board);
    }

    fn feed(&self, board: &Board<Outgoing>) {
        self.team.feed(board);
        if board.is_over() {
            self.team.ring(); // The courier may have to see that this was all.
        }
    }

    fn end(&self) {
        self.team.end();
    }
}

impl core::fmt::Debug for ProcessCrew {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ProcessCrew")
            .field("workers", &self.team.processes().len())
            .finish_non_exhaustive()
    }
}
