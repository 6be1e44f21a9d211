//! A pool: a bounded set of workers fed from one queue in shared memory.
//!
//! Generic over how a worker is started ([`Crew`]); a task moves to a worker as its index ([`Tasks`]). Submitting a list is one queue entry
//! and one wake, whatever its length; workers take chunks from a shared counter.
//!
//! **No lost job.** The submitter queues the job, *then* changes `word`, *then* wakes all. A worker reads `word`, *then* looks for a job, *then*
//! waits for that value. **Ready.** Every worker counts itself in `ready` before it first waits, so a measurement can begin with all there.

mod job;
pub(crate) mod run;

pub use job::Chunk;

use crate::blocking::{Wait, Woken, block};
use crate::context;
use crate::futex::{FutexWord, Word};
use crate::platform;
use crate::platform::atomic::{AtomicBool, Mutex, MutexGuard, Ordering};
use crate::task::{TaskFailed, TaskResult, Tasks, Value, all_or_first_failure};
use crate::thread::{self, Handle, StartError};
use job::Job;
use run::Runner;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use trace::kinds::{Cause, ObjectKind};

/// How a pool's workers are started and waited for: as threads here; as processes, or as anything a test likes.
pub trait Crew {
    /// A started worker.
    type Worker;

    /// Sees to it that `count` workers can be started soon.
    ///
    /// # Errors
    /// When so many are not to be had.
    fn prepare(&self, count: u32) -> Result<(), StartError>;

    /// Starts a worker that runs `body`.
    ///
    /// # Errors
    /// When none is to be had.
    fn start(&self, name: &str, body: Box<dyn FnOnce() + Send>)
    -> Result<Self::Worker, StartError>;

    /// Waits until the worker has ended.
    fn join(&self, worker: Self::Worker);
}

/// Workers that are threads of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadCrew;

impl Crew for ThreadCrew {
    type Worker = Handle;

    fn prepare(&self, count: u32) -> Result<(), StartError> {
        thread::prepare(count)
    }

    fn start(&self, name: &str, body: Box<dyn FnOnce() + Send>) -> Result<Handle, StartError> {
        thread::start(name, body)
    }

    fn join(&self, worker: Handle) {
        worker.join(None);
    }
}

struct Shared {
    object: u32,
    queue: Mutex<VecDeque<Arc<Job>>>,
    /// Changes with every job and at the close.
    word: Word,
    /// Workers that have reported in.
    ready: Word,
    closed: AtomicBool,
}

/// A bounded set of workers fed from one queue. Dropping it closes it and waits for the workers, after the jobs in the queue; while
/// unwinding it only closes it.
///
/// # Examples
/// ```
/// # use runtime::{pool::{Chunk, Pool, ThreadCrew}, task::{list, Value}};
/// let pool = Pool::start(ThreadCrew, 2, "pool")?;
/// let squares = list(5, |i| Ok(Value::Integer(i64::from(i * i))));
/// assert_eq!(pool.map(squares, Chunk::Default)?[4], Value::Integer(16));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Origin: `multiprocessing.pool.Pool` of the Python 3.13 library reference.
pub struct Pool<C: Crew = ThreadCrew> {
    crew: C,
    workers: Vec<C::Worker>,
    count: u32,
    shared: Arc<Shared>,
}

impl<C: Crew> Pool<C> {
    /// Starts `workers` workers (at least 1), called `<name> 1` and so on. They boot while this returns: see [`Pool::wait_until_ready`].
    ///
    /// # Errors
    /// When not all can be started; those that were leave again.
    pub fn start(crew: C, workers: u32, name: &str) -> Result<Self, StartError> {
        let count = workers.max(1);
        let shared = Arc::new(Shared {
            object: context::new_object(ObjectKind::Pool, name),
            queue: Mutex::new(VecDeque::new()),
            word: Word::new(0),
            ready: Word::new(0),
            closed: AtomicBool::new(false),
        });
        crew.prepare(count)?;
        let mut pool = Self {
            crew,
            workers: Vec::with_capacity(count as usize),
            count,
            shared,
        };
        for number in 1..=count {
            let shared = pool.shared.clone();
            let worker = pool
                .crew
                .start(&format!("{name} {number}"), Box::new(move || shared.work()))?;
            pool.workers.push(worker);
        }
        Ok(pool)
    }

