//! Which processes have one side of a pipe, and how often.
//!
//! State: the word of a [`BriefLock`], the number of places ever used, and places of two words: identity of the process + 1 (0: free), count. Read and changed
//! under the lock, except for [`Holders::side`], which only looks. A holder of the lock that dies leaves nothing to mend: what it changes is its
//! own process's place, which counts for nothing from then on, or one store of another's.

use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena;
use crate::ipc::ring::Side;
use crate::sync::brief_lock::BriefLock;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Processes that can have one side at once: as many as can be alive.
const PLACES: u32 = 48;
/// Words of a table.
pub(super) const WORDS: u32 = 2 + PLACES * 2;

/// The table of one side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holders {
    at: u32,
}

struct Inside(BriefLock<ArenaWord>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl Holders {
    /// The table at this byte offset, all 0 when it is made.
    pub fn at(at: u32) -> Self {
        Self { at }
    }

    fn word(self, word: u32) -> ArenaWord {
        ArenaWord::at(self.at + word * 4)
    }

    fn who(self, place: u32) -> ArenaWord {
        self.word(2 + place * 2)
    }

    fn count(self, place: u32) -> ArenaWord {
        self.word(3 + place * 2)
    }

    fn enter(self) -> Inside {
        let lock = BriefLock::new(self.word(0), arena::MORTALS);
        lock.acquire();
        Inside(lock)
    }

    fn used(self) -> u32 {
        self.word(1).load(Acquire).min(PLACES)
    }

    /// One more for this process. False: there is no place left.
    pub fn add(self, identity: u32) -> bool {
        let _inside = self.enter();
        let used = self.used();
        let own = |place: &u32| self.who(*place).load(Relaxed) == identity + 1;
        let unused = |place: &u32| match self.who(*place).load(Relaxed) {
            0 => true,
            who => arena::has_ended(who - 1),
        };
        if let Some(place) = (0..used).find(own) {
            self.count(place).fetch_add(1, Relaxed);
            return true;
        }
        let place = (0..used).find(unused).unwrap_or(used);
        if place == PLACES {
            return false;
        }
        self.count(place).store(1, Relaxed);
        self.who(place).store(identity + 1, Release);
        self.word(1).store(used.max(place + 1), Release);
        true
    }

    /// One less for this process; whether anybody living has the side still.
    pub fn remove(self, identity: u32) -> Side {
        let inside = self.enter();
        let own = |place: &u32| self.who(*place).load(Relaxed) == identity + 1;
        if let Some(place) = (0..self.used()).find(own)
            && self.count(place).fetch_sub(1, Relaxed) <= 1
        {
            self.who(place).store(0, Release);
        }
        drop(inside);
        self.side()
    }

    /// Whether anybody living has the side.
    pub fn side(self) -> Side {
        let lives = |place: u32| match self.who(place).load(Acquire) {
            0 => false,
            who => !arena::has_ended(who - 1),
        };
        if (0..self.used()).any(lives) {
            Side::There
        } else {
            Side::Gone
        }
    }

    /// Whether exactly one object of one process has the side: then the thread that uses it is the only one who can.
    pub fn is_one(self) -> bool {
        let counts = (0..self.used()).filter(|place| self.who(*place).load(Acquire) != 0);
        counts
            .map(|place| self.count(place).load(Relaxed))
            .sum::<u32>()
            == 1
    }
}
