//! `ProcessPoolExecutor`: calls in other processes, one future each.
//!
//! | state | `submit` | futures |
//! |---|---|---|
//! | not started | starts all workers | – |
//! | started | taken | pending until their call is sent to the workers: then running, up to workers + 1 ahead of them, as in CPython |
//! | shut down | `RuntimeError: cannot schedule new futures after shutdown` | what was taken is done |
//! | broken, since a worker died | `BrokenProcessPool` | all that were not finished have that error |
//!
//! Orders, workers and the thread that looks after them are those of a [pool](crate::jobs::Pool). **Stop** unwinds out of every wait.
//!
//! **Origin.** `concurrent/futures/process.py` of CPython 3.13. **Checked by** `tests/process_executor.rs`, `tests/parity/process_pools.rs`.

use super::chunk_mapping::ChunkMapping;
use super::future::{Future, Promise};
use super::thread_pool::{CancelFutures, Wait};
use crate::error::{Error, Kind};
use crate::jobs::board::{Board, Done, Order};
use crate::jobs::{
    Function, Initializer, Number, OnDeath, OnExit, Outgoing, Team, TeamPlan, initializer,
    number_of,
};
use crate::platform;
use crate::process::{Arguments, Process};
use crate::sync::Guarded;
use crate::thread::{self, Thread};
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed, Ordering::SeqCst};
use std::sync::Arc;

const WHILE_PENDING: &str = "A process in the process pool was terminated abruptly while the future was running or pending.";
const NOT_USABLE: &str =
    "A child process terminated abruptly, the process pool is not usable anymore";

fn broken(text: &'static str) -> Error {
    Error::new(Kind::Other("BrokenProcessPool".into()), text)
}

/// How a [`ProcessPoolExecutor`] is made: Python's arguments, each with its default.
#[derive(Clone, Debug, Default)]
pub struct ProcessPoolBuilder {
    max_workers: Option<i64>,
    initializer: Option<Initializer>,
    max_tasks_per_child: Option<i64>,
}

impl ProcessPoolBuilder {
    /// So many workers; left out: as many as there are cores.
    #[must_use]
    pub fn max_workers(mut self, max_workers: i64) -> Self {
        self.max_workers = Some(max_workers);
        self
    }

    /// A function that each worker calls before its first call. One that raises breaks the executor.
    #[must_use]
    pub fn initializer<A: Arguments>(
        mut self,
        call: &'static Function<A, ()>,
        argument: A,
    ) -> Self {
        self.initializer = Some(initializer(call, argument));
        self
    }

    /// A worker ends after so many calls, and another takes its place.
    #[must_use]
    pub fn max_tasks_per_child(mut self, tasks: i64) -> Self {
        self.max_tasks_per_child = Some(tasks);
        self
    }

    /// Makes the executor; no worker is started yet.
    ///
    /// # Errors
    /// Fewer than one worker: `ValueError: max_workers must be greater than 0`; `ValueError: max_tasks_per_child must be >= 1`.
    pub fn make(self) -> Result<ProcessPoolExecutor, Error> {
        let default = platform::cores().into();
        let workers = positive(self.max_workers.unwrap_or(default))
            .ok_or_else(|| Error::value("max_workers must be greater than 0"))?;
        let max_orders = self.max_tasks_per_child.map(|max| {
            positive(max).ok_or_else(|| Error::value("max_tasks_per_child must be >= 1"))
        });
        let is_broken = Arc::new(AtomicBool::new(false));
        let tell = is_broken.clone();
        let plan = TeamPlan {
            workers,
            max_orders: max_orders.transpose()?,
            initializer: self.initializer.transpose()?,
            on_exit: OnExit::IsRaised,
            on_death: OnDeath::Break(Box::new(move || tell.store(true, SeqCst))),
            class: "Process",
            ahead: workers + 1,
        };
        Ok(ProcessPoolExecutor {
            board: Arc::new(Board::new("ProcessPoolExecutor")),
            workers,
            is_broken,
            stage: Guarded::new(Stage::New(Box::new(plan))),
            measurement: AtomicU32::new(0),
            numbered: AtomicU32::new(0),
        })
    }
}

fn positive(count: i64) -> Option<u32> {
    u32::try_from(count).ok().filter(|count| *count > 0)
}

enum Stage {
    New(Box<TeamPlan>),
    Starting,
    Started(Arc<Team>, Thread),
    /// It could not be started, or was shut down before.
    Over,
}

