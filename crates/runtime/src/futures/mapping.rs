//! `Executor.map`: one future for each item, results in order.

use super::future::{Future, timed_out};
use crate::blocking::Deadline;
use crate::error::Error;
use crate::platform;
use core::time::Duration;
use std::collections::VecDeque;

/// Submits a call with an item.
type Submit<'a, I, T> = Box<dyn Fn(I) -> Result<Future<T>, Error> + 'a>;

/// A `map` with its optional arguments, not yet submitted; made by [`ThreadPoolExecutor::map`](super::ThreadPoolExecutor::map), and for each chunk of
/// a [`ProcessPoolExecutor::map`](super::ProcessPoolExecutor::map).
///
/// `chunksize` is not among them: on threads it has no effect.
#[must_use = "nothing is submitted before `start`"]
pub struct Mapping<'a, I, T, L> {
    pub(super) submit: Submit<'a, I, T>,
    pub(super) items: L,
    pub(super) timeout: Option<Duration>,
    pub(super) buffersize: Option<usize>,
}

impl<'a, I, T, L> Mapping<'a, I, T, L>
where
    I: Send + 'static,
    T: Clone + Send + Sync + 'static,
    L: Iterator<Item = I>,
{
    /// Each result must be there within so long, counted from `start`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// At most so many calls are submitted ahead of the results taken (Python 3.14); at least 1. Without it the items are read to their end
    /// and all submitted at once.
    pub fn buffersize(mut self, buffersize: usize) -> Self {
        self.buffersize = Some(buffersize.max(1));
        self
    }

    /// Submits the calls.
    ///
    /// # Errors
    /// As the executor's `submit`.
    pub fn start(self) -> Result<Results<'a, I, T, L>, Error> {
        let mut results = Results {
            deadline: self.timeout.map(Deadline::after),
            mapping: self,
            submitted: VecDeque::new(),
            begun: false,
            ended: false,
        };
        let ahead = results.mapping.buffersize.unwrap_or(usize::MAX);
        while results.submitted.len() < ahead && results.submit_next()? {}
        Ok(results)
    }
}

/// The results of a `map`, in order of the items.
///
/// The first error in that order ends it and cancels the calls that have not begun; so does dropping it once it has been asked for a result.
/// One that never was lets all calls be made.
///
/// # Blocking
/// `next` waits for the next result, until the time-out.
/// # Errors
/// The call's own; `TimeoutError`.
pub struct Results<'a, I, T, L> {
    mapping: Mapping<'a, I, T, L>,
    submitted: VecDeque<Future<T>>,
    deadline: Option<Deadline>,
    begun: bool,
    ended: bool,
}

impl<I, T, L> Results<'_, I, T, L>
where
    I: Send + 'static,
    T: Clone + Send + Sync + 'static,
    L: Iterator<Item = I>,
{
    /// False: there is no further item.
    fn submit_next(&mut self) -> Result<bool, Error> {
        let Some(item) = self.mapping.items.next() else {
            return Ok(false);
        };
        let future = (self.mapping.submit)(item)?;
        self.submitted.push_back(future);
        Ok(true)
    }

    fn next_result(&mut self, future: &Future<T>) -> Result<T, Error> {
        let now = platform::now_ns();
        let left = self.deadline.map(|end| end.left(now).unwrap_or_default());
        if left.is_some_and(|left| left.is_zero()) && !future.done() {
            return Err(timed_out(""));
        }
        let value = future.result_until(left)?;
        if self.mapping.buffersize.is_some() {
            self.submit_next()?;
        }
        Ok(value)
    }
}

impl<I, T, L> Iterator for Results<'_, I, T, L>
where
    I: Send + 'static,
    T: Clone + Send + Sync + 'static,
    L: Iterator<Item = I>,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.begun = true;
        let future = self.submitted.pop_front()?;
        let result = self.next_result(&future);
        if result.is_err() {
            self.ended = true;
            future.cancel();
            cancel(&self.submitted);
        }
        Some(result)
    }
}

impl<I, T, L> Drop for Results<'_, I, T, L> {
    fn drop(&mut self) {
        if self.begun {
            cancel(&self.submitted);
        }
    }
}

fn cancel<T>(futures: &VecDeque<Future<T>>) {
    for future in futures {
        future.cancel();
    }
}

impl<I, T, L> core::fmt::Debug for Results<'_, I, T, L> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Results")
            .field("submitted", &self.submitted.len())
            .finish_non_exhaustive()
    }
}
