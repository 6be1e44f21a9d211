//! How a pool's workers are started, and where their tasks run.

use super::board::Board;
use crate::error::Error;
use crate::thread::{self, Thread};

/// The people of a pool: threads here; a thread that sends orders to processes; or what a model likes.
pub trait Crew: Clone + Send + Sync + 'static {
    /// A started thread.
    type Worker: Send;
    /// Where a worker's tasks run, made by the worker itself.
    type Seat: 'static;

    /// Sees to it that `count` threads can be started soon.
    ///
    /// # Errors
    /// When so many are not to be had.
    fn prepare(&self, count: u32) -> Result<(), Error>;

    /// Starts a thread of the pool that runs `body`: a worker, or a handler.
    ///
    /// # Errors
    /// When none is to be had.
    fn start(
        &self,
        name: &str,
        body: Box<dyn FnOnce() -> Result<(), Error> + Send>,
    ) -> Result<Self::Worker, Error>;

    /// Waits until the thread has ended.
    fn join(&self, worker: &Self::Worker);

    /// Gets ready to run tasks; called once by each worker, on its own thread.
    ///
    /// # Errors
    /// When it cannot; the worker ends then.
    fn sit(&self) -> Result<Self::Seat, Error>;

    /// What a worker does once it sits: the board's orders, until there are no more.
    ///
    /// # Blocking
    /// While there are none.
    fn work(&self, board: &Board<Self::Seat>, seat: &mut Self::Seat) {
        board.work(seat);
    }

    /// The board has changed: orders were pinned to it, or it ends. Must not wait. Nothing to do for workers that look at the board themselves.
    fn feed(&self, board: &Board<Self::Seat>) {
        let _ = board;
    }

    /// The pool is terminated: ends what can be ended in the middle of a task. Must not wait.
    fn end(&self) {}
}

/// Workers that are threads of this process, daemons as in Python: their tasks run where they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadCrew;

impl Crew for ThreadCrew {
    type Worker = Thread;
    type Seat = ();

    fn prepare(&self, count: u32) -> Result<(), Error> {
        thread::prepare(count).map_err(|_| Error::runtime("can't start new thread"))
    }

    fn start(
        &self,
        name: &str,
        body: Box<dyn FnOnce() -> Result<(), Error> + Send>,
    ) -> Result<Thread, Error> {
        let thread = Thread::new(body).name(name).daemon(true);
        thread.start()?;
        Ok(thread)
    }

    fn join(&self, worker: &Thread) {
        let _ = worker.join(); // It is started; a pool joined by its own worker is refused by Python too.
    }

    fn sit(&self) -> Result<(), Error> {
        Ok(())
    }
}