/// Makes calls in a fixed number of processes, and gives a [`Future`] for each.
///
/// A call is one of a [`Function`]; argument and result travel as bytes. The workers are started by the first `submit`; they are no daemons, so
/// they may have children. Calls are handed to them up to workers + 1 ahead, and those count as *running*: they cannot be cancelled. `sys.exit`
/// in a call is its error. When a worker dies the executor is broken: every future that is not finished fails, and nothing more is taken.
/// Dropping the executor shuts it down without waiting: what was accepted is still done. The guard of [`enter`](Self::enter) waits.
///
/// # Blocking
/// The first `submit` waits until there are memories and workers for all. `shutdown` waits for all workers, if told so.
/// # Errors
/// `submit` after `shutdown`: `RuntimeError: cannot schedule new futures after shutdown`; of a broken executor: `BrokenProcessPool: A child
/// process terminated abruptly, the process pool is not usable anymore`. Its futures: `BrokenProcessPool: A process in the process pool was
/// terminated abruptly while the future was running or pending.`
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
///
/// Origin: `concurrent.futures.ProcessPoolExecutor` of the Python 3.13 library reference, start method `spawn`.
pub struct ProcessPoolExecutor {
    board: Arc<Board<Outgoing>>,
    workers: u32,
    is_broken: Arc<AtomicBool>,
    stage: Guarded<Stage>,
    measurement: AtomicU32,
    numbered: AtomicU32,
}

/// A call that has not been sent: dropping it ends its future.
struct Waiting<T> {
    promise: Option<Promise<T>>,
    is_broken: Arc<AtomicBool>,
}

impl<T> Drop for Waiting<T> {
    fn drop(&mut self) {
        if let Some(promise) = self.promise.take() {
            if self.is_broken.load(SeqCst) {
                promise.fail(broken(WHILE_PENDING));
            } else {
                promise.future().cancel();
            }
        }
    }
}

impl ProcessPoolExecutor {
    /// An executor of so many processes.
    ///
    /// # Errors
    /// As [`ProcessPoolBuilder::make`].
    pub fn new(max_workers: i64) -> Result<Self, Error> {
        Self::builder().max_workers(max_workers).make()
    }

    /// An executor with more to say about it.
    pub fn builder() -> ProcessPoolBuilder {
        ProcessPoolBuilder::default()
    }

    /// The number of workers.
    pub fn max_workers(&self) -> u32 {
        self.workers
    }

    /// The workers of this moment, none before the first call: to be asked and, for a lesson, to be killed.
    pub fn workers(&self) -> Vec<Process> {
        self.team().map_or_else(Vec::new, |team| team.processes())
    }

    fn team(&self) -> Option<Arc<Team>> {
        self.stage.with(|stage| match stage {
            Stage::Started(team, _) => Some(team.clone()),
            Stage::New(_) | Stage::Starting | Stage::Over => None,
        })
    }

    /// From now on the spans of calls belong to the measurement with this id, the next call being its first.
    pub fn count_for_measurement(&self, id: u32) {
        self.measurement.store(id, Relaxed);
        self.numbered.store(0, Relaxed);
    }

    /// Submits a call.
    ///
    /// # Errors
    /// See the type; no processes to be had: `BlockingIOError`; a function that is not in the table: from the future, `PicklingError`.
    pub fn submit<A: Arguments, T: Arguments>(
        &self,
        call: &'static Function<A, T>,
        argument: A,
    ) -> Result<Future<T>, Error> {
        let one = |values: Vec<T>| values.into_iter().next().ok_or_else(Error::eof);
        self.submit_chunk(call, vec![argument], one)
    }

