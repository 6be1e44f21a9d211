//! The pool itself, over any crew: starts workers, cuts jobs into orders, ends.

use super::board::{Board, Order};
use super::chunks::{self, Carry, Deliver, Parts};
use super::crew::Crew;
use super::imap::{self, Imap, Stream};
use super::reading::Reading;
use super::result::{AsyncResult, Callbacks, Job};
use super::task::Number;
use crate::error::Error;
use crate::sync::Guarded;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::Arc;

/// What became of a pool's tasks. Once all workers have left, `submitted = delivered + dropped + lost`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Given to the pool.
    pub submitted: u64,
    /// Their results were handed in.
    pub delivered: u64,
    /// Thrown away by `terminate`: not begun, or their results came too late.
    pub dropped: u64,
    /// Their worker ended with them.
    pub lost: u64,
}

/// Tasks in a chunk of a `map` of `tasks` tasks on `workers` workers: about four chunks for each worker; 0 for no tasks.
///
/// Origin: `chunksize, extra = divmod(len(iterable), len(self._pool) * 4)`, plus 1 if there is an `extra`.
pub fn default_chunksize(tasks: usize, workers: u32) -> usize {
    tasks.div_ceil((workers as usize * 4).max(1))
}

/// How a pool is to be made.
pub(super) struct Plan {
    pub processes: u32,
    /// Names of the threads that see to the board, one each: the workers, or the one that sends orders to processes.
    pub names: Vec<String>,
    /// Names of the result handler and of the readers of `imap`'s input.
    pub handlers: [String; 2],
    pub initializer: Option<Arc<dyn Fn() -> Result<(), Error> + Send + Sync>>,
}

/// A pool over any crew: what [`ThreadPool`](super::ThreadPool) and its twin of processes are made of.
pub struct JobPool<C: Crew> {
    crew: C,
    board: Arc<Board<C::Seat>>,
    processes: u32,
    workers: Vec<C::Worker>,
    /// Threads beside the workers.
    handlers: Guarded<Vec<C::Worker>>,
    names: [String; 2],
    measurement: AtomicU32,
    numbered: AtomicU32,
}

impl<C: Crew> JobPool<C> {
    /// Starts all workers at once.
    ///
    /// # Blocking
    /// Until each has begun.
    /// # Errors
    /// When not all can be started; those that were leave again.
    pub(super) fn start(crew: C, board: Board<C::Seat>, plan: Plan) -> Result<Self, Error> {
        crew.prepare(plan.names.len() as u32)?;
        let mut pool = Self {
            crew,
            board: Arc::new(board),
            processes: plan.processes,
            workers: Vec::with_capacity(plan.processes as usize),
            handlers: Guarded::new(Vec::new()),
            names: plan.handlers,
            measurement: AtomicU32::new(0),
            numbered: AtomicU32::new(0),
        };
        for name in &plan.names {
            let (crew, board) = (pool.crew.clone(), pool.board.clone());
            let initializer = plan.initializer.clone();
            let body = move || {
                let mut seat = crew.sit()?;
                initializer.map_or(Ok(()), |prepare| prepare())?;
                crew.work(&board, &mut seat);
                Ok(())
            };
            let worker = pool.crew.start(name, Box::new(body))?;
            pool.workers.push(worker);
        }
        Ok(pool)
    }

    /// Number of workers.
    pub fn processes(&self) -> u32 {
        self.processes
    }

    /// What has become of the tasks so far.
    pub fn tally(&self) -> Tally {
        self.board.tally()
    }

    /// From now on the spans of tasks belong to the measurement with this id, its first task being the next.
    pub fn count_for_measurement(&self, id: u32) {
        self.measurement.store(id, Relaxed);
        self.numbered.store(0, Relaxed);
    }

    /// Submits one task, which `order` makes of its number and of where its result goes.
    pub(super) fn submit_one<T>(
        &self,
        order: impl FnOnce(Number, Deliver<T>) -> Order<C::Seat>,
        callbacks: Callbacks<T>,
    ) -> Result<AsyncResult<T>, Error>
    where
        T: Send + Sync + 'static,
    {
        self.board.check_running()?;
        self.ensure_handler(&callbacks)?;
        let job = Job::new(self.board.object(), "ApplyResult");
        let finished = job.clone();
        let deliver = Box::new(move |outcome| finished.finish(outcome, callbacks));
        self.pin(vec![order(self.numbers(1), deliver)])?;
        Ok(AsyncResult { job })
    }

    /// Pins orders to the board, all or none, and sees to it that they go on from there.
    pub(super) fn pin(&self, orders: Vec<Order<C::Seat>>) -> Result<(), Error> {
        self.board.submit(orders)?;
        self.crew.feed(&self.board);
        Ok(())
    }

