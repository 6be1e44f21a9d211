//! The feeder of a process: a thread that waits for room in the ring, so that `put` need not.
//!
//! A put writes its item down where it is and leaves the bytes; the feeder only passes them on. So no item is made in one thread and let go in
//! another, which would have both at the allocator's lock for each.
//!
//! State table (the word of its buffer)
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `AWAKE` | the feeder is at work, or looks again soon | the feeder, when it finds the buffer empty → 1 |
//! | 1 `ASLEEP` | the feeder waits until it is woken | whoever has put something or closes → 0, and wakes it |
//!
//! **No lost wake-up.** A put leaves its bytes, *then* looks at the word; the feeder says that it sleeps, *then* looks at the buffer once more, *then*
//! waits while the word says so. Both orders are of two places, hence SeqCst, and the buffer's lock orders its own: either the put sees the
//! sleeper, or the sleeper sees the item. Closing does the same.
//!
//! **Batches.** The feeder takes all that is there at once. Items that follow one another closely would each wake it, so after it has found more
//! than one it lets a moment ([`MOMENT`]) pass, in which a put costs no wake. A single item, as in a conversation, is never made to wait.

mod pending;

use super::shared::Shared;
use crate::blocking::{self, Deadline, Wait, Woken};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::ipc::transfer;
use crate::ipc::wire::Sink;
use crate::sync::Guarded;
use crate::thread::{self, Handle};
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use core::sync::atomic::{AtomicBool, fence};
use core::time::Duration;
use pending::{Framed, Pending};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use trace::kinds::{Cause, Transfer};

/// How long the feeder looks away after a batch: about what waking it would cost.
const MOMENT: Duration = Duration::from_micros(50);

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;

/// What was put and not yet passed on.
struct Buffer {
    pending: Guarded<Pending>,
    word: Word,
    closed: AtomicBool,
}

pub(super) struct Feeder {
    buffer: Arc<Buffer>,
    is_running: AtomicBool,
    thread: Mutex<Option<Handle>>,
    join_cancelled: AtomicBool,
}

impl core::fmt::Debug for Feeder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Feeder")
            .field("is_closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

impl Feeder {
    pub fn new() -> Self {
        let buffer = Buffer {
            pending: Guarded::new(Pending::default()),
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

    /// Writes an item down and leaves it to the thread, which is started if there is none. One that cannot be written down is lost, and said to be.
    pub fn put<T: Serialize>(&self, queue: &Shared, item: &T) -> Result<(), Error> {
        // Acquire: whoever sees it running sees the thread's start.
        if !self.is_running.load(Acquire) {
            self.start(queue.clone())?;
        }
        let written = transfer::of(
            Transfer::Serialise,
            queue.object_id(),
            || Framed::of(item),
            |written| written.as_ref().map_or(0, Framed::len),
        );
        match written {
            Ok(mut framed) => {
                self.buffer
                    .pending
                    .with(|pending| pending.push(&mut framed));
                self.buffer.wake();
            }
            Err(error) => {
                queue.give_place();
                crate::context::print(&Error::from(error).to_string());
            }
        }
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

impl Drop for Feeder {
    fn drop(&mut self) {
        self.close();
        if !self.join_cancelled.load(Relaxed) {
            self.join();
        }
    }
}

impl Buffer {
    /// Wakes the feeder if it sleeps; whatever it is to see has been done before.
    fn wake(&self) {
        // With the sleeper's store and its look: one of the two sees the other.
        fence(SeqCst);
        if self.word.load(SeqCst) == ASLEEP && self.word.swap(AWAKE, SeqCst) == ASLEEP {
            self.word.wake(1);
        }
    }

    /// Everything that was put, in exchange for what is empty. Nothing: it is closed, or the thread leaves.
    fn take(&self, why: &Wait, into: &mut Pending) {
        loop {
            self.pending.with(|pending| core::mem::swap(pending, into));
            if !into.is_empty() {
                self.word.store(AWAKE, Relaxed);
                return;
            }
            self.word.store(ASLEEP, SeqCst);
            fence(SeqCst);
            let has_news = self.pending.with(|pending| !pending.is_empty());
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

fn feed(queue: &Shared, buffer: &Buffer) {
    let why = Wait::on(Cause::Queue, queue.object_id());
    let mut pending = Pending::default();
    loop {
        buffer.take(&why, &mut pending);
        if pending.is_empty() {
            return;
        }
        let is_stream = pending.count() > 1;
        pending.batches(|framed| queue.send(framed));
        pending.clear();
        if is_stream {
            buffer.look_away(&why);
        }
    }
}
