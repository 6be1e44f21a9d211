//! A job: one submitted task list, with the counter that hands out its chunks and the place where results meet.
//!
//! **State.** `next` counts chunks handed out; it only grows, and who gets a number below `chunks` runs that chunk, alone. `left` counts
//! tasks whose results are not in. `done` goes from 0 to 1 once, by whoever brings `left` to 0.
//!
//! **Ordering.** A worker puts its results under the mutex, then subtracts from `left` with AcqRel; the last one therefore has seen all others, and
//! its Release store of `done` shows them to the submitter's Acquire load. `next` publishes nothing: Relaxed.
//!
//! No message per task: a worker of a job of n tasks takes the mutex once, whatever n is.

use super::run::Runner;
use crate::blocking::{Wait, Woken, block};
use crate::futex::{FutexWord, Word};
use crate::platform::atomic::{AtomicU32, Mutex, Ordering};
use crate::task::{TaskResult, Tasks, Value};
use std::sync::{Arc, PoisonError};
use trace::kinds::Cause;

/// How many consecutive tasks a worker takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// As CPython's `Pool.map`: tasks ÷ (workers · 4), rounded up.
    Default,
    /// So many, at least 1.
    Of(u32),
}

impl Chunk {
    /// Tasks in a chunk of a list of `tasks` for `workers`; at least 1.
    ///
    /// Origin: `chunksize, extra = divmod(len(iterable), len(pool) * 4)`, plus 1 if there is an `extra`.
    pub fn size(self, tasks: u32, workers: u32) -> u32 {
        match self {
            Chunk::Default => tasks.div_ceil(workers.saturating_mul(4).max(1)).max(1),
            Chunk::Of(size) => size.max(1),
        }
    }
}

pub(super) struct Job {
    tasks: Arc<dyn Tasks>,
    measurement: u32,
    len: u32,
    chunk: u32,
    next: AtomicU32,
    left: AtomicU32,
    done: Word,
    /// What each worker has brought.
    results: Mutex<Vec<Vec<(u32, TaskResult)>>>,
}

impl Job {
    pub fn new(tasks: Arc<dyn Tasks>, measurement: u32, chunk: u32) -> Self {
        let len = tasks.len();
        Self {
            tasks,
            measurement,
            len,
            chunk,
            next: AtomicU32::new(0),
            left: AtomicU32::new(len),
            done: Word::new(u32::from(len == 0)),
            results: Mutex::new(Vec::new()),
        }
    }

    /// Runs chunks until none is left to take.
    pub fn work(&self, runner: &mut Runner) {
        let mut mine = Vec::new();
        let chunks = self.len.div_ceil(self.chunk);
        loop {
            let chunk = self.next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                break;
            }
            let first = chunk * self.chunk;
            let count = self.chunk.min(self.len - first);
            mine.reserve(count as usize);
            runner.run_chunk(
                &*self.tasks,
                self.measurement,
                first..first + count,
                &mut |index, result| mine.push((index, result)),
            );
        }
        self.hand_in(mine);
    }

    /// Whether all chunks have been taken.
    pub fn is_taken(&self) -> bool {
        self.next.load(Ordering::Relaxed) >= self.len.div_ceil(self.chunk)
    }

    fn hand_in(&self, mine: Vec<(u32, TaskResult)>) {
        let count = mine.len() as u32;
        if count == 0 {
            return;
        }
        self.results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(mine);
        if self.left.fetch_sub(count, Ordering::AcqRel) == count {
            self.done.store(1, Ordering::Release);
            self.done.wake(u32::MAX);
        }
    }

    /// Waits for the last result and gives all in order of their tasks.
    ///
    /// # Blocking
    /// Until then. While unwinding on Stop it gives at once what is there, and "nothing" for the rest.
    pub fn results(&self, pool: u32) -> Vec<TaskResult> {
        // Made while the workers are at it.
        let mut results: Vec<TaskResult> = (0..self.len).map(|_| Ok(Value::Unit)).collect();
        while self.done.load(Ordering::Acquire) == 0 {
            match block(&self.done, 0, None, &Wait::on(Cause::Result, pool)) {
                Woken::Again | Woken::TimedOut => {}
                Woken::Leaving => break,
            }
        }
        let brought =
            core::mem::take(&mut *self.results.lock().unwrap_or_else(PoisonError::into_inner));
        for (index, result) in brought.into_iter().flatten() {
            results[index as usize] = result;
        }
        results
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_chunk_is_cpythons() {
        let rows = [
            (0, 4, 1),
            (1, 1, 1),
            (8, 4, 1),
            (16, 4, 1),
            (17, 4, 2),
            (100, 4, 7),
            (10_000, 2, 1250),
            (5, 0, 5),
        ];
        for (tasks, workers, size) in rows {
            assert_eq!(
                Chunk::Default.size(tasks, workers),
                size,
                "{tasks} tasks, {workers} workers"
            );
        }
        assert_eq!(Chunk::Of(0).size(9, 2), 1);
        assert_eq!(Chunk::Of(u32::MAX).size(9, 2), u32::MAX);
    }
}