    /// Submits a list of tasks. `chunksize` `None`: CPython's rule.
    pub(super) fn submit_many<I, T>(
        &self,
        carry: Carry<C::Seat, I, T>,
        items: Vec<I>,
        chunksize: Option<i64>,
        callbacks: Callbacks<Vec<T>>,
    ) -> Result<AsyncResult<Vec<T>>, Error>
    where
        I: Send + 'static,
        T: Send + Sync + 'static,
    {
        self.board.check_running()?;
        let size = match chunksize {
            Some(size) => checked(size)?,
            None => default_chunksize(items.len(), self.processes),
        };
        self.ensure_handler(&callbacks)?;
        let job = Job::new(self.board.object(), "MapResult");
        if items.is_empty() {
            job.finish(Ok(Vec::new()), Callbacks::none()); // No callback is called for no tasks, as in CPython.
            return Ok(AsyncResult { job });
        }
        let mut number = self.numbers(items.len());
        let chunks = chunks::cut(items, size);
        let parts = Parts::new(job.clone(), chunks.len(), callbacks);
        let orders = chunks.into_iter().enumerate().map(|(at, chunk)| {
            let (first, parts) = (number, parts.clone());
            number = number.after(chunk.len());
            carry(chunk, first, Box::new(move |result| parts.set(at, result)))
        });
        self.pin(orders.collect())?;
        Ok(AsyncResult { job })
    }

    /// Submits an input of unknown length, which a thread of its own reads.
    pub(super) fn stream<I, T>(
        &self,
        carry: Carry<C::Seat, I::Item, T>,
        items: I,
        chunksize: i64,
        order: imap::Order,
    ) -> Result<Imap<T>, Error>
    where
        I: Iterator + Send + 'static,
        I::Item: Send + 'static,
        T: Send + 'static,
    {
        let size = checked(chunksize)?;
        self.board.begin_reading()?;
        let stream = Stream::new(order, self.board.object());
        let reader = Reading {
            crew: self.crew.clone(),
            board: self.board.clone(),
            stream: stream.clone(),
            carry,
            size,
            number: Number {
                measurement: self.measurement.load(Relaxed),
                index: self.numbered.load(Relaxed),
            },
        };
        let body = Box::new(move || {
            reader.read(items);
            Ok(())
        });
        match self.crew.start(&self.names[1], body) {
            Ok(thread) => self.handlers.with(|handlers| handlers.push(thread)),
            Err(error) => {
                self.board.end_reading();
                return Err(error);
            }
        }
        Ok(Imap {
            stream,
            rest: Vec::new().into_iter(),
            ends_with_an_error: size > 1,
            ended: false,
        })
    }

    /// Numbers for so many tasks.
    pub(super) fn numbers(&self, tasks: usize) -> Number {
        Number {
            measurement: self.measurement.load(Relaxed),
            index: self.numbered.fetch_add(tasks as u32, Relaxed),
        }
    }

    /// Starts the result handler when the first callback asks for it.
    fn ensure_handler<T>(&self, callbacks: &Callbacks<T>) -> Result<(), Error> {
        if !callbacks.is_some() || !self.board.needs_handler() {
            return Ok(());
        }
        let board = self.board.clone();
        let body = Box::new(move || {
            board.handle_results();
            Ok(())
        });
        let thread = self.crew.start(&self.names[0], body)?;
        self.handlers.with(|handlers| handlers.push(thread));
        Ok(())
    }

    /// Takes no more jobs; what was taken is done.
    pub fn close(&self) {
        self.board.close();
        self.crew.feed(&self.board);
    }

    /// Ends the pool without waiting: tasks that nobody has begun are dropped, results that come later are thrown away, nobody who waits for
    /// them is ever told. A thread cannot be ended in the middle of its task: it leaves after it; a process is ended at once.
    pub fn terminate(&self) {
        self.board.terminate();
        self.crew.end();
    }

    /// Its id in the trace.
    #[cfg(not(loom))]
    pub(super) fn object(&self) -> u32 {
        self.board.object()
    }

    /// How the pool's tasks get to where they run.
    #[cfg(not(loom))]
    pub(super) fn crew(&self) -> &C {
        &self.crew
    }

    /// Waits until all workers have ended.
    ///
    /// # Blocking
    /// Until the last task has ended.
    /// # Errors
    /// Before `close` or `terminate`: `ValueError: Pool is still running`.
    pub fn join(&self) -> Result<(), Error> {
        self.board.check_ending()?;
        for worker in &self.workers {
            self.crew.join(worker);
        }
        self.board.end_handler();
        for handler in self.handlers.with(core::mem::take) {
            self.crew.join(&handler);
        }
        self.board.drop_unhandled();
        Ok(())
    }

    /// Python's `with`: ends the pool by [`terminate`](Self::terminate) when the guard is dropped.
    ///
    /// # Errors
    /// On a pool that is closed: `ValueError: Pool not running`.
    pub fn enter(&self) -> Result<Scope<'_, C>, Error> {
        self.board.check_running()?;
        Ok(Scope { pool: self })
    }
}

pub(super) fn checked(chunksize: i64) -> Result<usize, Error> {
    usize::try_from(chunksize)
        .ok()
        .filter(|size| *size > 0)
        .ok_or_else(|| Error::value(format!("Chunksize must be 1+, not {chunksize}")))
}

/// A pool inside `with`: dropping it terminates the pool.
#[must_use = "the pool is terminated when it is dropped"]
pub struct Scope<'a, C: Crew> {
    pool: &'a JobPool<C>,
}

impl<C: Crew> Drop for Scope<'_, C> {
    fn drop(&mut self) {
        self.pool.terminate();
    }
}

impl<C: Crew> Drop for JobPool<C> {
    fn drop(&mut self) {
        self.terminate();
    }
}

impl<C: Crew> core::fmt::Debug for Scope<'_, C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<C: Crew> core::fmt::Debug for JobPool<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("JobPool")
            .field("processes", &self.processes)
            .field("tally", &self.tally())
            .finish_non_exhaustive()
    }
}
