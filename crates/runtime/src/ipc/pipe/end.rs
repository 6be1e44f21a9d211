//! One end of a pipe as an object of a process: the block, who has it, and what a wait on it says.
//!
//! Layout of the block, in words: 0 object's id in the trace · 1 mode · 2, 3 the thread that uses each side (0 nobody yet, [`MANY`]) · from
//! [`RINGS`] the states of ring 0 and ring 1 · from [`HOLDERS`] the tables of holders · from byte [`BYTES`] on the bytes of the rings. Side s writes into ring s and reads
//! from the other; a one-way pipe has ring 1 alone, which side 1 writes and side 0 reads.

use super::holders::{self, Holders};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{self, BadHandle, Block, Handle, Kind};
use crate::ipc::ring::{self, How, Ring, Side};
use crate::sync::{Object, this_thread};
use core::sync::atomic::AtomicBool;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::{AcqRel, Relaxed};
use serde::{Deserialize, Serialize};
use trace::kinds::{Cause, ObjectKind};

/// Bytes of a ring: as much as a pipe of Linux holds.
pub(super) const CAPACITY: u32 = 64 << 10;
const BYTES: u32 = 1280;
const MODE: u32 = 1;
const USER: u32 = 2;
const RINGS: u32 = 16;
const HOLDERS: u32 = RINGS + 2 * ring::WORDS;
/// More than one thread has used a side.
const MANY: u32 = u32::MAX;
const _: () = assert!(HOLDERS + 2 * holders::WORDS <= BYTES / 4);

/// Which ways a pipe leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Mode {
    Duplex = 0,
    OneWay = 1,
}

/// An end as it travels.
#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    handle: Handle,
    side: u8,
    /// On whose account the side is held until somebody reads it: the process that wrote it down, or the new one whose argument it is.
    from: u32,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct End {
    block: Block,
    side: u32,
    mode: Mode,
    object: Object,
    identity: u32,
    closed: AtomicBool,
    /// The thread of this process that used it last, to spare looks at the arena.
    user: AtomicU32,
}

/// Both ends of a new pipe, side 0 first.
pub(super) fn pair(mode: Mode, capacity: u32, name: &str) -> Result<(End, End), Error> {
    let rings = if mode == Mode::Duplex { 2 } else { 1 };
    let block = Block::new(Kind::Pipe, BYTES + rings * capacity)?;
    let object = Object::new(ObjectKind::Pipe, name);
    block.word(0).store(object.id(), Relaxed);
    block.word(MODE).store(mode as u32 | capacity << 1, Relaxed);
    let identity = arena::this_process();
    let ends = [0, 1].map(|side| {
        let end = End::of(block.clone(), side, identity);
        end.holders(side).add(identity);
        end
    });
    let [first, second] = ends;
    Ok((first, second))
}

impl End {
    fn of(block: Block, side: u32, identity: u32) -> Self {
        let mode = if block.word(MODE).load(Relaxed) & 1 == 0 {
            Mode::Duplex
        } else {
            Mode::OneWay
        };
        Self {
            object: Object::known(block.word(0).load(Relaxed)),
            block,
            side,
            mode,
            identity,
            closed: AtomicBool::new(false),
            user: AtomicU32::new(0),
        }
    }

    /// Writes it down for a message.
    pub fn lend(&self) -> Sent {
        let from = arena::account().unwrap_or(self.identity);
        self.holders(self.side).add(from);
        Sent {
            handle: self.block.lend(),
            side: self.side as u8,
            from,
        }
    }

    /// The end that a message brought, from now on held by this process.
    pub fn adopt(sent: &Sent) -> Result<Self, BadHandle> {
        let block = Block::adopt(sent.handle, Kind::Pipe)?;
        let identity = arena::this_process();
        let end = Self::of(block, u32::from(sent.side & 1), identity);
        let holders = end.holders(end.side);
        holders.add(identity);
        holders.remove(sent.from);
        Ok(end)
    }

    /// Its id in the trace.
    pub fn object(&self) -> u32 {
        self.object.id()
    }

    fn holders(&self, side: u32) -> Holders {
        Holders::at(self.block.byte((HOLDERS + side * holders::WORDS) * 4))
    }

    fn ring(&self, ring: u32) -> Ring {
        let capacity = self.block.word(MODE).load(Relaxed) >> 1;
        let place = if self.mode == Mode::OneWay { 0 } else { ring };
        Ring::at(
            self.block.byte((RINGS + ring * ring::WORDS) * 4),
            self.block.byte(BYTES + place * capacity),
            capacity,
        )
    }

    /// The ring into which it writes.
    pub fn way_out(&self) -> Option<Ring> {
        (self.mode == Mode::Duplex || self.side == 1).then(|| self.ring(self.side))
    }

    /// The ring from which it reads.
    pub fn way_in(&self) -> Option<Ring> {
        (self.mode == Mode::Duplex || self.side == 0).then(|| self.ring(1 - self.side))
    }

    /// Whether anybody living has the other end.
    pub fn other(&self) -> Side {
        self.holders(1 - self.side).side()
    }

    /// Whether it has been closed here.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// Gives it up; the last who has this side closes it.
    pub fn close(&self) {
        if self.closed.swap(true, AcqRel) {
            return;
        }
        if self.holders(self.side).remove(self.identity) == Side::Gone {
            self.way_out().into_iter().for_each(Ring::close_writing);
            self.way_in().into_iter().for_each(Ring::close_reading);
        }
    }

    /// Calls `act` with how this end waits.
    pub fn with<T>(&self, deadline: Option<Deadline>, act: impl FnOnce(How<'_>) -> T) -> T {
        self.note_user();
        act(How {
            deadline,
            why: &|| self.why(),
            other: &|| self.other(),
        })
    }

    fn why(&self) -> Wait {
        let peer = self.user_of(1 - self.side);
        // Who can end the wait is known only where one thread has the other end to itself.
        let one = !matches!(peer.load(Relaxed), 0 | MANY) && self.holders(1 - self.side).is_one();
        if one {
            Wait::held(Cause::Pipe, self.object.id(), &peer)
        } else {
            Wait::on(Cause::Pipe, self.object.id())
        }
    }

    fn user_of(&self, side: u32) -> ArenaWord {
        self.block.word(USER + side)
    }

    /// This thread uses this side.
    fn note_user(&self) {
        let me = this_thread();
        if self.user.swap(me, Relaxed) != me {
            let word = self.user_of(self.side);
            let seen = word.load(Relaxed);
            word.store(if seen == 0 || seen == me { me } else { MANY }, Relaxed);
        }
    }

    /// So many bytes are in the ring now.
    pub fn note_level(&self, ring: Ring) {
        self.object.changed(|| ring.len(), 0);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.close();
    }
}
