//! The feeder of a process: a thread that writes down what was put, and waits for room, so that `put` need not.
//!
//! State table (the word of its buffer)
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `AWAKE` | the feeder is at work, or looks again soon | the feeder, when it finds the buffer empty → 1 |
//! | 1 `ASLEEP` | the feeder waits until it is woken | whoever has put something or closes → 0, and wakes it |
//!
//! **No lost wake-up.** A put pushes its item, *then* looks at the word; the feeder says that it sleeps, *then* looks at the buffer once more, *then*
//! waits while the word says so. Both orders are of two places, hence SeqCst, and the buffer's lock orders its own: either the put sees the
//! sleeper, or the sleeper sees the item. Closing does the same.
//!
//! **Batches.** The feeder takes all that is there at once. Items that follow one another closely would each wake it, so after it has found more
//! than one it lets a moment ([`MOMENT`]) pass, in which a put costs no wake. A single item, as in a conversation, is never made to wait.

use super::shared::Shared;
use crate::blocking::{self, Deadline, Wait, Woken};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::ipc::{transfer, wire};
use crate::sync::Guarded;
use crate::thread::{self, Handle};
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use core::sync::atomic::{AtomicBool, fence};
use core::time::Duration;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use trace::kinds::{Cause, Transfer};

/// Items are gathered until they have so many bytes: a quarter of the ring, as one copy.
const BATCH: usize = 16 << 10;
/// How long the feeder looks away after a batch: about what waking it would cost.
const MOMENT: Duration = Duration::from_micros(50);

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;

/// What was put and not yet written down.
struct Buffer<T> {
    items: Guarded<Vec<T>>,
    word: Word,
    closed: AtomicBool,
}

pub(super) struct Feeder<T> {
    buffer: Arc<Buffer<T>>,
    is_running: AtomicBool,
    thread: Mutex<Option<Handle>>,
    join_cancelled: AtomicBool,
}

impl<T> core::fmt::Debug for Feeder<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Feeder")
            .field("is_closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl<T> Feeder<T> {
    pub fn new() -> Self {
        let buffer = Buffer {
            items: Guarded::new(Vec::new()),
            word: Word::new(AWAKE),
            closed: AtomicBool::new(false),
        };
        Self {
            buffer: Arc::new(buffer),
            is_running: AtomicBool::new(false),
            thread: Mutex::new(None),
            join_cancelled: AtomicBool::new(false),
        }
    }

    pub fn is_closed(&self) -> bool {
        self.buffer.closed.load(Acquire)
    }

    /// Nothing more will be put: the thread ends when all is written.
    pub fn close(&self) {
        if !self.buffer.closed.swap(true, AcqRel) {
            self.buffer.wake();
        }
    }

    pub fn cancel_join(&self) {
        self.join_cancelled.store(true, Relaxed);
    }

    /// Waits until the thread has ended, if there is one.
    pub fn join(&self) {
        let thread = self.lock().take();
        if let Some(thread) = thread {
            thread.join(None);
        }
    }

    /// Held by whoever starts the thread, and for a few instructions: nobody else waits inside.
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Handle>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize + Send + 'static> Feeder<T> {
    /// Hands an item to the thread, which is started if there is none.
    pub fn put(&self, queue: &Shared, item: T) -> Result<(), Error> {
        // Acquire: whoever sees it running sees the thread's start.
        if !self.is_running.load(Acquire) {
            self.start(queue.clone())?;
        }
        self.buffer.items.with(|items| items.push(item));
        self.buffer.wake();
        Ok(())
    }

    fn start(&self, queue: Shared) -> Result<(), Error> {
        let mut thread = self.lock();
        if self.is_running.load(Acquire) {
            return Ok(());
        }
        let buffer = self.buffer.clone();
        let started = thread::start("QueueFeederThread", Box::new(move || feed(&queue, &buffer)));
        *thread = Some(started.map_err(|_| Error::runtime("can't start new thread"))?);
        self.is_running.store(true, Release);
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

impl<T> Buffer<T> {
    /// Wakes the feeder if it sleeps; whatever it is to see has been done before.
    fn wake(&self) {
        // With the sleeper's store and its look: one of the two sees the other.
        fence(SeqCst);
        if self.word.load(SeqCst) == ASLEEP && self.word.swap(AWAKE, SeqCst) == ASLEEP {
            self.word.wake(1);
        }
    }

    /// Everything that was put, in exchange for an empty vector. Nothing: it is closed, or the thread leaves.
    fn take(&self, why: &Wait, into: &mut Vec<T>) {
        loop {
            self.items.with(|items| core::mem::swap(items, into));
            if !into.is_empty() {
                self.word.store(AWAKE, Relaxed);
                return;
            }
            self.word.store(ASLEEP, SeqCst);
            fence(SeqCst);
            let has_news = self.items.with(|items| !items.is_empty());
            if has_news {
                self.word.store(AWAKE, SeqCst);
                continue;
            }
            // What was put before it was closed has just been looked for.
            if self.closed.load(SeqCst) {
                return;
            }
            if blocking::block(&self.word, ASLEEP, None, why) == Woken::Leaving {
                return;
            }
        }
    }

    /// Lets a moment pass unless it is closed meanwhile.
    fn look_away(&self, why: &Wait) {
        let deadline = Some(Deadline::after(MOMENT));
        while !self.closed.load(Acquire) {
            match blocking::block(&self.word, AWAKE, deadline, why) {
                Woken::Again => {}
                Woken::TimedOut | Woken::Leaving => return,
            }
        }
    }
}

fn feed<T: Serialize>(queue: &Shared, buffer: &Buffer<T>) {
    let why = Wait::on(Cause::Queue, queue.object_id());
    let (mut items, mut framed) = (Vec::new(), Vec::new());
    loop {
        buffer.take(&why, &mut items);
        if items.is_empty() {
            return;
        }
        let is_stream = items.len() > 1;
        for item in items.drain(..) {
            write_down(queue, &item, &mut framed);
            if framed.len() >= BATCH {
                queue.send(&framed);
                framed.clear();
            }
        }
        if !framed.is_empty() {
            queue.send(&framed);
            framed.clear();
        }
        if is_stream {
            buffer.look_away(&why);
        }
    }
}

/// Adds the item with its length; one that cannot be written down is lost, and said to be.
fn write_down<T: Serialize>(queue: &Shared, item: &T, framed: &mut Vec<u8>) {
    const LENGTH: usize = size_of::<u32>();
    let id = queue.object_id();
    let begin = framed.len();
    framed.extend_from_slice(&[0; LENGTH]);
    let encoded = transfer::of(
        Transfer::Serialise,
        id,
        || wire::encode_onto(item, framed),
        |len| *len.as_ref().unwrap_or(&0),
    );
    match encoded {
        Ok(len) => framed[begin..begin + LENGTH].copy_from_slice(&(len as u32).to_le_bytes()),
        Err(error) => {
            framed.truncate(begin);
            queue.give_place();
            crate::context::print(&Error::from(error).to_string());
        }
    }
}
