//! A job of many tasks: cut into chunks, put together again.
//!
//! As in CPython one failing task ends its chunk (the rest of it is not run), all other chunks are run and waited for, and the job's error is
//! the one that was handed in first; the other results are lost.

use super::board::Order;
use super::result::{Callbacks, Job};
use super::task::Number;
use crate::error::Error;
use crate::sync::Guarded;
use std::sync::Arc;

/// Where the results of a chunk go.
pub(crate) type Deliver<T> = Box<dyn FnOnce(Result<T, Error>) + Send>;

/// Makes the order for the items of one chunk, the first of them the task with this number, whose results go to the given place.
pub(crate) type Carry<S, I, T> =
    Arc<dyn Fn(Vec<I>, Number, Deliver<Vec<T>>) -> Order<S> + Send + Sync>;

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