    /// Number of workers.
    pub fn workers(&self) -> u32 {
        self.count
    }

    /// Waits until every worker has reported in: from then on nobody still boots.
    ///
    /// # Blocking
    /// Until then.
    pub fn wait_until_ready(&self) {
        loop {
            let ready = self.shared.ready.load(Ordering::Acquire);
            if ready >= self.count {
                return;
            }
            let why = Wait::on(Cause::Result, self.shared.object);
            if block(&self.shared.ready, ready, None, &why) == Woken::Leaving {
                return;
            }
        }
    }

    /// Runs all tasks and gives their results in order; a task that raises does not keep the others from running.
    ///
    /// # Blocking
    /// Until the last result is in.
    pub fn run(&self, tasks: Arc<dyn Tasks>, chunk: Chunk) -> Vec<TaskResult> {
        self.run_measured(tasks, chunk, 0)
    }

    /// As [`Pool::run`], with records that name this measurement.
    pub fn run_measured(
        &self,
        tasks: Arc<dyn Tasks>,
        chunk: Chunk,
        measurement: u32,
    ) -> Vec<TaskResult> {
        let size = chunk.size(tasks.len(), self.count);
        let job = Arc::new(Job::new(tasks, measurement, size));
        self.shared.lock().push_back(job.clone());
        self.shared.announce();
        job.results(self.shared.object)
    }

    /// Runs all tasks and gives their values in order.
    ///
    /// # Blocking
    /// Until the last task has ended, also when one has raised.
    /// # Errors
    /// The failure with the lowest index. Python's `map` raises the error that came first in time; here it is the same in every run.
    pub fn map(&self, tasks: Arc<dyn Tasks>, chunk: Chunk) -> Result<Vec<Value>, TaskFailed> {
        all_or_first_failure(self.run(tasks, chunk))
    }
}

impl Shared {
    /// What a worker does: jobs, until the pool is closed and the queue empty.
    fn work(&self) {
        self.ready.fetch_add(1, Ordering::Release);
        self.ready.wake(u32::MAX);
        let mut runner = Runner::new(platform::now_ns());
        loop {
            let seen = self.word.load(Ordering::Acquire);
            if let Some(job) = self.job() {
                runner.look_at_the_clock();
                job.work(&mut runner);
                continue;
            }
            if self.closed.load(Ordering::Acquire) {
                return;
            }
            if block(&self.word, seen, None, &Wait::on(Cause::Queue, self.object)) == Woken::Leaving
            {
                return;
            }
        }
    }

    /// The first job that has chunks to take; those before it are struck from the queue.
    fn job(&self) -> Option<Arc<Job>> {
        let mut queue = self.lock();
        while queue.front().is_some_and(|job| job.is_taken()) {
            queue.pop_front();
        }
        queue.front().cloned()
    }

    fn announce(&self) {
        self.word.fetch_add(1, Ordering::Release);
        self.word.wake(u32::MAX);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Job>>> {
        // Poison says nothing here: no code that can panic runs under the lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Crew> Drop for Pool<C> {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        self.shared.announce();
        if std::thread::panicking() {
            return; // Whoever unwinds must not wait: the workers leave on Stop, or at the close.
        }
        for worker in self.workers.drain(..) {
            self.crew.join(worker);
        }
    }
}

impl<C: Crew> core::fmt::Debug for Pool<C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pool")
            .field("workers", &self.count)
            .finish_non_exhaustive()
    }
}
