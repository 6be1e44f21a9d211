//! `ProcessPoolExecutor.map`: one future for each chunk, results in order.

use super::mapping::{Mapping, Results};
use super::process_pool::ProcessPoolExecutor;
use crate::error::Error;
use crate::jobs::Function;
use crate::process::Arguments;
use core::time::Duration;

/// A `map` in processes with its optional arguments, not yet submitted; made by [`ProcessPoolExecutor::map`].
#[must_use = "nothing is submitted before `start`"]
#[derive(Debug)]
pub struct ChunkMapping<'a, A: 'static, T: 'static, L> {
    pub(super) executor: &'a ProcessPoolExecutor,
    pub(super) call: &'static Function<A, T>,
    pub(super) items: L,
    pub(super) timeout: Option<Duration>,
    pub(super) chunksize: i64,
    pub(super) buffersize: Option<usize>,
}

/// Items in chunks, read when they are asked for.
#[derive(Debug)]
pub struct Chunks<L> {
    items: L,
    size: usize,
}

impl<L: Iterator> Iterator for Chunks<L> {
    type Item = Vec<L::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let chunk: Vec<L::Item> = self.items.by_ref().take(self.size).collect();
        (!chunk.is_empty()).then_some(chunk)
    }
}

impl<'a, A, T, L> ChunkMapping<'a, A, T, L>
where
    A: Arguments,
    T: Arguments + Clone,
    L: Iterator<Item = A>,
{
    /// Each result must be there within so long, counted from `start`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// So many items are sent at once, 1 without it.
    pub fn chunksize(mut self, chunksize: i64) -> Self {
        self.chunksize = chunksize;
        self
    }

    /// At most so many chunks are submitted ahead of the results taken (Python 3.14); at least 1.
    pub fn buffersize(mut self, buffersize: usize) -> Self {
        self.buffersize = Some(buffersize);
        self
    }

    /// Submits the calls.
    ///
    /// # Errors
    /// `ValueError: chunksize must be >= 1.`; as [`ProcessPoolExecutor::submit`].
    pub fn start(self) -> Result<ChunkResults<'a, A, T, L>, Error> {
        let Self { executor, call, .. } = self;
        let size = usize::try_from(self.chunksize)
            .ok()
            .filter(|size| *size > 0);
        let size = size.ok_or_else(|| Error::value("chunksize must be >= 1."))?;
        let mut mapping = Mapping {
            submit: Box::new(move |chunk| executor.submit_chunk(call, chunk, Ok)),
            items: Chunks {
                items: self.items,
                size,
            },
            timeout: self.timeout,
            buffersize: None,
        };
        if let Some(buffersize) = self.buffersize {
            mapping = mapping.buffersize(buffersize);
        }
        Ok(ChunkResults {
            chunks: mapping.start()?,
            rest: Vec::new().into_iter(),
        })
    }
}

/// The results of a `map` in processes, in order of the items; see [`Results`]. An error stands for the rest of its chunk, and ends it.
#[derive(Debug)]
pub struct ChunkResults<'a, A, T, L> {
    chunks: Results<'a, Vec<A>, Vec<T>, Chunks<L>>,
    rest: std::vec::IntoIter<T>,
}

impl<A, T, L> Iterator for ChunkResults<'_, A, T, L>
where
    A: Arguments,
    T: Arguments + Clone,
    L: Iterator<Item = A>,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(value) = self.rest.next() {
                return Some(Ok(value));
            }
            match self.chunks.next()? {
                Ok(values) => self.rest = values.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
