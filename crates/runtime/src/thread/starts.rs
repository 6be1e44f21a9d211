//! The start queue of a process: threads that wait for a worker, workers that wait for a thread.
//!
//! **No lost start.** A starter puts the thread into the queue, *then* changes the word, *then* wakes one. A parked worker reads the word,
//! *then* looks into the queue, *then* waits for that value of the word. So either it finds the thread, or its wait returns.
//!
//! **Enough workers.** `free` counts workers that are parked, on their way here, or asked for, less the threads that wait. A start that
//! finds none asks for one more, so every thread in the queue has a worker that will come for it, even when all others block for ever.

use super::handle::Shared;
use crate::blocking::{Wait, Woken, block};
use crate::context::GilHook;
use crate::futex::{FutexWord, Word};
use crate::platform::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use crate::stop;
use crate::sync::Guarded;
use std::collections::VecDeque;
use std::sync::Arc;
use trace::kinds::Cause;
use trace::layout::MAX_SLOTS;

/// A thread that has been started and waits for a worker.
pub(crate) struct Start {
    pub parent: u32,
    pub name: String,
    pub body: Box<dyn FnOnce() + Send>,
    /// The GIL of the thread that started it, under which it runs too.
    pub gil: Option<&'static dyn GilHook>,
    pub shared: Arc<Shared>,
}

pub(crate) struct Starts {
    queue: Guarded<VecDeque<Start>>,
    /// Changes with every start and at the end.
    word: Word,
    free: AtomicI32,
    /// Workers asked for and not yet gone, the main thread not included.
    workers: AtomicU32,
    finished: AtomicBool,
}

impl Starts {
    pub fn new() -> Self {
        Self {
            queue: Guarded::new(VecDeque::new()),
            word: Word::new(0),
            free: AtomicI32::new(0),
            workers: AtomicU32::new(0),
            finished: AtomicBool::new(false),
        }
    }

    /// Books workers for `starts` more threads; gives how many must be asked for, or `None` when the process would have more than
    /// [`MAX_SLOTS`].
    pub fn book(&self, starts: u32) -> Option<u32> {
        let wanted = i32::try_from(starts).ok()?;
        let before = self.free.fetch_sub(wanted, Ordering::AcqRel);
        let missing = (wanted - before.max(0)).clamp(0, wanted);
        if missing == 0 {
            return Some(0);
        }
        let workers = self
            .workers
            .fetch_add(missing.cast_unsigned(), Ordering::AcqRel);
        if workers + missing.cast_unsigned() >= MAX_SLOTS {
            self.workers
                .fetch_sub(missing.cast_unsigned(), Ordering::AcqRel);
            self.free.fetch_add(wanted, Ordering::AcqRel);
            return None;
        }
        self.free.fetch_add(missing, Ordering::AcqRel);
        Some(missing.cast_unsigned())
    }

    /// `count` workers are on their way without having been asked for.
    pub fn expect(&self, count: u32) {
        self.workers.fetch_add(count, Ordering::AcqRel);
        self.free.fetch_add(count.cast_signed(), Ordering::AcqRel);
    }

    /// A worker that was asked for will not come, or has left.
    pub fn gone(&self) {
        self.workers.fetch_sub(1, Ordering::AcqRel);
    }

    /// The worker that ran a thread will take another. Called before the thread's end is told, so that whoever joined it and starts the
    /// next finds this worker.
    pub fn free_again(&self) {
        self.free.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether no thread runs or waits for a worker, as far as a look can tell while others start and end: never true while one does that the
    /// caller knows of.
    pub fn is_idle(&self) -> bool {
        let free = self.free.load(Ordering::Acquire);
        self.workers.load(Ordering::Acquire).cast_signed() <= free
    }

    /// Puts a thread into the queue, for which a worker has been booked.
    pub fn push(&self, start: Start) {
        self.queue.with(|queue| queue.push_back(start));
        self.word.fetch_add(1, Ordering::Release);
        self.word.wake(1);
    }

    /// The next thread for this worker. `parked` counts those that wait here.
    ///
    /// # Blocking
    /// Parks until there is one; `None` when the process has ended.
    /// # Panics
    /// Unwinds on Stop.
    pub fn next(&self, parked: &core::sync::atomic::AtomicU32) -> Option<Start> {
        loop {
            stop::check(); // A stopped process starts no thread that still waits for a worker.
            let seen = self.word.load(Ordering::Acquire);
            if let Some(start) = self.queue.with(VecDeque::pop_front) {
                return Some(start);
            }
            if self.finished.load(Ordering::Acquire) {
                return None;
            }
            parked.fetch_add(1, Ordering::AcqRel);
            let woken = block(&self.word, seen, None, &Wait::on(Cause::None, 0));
            parked.fetch_sub(1, Ordering::AcqRel);
            if woken == Woken::Leaving {
                return None;
            }
        }
    }

    pub fn finish(&self) {
        self.finished.store(true, Ordering::Release);
        self.word.fetch_add(1, Ordering::Release);
        self.word.wake(u32::MAX);
    }

    /// Threads that will never run, since the process is stopped.
    pub fn take_all(&self) -> VecDeque<Start> {
        self.queue.with(core::mem::take)
    }
}

impl core::fmt::Debug for Starts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Starts")
            .field("free", &self.free)
            .field("workers", &self.workers)
            .finish_non_exhaustive()
    }
}
