//! Spans and lanes: the shape of a thread's history.

use crate::time::Ns;
use trace::kinds::{Cause, ThreadState, Transfer};

/// Index of a lane in [`Timeline::lanes`](crate::Timeline).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneIx(pub u32);

/// What a span shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// The thread was in this state. State spans of a lane do not overlap and leave no hole while the thread lives.
    State(ThreadState, Cause),
    /// A task; `failed` once it raised.
    Task {
        /// Measurement it belongs to, 0 for none.
        measurement: u32,
        /// Its index.
        index: u32,
        /// Whether it raised.
        failed: bool,
    },
    /// A chunk of tasks.
    Chunk {
        /// Measurement it belongs to.
        measurement: u32,
        /// First task.
        first: u32,
        /// Number of tasks.
        count: u32,
    },
    /// Copying for another process.
    Transfer(Transfer, u32),
    /// Records are missing here: so many were dropped.
    Gap(u32),
}

/// An interval on one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Begin.
    pub start: Ns,
    /// End; [`Ns::OPEN`] while it goes on.
    pub end: Ns,
    /// What it shows.
    pub kind: SpanKind,
    /// Object waited for or transferred over, 0 for none.
    pub object: u32,
    /// Line key, 0 for none.
    pub line: u16,
}

/// The row of one thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Thread id: process << 16 | number.
    pub thread: u32,
    /// Process.
    pub process: u32,
    /// Name, `thread N` until it is known.
    pub name: String,
    /// State spans in order of time.
    pub states: Vec<Span>,
    /// Task spans in order of time.
    pub tasks: Vec<Span>,
    /// Everything else (chunks, transfers, gaps) in order of begin.
    pub others: Vec<Span>,
    /// How the thread ended, once it has.
    pub ended: Option<(Ns, ThreadState)>,
}
