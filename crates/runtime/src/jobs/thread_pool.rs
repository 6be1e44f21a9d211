//! `multiprocessing.pool.ThreadPool`, which is `multiprocessing.dummy.Pool`.

use super::board::{Board, Done, Order};
use super::chunks::{Carry, Deliver};
use super::crew::ThreadCrew;
use super::imap::{self, Imap, ImapUnordered};
use super::pool::{JobPool, Plan};
use super::result::{AsyncResult, Callbacks};
use super::spread::Spread;
use super::task::{self, Failure, Number};
use crate::error::Error;
use crate::platform;
use crate::thread;
use core::ops::Deref;
use std::sync::Arc;

/// How a [`ThreadPool`] is made: Python's arguments, each with its default.
#[derive(Clone, Default)]
pub struct Builder {
    processes: Option<i64>,
    initializer: Option<Arc<dyn Fn() -> Result<(), Error> + Send + Sync>>,
}

impl Builder {
    /// So many workers; left out: as many as there are cores.
    #[must_use]
    pub fn processes(mut self, processes: i64) -> Self {
        self.processes = Some(processes);
        self
    }

    /// A function that each worker calls before its first task. One that raises ends its worker, and the pool is one short for good.
    #[must_use]
    pub fn initializer(
        mut self,
        call: impl Fn() -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        self.initializer = Some(Arc::new(call));
        self
    }

    /// Starts the pool.
    ///
    /// # Blocking
    /// Until each worker has begun.
    /// # Errors
    /// Fewer than one worker: `ValueError: Number of processes must be at least 1`; no more threads: `RuntimeError: can't start new thread`.
    pub fn start(self) -> Result<ThreadPool, Error> {
        let processes = self.processes.unwrap_or_else(|| platform::cores().into());
        let processes = u32::try_from(processes)
            .ok()
            .filter(|count| *count > 0)
            .ok_or_else(|| Error::value("Number of processes must be at least 1"))?;
        let plan = Plan {
            processes,
            names: (0..processes)
                .map(|_| thread::next_name("worker"))
                .collect(),
            handlers: [
                thread::next_name("_handle_results"),
                thread::next_name("_handle_tasks"),
            ],
            initializer: self.initializer,
        };
        let pool = JobPool::start(ThreadCrew, Board::default(), plan)?;
        Ok(ThreadPool { pool })
    }
}

impl core::fmt::Debug for Builder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Builder")
            .field("processes", &self.processes)
            .finish_non_exhaustive()
    }
}

/// A fixed number of threads that do the tasks of one job after the other: Python's `multiprocessing.Pool` with threads inside.
///
/// Every accepted task is run exactly once unless the pool is terminated; results of `map` stand in the order of the input. All workers are
/// started at once, daemons, and reused; a task that calls `sys.exit` (raises `SystemExit`) ends its worker for good, and its job stays
/// pending for ever. The guard of [`enter`](JobPool::enter), and dropping the pool, *terminate* it: work that was only submitted is lost.
///
/// # Blocking
/// `apply`, `map`, `starmap` wait for their result; the `_async` forms, `imap` and `imap_unordered` return at once. `join` waits until all
/// workers have ended.
/// # Errors
/// On a closed or terminated pool: `ValueError: Pool not running`. `join` before that: `ValueError: Pool is still running`. A chunk size below
/// 1: `ValueError: Chunksize must be 1+, not 0` (CPython's `map` silently returns a list of `None`).
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Examples
/// ```
/// # use runtime::jobs::ThreadPool;
/// let pool = ThreadPool::new(4)?;
/// assert_eq!(pool.map(|n: i64| Ok(n * 2), 0..3)?, [0, 2, 4]);
/// assert_eq!(pool.starmap(|a: i64, b: i64| Ok(a + b), [(1, 1), (2, 1)])?, [2, 3]);
/// pool.close();
/// pool.join()?;
/// # Ok::<(), runtime::error::Error>(())
/// ```
/// There is no `start` (Python: `AttributeError: 'Pool' object has no attribute 'start'`), and a task's function is not called `target`:
/// ```compile_fail,E0599
/// runtime::jobs::ThreadPool::new(1).unwrap().start();
/// ```
/// Origin: `multiprocessing.pool.ThreadPool` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct ThreadPool {
    pool: JobPool<ThreadCrew>,
}

impl Deref for ThreadPool {
    type Target = JobPool<ThreadCrew>;

    fn deref(&self) -> &Self::Target {
        &self.pool
    }
}

/// Tasks that call `call` with each item of their chunk, here.
fn each<I, T>(call: impl Fn(I) -> Result<T, Error> + Send + Sync + 'static) -> Carry<(), I, T>
where
    I: Send + 'static,
    T: Send + 'static,
{
    let call = Arc::new(call);
    Arc::new(move |items: Vec<I>, first: Number, deliver| {
        let (tasks, call) = (items.len() as u32, call.clone());
        let run = move || {
            let numbered = items.into_iter().enumerate();
            let results = numbered.map(|(at, item)| task::run(first.after(at), || call(item)));
            results.collect()
        };
        order(tasks, run, deliver)
    })
}

/// An order whose tasks run where the worker is.
fn order<T: Send + 'static>(
    tasks: u32,
    run: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    deliver: Deliver<T>,
) -> Order<()> {
    let call = move |(): &mut ()| {
        let result = match run() {
            Ok(value) => Ok(value),
            Err(Failure::Raised(error)) => Err(error),
            Err(Failure::Left) => return Done::Lost,
        };
        Done::Deliver(Box::new(move || deliver(result)))
    };
    Order {
        tasks,
        call: Box::new(call),
    }
}

