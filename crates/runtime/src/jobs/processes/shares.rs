//! How the tasks of a list get to worker processes and their results back: by a counter that all share.
//!
//! State: one word in a block of the arena, the number of chunks handed out. It only grows; who gets a number below the count of chunks runs that chunk,
//! alone. Each worker is sent one order, its *share*: it takes chunks until there are none, and brings the results of all of them at once. One that
//! has [`ENOUGH`] bytes together brings them before, and is sent another share. So no task costs a message, as in a pool of threads
//! ([`crate::pool`]).
//!
//! **Ordering.** The counter publishes nothing; results are ordered by the lanes. **No lost wake-up, fairness, time-out, Stop**: nobody waits for the
//! counter. **Death** of a worker: what it had taken and not brought is lost, and whoever waits for the list waits for ever, as for a job of `Pool`.
//!
//! **Origin.** Ours; CPython's `Pool` has no lists that are known by their length. **Checked by** the tests below, `tests/process_list.rs`.

use crate::error::Error;
use crate::futex::FutexWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::ipc::wire::{Bytes, SentError};
use crate::task::{TaskResult, Value};
use core::ops::Range;
use core::sync::atomic::Ordering::Relaxed;
use serde::{Deserialize, Serialize};

/// A worker that has so many bytes of results together brings them: a message and what is still to come must find room in the arena.
const ENOUGH: usize = 64 << 10;

/// The number of chunks that have been handed out.
#[derive(Debug)]
struct Counter {
    block: Block,
}

travels!(Counter, Bytes);

impl Counter {
    fn from_block(block: Block) -> Self {
        Self { block }
    }
}

/// A worker's share of a list: chunks of it, as long as there are any.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Share {
    taken: Counter,
    len: u32,
    size: u32,
}

impl Share {
    /// Of a list of so many tasks, `size` of them at a time, of which none has been taken.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(len: u32, size: u32) -> Result<Self, Error> {
        let taken = Counter::from_block(Block::new(Kind::Bytes, 4)?);
        let size = size.max(1);
        Ok(Self { taken, len, size })
    }

    /// Of the same list, for another worker.
    pub fn another(&self) -> Self {
        Self {
            taken: Counter::from_block(self.taken.block.clone()),
            ..*self
        }
    }

    /// Into how many chunks the list is cut.
    pub fn chunks(&self) -> u32 {
        self.len.div_ceil(self.size)
    }

    /// The tasks of the next chunk, which are the caller's from now on; `None` when all have been taken.
    pub fn next(&self) -> Option<Range<u32>> {
        let chunk = self.taken.block.word(0).fetch_add(1, Relaxed);
        let first = (chunk < self.chunks()).then_some(chunk * self.size)?;
        Some(first..self.len.min(first.saturating_add(self.size)))
    }
}

/// What a task came to, as it travels; of tasks in a row that returned nothing, how many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Sent {
    Units(u32),
    Integer(i64),
    Float(f64),
    Bytes(Bytes),
    Raised(SentError),
}

/// The results of a share, each with the index of its (first) task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Brought {
    results: Vec<(u32, Sent)>,
    /// There may be chunks left: whoever brings this has not looked.
    pub is_part: bool,
    /// About how many bytes the results are.
    #[serde(skip)]
    bytes: usize,
}

impl Brought {
    /// Adds what the task at `index` came to.
    pub fn add(&mut self, index: u32, result: TaskResult) {
        let sent = match result {
            Ok(Value::Unit) => match self.results.last_mut() {
                Some((first, Sent::Units(count))) if *first + *count == index => {
                    *count += 1;
                    return;
                }
                _ => Sent::Units(1),
            },
            Ok(Value::Integer(n)) => Sent::Integer(n),
            Ok(Value::Float(x)) => Sent::Float(x),
            Ok(Value::Bytes(bytes)) => {
                self.bytes += bytes.len();
                Sent::Bytes(Bytes(bytes))
            }
            Err(error) => {
                self.bytes += error.message().len() + error.trace().map_or(0, str::len);
                Sent::Raised(SentError::from(&error))
            }
        };
        self.bytes += size_of::<u64>();
        self.results.push((index, sent));
    }

