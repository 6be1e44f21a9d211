//! What a pool and its worker processes share: a block of the arena with two lanes, a bell, and a place for each worker.
//!
//! Layout of the block: word 0 id in the trace · 1 bell · 2 waiting workers · 3 whether workers are to leave · 4 workers that have reported in ·
//! 5 the process that reports wait for; from byte [`ORDERS`] the lane of orders, then that of results, then two words for each worker: the order
//! that it has (+ 1, 0 for none), and how it left.
//!
//! **The bell** (0 awake, 1 asleep) is the courier's, the one thread that takes results and looks after the workers. It lies down, looks at
//! everything, and waits only if it found nothing; who has something for it changes that first and then rings. Both touch first the one and then
//! the other, SeqCst: the courier sees the change, or the ringer sees it asleep. The end of a process wakes all waits of the run.
//!
//! **Workers** wait as for a queue ([`EventCount`]). One that was killed while it waited stays counted: a token too many is a look too many.
//!
//! **Death.** A worker's place says which order it had.

use super::lane::{self, Lane, Letter};
use crate::blocking::{Wait, Woken, block};
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::event_count::EventCount;
use core::sync::atomic::Ordering::SeqCst;
use trace::kinds::Cause;

const BELL: u32 = 1;
const WAITING: u32 = 2;
const LEAVE: u32 = 3;
const REPORTED: u32 = 4;
const ORDERS: u32 = 64;
const RESULTS: u32 = ORDERS + lane::BYTES;
const PLACES: u32 = RESULTS + lane::BYTES;
const ASLEEP: u32 = 1;

/// How a worker left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Left {
    /// It has not, or could not say so.
    Not = 0,
    /// As it should: it had done its share, or there was nothing more to do.
    AsPlanned = 1,
    /// By an error, or by `sys.exit` in a task.
    Early = 2,
    /// Its initializer raised.
    Unfit = 3,
}

/// See the module's header.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    block: Block,
}

travels!(Desk, Pool);

impl Desk {
    /// For so many workers, of the pool with this id in the trace.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(workers: u32, object: u32) -> Result<Self, Error> {
        let block = Block::new(Kind::Pool, PLACES + workers * 8)?;
        block.word(0).store(object, SeqCst);
        Ok(Self { block })
    }

    fn from_block(block: Block) -> Self {
        Self { block }
    }

    fn word(&self, word: u32) -> ArenaWord {
        self.block.word(word)
    }

    /// The pool's id in the trace.
    pub fn object(&self) -> u32 {
        self.word(0).load(SeqCst)
    }

    /// Orders on their way.
    pub fn orders(&self) -> Lane {
        Lane::at(self.block.byte(ORDERS))
    }

    /// Results on their way.
    pub fn results(&self) -> Lane {
        Lane::at(self.block.byte(RESULTS))
    }

    fn waiting(&self) -> EventCount<ArenaWord> {
        EventCount::new(self.word(WAITING))
    }

    /// An order has been put into the lane: sees to it that a worker looks.
    pub fn one_more(&self) {
        self.waiting().notify_one();
    }

    /// Workers are to leave once the lane is empty.
    pub fn send_home(&self) {
        if self.word(LEAVE).swap(1, SeqCst) == 0 {
            self.waiting().notify_all();
        }
    }

    /// The next order for the worker at this place.
    ///
    /// # Blocking
    /// Until there is one; `None` when there will be none.
    pub fn next(&self, place: u32) -> Option<Result<Letter, Error>> {
        let (object, orders) = (self.object(), self.orders());
        let leave = self.word(LEAVE);
        let look = || {
            // In this order: who is sent home finds the lane as it was by then.
            let leaves = leave.load(SeqCst) != 0;
            let letter = orders.take(object, |id| self.has(place).store(id + 1, SeqCst));
            (letter.is_some() || leaves).then_some(letter)
        };
        let why = Wait::on(Cause::Queue, object);
        let found = look().or_else(|| self.waiting().until(None, &why, look));
        found.flatten()
    }

    /// The order that the worker at this place has, + 1; 0 for none.
    fn has(&self, place: u32) -> ArenaWord {
        ArenaWord::at(self.block.byte(PLACES + place * 8))
    }

    fn left_word(&self, place: u32) -> ArenaWord {
        ArenaWord::at(self.block.byte(PLACES + place * 8 + 4))
    }

    /// The worker at this place has no order any more.
    pub fn has_done(&self, place: u32) {
        self.has(place).store(0, SeqCst);
    }

    /// The order that the worker at this place had when it died; the place is free again.
    pub fn clear_place(&self, place: u32) -> Option<u32> {
        self.left_word(place).store(Left::Not as u32, SeqCst);
        self.has(place).swap(0, SeqCst).checked_sub(1)
    }

    /// How the worker at this place left.
    pub fn left(&self, place: u32) -> Left {
        match self.left_word(place).load(SeqCst) {
            1 => Left::AsPlanned,
            2 => Left::Early,
            3 => Left::Unfit,
            _ => Left::Not,
        }
    }

    /// The worker at this place is about to end.
    pub fn leave(&self, place: u32, how: Left) {
        self.left_word(place).store(how as u32, SeqCst);
        self.ring();
    }

    /// A worker is there.
    pub fn report_in(&self) {
        self.word(REPORTED).fetch_add(1, SeqCst);
        self.word(REPORTED).wake(u32::MAX);
    }

    /// Waits until so many workers have reported in.
    ///
    /// # Blocking
    /// Until then.
    pub fn wait_for(&self, workers: u32) {
        let word = self.word(REPORTED);
        loop {
            let seen = word.load(SeqCst);
            let why = Wait::on(Cause::Queue, self.object());
            if seen >= workers || block(&word, seen, None, &why) == Woken::Leaving {
                return;
            }
        }
    }

    /// Something has changed that the courier must see.
    pub fn ring(&self) {
        let bell = self.word(BELL);
        if bell.load(SeqCst) == ASLEEP && bell.swap(0, SeqCst) == ASLEEP {
            bell.wake(u32::MAX);
        }
    }

    /// The courier lies down: from now on a ring wakes it.
    pub fn lie_down(&self) {
        self.word(BELL).store(ASLEEP, SeqCst);
    }

    /// The courier has found something after all.
    pub fn get_up(&self) {
        self.word(BELL).store(0, SeqCst);
    }

    /// The courier sleeps until somebody rings, or a process ends. False: it is to leave.
    ///
    /// # Blocking
    /// Until then.
    pub fn sleep(&self) -> bool {
        let why = Wait::on(Cause::Queue, self.object());
        let woken = block(&self.word(BELL), ASLEEP, None, &why);
        self.get_up();
        woken != Woken::Leaving
    }
}
