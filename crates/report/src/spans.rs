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
    /// When it was started, and by which thread; `None` for main threads and where that was not told.
    pub started: Option<(Ns, u32)>,
    /// How the thread ended, once it has.
    pub ended: Option<(Ns, ThreadState)>,
}

impl Lane {
    /// A lane without history.
    pub fn new(thread: u32, name: String) -> Lane {
        Lane {
            thread,
            process: thread >> 16,
            name,
            states: Vec::new(),
            tasks: Vec::new(),
            others: Vec::new(),
            started: None,
            ended: None,
        }
    }

    /// The thread is `state` from `at` on. A state that lasted no time is replaced; one like that before it goes on.
    pub(crate) fn enter(&mut self, at: Ns, state: (ThreadState, Cause), object: u32, line: u16) {
        let kind = SpanKind::State(state.0, state.1);
        let mut span = Span {
            start: at,
            end: Ns::OPEN,
            kind,
            object,
            line,
        };
        if let Some(last) = self.states.last_mut() {
            span.start = at.max(last.start);
            last.end = span.start;
            if last.start == last.end {
                self.states.pop();
            }
        }
        match self.states.last_mut() {
            Some(last) if last.is_like(&span) && last.end == span.start => last.end = Ns::OPEN,
            _ => self.states.push(span),
        }
    }

    /// The program reached another line: the present state goes on under its key.
    pub(crate) fn reach(&mut self, at: Ns, line: u16) {
        let Some(last) = self.states.last() else {
            return;
        };
        if let SpanKind::State(state, cause) = last.kind {
            self.enter(at, (state, cause), last.object, line);
        }
    }

    /// Everything that is open ends at `at`.
    pub(crate) fn close(&mut self, at: Ns) {
        let is_empty = |last: &Span| last.end == Ns::OPEN && last.start >= at;
        if self.states.len() > 1 && self.states.last().is_some_and(is_empty) {
            self.states.pop();
        }
        let lists = [&mut self.states, &mut self.tasks, &mut self.others];
        let spans = lists
            .into_iter()
            .flat_map(|list| list.iter_mut().rev().take(64));
        for span in spans.filter(|span| span.end == Ns::OPEN) {
            span.end = at.max(span.start);
        }
    }

    pub(crate) fn open_other(&mut self, at: Ns, kind: SpanKind, object: u32, line: u16) {
        self.others.push(Span {
            start: at,
            end: Ns::OPEN,
            kind,
            object,
            line,
        });
    }

    pub(crate) fn close_other(&mut self, place: Option<usize>, at: Ns) {
        if let Some(span) = place.and_then(|place| self.others.get_mut(place)) {
            span.end = at;
        }
    }
}

impl Span {
    /// Shows the same as `other`, at whatever time.
    pub(crate) fn is_like(&self, other: &Span) -> bool {
        self.kind == other.kind && self.object == other.object && self.line == other.line
    }

    /// How long it overlaps `from..to`, in nanoseconds.
    pub fn overlap(&self, from: Ns, to: Ns) -> u64 {
        self.end.min(to).since(self.start.max(from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_spans_stay_small() {
        assert!(
            size_of::<Span>() <= 40,
            "{} bytes a span",
            size_of::<Span>()
        );
    }
}
