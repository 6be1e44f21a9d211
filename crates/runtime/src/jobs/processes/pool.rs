//! `multiprocessing.Pool`.

use super::courier::{OnDeath, Plan as TeamPlan, Team};
use super::crew::ProcessCrew;
use super::function::{Function, Initializer, initializer, number_of};
use super::lane::SLOTS;
use super::outgoing::{Outgoing, order};
use super::worker::OnExit;
use crate::error::Error;
use crate::jobs::board::Board;
use crate::jobs::chunks::Carry;
use crate::jobs::imap::{self, Imap, ImapUnordered};
use crate::jobs::pool::{JobPool, Plan};
use crate::jobs::result::{AsyncResult, Callbacks};
use crate::platform;
use crate::process::{Arguments, Process};
use crate::thread;
use core::ops::Deref;
use std::sync::Arc;

/// How a [`Pool`] is made: Python's arguments, each with its default.
#[derive(Clone, Debug, Default)]
pub struct PoolBuilder {
    processes: Option<i64>,
    initializer: Option<Initializer>,
    maxtasksperchild: Option<i64>,
}

impl PoolBuilder {
    /// So many workers; left out: as many as there are cores.
    #[must_use]
    pub fn processes(mut self, processes: i64) -> Self {
        self.processes = Some(processes);
        self
    }

    /// A function that each worker calls before its first task. One that raises ends its worker, and nobody takes its place (CPython starts
    /// others for ever, which end alike).
    #[must_use]
    pub fn initializer<A: Arguments>(
        mut self,
        call: &'static Function<A, ()>,
        argument: A,
    ) -> Self {
        self.initializer = Some(initializer(call, argument));
        self
    }

    /// A worker ends after so many orders (a chunk of a `map` is one), and another takes its place.
    #[must_use]
    pub fn maxtasksperchild(mut self, tasks: i64) -> Self {
        self.maxtasksperchild = Some(tasks);
        self
    }

    /// Starts the pool.
    ///
    /// # Blocking
    /// Until there are memories and workers for all.
    /// # Errors
    /// Fewer than one worker: `ValueError: Number of processes must be at least 1`; `maxtasksperchild` below 1: `ValueError: maxtasksperchild
    /// must be a positive int or None`; in a daemon: `AssertionError: daemonic processes are not allowed to have children`; no more processes: `BlockingIOError`.
    pub fn start(self) -> Result<Pool, Error> {
        let processes = self.processes.unwrap_or_else(|| platform::cores().into());
        let workers = u32::try_from(processes)
            .ok()
            .filter(|count| *count > 0)
            .ok_or_else(|| Error::value("Number of processes must be at least 1"))?;
        let max_orders = self.maxtasksperchild.map(|max| {
            u32::try_from(max)
                .ok()
                .filter(|max| *max > 0)
                .ok_or_else(|| Error::value("maxtasksperchild must be a positive int or None"))
        });
        let board = Board::new("pool");
        let plan = TeamPlan {
            workers,
            max_orders: max_orders.transpose()?,
            initializer: self.initializer.transpose()?,
            on_exit: OnExit::Leaves,
            on_death: OnDeath::Replace,
            class: "PoolWorker",
            ahead: SLOTS,
        };
        let team = Team::start(plan, board.object())?;
        let plan = Plan {
            processes: workers,
            names: vec![thread::next_name("_handle_results")],
            handlers: [
                thread::next_name("_handle_callbacks"),
                thread::next_name("_handle_tasks"),
            ],
            initializer: None,
        };
        let crew = ProcessCrew { team: team.clone() };
        let pool = JobPool::start(crew, board, plan).inspect_err(|_| team.end())?;
        Ok(Pool { pool })
    }
}

/// A fixed number of processes that do the tasks of one job after the other: Python's `multiprocessing.Pool`.
///
/// A task is a call of a [`Function`]; its argument and its result travel as bytes, so both are copies. Every accepted task is run once unless the
/// pool is terminated or its worker dies; results of `map` stand in the order of the input. All workers are started at once, daemons, and reused;
/// one that dies (killed, crashed, `sys.exit` in a task) is replaced, and *its job stays pending for ever*, while others go on. The guard of
/// [`enter`](JobPool::enter), and dropping the pool, *terminate* it: work that was only submitted is lost.
///
/// # Blocking
/// `apply`, `map`, `starmap` wait for their result; the `_async` forms, `imap` and `imap_unordered` return at once. `join` waits until all
/// workers have ended.
/// # Errors
/// On a closed or terminated pool: `ValueError: Pool not running`. `join` before that: `ValueError: Pool is still running`. A chunk size below
/// 1: `ValueError: Chunksize must be 1+, not 0`. A function that is not in the table: `PicklingError`. A task's error has a trace that names the
/// worker (`RemoteTraceback`); a result that cannot be written to bytes: `MaybeEncodingError`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// There is a thread beside the workers, which takes results; each order costs some copies of its bytes, and about ten looks at the arena each way.
/// # Examples
/// See [`Function`]. A pool cannot be given to a task (Python: `NotImplementedError: pool objects cannot be passed between processes or pickled`):
/// ```compile_fail,E0277
/// runtime::process::Process::new(0, runtime::jobs::Pool::new(1).unwrap());
/// ```
/// Origin: `multiprocessing.Pool` of the Python 3.13 library reference, start method `spawn`.
#[derive(Debug)]
pub struct Pool {
    pool: JobPool<ProcessCrew>,
}

