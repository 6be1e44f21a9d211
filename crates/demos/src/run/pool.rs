//! Pools and executors as programs use them: timed, and their workers told apart.

use super::{Run, raised};
use runtime::error::Error;
use runtime::executors::{Measurement, Timing};
use runtime::jobs::{Pool, ThreadPool};
use runtime::thread;
use scenario::outcome::TaskError;

/// What is timed: a program's own calls of a pool, a loop, a set of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timed<'a> {
    /// `cpu`, `io` or a name: measurements of one load are compared.
    pub load: &'a str,
    /// Executor by id.
    pub executor: &'a str,
    /// Workers, at least 1.
    pub workers: u32,
    /// Calls.
    pub tasks: u32,
}

impl Run {
    /// Times a program's own calls as a measurement: `start` makes what runs them and is counted apart, `body` makes the calls. Both are told
    /// the measurement's id, so that the spans of tasks can name it. What `body` gave, and the seconds.
    ///
    /// # Errors
    /// What `start` or `body` raises.
    pub fn timed<P, R>(
        &mut self,
        what: Timed<'_>,
        start: impl FnOnce(u32) -> Result<P, Error>,
        body: impl FnOnce(&P) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        self.timed_at(what, (0, None), start, body)
    }

    /// [`timed`](Self::timed) in this repeat and at this swept value.
    ///
    /// # Errors
    /// What `start` or `body` raises.
    pub fn timed_at<P, R>(
        &mut self,
        what: Timed<'_>,
        (repeat, x): (u32, Option<i64>),
        start: impl FnOnce(u32) -> Result<P, Error>,
        body: impl FnOnce(&P) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        self.measurements += 1;
        let id = self.measurements;
        let mut timing = Timing::begin(Measurement {
            id,
            load: what.load.to_owned(),
            executor: what.executor.to_owned(),
            workers: what.workers,
            repeat,
            tasks: what.tasks,
            x,
        });
        let pool = raised(start(id))?;
        timing.ready();
        let result = raised(body(&pool))?;
        Ok((result, timing.end() as f64 / 1e9))
    }

    /// [`timed`](Self::timed) on a pool of `what.workers` threads, made at this line.
    ///
    /// # Errors
    /// When its threads cannot be started, or what `body` raises.
    pub fn timed_pool<R>(
        &mut self,
        what: Timed<'_>,
        line: u16,
        body: impl FnOnce(&ThreadPool) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        let start = |id| {
            super::at(line);
            let pool = ThreadPool::new(what.workers.into())?;
            pool.count_for_measurement(id);
            Ok(pool)
        };
        self.timed(what, start, body)
    }

    /// [`timed`](Self::timed) on a pool of `what.workers` processes, made at this line; a worker is replaced after `share` orders, never if that is 0.
    ///
    /// # Errors
    /// When its processes cannot be started, or what `body` raises.
    pub fn timed_processes<R>(
        &mut self,
        what: Timed<'_>,
        share: i64,
        line: u16,
        body: impl FnOnce(&Pool) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        let start = |id| {
            super::at(line);
            let builder = Pool::builder().processes(what.workers.into());
            let pool = match share {
                0 => builder,
                share => builder.maxtasksperchild(share),
            }
            .start()?;
            pool.wait_until_ready();
            pool.count_for_measurement(id);
            Ok(pool)
        };
        self.timed(what, start, body)
    }
}

/// The name of the thread that asks: which worker runs this task.
pub fn worker_name() -> String {
    thread::current().get_name()
}
