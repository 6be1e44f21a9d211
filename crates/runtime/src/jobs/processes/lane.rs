//! A ring of slots in the arena, by which orders get to worker processes and results get back. Any number may put and take; nobody waits here.
//!
//! Whose a slot is is told by its [turn](crate::jobs::turns).
//!
//! A slip goes in and comes out by one exchange and one store each, so a slot belongs to nobody for longer than a copy takes, and no death can fall
//! between: a process that is killed dies at a wait or a checkpoint, and there is none. What does not fit a slot lies in a block of its own.
//!
//! **Ordering.** All words of the arena are SeqCst; the bytes of a slip are written before the turn says so, and read before it says otherwise.
//!
//! **Origin.** As the turns'. **Checked by** the tests below, `loom_turns`, `tests/process_pool.rs`.

use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{self, Block, Handle, Kind};
use crate::ipc::transfer;
use crate::jobs::Number;
use crate::jobs::turns::{self, Claim};
use core::sync::atomic::Ordering::SeqCst;
use trace::kinds::Transfer;

/// Slots of a lane; a power of two.
pub(super) const SLOTS: u32 = 512;
/// Bytes of a slot.
const SLOT: u32 = 128;
/// Words of a slip before its bytes.
const HEAD: usize = 8;
/// Bytes that travel in the slot itself.
const WITHIN: usize = SLOT as usize - 4 - HEAD * 4;
/// Bytes before the slots: the two counts, on lines of their own.
const FRONT: u32 = 128;
const TAKEN: u32 = 0;
const PUT: u32 = 64;
/// Bytes of a lane.
pub(super) const BYTES: u32 = FRONT + SLOTS * SLOT;

/// Whether a slip was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Put {
    Done,
    /// The slot whose turn it is has not been given free: the ring is full, or who took that slip last is still copying it.
    Full,
}

/// What lies in a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slip {
    /// Which order it is, or whose result.
    pub id: u32,
    /// Of an order: number of its function. Of a result: [`RETURNED`](super::worker::RETURNED) or [`RAISED`](super::worker::RAISED).
    pub what: u32,
    /// How the spans of its tasks are numbered.
    pub number: Number,
}

/// A lane that begins at this byte of the arena, all 0 when it is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    at: u32,
}

impl Lane {
    pub fn at(at: u32) -> Self {
        Self { at }
    }

    fn count(self, which: u32) -> ArenaWord {
        ArenaWord::at(self.at + which)
    }

    fn slot(self, position: u32) -> u32 {
        self.at + FRONT + (position % SLOTS) * SLOT
    }

    /// Slips in it.
    pub fn len(self) -> u32 {
        let taken = self.count(TAKEN).load(SeqCst);
        self.count(PUT).load(SeqCst).wrapping_sub(taken).min(SLOTS)
    }

    fn turn(self, position: u32) -> ArenaWord {
        ArenaWord::at(self.slot(position))
    }

    /// Claims the next position of the count `which`.
    fn claim(self, which: u32, claim: Claim) -> Option<u32> {
        turns::claim(&self.count(which), |at| self.turn(at), SLOTS, claim)
    }

    /// Passes the turn of a claimed position on.
    fn pass(self, position: u32, claim: Claim) {
        turns::pass::<ArenaWord, _>(self.turn(position), SLOTS, position, claim);
    }

    /// Puts a slip in; long ones leave a span with their bytes, for the object with this id.
    ///
    /// # Errors
    /// `OSError: [Errno 28] No space left on device`, when a block of its own is needed and not to be had.
    pub fn put(self, slip: Slip, bytes: &[u8], object: u32) -> Result<Put, Error> {
        let mut words = [0; HEAD];
        words[..4].copy_from_slice(&[
            slip.id,
            slip.what,
            slip.number.measurement,
            slip.number.index,
        ]);
        words[4] = bytes.len() as u32; // A message is shorter than 256 MiB.
        let mut lent = None;
        if bytes.len() > WITHIN {
            let _span = transfer::span(Transfer::Send, object, bytes.len());
            let block = Block::new(Kind::Bytes, words[4])?;
            arena::write_from(block.byte(0), bytes);
            let handle = block.lend();
            (words[5], words[6]) = (handle.at, handle.generation);
            lent = Some(handle);
        }
        let mut all = [0; HEAD * 4 + WITHIN];
        for (place, word) in all.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        let within = if bytes.len() > WITHIN { &[] } else { bytes };
        all[HEAD * 4..][..within.len()].copy_from_slice(within);
        let Some(position) = self.claim(PUT, Claim::ToPut) else {
            if let Some(handle) = lent {
                drop(Block::adopt(handle, Kind::Bytes)); // Nobody will fetch it.
            }
            return Ok(Put::Full);
        };
        let slot = self.slot(position);
        arena::write_from(slot + 4, &all[..HEAD * 4 + within.len()]);
        self.pass(position, Claim::ToPut);
        Ok(Put::Done)
    }

