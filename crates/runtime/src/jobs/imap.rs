//! `imap` and `imap_unordered`: results while the job goes on.
//!
//! What has been handed in and not been taken lies under one brief lock; `changed` tells who waits for the next. The input is read by a thread
//! of its own, ahead of the results, as CPython's task handler does; but at most [`READ_AHEAD`] chunks ahead of what has been taken, where CPython
//! reads on until memory is full.

use super::result::timed_out;
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::Word;
use crate::sync::Guarded;
use crate::sync::event_count::EventCount;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use trace::kinds::Cause;

/// Chunks that may be read and not yet taken: an endless input does not fill the memory, and no demo's input is longer.
pub const READ_AHEAD: usize = 10_000;

/// In which order results are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// That of the input.
    Input,
    /// That of handing in.
    Completion,
}

struct Inside<T> {
    /// In the order of giving.
    ready: VecDeque<Result<Vec<T>, Error>>,
    /// Handed in before their turn.
    early: BTreeMap<usize, Result<Vec<T>, Error>>,
    /// Chunks that have had their turn.
    turned: usize,
    /// Chunks taken by the reader of results.
    taken: usize,
    /// Chunks in all, once the input has been read.
    len: Option<usize>,
    /// Nobody takes results any more.
    abandoned: bool,
}

/// What the input's reader, the workers and the taker of results share.
pub(super) struct Stream<T> {
    inside: Guarded<Inside<T>>,
    changed: EventCount<Word>,
    order: Order,
    pool: u32,
}

impl<T> Stream<T> {
    pub fn new(order: Order, pool: u32) -> Arc<Self> {
        Arc::new(Self {
            inside: Guarded::new(Inside {
                ready: VecDeque::new(),
                early: BTreeMap::new(),
                turned: 0,
                taken: 0,
                len: None,
                abandoned: false,
            }),
            changed: EventCount::new(Word::new(0)),
            order,
            pool,
        })
    }

    /// What became of a chunk.
    pub fn set(&self, chunk: usize, result: Result<Vec<T>, Error>) {
        self.inside.with(|inside| {
            if self.order == Order::Completion {
                inside.ready.push_back(result);
                inside.turned += 1;
                return;
            }
            inside.early.insert(chunk, result);
            while let Some(next) = inside.early.remove(&inside.turned) {
                inside.ready.push_back(next);
                inside.turned += 1;
            }
        });
        self.changed.notify_all();
    }

    /// The input has so many chunks.
    pub fn set_len(&self, chunks: usize) {
        self.inside.with(|inside| inside.len = Some(chunks));
        self.changed.notify_all();
    }

    /// Waits until the reader may read chunk number `chunk`. False: nobody wants more.
    ///
    /// # Blocking
    /// While [`READ_AHEAD`] chunks are read and not taken.
    pub fn may_read(&self, chunk: usize) -> bool {
        let look = || {
            self.inside.with(|inside| {
                let room = chunk < inside.taken + READ_AHEAD;
                (inside.abandoned || room).then_some(!inside.abandoned)
            })
        };
        let why = Wait::on(Cause::Queue, self.pool);
        look()
            .or_else(|| self.changed.until(None, &why, look))
            .unwrap_or(false)
    }

    /// Nobody will take more.
    pub fn abandon(&self) {
        self.inside.with(|inside| inside.abandoned = true);
        self.changed.notify_all();
    }

    /// The next chunk's result; `None` in it: there are no more.
    fn next(&self, deadline: Option<Deadline>) -> Result<Option<Result<Vec<T>, Error>>, Error> {
        let look = || {
            self.inside.with(|inside| {
                let next = inside.ready.pop_front();
                if next.is_some() {
                    inside.taken += 1;
                    return Some(next);
                }
                (inside.len == Some(inside.turned)).then_some(None)
            })
        };
        let why = Wait::on(Cause::Result, self.pool);
        let next = look()
            .or_else(|| self.changed.until(deadline, &why, look))
            .ok_or_else(timed_out)?;
        if next.is_some() {
            self.changed.notify_all(); // The reader may read on.
        }
        Ok(next)
    }
}

/// The results of an `imap`, in order of the input, as they come. Dropping it stops the reading of the input.
///
/// An error comes at its place, and the iterator goes on; with chunks of more than one task it ends there, as in CPython.
///
/// # Blocking
/// `next` waits for the next result; `next_timeout(d)` at most `d`, then `multiprocessing.TimeoutError`, and can be called again.
/// # Examples
/// ```
/// # use runtime::jobs::ThreadPool;
/// let pool = ThreadPool::new(2)?;
/// let squares = pool.imap(|n: i64| Ok(n * n), 1..)?; // an endless input
/// let first: Vec<i64> = squares.take(3).collect::<Result<_, _>>()?;
/// assert_eq!(first, [1, 4, 9]);
/// # Ok::<(), runtime::error::Error>(())
/// ```
/// Origin: `multiprocessing.pool.IMapIterator` of the Python 3.13 library.
pub struct Imap<T> {
    pub(super) stream: Arc<Stream<T>>,
    /// The rest of the chunk that is being given.
    pub(super) rest: std::vec::IntoIter<T>,
    pub(super) ends_with_an_error: bool,
    pub(super) ended: bool,
}

/// The results of an `imap_unordered`: an [`Imap`] in order of completion.
pub type ImapUnordered<T> = Imap<T>;

impl<T> Imap<T> {
    /// The next result if it comes within `timeout`; `None` after the last.
    pub fn next_timeout(&mut self, timeout: Duration) -> Option<Result<T, Error>> {
        self.next_until(Some(Deadline::after(timeout)))
    }

    fn next_until(&mut self, deadline: Option<Deadline>) -> Option<Result<T, Error>> {
        loop {
            if let Some(value) = self.rest.next() {
                return Some(Ok(value));
            }
            if self.ended {
                return None;
            }
            match self.stream.next(deadline) {
                Ok(Some(Ok(values))) => self.rest = values.into_iter(),
                Ok(Some(Err(error))) => {
                    self.ended = self.ends_with_an_error;
                    return Some(Err(error));
                }
                Ok(None) => self.ended = true,
                Err(timed_out) => return Some(Err(timed_out)),
            }
        }
    }
}

impl<T> Iterator for Imap<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_until(None)
    }
}

impl<T> Drop for Imap<T> {
    fn drop(&mut self) {
        self.stream.abandon();
    }
}

impl<T> core::fmt::Debug for Imap<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Imap").finish_non_exhaustive()
    }
}
