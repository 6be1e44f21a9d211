//! What a full ring has cost: how many records, and what those among them that changed a state led to.

use crate::kinds::{Cause, RecordKind, ThreadState};
use crate::record::Record;

/// What was dropped since the last record that fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost {
    since_ns: u64,
    count: u32,
    thread: u32,
    state: ThreadState,
    cause: Cause,
    object: u32,
}

impl Lost {
    pub(super) fn since(at_ns: u64) -> Lost {
        Lost {
            since_ns: at_ns,
            count: 0,
            thread: 0,
            state: ThreadState::New,
            cause: Cause::None,
            object: 0,
        }
    }

    pub(super) fn add(&mut self, record: &Record) {
        self.count = self.count.saturating_add(1);
        match record.kind {
            RecordKind::ThreadBegin => self.thread = record.object,
            RecordKind::ThreadEnd => self.state = ThreadState::Terminated,
            RecordKind::State => {
                (self.state, self.cause) = (record.state, record.cause);
                self.object = record.object;
            }
            _ => {}
        }
    }

    pub(super) fn note(&self) -> Record {
        let mut record = Record::state(self.since_ns, self.state, self.cause, self.object)
            .with(self.count, self.thread);
        record.kind = RecordKind::Dropped;
        record
    }
}
