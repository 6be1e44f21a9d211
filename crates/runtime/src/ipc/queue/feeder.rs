//! The feeder of a process: a thread that writes down what was put, and waits for room, so that `put` need not.
//!
//! State: none · running · closing (it ends when its buffer is empty) · ended. The buffer is a queue of this process's memory.

use super::shared::Shared;
use crate::error::Error;
use crate::ipc::{transfer, wire};
use crate::sync::SimpleQueue as Buffer;
use crate::thread::{self, Handle};
use core::sync::atomic::{AtomicBool, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use trace::kinds::Transfer;

/// Items are gathered until they have so many bytes: a quarter of the ring, as one copy.
const BATCH: usize = 16 << 10;

enum Order<T> {
    Write(T),
    End,
}

#[derive(Debug)]
struct Running<T> {
    buffer: Arc<Buffer<Order<T>>>,
    thread: Handle,
}

impl<T> core::fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Write(_) => "Write",
            Self::End => "End",
        })
    }
}

#[derive(Debug)]
pub(super) struct Feeder<T> {
    running: Mutex<Option<Running<T>>>,
    closed: AtomicBool,
    join_cancelled: AtomicBool,
}

impl<T> Feeder<T> {
    pub fn new() -> Self {
        Self {
            running: Mutex::new(None),
            closed: AtomicBool::new(false),
            join_cancelled: AtomicBool::new(false),
        }
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Acquire)
    }

    /// Nothing more will be put: the thread ends when all is written.
    pub fn close(&self) {
        if self.closed.swap(true, AcqRel) {
            return;
        }
        if let Some(running) = &*self.lock() {
            running.buffer.put(Order::End);
        }
    }

    pub fn cancel_join(&self) {
        self.join_cancelled.store(true, Relaxed);
    }

    /// Waits until the thread has ended, if there is one.
    pub fn join(&self) {
        let running = self.lock().take();
        if let Some(running) = running {
            running.thread.join(None);
        }
    }

    /// Held for a few instructions, and by whoever starts the thread: nobody waits inside.
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Running<T>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize + Send + 'static> Feeder<T> {
    /// Hands an item to the thread, which is started if there is none.
    pub fn put(&self, queue: &Shared, item: T) -> Result<(), Error> {
        let mut running = self.lock();
        if running.is_none() {
            *running = Some(start(queue.clone())?);
        }
        if let Some(running) = &*running {
            running.buffer.put(Order::Write(item));
        }
        Ok(())
    }
}

impl<T> Drop for Feeder<T> {
    fn drop(&mut self) {
        self.close();
        if !self.join_cancelled.load(Relaxed) {
            self.join();
        }
    }
}

fn start<T: Serialize + Send + 'static>(queue: Shared) -> Result<Running<T>, Error> {
    let buffer = Arc::new(Buffer::new());
    let orders = buffer.clone();
    let thread = thread::start("QueueFeederThread", Box::new(move || feed(&queue, &orders)))
        .map_err(|_| Error::runtime("can't start new thread"))?;
    Ok(Running { buffer, thread })
}

fn feed<T: Serialize>(queue: &Shared, orders: &Buffer<Order<T>>) {
    loop {
        let mut framed = Vec::new();
        let mut next = orders.get();
        let ends = loop {
            match next {
                Ok(Order::Write(item)) => write_down(queue, &item, &mut framed),
                Ok(Order::End) => break true,
                Err(_) => break false, // Nothing more for now.
            }
            if framed.len() >= BATCH {
                break false;
            }
            next = orders.get_nowait();
        };
        if !framed.is_empty() {
            queue.send(&framed);
        }
        if ends {
            return;
        }
    }
}

/// Adds the item with its length; one that cannot be written down is lost, and said to be.
fn write_down<T: Serialize>(queue: &Shared, item: &T, framed: &mut Vec<u8>) {
    let id = queue.object_id();
    let encoded = transfer::of(
        Transfer::Serialise,
        id,
        || wire::encode(item),
        |bytes| bytes.as_ref().map_or(0, Vec::len),
    );
    match encoded {
        Ok(bytes) => {
            framed.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            framed.extend_from_slice(&bytes);
        }
        Err(error) => {
            queue.give_place();
            crate::context::print(&Error::from(error).to_string());
        }
    }
}