impl Deref for Pool {
    type Target = JobPool<ProcessCrew>;

    fn deref(&self) -> &Self::Target {
        &self.pool
    }
}

/// Tasks that call `call` with each item of their chunk, in another process.
fn each<A: Arguments, R: Arguments>(
    call: &'static Function<A, R>,
) -> Result<Carry<Outgoing, A, R>, Error> {
    let function = number_of(call)?;
    Ok(Arc::new(move |items, number, deliver| {
        order(function, items, number, deliver)
    }))
}

impl Pool {
    /// A pool of so many processes.
    ///
    /// # Errors
    /// As [`PoolBuilder::start`].
    pub fn new(processes: i64) -> Result<Self, Error> {
        Self::builder().processes(processes).start()
    }

    /// A pool with more to say about it.
    pub fn builder() -> PoolBuilder {
        PoolBuilder::default()
    }

    /// Waits until each worker has begun, as a measurement must.
    ///
    /// # Blocking
    /// Until then.
    pub fn wait_until_ready(&self) {
        self.pool.crew().team.wait_until_ready();
    }

    /// The workers of this moment: to be asked and, for a lesson, to be killed.
    pub fn workers(&self) -> Vec<Process> {
        self.pool.crew().team.processes()
    }

    /// Runs one task and waits for it: in a loop that is serial.
    ///
    /// # Errors
    /// The task's own, or see the type.
    pub fn apply<A, R>(&self, call: &'static Function<A, R>, argument: A) -> Result<R, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        self.apply_async(call, argument)?.get()
    }

    /// Submits one task.
    ///
    /// # Errors
    /// See the type.
    pub fn apply_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        argument: A,
    ) -> Result<AsyncResult<R>, Error> {
        self.apply_async_with(call, argument, Callbacks::none())
    }

    /// Submits one task with callbacks.
    ///
    /// # Errors
    /// See the type.
    pub fn apply_async_with<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        argument: A,
        callbacks: Callbacks<R>,
    ) -> Result<AsyncResult<R>, Error> {
        let carry = each(call)?;
        let one = |number, deliver: crate::jobs::chunks::Deliver<R>| {
            let first = |values: Vec<R>| values.into_iter().next().ok_or_else(no_value);
            let deliver =
                Box::new(move |result: Result<Vec<R>, Error>| deliver(result.and_then(first)));
            carry(vec![argument], number, deliver)
        };
        self.pool.submit_one(one, callbacks)
    }

    /// Calls `call` with each item; the results in order of the items.
    ///
    /// # Errors
    /// The error that was handed in first, once all chunks are through; or see the type.
    pub fn map<A, R>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        self.map_async(call, items, None, Callbacks::none())?.get()
    }

    /// [`map`](Self::map) in chunks of `chunksize` tasks.
    ///
    /// # Errors
    /// As there.
    pub fn map_chunked<A, R>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: i64,
    ) -> Result<Vec<R>, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        self.map_async(call, items, Some(chunksize), Callbacks::none())?
            .get()
    }

    /// Submits what [`map`](Self::map) does; `chunksize` `None`: CPython's rule.
    ///
    /// # Errors
    /// See the type.
    pub fn map_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
        callbacks: Callbacks<Vec<R>>,
    ) -> Result<AsyncResult<Vec<R>>, Error> {
        let items = items.into_iter().collect();
        self.pool
            .submit_many(each(call)?, items, chunksize, callbacks)
    }

    /// Calls `call`, a function of several arguments, with the parts of each item: here a function of a tuple, so this is [`map`](Self::map).
    ///
    /// # Errors
    /// As there.
    pub fn starmap<A, R>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        self.map(call, items)
    }

    /// Submits what [`starmap`](Self::starmap) does.
    ///
    /// # Errors
    /// See the type.
    pub fn starmap_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
        callbacks: Callbacks<Vec<R>>,
    ) -> Result<AsyncResult<Vec<R>>, Error> {
        self.map_async(call, items, chunksize, callbacks)
    }

    /// Calls `call` with each item of an input of any length, endless ones included; the results in order, as they come.
    ///
    /// # Errors
    /// See the type. An error of a task comes at its place.
    pub fn imap<A, R, I>(
        &self,
        call: &'static Function<A, R>,
        items: I,
        chunksize: i64,
    ) -> Result<Imap<R>, Error>
    where
        A: Arguments,
        R: Arguments,
        I: IntoIterator<Item = A>,
        I::IntoIter: Send + 'static,
    {
        let items = items.into_iter();
        self.pool
            .stream(each(call)?, items, chunksize, imap::Order::Input)
    }

    /// As [`imap`](Self::imap), the results in order of completion.
    ///
    /// # Errors
    /// As there.
    pub fn imap_unordered<A, R, I>(
        &self,
        call: &'static Function<A, R>,
        items: I,
        chunksize: i64,
    ) -> Result<ImapUnordered<R>, Error>
    where
        A: Arguments,
        R: Arguments,
        I: IntoIterator<Item = A>,
        I::IntoIter: Send + 'static,
    {
        let items = items.into_iter();
        self.pool
            .stream(each(call)?, items, chunksize, imap::Order::Completion)
    }
}

/// An answer without the value that it must hold.
fn no_value() -> Error {
    Error::new(
        crate::error::Kind::from_name("_pickle.UnpicklingError"),
        "a task's answer holds no value: both sides must be of one build",
    )
}
