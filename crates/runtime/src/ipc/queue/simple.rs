//! `multiprocessing.SimpleQueue`: `put` itself writes into the ring.

use super::shared::{self, Shared};
use crate::blocking::Deadline;
use crate::error::Error;
use crate::ipc::arena::Block;
use crate::ipc::{transfer, wire};
use core::marker::PhantomData;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;
use trace::kinds::Transfer;

/// A FIFO queue between processes without a feeder: what `put` has returned from is there for everybody.
///
/// # Blocking
/// `put` waits while the ring is full (64 KiB), `get` while it is empty.
/// # Errors
/// Closed here: `OSError: handle is closed`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// About eight looks at the arena each way, and one copy.
///
/// Origin: `multiprocessing.SimpleQueue` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct SimpleQueue<T> {
    shared: Shared,
    closed: Arc<AtomicBool>,
    item: PhantomData<fn() -> T>,
}

impl<T> Clone for SimpleQueue<T> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            closed: self.closed.clone(),
            item: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned> SimpleQueue<T> {
    /// An empty queue.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new() -> Result<Self, Error> {
        Self::named("")
    }

    /// An empty queue that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str) -> Result<Self, Error> {
        Shared::new(name, 0).map(Self::of)
    }

    /// Puts an item in, waiting while the ring is full.
    ///
    /// # Errors
    /// See the type; an item that cannot be written down: see [`wire::encode`].
    pub fn put(&self, item: &T) -> Result<(), Error> {
        self.open()?;
        let id = self.shared.object_id();
        let encoded = transfer::of(
            Transfer::Serialise,
            id,
            || wire::encode(item),
            |bytes| bytes.as_ref().map_or(0, Vec::len),
        )?;
        let mut framed = (encoded.len() as u32).to_le_bytes().to_vec();
        framed.extend_from_slice(&encoded);
        self.shared.count_put();
        self.shared.send(&framed);
        Ok(())
    }

    /// Takes an item out, waiting while there is none.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self) -> Result<T, Error> {
        self.take(None)
    }

    /// Takes an item out if there is one; otherwise `queue.Empty`.
    pub(crate) fn take_nowait(&self) -> Result<T, Error> {
        if self.empty()? {
            return Err(Error::empty());
        }
        self.take(Some(Deadline::at_ns(0)))
    }

    fn take(&self, deadline: Option<Deadline>) -> Result<T, Error> {
        self.open()?;
        self.shared.take(deadline)
    }

    /// Whether nothing can be got at this moment.
    ///
    /// # Errors
    /// See the type.
    pub fn empty(&self) -> Result<bool, Error> {
        self.open()?;
        Ok(self.shared.ring_is_empty())
    }

    /// Closes it for this process.
    pub fn close(&self) {
        self.closed.store(true, Relaxed);
    }

    fn open(&self) -> Result<(), Error> {
        if self.closed.load(Relaxed) {
            return Err(Error::handle_closed());
        }
        Ok(())
    }

    /// The queue in this block.
    pub(crate) fn on(block: Block) -> Self {
        Self::of(Shared::on(block))
    }

    /// What all processes see of it.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    fn of(shared: Shared) -> Self {
        Self {
            shared,
            closed: Arc::default(),
            item: PhantomData,
        }
    }
}

impl<T> Serialize for SimpleQueue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shared.block().lend().serialize(serializer)
    }
}

impl<'de, T: Serialize + DeserializeOwned> Deserialize<'de> for SimpleQueue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        shared::adopt(deserializer).map(|block| Self::of(Shared::on(block)))
    }
}
