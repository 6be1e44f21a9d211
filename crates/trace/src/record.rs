//! One fixed-size entry of a thread's history.

use crate::kinds::{Cause, RecordKind, ThreadState};

/// A record: 32 bytes in the ring, decoded here. Times are nanoseconds since the run's origin.
///
/// Words: 0 time low · 1 time high · 2 kind | state or cause << 8 | line key << 16 · 3 object · 4 a · 5 b · 6 c · 7 d.
/// For [`RecordKind::State`] byte 1 of word 2 holds `state | cause << 4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Nanoseconds since the run's origin.
    pub at_ns: u64,
    /// What happened.
    pub kind: RecordKind,
    /// New state, for [`RecordKind::State`]; otherwise [`ThreadState::Running`].
    pub state: ThreadState,
    /// Cause of the new state.
    pub cause: Cause,
    /// Key of the program line, 0 for none.
    pub line: u16,
    /// Object, thread or measurement that the record is about.
    pub object: u32,
    /// See [`RecordKind`].
    pub a: u32,
    /// See [`RecordKind`].
    pub b: u32,
    /// See [`RecordKind`].
    pub c: u32,
    /// See [`RecordKind`].
    pub d: u32,
}

/// How a task ended and where its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TaskStatus {
    /// Returned nothing.
    Unit = 0,
    /// Returned the integer in `c` (low) and `d` (high), signed 64 bits.
    Integer = 1,
    /// Returned the float whose bits stand in `c` and `d`.
    Float = 2,
    /// Returned a value that stands in the byte ring.
    Bytes = 3,
    /// Raised; the error stands in the byte ring.
    Error = 4,
}
