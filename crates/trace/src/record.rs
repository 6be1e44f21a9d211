//! One fixed-size entry of a thread's history.

use crate::kinds::{Cause, RecordKind, ThreadState};
use crate::layout::RECORD_LEN;

/// A record: 32 bytes in the ring, decoded here. Times are nanoseconds since the run's origin.
///
/// Words: 0 time low · 1 time high · 2 kind | state or cause << 8 | line key << 16 · 3 object · 4 a · 5 b · 6 c · 7 d.
/// Byte 1 of word 2 holds `state | cause << 4` for every kind (0 stands for a kind that has none).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Nanoseconds since the run's origin.
    pub at_ns: u64,
    /// What happened.
    pub kind: RecordKind,
    /// New state, for [`RecordKind::State`] and [`RecordKind::Dropped`]; otherwise [`ThreadState::New`].
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

impl TaskStatus {
    /// Every variant, in the order of its number.
    pub const ALL: &'static [TaskStatus] = &[
        TaskStatus::Unit,
        TaskStatus::Integer,
        TaskStatus::Float,
        TaskStatus::Bytes,
        TaskStatus::Error,
    ];

    /// The variant with this number, if there is one: foreign memory is never trusted.
    pub fn from_u32(word: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| *v as u32 == word)
    }
}

impl Record {
    /// A record of `kind` about `object` at `at_ns`, everything else 0.
    pub const fn new(kind: RecordKind, at_ns: u64, object: u32) -> Record {
        Record {
            at_ns,
            kind,
            state: ThreadState::New,
            cause: Cause::None,
            line: 0,
            object,
            a: 0,
            b: 0,
            c: 0,
            d: 0,
        }
    }

    /// The thread's new state; `object` is what it waits for, 0 for none.
    pub const fn state(at_ns: u64, state: ThreadState, cause: Cause, object: u32) -> Record {
        let mut record = Record::new(RecordKind::State, at_ns, object);
        record.state = state;
        record.cause = cause;
        record
    }

    /// Task `index` of `measurement` has returned `value`: inline where it fits a record, otherwise [`TaskStatus::Bytes`] and an entry
    /// of the byte ring, written before this record.
    pub const fn task_end(
        at_ns: u64,
        measurement: u32,
        index: u32,
        status: TaskStatus,
        bits: u64,
    ) -> Record {
        let mut record = Record::new(RecordKind::TaskEnd, at_ns, measurement);
        record.a = index;
        record.b = status as u32;
        record.c = bits as u32;
        record.d = (bits >> 32) as u32;
        record
    }

    /// With the words `a` and `b`.
    pub const fn with(mut self, a: u32, b: u32) -> Record {
        self.a = a;
        self.b = b;
        self
    }

    /// With the key of the program's line.
    pub const fn at_line(mut self, line: u16) -> Record {
        self.line = line;
        self
    }

    /// The words `c` and `d` as one: the inline value of a task.
    pub const fn bits(&self) -> u64 {
        self.c as u64 | (self.d as u64) << 32
    }

    /// The record as words of a ring.
    pub const fn encode(&self) -> [u32; RECORD_LEN as usize] {
        let tag = self.kind as u32
            | (self.state as u32) << 8
            | (self.cause as u32) << 12
            | (self.line as u32) << 16;
        [
            self.at_ns as u32,
            (self.at_ns >> 32) as u32,
            tag,
            self.object,
            self.a,
            self.b,
            self.c,
            self.d,
        ]
    }

    /// The record in these words; `None` when kind, state or cause is none of ours: foreign memory is never trusted.
    pub fn decode(words: &[u32; RECORD_LEN as usize]) -> Option<Record> {
        let tag = words[2];
        Some(Record {
            at_ns: u64::from(words[0]) | u64::from(words[1]) << 32,
            kind: RecordKind::from_u8(tag as u8)?,
            state: ThreadState::from_u8((tag >> 8) as u8 & 15)?,
            cause: Cause::from_u8((tag >> 12) as u8 & 15)?,
            line: (tag >> 16) as u16,
            object: words[3],
            a: words[4],
            b: words[5],
            c: words[6],
            d: words[7],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_state_and_cause_survives_the_ring() {
        for &kind in RecordKind::ALL {
            for &state in ThreadState::ALL {
                for &cause in Cause::ALL {
                    let mut record = Record::state(u64::MAX - 1, state, cause, 7).at_line(65_535);
                    record.kind = kind;
                    assert_eq!(Record::decode(&record.encode()), Some(record));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn decoding_garbage_gives_a_record_that_encodes_to_the_same_words_or_none(
            words: [u32; 8]
        ) {
            if let Some(record) = Record::decode(&words) {
                prop_assert_eq!(record.encode(), words);
            }
        }

        #[test]
        fn numbers_survive_the_ring(at: u64, index: u32, bits: u64, line: u16) {
            let record = Record::task_end(at, 3, index, TaskStatus::Integer, bits).at_line(line);
            let back = Record::decode(&record.encode());
            prop_assert_eq!(back, Some(record));
            prop_assert_eq!(record.bits(), bits);
        }
    }
}