    /// Takes a slip out, if there is one; `claimed` is told which before anything else can happen.
    ///
    /// # Errors
    /// `UnpicklingError`, when its block is none.
    pub fn take(self, object: u32, claimed: impl FnOnce(u32)) -> Option<Result<Letter, Error>> {
        let position = self.claim(TAKEN, Claim::ToTake)?;
        let slot = self.slot(position);
        let mut all = [0; HEAD * 4 + WITHIN];
        arena::read_into(slot + 4, &mut all);
        let mut words = [0; HEAD];
        for (word, place) in words.iter_mut().zip(all.chunks_exact(4)) {
            *word = place.try_into().map_or(0, u32::from_le_bytes);
        }
        claimed(words[0]);
        self.pass(position, Claim::ToTake);
        let number = Number {
            measurement: words[2],
            index: words[3],
        };
        let slip = Slip {
            id: words[0],
            what: words[1],
            number,
        };
        let len = words[4] as usize;
        if let Some(bytes) = all[HEAD * 4..].get(..len) {
            let bytes = bytes.to_vec();
            return Some(Ok(Letter { slip, bytes }));
        }
        let handle = Handle {
            at: words[5],
            generation: words[6],
        };
        Some(fetch(handle, len, object).map(|bytes| Letter { slip, bytes }))
    }
}

/// A slip with all its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub slip: Slip,
    pub bytes: Vec<u8>,
}

/// The bytes of a slip that lie in a block of their own, which is freed.
fn fetch(handle: Handle, len: usize, object: u32) -> Result<Vec<u8>, Error> {
    let _span = transfer::span(Transfer::Receive, object, len);
    let block = Block::adopt(handle, Kind::Bytes).map_err(|error| {
        Error::new(
            crate::error::Kind::from_name("_pickle.UnpicklingError"),
            error.to_string(),
        )
    })?;
    let mut bytes = vec![0; len];
    arena::read_into(block.byte(0), &mut bytes);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane() -> (Block, Lane) {
        let block = Block::new(Kind::Bytes, BYTES).expect("the arena has room");
        let lane = Lane::at(block.byte(0));
        (block, lane)
    }

    fn slip(id: u32) -> Slip {
        Slip {
            id,
            what: id + 1,
            number: Number {
                measurement: id + 2,
                index: id + 3,
            },
        }
    }

    /// Puts it in as soon as there is room.
    fn put(lane: Lane, slip: Slip, bytes: &[u8]) {
        while lane.put(slip, bytes, 0).expect("the arena has room") == Put::Full {
            std::thread::yield_now();
        }
    }

    fn taken(lane: Lane) -> Option<Letter> {
        lane.take(0, |_| ())
            .map(|letter| letter.expect("its block is there"))
    }

    #[test]
    fn what_goes_in_comes_out_in_order_whatever_its_length_and_however_often_the_ring_comes_round()
    {
        let (_block, lane) = lane();
        for round in 0..3 * SLOTS {
            for (id, len) in [
                (round, 0),
                (round + 1, WITHIN),
                (round + 2, WITHIN + 1),
                (round + 3, 70_000),
            ] {
                let bytes = vec![id as u8; len];
                put(lane, slip(id), &bytes);
            }
            assert_eq!(lane.len(), 4);
            for (id, len) in [
                (round, 0),
                (round + 1, WITHIN),
                (round + 2, WITHIN + 1),
                (round + 3, 70_000),
            ] {
                let letter = taken(lane).expect("four lie there");
                assert_eq!((letter.slip, letter.bytes), (slip(id), vec![id as u8; len]));
            }
            assert_eq!(taken(lane), None);
        }
    }

    #[test]
    fn positions_that_come_round_find_their_slots() {
        let (_block, lane) = lane();
        // As if 2³² − 3 had gone through: their slots have been emptied in the last round but one, or in the last.
        let start = 0_u32.wrapping_sub(3);
        lane.count(TAKEN).store(start, SeqCst);
        lane.count(PUT).store(start, SeqCst);
        for position in start.wrapping_sub(SLOTS - 3)..start {
            lane.turn(position)
                .store(turns::turn_of(SLOTS, position, 2), SeqCst);
        }
        for position in [start, start + 1, start + 2] {
            lane.turn(position)
                .store(turns::turn_of(SLOTS, position, 0), SeqCst);
        }
        for id in 0..2 * SLOTS {
            put(lane, slip(id), b"x");
            assert_eq!(taken(lane).expect("one lies there").slip, slip(id));
        }
    }

    #[test]
    fn many_put_and_many_take_and_each_slip_comes_out_once() {
        const EACH: u32 = 2000;
        let (_block, lane) = lane();
        let out: Vec<u32> = std::thread::scope(|scope| {
            for who in 0..2 {
                scope.spawn(move || {
                    for n in 0..EACH {
                        put(lane, slip(who * EACH + n), &n.to_le_bytes());
                    }
                });
            }
            let takers = [(); 2].map(|()| {
                scope.spawn(move || {
                    let mut out = Vec::new();
                    while out.len() < EACH as usize {
                        match taken(lane) {
                            Some(letter) => {
                                assert_eq!(letter.bytes, (letter.slip.id % EACH).to_le_bytes());
                                out.push(letter.slip.id);
                            }
                            None => std::thread::yield_now(),
                        }
                    }
                    out
                })
            });
            takers
                .into_iter()
                .flat_map(|taker| taker.join().expect("no panic"))
                .collect()
        });
        let mut out = out;
        out.sort_unstable();
        assert!(out.into_iter().eq(0..2 * EACH));
    }
}
