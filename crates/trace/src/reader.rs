//! Takes records, entries and present states out of a process's memory.

use crate::entry::Entry;
use crate::kinds::{Cause, ThreadState};
use crate::record::Record;

/// What one drain took from one slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlotBatch {
    /// Process of the slot.
    pub process: u32,
    /// Index of the slot in its process.
    pub slot: u32,
    /// Records in order of time.
    pub records: Vec<Record>,
    /// Entries in order of writing.
    pub entries: Vec<Entry>,
    /// Records dropped since the last drain.
    pub records_dropped: u32,
    /// Entries dropped since the last drain.
    pub entries_dropped: u32,
    /// Present state of the thread on this slot.
    pub status: Option<Status>,
}

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
    /// Tasks done.
    pub tasks_done: u32,
    /// Address of the word it waits on, 0 for none, and whether that lies in the arena.
    pub wait: (u32, bool),
}

/// What one drain took from all processes of a run, or a part of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// When the page took it, nanoseconds since the run's origin.
    pub at_ns: u64,
    /// One per slot that had anything to say.
    pub slots: Vec<SlotBatch>,
}
