//! A job of many tasks: cut into chunks, put together again.
//!
//! As in CPython one failing task ends its chunk (the rest of it is not run), all other chunks are run and waited for, and the job's error is
//! the one that was handed in first; the other results are lost.

use super::board::{Delivery, Done, Order};
use super::result::{Callbacks, Job};
use super::task::{Failure, Number};
use crate::error::Error;
use crate::sync::Guarded;
use std::sync::Arc;

/// Runs the items of one chunk where a seat says, the first of them as the task with this number.
pub(crate) type Carry<S, I, T> =
    Arc<dyn Fn(&mut S, Vec<I>, Number) -> Result<Vec<T>, Failure> + Send + Sync>;

/// Items in chunks of `size`, at least 1.
pub(super) fn cut<I>(items: Vec<I>, size: usize) -> Vec<Vec<I>> {
    let mut items = items.into_iter();
    let mut chunks = Vec::new();
    loop {
        let chunk: Vec<I> = items.by_ref().take(size.max(1)).collect();
        if chunk.is_empty() {
            return chunks;
        }
        chunks.push(chunk);
    }
}

/// The order for one chunk, whose result goes to `deliver`.
pub(super) fn order<S, I, T, D>(
    carry: Carry<S, I, T>,
    chunk: Vec<I>,
    number: Number,
    deliver: D,
) -> Order<S>
where
    S: 'static,
    I: Send + 'static,
    T: Send + 'static,
    D: FnOnce(Result<Vec<T>, Error>) + Send + 'static,
{
    let tasks = chunk.len() as u32;
    let run = move |seat: &mut S| {
        let result = match carry(seat, chunk, number) {
            Ok(values) => Ok(values),
            Err(Failure::Raised(error)) => Err(error),
            Err(Failure::Left) => return Done::Lost,
        };
        Done::Deliver(Box::new(move || deliver(result)) as Delivery)
    };
    Order {
        tasks,
        call: Box::new(run),
    }
}

/// The results of a job's chunks, until they are all there.
pub(super) struct Parts<T> {
    job: Arc<Job<Vec<T>>>,
    inside: Guarded<Inside<T>>,
}

struct Inside<T> {
    chunks: Vec<Option<Vec<T>>>,
    error: Option<Error>,
    left: usize,
    callbacks: Callbacks<Vec<T>>,
}

impl<T> Parts<T> {
    /// Of a job of so many chunks, at least 1.
    pub fn new(job: Arc<Job<Vec<T>>>, chunks: usize, callbacks: Callbacks<Vec<T>>) -> Arc<Self> {
        Arc::new(Self {
            job,
            inside: Guarded::new(Inside {
                chunks: (0..chunks).map(|_| None).collect(),
                error: None,
                left: chunks,
                callbacks,
            }),
        })
    }

    /// What became of a chunk. The last one finishes the job.
    pub fn set(&self, chunk: usize, result: Result<Vec<T>, Error>) {
        let (values, error) = match result {
            Ok(values) => (Some(values), None),
            Err(error) => (None, Some(error)),
        };
        let complete = self.inside.with(|inside| {
            inside.chunks[chunk] = values;
            inside.error = inside.error.take().or(error);
            inside.left -= 1;
            (inside.left == 0).then(|| {
                let callbacks = core::mem::take(&mut inside.callbacks);
                (
                    core::mem::take(&mut inside.chunks),
                    inside.error.take(),
                    callbacks,
                )
            })
        });
        if let Some((chunks, error, callbacks)) = complete {
            let values = || chunks.into_iter().flatten().flatten().collect();
            self.job
                .finish(error.map_or_else(|| Ok(values()), Err), callbacks);
        }
    }
}
