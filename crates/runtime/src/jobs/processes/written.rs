//! Jobs whose items another process has written down, and which is given the bytes of the results: what a pool in a manager's server does.
//!
//! The server knows neither the items' type nor the results': a chunk is put together of the bytes of its items, and the bytes of its results go back
//! as they come from the worker.

use super::outgoing::{Came, Outgoing};
use super::pool::Pool;
use crate::error::Error;
use crate::ipc::wire;
use crate::jobs::board::{Done, Order};
use crate::jobs::chunks::{Carry, Deliver};
use crate::jobs::pool::{checked, default_chunksize};
use crate::jobs::result::{AsyncResult, Callbacks};
use crate::jobs::task::Number;
use std::sync::Arc;

/// The items of one chunk.
#[derive(Default)]
struct Chunk {
    tasks: u32,
    /// A list of items, as the worker reads it.
    bytes: Vec<u8>,
}

impl Chunk {
    /// Of these items, the bytes of each.
    fn of(items: &[Vec<u8>]) -> Result<Self, Error> {
        // A list is its length and then its items.
        let mut bytes = wire::encode(&(items.len() as u64))?;
        items.iter().for_each(|item| bytes.extend_from_slice(item));
        let tasks = items.len() as u32;
        Ok(Self { tasks, bytes })
    }

    /// Calls of the function with this number.
    fn order(
        self,
        function: u32,
        number: Number,
        deliver: Deliver<Vec<Vec<u8>>>,
    ) -> Order<Outgoing> {
        let back = |came: Came| match came {
            Some(result) => {
                Done::Deliver(Box::new(move || deliver(result.map(|bytes| vec![bytes]))))
            }
            None => Done::Lost,
        };
        let bytes = self.bytes;
        let call = move |out: &mut Outgoing| out.carry((function, number), bytes, Box::new(back));
        Order {
            tasks: self.tasks,
            call: Box::new(call),
        }
    }
}

impl Pool {
    /// Submits one call of the function with this number; its result is the only one of a list's bytes.
    ///
    /// # Errors
    /// See the type.
    pub(crate) fn apply_written(
        &self,
        function: u32,
        argument: Vec<u8>,
    ) -> Result<AsyncResult<Vec<Vec<u8>>>, Error> {
        let chunk = Chunk::of(&[argument])?;
        let order = |number, deliver| chunk.order(function, number, deliver);
        self.submit_one(order, Callbacks::none())
    }

    /// Submits a call of the function with this number for each item; the bytes of the results' lists, chunk by chunk. `chunksize` `None`: CPython's
    /// rule.
    ///
    /// # Errors
    /// See the type.
    pub(crate) fn map_written(
        &self,
        function: u32,
        items: &[Vec<u8>],
        chunksize: Option<i64>,
    ) -> Result<AsyncResult<Vec<Vec<u8>>>, Error> {
        let size = match chunksize {
            Some(size) => checked(size)?,
            None => default_chunksize(items.len(), self.processes()),
        };
        let chunks = items.chunks(size.max(1)).map(Chunk::of);
        let chunks = chunks.collect::<Result<Vec<Chunk>, Error>>()?;
        // To the pool a chunk is one item.
        let carry: Carry<Outgoing, Chunk, Vec<u8>> = Arc::new(move |one, number, deliver| {
            let chunk = one.into_iter().next().unwrap_or_default();
            chunk.order(function, number, deliver)
        });
        self.submit_many(carry, chunks, Some(1), Callbacks::none())
    }
}
