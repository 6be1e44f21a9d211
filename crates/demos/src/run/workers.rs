//! A pool of threads or of processes, as the field `kind` of a scenario says: one program for both.
//!
//! Tasks are calls of a [`Function`] here as there, since that is all that can travel to a process; threads call it where they are.

use super::{Run, Timed};
use crate::ready::is_process;
use runtime::error::Error;
use runtime::jobs::{
    AsyncResult, Callbacks, Function, Pool, ProcessCrew, Scope, ThreadCrew, ThreadPool,
};
use runtime::process::Arguments;
use scenario::Scenario;
use scenario::outcome::TaskError;

/// The executor that a scenario asks for by its field `kind`.
pub fn pool_executor(scenario: &Scenario) -> &'static str {
    if is_process(scenario) {
        "processes"
    } else {
        "threads"
    }
}

/// The pool that a scenario asks for.
#[derive(Debug)]
pub enum Workers {
    /// Of threads.
    Threads(ThreadPool),
    /// Of processes.
    Processes(Pool),
}

/// A pool inside `with`: dropping this terminates the pool.
#[derive(Debug)]
pub enum With<'a> {
    /// Of threads.
    Threads(Scope<'a, ThreadCrew>),
    /// Of processes.
    Processes(Scope<'a, ProcessCrew>),
}

impl Workers {
    /// Starts a pool of so many, at this line.
    ///
    /// # Blocking
    /// Until its workers have begun.
    /// # Errors
    /// When they cannot all be started.
    pub fn start(scenario: &Scenario, workers: i64, line: u16) -> Result<Self, Error> {
        super::at(line);
        if !is_process(scenario) {
            return Ok(Self::Threads(ThreadPool::new(workers)?));
        }
        let pool = Pool::new(workers)?;
        pool.wait_until_ready();
        Ok(Self::Processes(pool))
    }

    fn count_for_measurement(&self, id: u32) {
        match self {
            Self::Threads(pool) => pool.count_for_measurement(id),
            Self::Processes(pool) => pool.count_for_measurement(id),
        }
    }

    /// `apply`: one call, waited for.
    ///
    /// # Errors
    /// What the call raises, or the pool.
    pub fn apply<A, R>(&self, call: &'static Function<A, R>, argument: A) -> Result<R, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        self.apply_async(call, argument, Callbacks::none())?.get()
    }

    /// `apply_async`: one call, with callbacks.
    ///
    /// # Errors
    /// What the pool raises.
    pub fn apply_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        argument: A,
        callbacks: Callbacks<R>,
    ) -> Result<AsyncResult<R>, Error> {
        match self {
            Self::Threads(pool) => pool.apply_async_with(move || call.call(argument), callbacks),
            Self::Processes(pool) => pool.apply_async_with(call, argument, callbacks),
        }
    }

    /// `map`, and `starmap` where an item is a tuple; `chunksize` `None`: CPython's rule.
    ///
    /// # Errors
    /// What a call raises, or the pool.
    pub fn map<A, R>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
    ) -> Result<Vec<R>, Error>
    where
        A: Arguments,
        R: Arguments + Clone,
    {
        let none = Callbacks::none();
        let result = match self {
            Self::Threads(pool) => {
                pool.map_async(|item| call.call(item), items, chunksize, none)?
            }
            Self::Processes(pool) => pool.map_async(call, items, chunksize, none)?,
        };
        result.get()
    }

    /// `close`: takes no more calls.
    pub fn close(&self) {
        match self {
            Self::Threads(pool) => pool.close(),
            Self::Processes(pool) => pool.close(),
        }
    }

    /// `terminate`: drops what has not begun; processes end at once, threads after their task.
    pub fn terminate(&self) {
        match self {
            Self::Threads(pool) => pool.terminate(),
            Self::Processes(pool) => pool.terminate(),
        }
    }

    /// `join`: waits until all workers have ended.
    ///
    /// # Errors
    /// Before `close` or `terminate`.
    pub fn join(&self) -> Result<(), Error> {
        match self {
            Self::Threads(pool) => pool.join(),
            Self::Processes(pool) => pool.join(),
        }
    }

    /// Python's `with`.
    ///
    /// # Errors
    /// On a pool that is closed.
    pub fn enter(&self) -> Result<With<'_>, Error> {
        Ok(match self {
            Self::Threads(pool) => With::Threads(pool.enter()?),
            Self::Processes(pool) => With::Processes(pool.enter()?),
        })
    }
}

impl Run {
    /// [`timed`](Self::timed) on the pool of `what.workers` that the scenario asks for, made at this line; what executor that is stands for itself.
    ///
    /// # Errors
    /// When its workers cannot be started, or what `body` raises.
    pub fn timed_workers<R>(
        &mut self,
        what: Timed<'_>,
        scenario: &Scenario,
        line: u16,
        body: impl FnOnce(&Workers) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        let what = Timed {
            executor: pool_executor(scenario),
            ..what
        };
        let start = |id| {
            let pool = Workers::start(scenario, what.workers.into(), line)?;
            pool.count_for_measurement(id);
            Ok(pool)
        };
        self.timed(what, start, body)
    }
}
