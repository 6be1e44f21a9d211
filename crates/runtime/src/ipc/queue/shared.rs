//! What all processes see of a queue: its block. The words are listed in [`queue`](super).

use crate::blocking::{self, Deadline, Wait, Woken};
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Handle, Kind};
use crate::ipc::message::{self, NoMessage};
use crate::ipc::ring::{self, How, Ring, Side};
use crate::ipc::transfer;
use crate::ipc::wire::{self, MAX_MESSAGE};
use crate::sync::Object;
use crate::sync::python::Limit;
use crate::sync::semaphore::{MAX_PERMITS, RawSemaphore};
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use trace::kinds::{Cause, ObjectKind, Transfer};

/// Bytes of the ring: as a pipe of Linux.
const CAPACITY: u32 = 64 << 10;
const MAXSIZE: u32 = 1;
const PLACES: u32 = 2;
const PUT: u32 = 3;
const UNFINISHED: u32 = 4;
/// Words 5 to 7 are free for whoever builds on a queue. This one is in a cache line that getters have to themselves.
const GOT: u32 = 20;
const RING: u32 = 36;
/// Byte at which the ring's bytes begin.
const BYTES: u32 = (RING + ring::WORDS) * 4;

#[derive(Clone, Debug)]
pub(crate) struct Shared {
    block: Block,
    object: u32,
    maxsize: u32,
}

/// The block of a queue that a message brought.
pub(super) fn adopt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Block, D::Error> {
    let handle = Handle::deserialize(deserializer)?;
    Block::adopt(handle, Kind::Queue).map_err(serde::de::Error::custom)
}

impl Shared {
    /// An empty queue.
    pub fn new(name: &str, maxsize: u32) -> Result<Self, Error> {
        let block = Block::new(Kind::Queue, BYTES + CAPACITY)?;
        let object = Object::new(ObjectKind::Queue, name);
        block.word(0).store(object.id(), Relaxed);
        let maxsize = maxsize.min(MAX_PERMITS);
        block.word(MAXSIZE).store(maxsize, Relaxed);
        block.word(PLACES).store(maxsize, Relaxed);
        object.value(0);
        Ok(Self::on(block))
    }

    /// The queue in this block.
    pub fn on(block: Block) -> Self {
        Self {
            object: block.word(0).load(Relaxed),
            maxsize: block.word(MAXSIZE).load(Relaxed),
            block,
        }
    }

    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its id in the trace.
    pub fn object_id(&self) -> u32 {
        self.object
    }

    fn object(&self) -> Object {
        Object::known(self.object)
    }

    fn places(&self) -> RawSemaphore<ArenaWord> {
        RawSemaphore::new(self.block.word(PLACES))
    }

    fn ring(&self) -> Ring {
        Ring::at(self.block.byte(RING * 4), self.block.byte(BYTES), CAPACITY)
    }

    /// As Python prints it in errors.
    pub fn repr(&self) -> String {
        let at = self.block.byte(0);
        format!("<multiprocessing.queues.Queue object at {at:#x}>")
    }

    /// Takes a free place, if places are counted.
    pub fn take_place(&self, limit: Limit) -> bool {
        let why = || Wait::on(Cause::Queue, self.object);
        self.maxsize == 0
            || limit.apply(
                || self.places().try_acquire().is_some(),
                |deadline| self.places().acquire(deadline, why).is_some(),
            )
    }

    /// One item more.
    pub fn count_put(&self) {
        self.block.word(PUT).fetch_add(1, Relaxed);
        self.object().changed(|| self.qsize(), 0);
    }

    /// One item less, and a place for another.
    pub fn give_place(&self) {
        self.block.word(GOT).fetch_add(1, Relaxed);
        let woken = if self.maxsize == 0 {
            None
        } else {
            self.places().release(1, self.maxsize)
        };
        let woken = woken.map_or(0, |given| given.woken);
        self.object().changed(|| self.qsize(), woken);
    }

    /// Whether a put would have to wait.
    pub fn is_full(&self) -> bool {
        self.maxsize != 0 && self.places().permits() == 0
    }

    /// Items put and not yet got.
    pub fn qsize(&self) -> u32 {
        // Got first: a put in between makes it one too many, never less than none.
        let got = self.block.word(GOT).load(Relaxed);
        self.block.word(PUT).load(Relaxed).wrapping_sub(got)
    }

    /// Whether nothing is in the ring.
    pub fn ring_is_empty(&self) -> bool {
        self.ring().len() == 0
    }

    fn with<T>(&self, deadline: Option<Deadline>, act: impl FnOnce(How<'_>) -> T) -> T {
        act(How {
            deadline,
            why: &|| Wait::on(Cause::Queue, self.object),
            // Whoever has a queue can write into it, so somebody is always there.
            other: &|| Side::There,
        })
    }

    /// Writes framed items into the ring, waiting for room.
    pub fn send(&self, framed: &[u8]) {
        // It can only fail for a thread that leaves, and then nobody is told.
        let _ = self.with(None, |how| {
            message::send_framed(self.ring(), self.object, how, framed)
        });
    }

    /// Takes the next item out, and gives its place back.
    pub fn take<T: DeserializeOwned>(&self, deadline: Option<Deadline>) -> Result<T, Error> {
        let read = |bytes: &[u8]| {
            self.give_place();
            let decode = || wire::decode(bytes);
            transfer::of(Transfer::Deserialise, self.object, decode, |_| bytes.len())
        };
        let item = self.with(deadline, |how| {
            message::receive_with(self.ring(), self.object, how, MAX_MESSAGE, read)
        });
        let item = item.map_err(|why| match why {
            NoMessage::TooLong => Error::os("bad message length"),
            NoMessage::End | NoMessage::Cut | NoMessage::Not(_) => Error::empty(),
        })?;
        Ok(item?)
    }

    /// One more item to be marked done.
    pub fn add_unfinished(&self) {
        self.block.word(UNFINISHED).fetch_add(1, Relaxed);
    }

    /// Items not yet marked done.
    pub fn unfinished(&self) -> u32 {
        self.block.word(UNFINISHED).load(Relaxed)
    }

    /// Marks one done; false if all were.
    pub fn mark_done(&self) -> bool {
        let word = self.block.word(UNFINISHED);
        let mut seen = word.load(Relaxed);
        loop {
            if seen == 0 {
                return false;
            }
            // Release: who joins sees what was done. Acquire: so does who brings it to 0 on behalf of the others.
            match word.compare_exchange(seen, seen - 1, AcqRel, Relaxed) {
                Ok(1) => {
                    word.wake(u32::MAX);
                    return true;
                }
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
    }

    /// Waits until all are marked done.
    pub fn join(&self) {
        let word = self.block.word(UNFINISHED);
        let why = Wait::on(Cause::Queue, self.object);
        loop {
            let seen = word.load(Acquire);
            if seen == 0 || blocking::block(&word, seen, None, &why) == Woken::Leaving {
                return;
            }
        }
    }
}
