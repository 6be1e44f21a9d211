//! Threads that take work from one another when they run out: rayon, on threads of ours.
//!
//! The list is split in halves until single tasks are left; a thread works on one half and leaves the other to be stolen. Threads are started
//! as any other ([`thread::start`]), so they are traced, stopped and counted like them. What rayon does between tasks it does not tell: a
//! thread that looks for work, or sleeps because there is none, is drawn as running.
//!
//! **Stop.** The calling thread waits on a word of ours, never inside rayon. It unwinds, drops the pool, and that lets the threads that sleep in
//! rayon leave; those in a task unwind out of it, and rayon hands that on. **Ordering**: results are stored before the word's Release.

use super::{Execution, Executor, begin, moment};
use crate::blocking::{Wait, Woken, block};
use crate::futex::{FutexWord, Word};
use crate::platform;
use crate::pool::run::Runner;
use crate::sync::Guarded;
use crate::task::{TaskResult, Tasks};
use crate::thread::{self, Handle, StartError};
use core::sync::atomic::Ordering::{Acquire, Release};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use trace::entry::Measurement;
use trace::kinds::{Cause, RecordKind};

/// The executor `work-stealing`: `measurement.workers` threads, started for this list and ended after it.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkStealing;

/// What the calling thread and the others share.
struct Meeting {
    /// Threads that have begun.
    ready: Word,
    /// 1 once the results are there, or never will be.
    done: Word,
    results: Guarded<Vec<TaskResult>>,
}

impl Executor for WorkStealing {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        let begin_ns = begin(measurement);
        let meeting = Arc::new(Meeting {
            ready: Word::new(0),
            done: Word::new(0),
            results: Guarded::new(Vec::new()),
        });
        let workers = measurement.workers.max(1);
        let (pool, handles) = start(workers, &meeting)?;
        wait_until(&meeting.ready, workers);
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        let (id, meet) = (measurement.id, meeting.clone());
        pool.spawn(move || {
            // Only Stop unwinds out of a task's runner: then the caller leaves by itself, and must only not wait for ever.
            let all = catch_unwind(AssertUnwindSafe(|| run(&*tasks, id)));
            meet.results
                .with(|results| *results = all.unwrap_or_default());
            meet.done.store(1, Release);
            meet.done.wake(u32::MAX);
        });
        wait_until(&meeting.done, 1);
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        drop(pool);
        for handle in handles {
            handle.join(None);
        }
        Ok(Execution {
            results: meeting.results.with(core::mem::take),
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}

/// All tasks, on the threads of the pool that calls.
pub(super) fn run(tasks: &dyn Tasks, measurement: u32) -> Vec<TaskResult> {
    (0..tasks.len())
        .into_par_iter()
        .with_max_len(1)
        .map(|index| Runner::new(platform::now_ns()).run_task(tasks, measurement, index))
        .collect()
}

fn start(workers: u32, meeting: &Arc<Meeting>) -> Result<(ThreadPool, Vec<Handle>), StartError> {
    thread::prepare(workers)?;
    let (mut handles, mut failed) = (Vec::new(), None);
    let spawn = |worker: rayon::ThreadBuilder| {
        let meeting = meeting.clone();
        let name = format!("pool {}", worker.index() + 1);
        let body = move || {
            meeting.ready.fetch_add(1, Release);
            meeting.ready.wake(u32::MAX);
            worker.run();
        };
        match thread::start(&name, Box::new(body)) {
            Ok(handle) => {
                handles.push(handle);
                Ok(())
            }
            Err(error) => {
                failed = Some(error);
                Err(io::Error::other(error))
            }
        }
    };
    let built = ThreadPoolBuilder::new()
        .num_threads(workers as usize)
        .spawn_handler(spawn)
        .build();
    match built {
        Ok(pool) => Ok((pool, handles)),
        Err(_) => Err(failed.unwrap_or(StartError::NoWorker)),
    }
}

/// Waits until the word holds at least `value`.
fn wait_until(word: &Word, value: u32) {
    loop {
        let seen = word.load(Acquire);
        if seen >= value || block(word, seen, None, &Wait::on(Cause::Result, 0)) == Woken::Leaving {
            return;
        }
    }
}
