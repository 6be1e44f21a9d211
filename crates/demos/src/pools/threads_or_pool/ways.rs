//! A loop, a thread for each task, and an executor: timed at one length of tasks, and over several.

use super::{AT_ONCE, LENGTHS_US, LOAD, line};
use crate::run::{self, Run, Shared, Thread, Timed};
use runtime::error::Error;
use runtime::futures::ThreadPoolExecutor;
use scenario::outcome::TaskError;
use scenario::{Scenario, TaskValue};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a task is: in microseconds before the time scale, as the chart shows it, and as it waits.
#[derive(Clone, Copy)]
pub struct Length {
    pub x: i64,
    pub wait: Duration,
}

/// The same tasks in a loop, on threads of their own and on an executor.
pub struct Ways {
    pub tasks: u32,
    pub workers: u32,
    /// Of the threads that have worked.
    pub names: Shared<BTreeSet<String>>,
}

impl Ways {
    fn work(&self, wait: Duration) -> impl Fn() -> Result<(), Error> + Clone + Send + 'static {
        let names = self.names.clone();
        move || {
            names.with(|names| names.insert(run::worker_name()));
            run::at(line::WAIT);
            run::sleep(wait);
            Ok(())
        }
    }

    fn what(&self, executor: &'static str, workers: u32) -> Timed<'static> {
        Timed {
            load: LOAD,
            executor,
            workers,
            tasks: self.tasks,
        }
    }

    /// The loop; the seconds it took.
    fn looped(&self, run: &mut Run, length: Length) -> Result<f64, TaskError> {
        let work = self.work(length.wait);
        let ((), seconds) =
            run.timed_at(self.what("serial", 1), (0, Some(length.x)), Ok, |_| {
                run::at(line::LOOP);
                (0..self.tasks).try_for_each(|_| work())
            })?;
        Ok(seconds)
    }

    /// A thread for each task, so many alive at once; the seconds it took.
    pub fn each_its_own(&self, run: &mut Run, length: Length) -> Result<f64, TaskError> {
        let work = self.work(length.wait);
        let threads: Vec<Thread> = (0..self.tasks)
            .map(|_| run.thread("work", work.clone()))
            .collect();
        let at_once = self.tasks.min(AT_ONCE as u32);
        let what = self.what("threading.Thread", at_once);
        let ((), seconds) = run.timed_at(
            what,
            (0, Some(length.x)),
            |_| Ok(threads),
            |threads| {
                for (i, thread) in threads.iter().enumerate() {
                    if let Some(before) = i.checked_sub(AT_ONCE as usize) {
                        run::at(line::FIRST);
                        threads[before].join()?;
                    }
                    run::at(line::START);
                    thread.start()?;
                }
                run::at(line::JOIN);
                threads.iter().try_for_each(Thread::join)
            },
        )?;
        Ok(seconds)
    }

    /// An executor that takes them all; the seconds it took, its threads' start included.
    pub fn pooled(&self, run: &mut Run, length: Length) -> Result<f64, TaskError> {
        let work = self.work(length.wait);
        run.at(line::POOL);
        let start = |_| ThreadPoolExecutor::new(self.workers.into());
        let what = self.what("threads", self.workers);
        let ((), seconds) = run.timed_at(what, (0, Some(length.x)), start, |executor| {
            let _inside = executor.enter();
            run::at(line::SUBMIT);
            (0..self.tasks).try_for_each(|_| executor.submit(work.clone()).map(drop))
        })?;
        Ok(seconds)
    }

    /// All three ways at each length; what share of the time was none of the tasks' own.
    pub fn curve(&self, run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
        let scale = scenario.float("time_scale");
        let mut shares = Vec::new();
        for x in LENGTHS_US {
            let wait = run::duration(x as f64 / 1e3 * scale);
            let length = Length { x, wait };
            let mut tell = |way: &str, at_once: u32, seconds: f64| {
                let rounds = self.tasks.div_ceil(at_once.max(1));
                let ideal = wait.as_secs_f64() * f64::from(rounds);
                let share = (1.0 - ideal / seconds.max(ideal).max(1e-9)) * 100.0;
                shares.push((
                    format!("{x} µs, {way}"),
                    TaskValue::Integer(share.round() as i64),
                ));
            };
            let looped = self.looped(run, length)?;
            let own = self.each_its_own(run, length)?;
            let pooled = self.pooled(run, length)?;
            tell("threads", self.tasks.min(AT_ONCE as u32), own);
            tell("executor", self.tasks.min(self.workers), pooled);
            for (way, seconds) in [("loop", looped), ("threads", own), ("executor", pooled)] {
                run.print(&format!("{x} us, {way}: {:.2} ms", seconds * 1e3));
            }
        }
        run.value("time beside the waits, %", TaskValue::Record(shares));
        Ok(())
    }
}