    /// Whether the results are to be brought before more are made.
    pub fn is_enough(&self) -> bool {
        self.bytes >= ENOUGH
    }

    /// Puts the results into their places, of which there is one for each task of the list, and in which "nothing" stands until then. How many tasks
    /// these results are of.
    pub fn put_into(self, places: &mut [TaskResult]) -> usize {
        let mut tasks = 0;
        for (index, sent) in self.results {
            let result = match sent {
                Sent::Integer(n) => Ok(Value::Integer(n)),
                Sent::Float(x) => Ok(Value::Float(x)),
                Sent::Bytes(Bytes(bytes)) => Ok(Value::Bytes(bytes)),
                Sent::Raised(error) => Err(error.into()),
                Sent::Units(count) => {
                    let behind = places.len().saturating_sub(index as usize);
                    tasks += behind.min(count as usize);
                    continue;
                }
            };
            if let Some(place) = places.get_mut(index as usize) {
                *place = result;
                tasks += 1;
            }
        }
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::wire::{decode, encode};

    #[test]
    fn every_task_is_taken_once_however_the_list_is_cut_and_by_however_many() {
        for (len, size, chunks) in [(0, 1, 0), (1, 3, 1), (10, 3, 4), (10, 0, 10), (7, 100, 1)] {
            let share = Share::new(len, size).expect("the arena has room");
            assert_eq!(share.chunks(), chunks, "{len} in chunks of {size}");
            let sent: Share = decode(&encode(&share).expect("it travels")).expect("it arrives");
            let other = share.another();
            let mut taken = Vec::new();
            while let Some(range) = sent.next() {
                taken.extend(range);
                taken.extend(other.next().into_iter().flatten());
            }
            assert_eq!(taken, (0..len).collect::<Vec<_>>());
            assert!(share.next().is_none() && other.next().is_none());
        }
    }

    #[test]
    fn results_come_to_their_places_and_rows_of_nothing_are_short() {
        let raised = || Error::value("seven");
        let results = |index| match index {
            2 => Ok(Value::Integer(-2)),
            5 => Ok(Value::Float(0.5)),
            6 => Ok(Value::Bytes(vec![6; 3])),
            7 => Err(raised()),
            _ => Ok(Value::Unit),
        };
        let mut brought = Brought::default();
        // As a worker that takes every other chunk of two, then what the other has left.
        for index in (0..12)
            .filter(|index| index % 4 < 2)
            .chain(10..40)
            .chain([2, 3, 6, 7])
        {
            brought.add(index, results(index));
        }
        let bytes = encode(&brought).expect("they travel");
        assert!(bytes.len() < 80, "{} bytes", bytes.len());
        let arrived: Brought = decode(&bytes).expect("they arrive");
        let mut places = vec![Ok(Value::Unit); 40];
        assert_eq!(arrived.put_into(&mut places), 40);
        for (index, place) in (0..).zip(places) {
            assert_eq!(place, results(index), "task {index}");
        }
    }

    #[test]
    fn results_of_tasks_that_the_list_does_not_have_are_nobodys() {
        let mut brought = Brought::default();
        (3..6).for_each(|index| brought.add(index, Ok(Value::Unit)));
        brought.add(9, Ok(Value::Integer(9)));
        let mut places = vec![Ok(Value::Unit); 4];
        assert_eq!(brought.put_into(&mut places), 1);
        assert_eq!(places, vec![Ok(Value::Unit); 4]);
    }

    #[test]
    fn large_results_are_brought_before_there_are_too_many() {
        let mut brought = Brought::default();
        let picture = || Ok(Value::Bytes(vec![1; ENOUGH / 4]));
        (0..3).for_each(|index| brought.add(index, picture()));
        assert!(!brought.is_enough());
        brought.add(3, picture());
        assert!(brought.is_enough());
    }
}
