//! What must be remembered of a ring between two batches.

use crate::time::Ns;
use trace::kinds::{Cause, ThreadState};
use trace::record::Record;

/// A ring speaks for one thread at a time; this is what is open on that thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ring {
    pub process: u32,
    pub slot: u32,
    /// Thread it speaks for, 0 for none.
    pub thread: u32,
    /// Time of its last record: a clock that seems to run backwards is held here.
    pub last: Ns,
    /// Line key last seen.
    pub line: u16,
    /// Open tasks, innermost last: index in the lane's tasks, and whether a gap came after it began.
    pub tasks: Vec<OpenTask>,
    /// Open chunks, as indices in the lane's others.
    pub chunks: Vec<usize>,
    /// Open transfers, as indices in the lane's others.
    pub transfers: Vec<usize>,
    /// Records are missing before the next one.
    pub gap: Option<Gap>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenTask {
    pub span: usize,
    pub measurement: u32,
    pub index: u32,
    pub before_gap: bool,
}

/// A [`RecordKind::Dropped`](trace::kinds::RecordKind::Dropped) that waits for the next record, where the gap ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap {
    pub start: Ns,
    pub count: u32,
    pub thread: u32,
    /// State after the gap, if it changed inside.
    pub state: Option<(ThreadState, Cause, u32)>,
}

impl Gap {
    pub(crate) fn of(record: &Record, start: Ns) -> Gap {
        let changed = record.state != ThreadState::New;
        Gap {
            start,
            count: record.a,
            thread: record.b,
            state: changed.then_some((record.state, record.cause, record.object)),
        }
    }
}

impl Ring {
    /// The ring speaks for `thread` from now on; nothing of the thread before is open.
    pub(crate) fn begin_thread(&mut self, thread: u32) {
        let (process, slot, last) = (self.process, self.slot, self.last);
        *self = Ring {
            process,
            slot,
            last,
            thread,
            ..Ring::default()
        };
    }

    /// Takes the innermost open task with these numbers off the stack, and with it what is open above it (its end was dropped).
    pub(crate) fn pop_task(
        &mut self,
        measurement: u32,
        index: u32,
    ) -> Option<(OpenTask, Vec<OpenTask>)> {
        let matches = |task: &OpenTask| task.measurement == measurement && task.index == index;
        let place = self.tasks.iter().rposition(matches)?;
        let above = self.tasks.split_off(place + 1);
        self.tasks.pop().map(|task| (task, above))
    }
}