    /// Submits a call with each item, as one order; `read` makes the future's value of the results.
    pub(super) fn submit_chunk<A: Arguments, T: Arguments, V: Send + Sync + 'static>(
        &self,
        call: &'static Function<A, T>,
        items: Vec<A>,
        read: impl FnOnce(Vec<T>) -> Result<V, Error> + Send + 'static,
    ) -> Result<Future<V>, Error> {
        let future = Future::pending(self.board.object());
        let function = number_of(call);
        let tasks = items.len() as u32;
        let number = Number {
            measurement: self.measurement.load(Relaxed),
            index: self.numbered.fetch_add(tasks, Relaxed),
        };
        let mut waiting = Waiting {
            promise: Some(Promise::of(&future)),
            is_broken: self.is_broken.clone(),
        };
        let send = move |out: &mut Outgoing| {
            let nothing = || Done::Deliver(Box::new(|| ()));
            let Some(promise) = waiting.promise.take().filter(Promise::begin) else {
                return nothing(); // It was cancelled.
            };
            let end = move |result: Result<Vec<T>, Error>| {
                let ended = promise.finish(result.and_then(read));
                debug_assert!(ended.is_ok(), "a call ends once");
            };
            match function {
                Err(error) => Done::Deliver(Box::new(move || end(Err(error)))),
                Ok(function) => out.write((function, number), &items, |came| match came {
                    Some(result) => Done::Deliver(Box::new(move || end(result))),
                    None => {
                        end(Err(broken(WHILE_PENDING)));
                        Done::Lost
                    }
                }),
            }
        };
        self.accept(Order {
            tasks,
            call: Box::new(send),
        })?;
        Ok(future)
    }

    fn accept(&self, order: Order<Outgoing>) -> Result<(), Error> {
        if self.is_broken.load(SeqCst) {
            return Err(broken(NOT_USABLE));
        }
        let taken = self.board.submit(vec![order]);
        taken.map_err(|_| match self.is_broken.load(SeqCst) {
            true => broken(NOT_USABLE),
            false => Error::runtime("cannot schedule new futures after shutdown"),
        })?;
        self.start()?;
        if let Some(team) = self.team() {
            team.feed(&self.board);
        }
        Ok(())
    }

    /// Starts the workers if nobody has.
    fn start(&self) -> Result<(), Error> {
        let plan = self.stage.with(|stage| match stage {
            Stage::New(_) => Some(core::mem::replace(stage, Stage::Starting)),
            Stage::Starting | Stage::Started(..) | Stage::Over => None,
        });
        let Some(Stage::New(plan)) = plan else {
            return Ok(()); // Whoever starts them feeds them.
        };
        let started = Team::start(*plan, self.board.object()).and_then(|team| {
            let (courier, board) = (team.clone(), self.board.clone());
            let name = thread::next_name("_ExecutorManagerThread");
            let manager = Thread::new(move || courier.run(&board)).name(&name);
            manager.start().inspect_err(|_| team.end())?;
            Ok((team, manager))
        });
        match started {
            Ok((team, manager)) => {
                self.stage
                    .with(|stage| *stage = Stage::Started(team, manager));
                Ok(())
            }
            Err(error) => {
                self.stage.with(|stage| *stage = Stage::Over);
                self.board.terminate();
                Err(error)
            }
        }
    }

    /// `map(fn, items)`: reads the items to their end, submits all, gives the results in order. Several iterables are zipped by the caller.
    pub fn map<A, T, L>(
        &self,
        call: &'static Function<A, T>,
        items: L,
    ) -> ChunkMapping<'_, A, T, L::IntoIter>
    where
        A: Arguments,
        T: Arguments + Clone,
        L: IntoIterator<Item = A>,
    {
        ChunkMapping {
            executor: self,
            call,
            items: items.into_iter(),
            timeout: None,
            chunksize: 1,
            buffersize: None,
        }
    }

    /// Takes no more calls.
    ///
    /// # Blocking
    /// With [`Wait::Yes`] until all workers have ended; not in a thread that unwinds.
    pub fn shutdown(&self, wait: Wait, cancel: CancelFutures) {
        self.board.close();
        if cancel == CancelFutures::Yes {
            self.board.withdraw();
        }
        let (team, manager) = self.stage.with(|stage| match stage {
            Stage::Started(team, manager) => (Some(team.clone()), Some(manager.clone())),
            Stage::New(_) | Stage::Starting | Stage::Over => (None, None),
        });
        if let Some(team) = team {
            team.feed(&self.board);
            team.ring();
        }
        if let Some(manager) = manager.filter(|_| wait == Wait::Yes && !std::thread::panicking()) {
            let _ = manager.join(); // It is started; an executor does not shut itself down from inside.
        }
    }

    /// Python's `with`: waits for all calls when the guard is dropped.
    pub fn enter(&self) -> WithProcesses<'_> {
        WithProcesses { executor: self }
    }
}

impl Drop for ProcessPoolExecutor {
    fn drop(&mut self) {
        self.shutdown(Wait::No, CancelFutures::No);
    }
}

/// An executor inside `with`: dropping it shuts the executor down and waits.
#[must_use = "the executor is shut down when it is dropped"]
#[derive(Debug)]
pub struct WithProcesses<'a> {
    executor: &'a ProcessPoolExecutor,
}

impl Drop for WithProcesses<'_> {
    fn drop(&mut self) {
        self.executor.shutdown(Wait::Yes, CancelFutures::No);
    }
}

impl core::fmt::Debug for ProcessPoolExecutor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ProcessPoolExecutor")
            .field("max_workers", &self.workers)
            .field("tally", &self.board.tally())
            .finish_non_exhaustive()
    }
}
