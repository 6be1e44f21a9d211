//! A byte ring in the arena: bytes from whoever writes to whoever reads, in order, each once.
//!
//! State table
//! | word | value | who may change it |
//! |---|---|---|
//! | written | bytes ever written × 2 + 1 if the writing side is closed | the writer inside the write gate (Release); whoever closes |
//! | read | bytes ever read × 2 + 1 if the reading side is closed | the reader inside the read gate (Release); whoever closes |
//! | reader waits, writer waits | how many | the waiter itself, ± 1 |
//! | wanted | bytes of room that the writer waits for, at most a quarter of the ring | the writer, before it counts itself as waiting |
//! | gates | a [`RawLock`] each: one message at a time goes in, and one comes out | who has it |
//!
//! Both counts wrap at 2³¹, a multiple of every capacity. What lies between them is in the ring, at most `capacity`.
//!
//! **No lost wake-up.** A reader that finds nothing adds itself to `reader waits`, *then* waits while `written` is as it saw it. A writer changes
//! `written`, *then* looks at `reader waits`, and wakes if somebody is there. Both orders are of two words, hence SeqCst: either the writer sees the
//! waiter, or the waiter's comparison sees the new count. Closing changes the same word, so it is never missed either. Writers that wait
//! for room: likewise with `read`; and since it says what it wants *before* it counts itself, a reader that sees it waiting knows how much for, and
//! wakes it only for that much. A reader whose look at `wanted` was too early has changed `read` before, so the writer's comparison fails.
//!
//! **Ordering.** A count is stored with Release after the bytes and loaded with Acquire before them: the bytes that a count speaks of are there.
//!
//! **Fairness.** The gates are barging. **Space before gaps.** Whoever moves many bytes publishes after each quarter of the ring, so that both
//! sides copy at the same time; and a writer that found the ring full comes back for a quarter of it, not for each message that was read.
//! What the writer changes, what the reader changes and who waits lie in cache lines of their own.
//!
//! **Time-out.** Only the wait for the first byte has one; a message that has begun is read to its end. **Stop** unwinds out of every wait and
//! opens the gate; half a message may be left, as the run ends anyway. **Death** of a process: its half message stays, the other side finds
//! that nobody is left to finish it ([`Side::Gone`]) and says so; a gate that it held stays shut for others *of its own side*, as CPython's
//! locks of a queue.
//!
//! **Trace.** None of its own; waits are `blocked(pipe)` or `blocked(queue)`, as the owner says.
//!
//! **Origin.** Pipes of POSIX; the counts with a flag are ours.
//!
//! **Checked by** `tests/ring.rs` (any split, any order of close), `stress::ring_between`, parity rows.

mod reader;
mod writer;

use crate::blocking::{self, Deadline, Wait, Woken};
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::spin;
use crate::sync::raw_lock::RawLock;
use core::sync::atomic::Ordering::{Acquire, Relaxed, SeqCst};

/// Words of a ring's state; its bytes follow wherever its owner says.
pub(crate) const WORDS: u32 = 48;

const WRITTEN: u32 = 0;
const WRITE_GATE: u32 = 1;
const READ: u32 = 16;
const READ_GATE: u32 = 17;
const READER_WAITS: u32 = 32;
const WRITER_WAITS: u32 = 33;
const WANTED: u32 = 34;

const CLOSED: u32 = 1;
/// Counts take the upper 31 bits of their word.
const ONE: u32 = 2;

/// What is left of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Somebody has it.
    There,
    /// Every process that had it has ended.
    Gone,
}

/// Why a ring gave or took nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The other side is closed or gone. Reading: nothing is left.
    Closed,
    /// The deadline has passed.
    TimedOut,
    /// The thread leaves by Stop, from inside a `Drop`.
    Leaving,
}

/// How a side waits.
#[derive(Clone, Copy)]
pub(crate) struct How<'a> {
    /// When to give up.
    pub deadline: Option<Deadline>,
    /// What the timeline shows; asked only before a wait.
    pub why: &'a dyn Fn() -> Wait,
    /// Looks whether anybody is left on the other side; asked only before a wait and after it.
    pub other: &'a dyn Fn() -> Side,
}

/// A ring in the arena. See the module's header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    state: u32,
    bytes: u32,
    capacity: u32,
}

/// A gate with us inside.
pub(crate) struct Gate(RawLock<ArenaWord>);

