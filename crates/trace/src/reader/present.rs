//! The present state of a thread: its status cell, read so that it is never a mixture of two moments.

use super::word;
use crate::kinds::{Cause, ThreadState};
use crate::layout::{slot, status};
use crate::words::Words;

/// How often a changing status cell is read again before this look gives up: a change is some fifteen stores, so a second look
/// nearly always succeeds; a thread that lost its core in the middle of a change is read again a frame later.
const LOOKS: u32 = 3;

/// A status cell, read consistently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Sequence number of the cell.
    pub sequence: u32,
    /// Thread on this slot, never 0.
    pub thread: u32,
    /// Its state.
    pub state: ThreadState,
    /// Why it is blocked.
    pub cause: Cause,
    /// Line key.
    pub line: u16,
    /// Object it waits for, 0 for none.
    pub object: u32,
    /// Thread that holds this object, 0 for none or unknown.
    pub holder: u32,
    /// Deadline of the wait in nanoseconds, if it has one.
    pub deadline_ns: Option<u64>,
    /// Begin of the state.
    pub since_ns: u64,
    /// Progress of the present task in thousandths.
    pub progress: u32,
    /// Present task.
    pub task: Option<u32>,
    /// Address of the word it waits on, 0 for none, and whether that lies in the arena.
    pub wait: (u32, bool),
    /// Whether this word has changed since: somebody has ended the wait, and the thread only has not come to run yet.
    pub is_woken: bool,
}

/// What a look at a status cell found.
pub(super) enum Look {
    /// No thread runs there, or the cell makes no sense.
    Nobody,
    /// It kept changing.
    Changing,
    /// This.
    At(Status),
}

/// Looks at the status cell of the slot at `base`.
pub(super) fn read_status(memory: &dyn Words, arena: &dyn Words, base: u32) -> Look {
    if memory.load(word(base, status::THREAD)) == 0 {
        return Look::Nobody;
    }
    let mut cell = [0; status::LEN as usize];
    for _ in 0..LOOKS {
        let before = memory.load(word(base, status::SEQUENCE));
        if before & 1 == 1 {
            continue;
        }
        for (index, value) in cell.iter_mut().enumerate() {
            *value = memory.load(word(base, index as u32));
        }
        // Inside the look: a word that was read after the thread had gone on would say nothing of this wait.
        let is_woken = is_woken(&cell, wanted(memory, base), memory, arena);
        if memory.load(word(base, status::SEQUENCE)) == before {
            return decode_status(&cell, is_woken, memory, arena).map_or(Look::Nobody, Look::At);
        }
    }
    Look::Changing
}

/// What the word waited on holds as long as the wait has reason to go on, and which of its bits decide.
fn wanted(memory: &dyn Words, base: u32) -> (u32, u32) {
    let load = |index| memory.load(word(base, index));
    (load(slot::EXPECTED), load(slot::DECIDING))
}

/// Whether the word that the cell names holds something else than what was waited for.
fn is_woken(
    cell: &[u32; status::LEN as usize],
    (expected, deciding): (u32, u32),
    memory: &dyn Words,
    arena: &dyn Words,
) -> bool {
    match (
        cell[status::WAIT as usize],
        cell[status::WAIT_SPACE as usize],
    ) {
        (0, _) => false,
        (address, 0) => (memory.load(address) ^ expected) & deciding != 0,
        (address, _) => (arena.load(address) ^ expected) & deciding != 0,
    }
}

fn decode_status(
    cell: &[u32; status::LEN as usize],
    is_woken: bool,
    memory: &dyn Words,
    arena: &dyn Words,
) -> Option<Status> {
    let at = |index: u32| cell[index as usize];
    let pair = |low: u32| u64::from(at(low)) | u64::from(at(low + 1)) << 32;
    let holder = match (at(status::HOLDER), at(status::HOLDER_SPACE)) {
        (0, _) => 0,
        (address, 0) => memory.load(address),
        (address, _) => arena.load(address),
    };
    Some(Status {
        sequence: at(status::SEQUENCE),
        thread: Some(at(status::THREAD)).filter(|thread| *thread != 0)?,
        state: ThreadState::from_u8(at(status::STATE) as u8)?,
        cause: Cause::from_u8((at(status::STATE) >> 8) as u8)?,
        line: (at(status::STATE) >> 16) as u16,
        object: at(status::OBJECT),
        holder,
        deadline_ns: Some(pair(status::DEADLINE_LO)).filter(|at| *at != 0),
        since_ns: pair(status::SINCE_LO),
        progress: at(status::PROGRESS),
        task: at(status::TASK).checked_sub(1),
        wait: (at(status::WAIT), at(status::WAIT_SPACE) != 0),
        is_woken,
    })
}
