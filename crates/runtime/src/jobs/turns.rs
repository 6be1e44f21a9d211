//! Turns of a ring's slots: who may fill a slot, and who may empty it. The protocol of the lanes of process pools, over any words.
//!
//! State table of a slot's word (which counts; a position p stands for round p / slots of slot p % slots)
//! | turn | meaning | who changes it |
//! |---|---|---|
//! | 2 × round | free for this round | who has claimed its position by the count of what was put + 1 → full |
//! | 2 × round + 1 | full | who has claimed its position by the count of what was taken + 1 → free for the next round |
//!
//! Nobody waits here: who cannot claim is told so.
//!
//! **Ordering.** SeqCst, as all words of the arena are; what lies in a slot is written before the turn says so (release), and read after it has said so
//! (acquire).
//!
//! **Origin.** D. Vyukov's bounded queue of many producers and consumers. **Checked by** `loom_turns`, and by the tests of the lanes.

use crate::futex::FutexWord;
use core::borrow::Borrow;
use core::sync::atomic::Ordering::SeqCst;

/// Who claims a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Who puts something in: the slot must be free for this round.
    ToPut = 0,
    /// Who takes something out: the slot must be full.
    ToTake = 1,
}

/// Claims the next position that `count` counts to, if its slot, one of `slots` (a power of two), has the turn for that; `None`: it has not. `turn` gives the
/// word of a position's slot.
#[inline]
pub fn claim<W: FutexWord, T: Borrow<W>>(
    count: &W,
    turn: impl Fn(u32) -> T,
    slots: u32,
    claim: Claim,
) -> Option<u32> {
    let mut position = count.load(SeqCst);
    loop {
        if turn(position).borrow().load(SeqCst) == turn_of(slots, position, claim as u32) {
            match count.compare_exchange(position, position.wrapping_add(1), SeqCst, SeqCst) {
                Ok(_) => return Some(position),
                Err(now) => position = now,
            }
        } else {
            let now = count.load(SeqCst);
            if now == position {
                return None;
            }
            position = now;
        }
    }
}

/// Passes the turn on: the slot of this claimed position is full now, or free for the next round.
#[inline]
pub fn pass<W: FutexWord, T: Borrow<W>>(turn: T, slots: u32, position: u32, claim: Claim) {
    let next = turn_of(slots, position, claim as u32 + 1);
    turn.borrow().store(next, SeqCst);
}

/// The turn of a position's slot, `step` steps after it was free for the position's round. A turn counts in so many bits that it comes round when a
/// position does.
#[inline]
pub fn turn_of(slots: u32, position: u32, step: u32) -> u32 {
    let turns = (2_u64 << (32 - slots.trailing_zeros())) - 1;
    (2 * (position / slots)).wrapping_add(step) & turns as u32
}
