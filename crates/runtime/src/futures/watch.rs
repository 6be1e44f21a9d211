//! Waiting for several futures: `wait` and `as_completed`.

use super::future::{Future, timed_out};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::Word;
use crate::sync::Guarded;
use crate::sync::event_count::EventCount;
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::Arc;
use trace::kinds::Cause;

/// What futures tell somebody who waits for several of them.
pub(super) struct Watch {
    inside: Guarded<Told>,
    changed: EventCount<Word>,
}

#[derive(Default)]
struct Told {
    /// Numbers of futures that are done, in order of their ends, not yet taken.
    done: VecDeque<usize>,
    count: usize,
    raised: bool,
}

impl Watch {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            inside: Guarded::new(Told::default()),
            changed: EventCount::new(Word::new(0)),
        })
    }

    /// The future with this number is done, perhaps by an error.
    pub fn tell(&self, number: usize, raised: bool) {
        self.inside.with(|told| {
            told.done.push_back(number);
            told.count += 1;
            told.raised |= raised;
        });
        self.changed.notify_all();
    }

    fn until<T>(
        &self,
        deadline: Option<Deadline>,
        mut look: impl FnMut(&mut Told) -> Option<T>,
    ) -> Option<T> {
        let mut attempt = || self.inside.with(&mut look);
        let why = Wait::on(Cause::Result, 0);
        attempt().or_else(|| self.changed.until(deadline, &why, attempt))
    }
}

/// When [`wait`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once any is done.
    FirstCompleted,
    /// Once any has raised, or all are done.
    FirstException,
    /// Once all are done.
    AllCompleted,
}

impl When {
    /// The condition with Python's name.
    ///
    /// # Errors
    /// `ValueError: Invalid return condition: 'X'`.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        match name {
            "FIRST_COMPLETED" => Ok(Self::FirstCompleted),
            "FIRST_EXCEPTION" => Ok(Self::FirstException),
            "ALL_COMPLETED" => Ok(Self::AllCompleted),
            other => Err(Error::value(format!("Invalid return condition: '{other}'"))),
        }
    }
}

/// Each future once, in order.
fn distinct<T>(futures: &[Future<T>]) -> Vec<Future<T>> {
    let mut distinct: Vec<Future<T>> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for future in futures {
        if known.insert(Arc::as_ptr(&future.shared)) {
            distinct.push(future.clone());
        }
    }
    distinct
}

/// Waits for futures: those that are done, those that are not. A timeout is no error.
///
/// # Blocking
/// Until `when`, at most `timeout` (`None`: for ever).
///
/// Origin: `concurrent.futures.wait` of the Python 3.13 library reference.
pub fn wait<T>(
    futures: &[Future<T>],
    when: When,
    timeout: Option<Duration>,
) -> (Vec<Future<T>>, Vec<Future<T>>) {
    let futures = distinct(futures);
    let watch = Watch::new();
    for (number, future) in futures.iter().enumerate() {
        future.watch(&watch, number);
    }
    let all = futures.len();
    let enough = |told: &mut Told| {
        let enough = match when {
            When::FirstCompleted => told.count > 0,
            When::FirstException => told.raised,
            When::AllCompleted => false,
        };
        (enough || told.count == all).then_some(())
    };
    let _ = watch.until(timeout.map(Deadline::after), enough); // A timeout shows in the two lists.
    for future in &futures {
        future.unwatch(&watch);
    }
    futures.into_iter().partition(Future::done)
}

/// Futures as they are done, each once; made by [`as_completed`].
pub struct AsCompleted<T> {
    futures: Vec<Future<T>>,
    watch: Arc<Watch>,
    deadline: Option<Deadline>,
    given: usize,
}

/// Gives the futures in order of completion; `timeout` counts from this call.
///
/// # Blocking
/// `next` waits for the next one.
/// # Errors
/// `next` after the timeout: `TimeoutError: 2 (of 2) futures unfinished`.
///
/// Origin: `concurrent.futures.as_completed` of the Python 3.13 library reference.
pub fn as_completed<T>(futures: &[Future<T>], timeout: Option<Duration>) -> AsCompleted<T> {
    let futures = distinct(futures);
    let watch = Watch::new();
    for (number, future) in futures.iter().enumerate() {
        future.watch(&watch, number);
    }
    AsCompleted {
        futures,
        watch,
        deadline: timeout.map(Deadline::after),
        given: 0,
    }
}

impl<T> Iterator for AsCompleted<T> {
    type Item = Result<Future<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let all = self.futures.len();
        if self.given == all {
            return None;
        }
        let next = self
            .watch
            .until(self.deadline, |told| told.done.pop_front());
        Some(match next {
            Some(number) => {
                self.given += 1;
                Ok(self.futures[number].clone())
            }
            None => {
                let left = self.futures.iter().filter(|future| !future.done()).count();
                self.given = all; // The generator has ended.
                Err(timed_out(format!("{left} (of {all}) futures unfinished")))
            }
        })
    }
}

impl<T> Drop for AsCompleted<T> {
    fn drop(&mut self) {
        for future in &self.futures {
            future.unwatch(&self.watch);
        }
    }
}

impl<T> core::fmt::Debug for AsCompleted<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsCompleted")
            .field("futures", &self.futures.len())
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}