impl ThreadPool {
    /// A pool of so many threads.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub fn new(processes: i64) -> Result<Self, Error> {
        Self::builder().processes(processes).start()
    }

    /// A pool with more to say about it.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Runs one task and waits for it: in a loop that is serial.
    ///
    /// # Errors
    /// The task's own, or see the type.
    pub fn apply<T>(
        &self,
        call: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: Clone + Send + Sync + 'static,
    {
        self.apply_async(call)?.get()
    }

    /// Submits one task.
    ///
    /// # Errors
    /// See the type.
    pub fn apply_async<T>(
        &self,
        call: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<AsyncResult<T>, Error>
    where
        T: Send + Sync + 'static,
    {
        self.apply_async_with(call, Callbacks::none())
    }

    /// Submits one task with callbacks.
    ///
    /// # Errors
    /// See the type.
    pub fn apply_async_with<T>(
        &self,
        call: impl FnOnce() -> Result<T, Error> + Send + 'static,
        callbacks: Callbacks<T>,
    ) -> Result<AsyncResult<T>, Error>
    where
        T: Send + Sync + 'static,
    {
        let one = |number, deliver| order(1, move || task::run(number, call), deliver);
        self.pool.submit_one(one, callbacks)
    }

    /// Calls `call` with each item; the results in order of the items.
    ///
    /// # Errors
    /// The error that was handed in first, once all chunks are through; or see the type.
    pub fn map<I, T, F>(&self, call: F, items: impl IntoIterator<Item = I>) -> Result<Vec<T>, Error>
    where
        I: Send + 'static,
        T: Clone + Send + Sync + 'static,
        F: Fn(I) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.map_async(call, items, None, Callbacks::none())?.get()
    }

    /// [`map`](Self::map) in chunks of `chunksize` tasks.
    ///
    /// # Errors
    /// As there.
    pub fn map_chunked<I, T, F>(
        &self,
        call: F,
        items: impl IntoIterator<Item = I>,
        chunksize: i64,
    ) -> Result<Vec<T>, Error>
    where
        I: Send + 'static,
        T: Clone + Send + Sync + 'static,
        F: Fn(I) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.map_async(call, items, Some(chunksize), Callbacks::none())?
            .get()
    }

    /// Submits what [`map`](Self::map) does; `chunksize` `None`: CPython's rule.
    ///
    /// # Errors
    /// See the type.
    pub fn map_async<I, T, F>(
        &self,
        call: F,
        items: impl IntoIterator<Item = I>,
        chunksize: Option<i64>,
        callbacks: Callbacks<Vec<T>>,
    ) -> Result<AsyncResult<Vec<T>>, Error>
    where
        I: Send + 'static,
        T: Send + Sync + 'static,
        F: Fn(I) -> Result<T, Error> + Send + Sync + 'static,
    {
        let items = items.into_iter().collect();
        self.pool
            .submit_many(each(call), items, chunksize, callbacks)
    }

    /// Calls `call` with the parts of each item, a tuple.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    pub fn starmap<A, T, F>(
        &self,
        call: F,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<T>, Error>
    where
        A: Send + 'static,
        T: Clone + Send + Sync + 'static,
        F: Spread<A, Output = Result<T, Error>> + Send + Sync + 'static,
    {
        self.map(move |arguments| call.call(arguments), items)
    }

    /// Submits what [`starmap`](Self::starmap) does.
    ///
    /// # Errors
    /// See the type.
    pub fn starmap_async<A, T, F>(
        &self,
        call: F,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
        callbacks: Callbacks<Vec<T>>,
    ) -> Result<AsyncResult<Vec<T>>, Error>
    where
        A: Send + 'static,
        T: Send + Sync + 'static,
        F: Spread<A, Output = Result<T, Error>> + Send + Sync + 'static,
    {
        let call = move |arguments| call.call(arguments);
        self.map_async(call, items, chunksize, callbacks)
    }

    /// Calls `call` with each item of an input of any length, endless ones included; the results in order, as they come.
    ///
    /// # Errors
    /// See the type. An error of a task comes at its place.
    pub fn imap<I, T, F>(&self, call: F, items: I) -> Result<Imap<T>, Error>
    where
        I: IntoIterator,
        I::IntoIter: Send + 'static,
        I::Item: Send + 'static,
        T: Send + 'static,
        F: Fn(I::Item) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.imap_chunked(call, items, 1)
    }

    /// [`imap`](Self::imap) in chunks of `chunksize` tasks.
    ///
    /// # Errors
    /// As there.
    pub fn imap_chunked<I, T, F>(&self, call: F, items: I, chunksize: i64) -> Result<Imap<T>, Error>
    where
        I: IntoIterator,
        I::IntoIter: Send + 'static,
        I::Item: Send + 'static,
        T: Send + 'static,
        F: Fn(I::Item) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.pool
            .stream(each(call), items.into_iter(), chunksize, imap::Order::Input)
    }

    /// As [`imap_chunked`](Self::imap_chunked), the results in order of completion.
    ///
    /// # Errors
    /// As there.
    pub fn imap_unordered<I, T, F>(
        &self,
        call: F,
        items: I,
        chunksize: i64,
    ) -> Result<ImapUnordered<T>, Error>
    where
        I: IntoIterator,
        I::IntoIter: Send + 'static,
        I::Item: Send + 'static,
        T: Send + 'static,
        F: Fn(I::Item) -> Result<T, Error> + Send + Sync + 'static,
    {
        self.pool.stream(
            each(call),
            items.into_iter(),
            chunksize,
            imap::Order::Completion,
        )
    }
}