impl Drop for Gate {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// A waiter counted in its word.
struct Counted(ArenaWord);

impl Counted {
    fn new(word: ArenaWord) -> Self {
        word.fetch_add(1, SeqCst);
        Self(word)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Ring {
    /// A ring on [`WORDS`] words at byte offset `state`, all 0 when it is made, and `capacity` bytes (a power of two, at most 2³⁰) at `bytes`.
    pub fn at(state: u32, bytes: u32, capacity: u32) -> Self {
        Self {
            state,
            bytes,
            capacity,
        }
    }

    #[inline]
    fn word(self, word: u32) -> ArenaWord {
        ArenaWord::at(self.state + word * 4)
    }

    /// Bytes in it at this moment.
    pub fn len(self) -> u32 {
        let read = self.word(READ).load(Acquire);
        let written = self.word(WRITTEN).load(Acquire);
        (written / ONE).wrapping_sub(read / ONE) & (u32::MAX / ONE)
    }

    /// Closes the writing side: a reader gets what is left, then the end.
    pub fn close_writing(self) {
        self.close(WRITTEN);
    }

    /// Closes the reading side: a writer is told at once.
    pub fn close_reading(self) {
        self.close(READ);
    }

    fn close(self, count: u32) {
        let word = self.word(count);
        let mut seen = word.load(Relaxed);
        while seen & CLOSED == 0 {
            match word.compare_exchange(seen, seen | CLOSED, SeqCst, Relaxed) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        word.wake(u32::MAX);
    }

    /// Whether reading would not wait: something is there, or the end.
    pub fn is_ready(self) -> bool {
        self.len() > 0 || self.word(WRITTEN).load(Acquire) & CLOSED != 0
    }

    /// Waits until reading would not wait.
    pub fn wait_ready(self, how: How<'_>) -> Result<(), Ended> {
        loop {
            let seen = self.word(WRITTEN).load(Acquire);
            if self.is_ready() || (how.other)() == Side::Gone {
                return Ok(());
            }
            match self.wait(WRITTEN, seen, READER_WAITS, &how) {
                Woken::Again => {}
                Woken::TimedOut if self.is_ready() => return Ok(()),
                Woken::TimedOut => return Err(Ended::TimedOut),
                Woken::Leaving => return Err(Ended::Leaving),
            }
        }
    }

    /// Looks for a moment whether the count changes, since the other side may be at work. To be done before looking whether it is there still:
    /// between that look and the wait there must be no more than a few instructions.
    fn linger(self, count: u32, seen: u32) -> bool {
        spin::until(|| (self.word(count).load(Acquire) != seen).then_some(())).is_some()
    }

    fn wait(self, count: u32, seen: u32, waits: u32, how: &How<'_>) -> Woken {
        let _counted = Counted::new(self.word(waits));
        blocking::block(&self.word(count), seen, how.deadline, &(how.why)())
    }

    /// Passes the gate of writers.
    pub fn enter_writing(self, how: How<'_>) -> Result<Gate, Ended> {
        self.enter(WRITE_GATE, how)
    }

    /// Passes the gate of readers.
    pub fn enter_reading(self, how: How<'_>) -> Result<Gate, Ended> {
        self.enter(READ_GATE, how)
    }

    fn enter(self, gate: u32, how: How<'_>) -> Result<Gate, Ended> {
        let lock = RawLock::new(self.word(gate));
        if lock.try_acquire() {
            return Ok(Gate(lock));
        }
        match lock.acquire_contended(how.deadline, &(how.why)()) {
            Ok(()) => Ok(Gate(lock)),
            Err(Woken::TimedOut) => Err(Ended::TimedOut),
            Err(_) => Err(Ended::Leaving),
        }
    }

    /// Tells readers of bytes that were written.
    fn publish_written(self, bytes: u32) {
        self.word(WRITTEN).fetch_add(bytes * ONE, SeqCst);
        if self.word(READER_WAITS).load(SeqCst) > 0 {
            self.word(WRITTEN).wake(u32::MAX);
        }
    }

    /// Tells writers of bytes that were read, and wakes one that waits for no more room than there is.
    fn publish_read(self, bytes: u32) {
        self.word(READ).fetch_add(bytes * ONE, SeqCst);
        if self.word(WRITER_WAITS).load(SeqCst) > 0
            && self.capacity - self.len() >= self.word(WANTED).load(SeqCst)
        {
            self.word(READ).wake(u32::MAX);
        }
    }

    /// Where the byte with this count lies, and how many follow it before the ring's end.
    fn place(self, count: u32) -> (u32, u32) {
        let place = count & (self.capacity - 1);
        (self.bytes + place, self.capacity - place)
    }
}

/// Bytes from one count to another.
fn between(from: u32, to: u32) -> u32 {
    to.wrapping_sub(from) & (u32::MAX / ONE)
}
