//! A run's timeline, shared by the state that grows it and the components that draw it.

use core::cell::{Ref, RefCell};
use report::Timeline;
use report::run_file::{self, Recorded, Tape};
use std::rc::Rc;
use trace::kinds::ThreadState;
use trace::reader::{Batch, SlotBatch};

/// What threads have done is put into words this often at most: nobody reads faster, and the picture grows in every frame all the same.
const NEWS_NS: u64 = 150_000_000;
/// What only grows older ("waits for 1.2 s") is put into words this often.
const OLDER_NS: u64 = 500_000_000;

/// A [`Timeline`] as it was at one revision. Cheap to clone; two are equal when they are the same timeline at the same revision.
///
/// The timeline grows in place: a clone per frame of a million spans would cost more than everything else the page does. All clones
/// read the newest content; the revision only tells components that there is something new to be said.
#[derive(Clone, Debug)]
pub struct History {
    timeline: Rc<RefCell<Timeline>>,
    /// The records themselves, for a file.
    tape: Rc<RefCell<Tape>>,
    revision: u64,
    /// When the revision last changed, nanoseconds since the run's origin.
    told_ns: u64,
    /// Whether threads have done anything since.
    has_news: bool,
}

impl Default for History {
    fn default() -> Self {
        History::from(Timeline::default())
    }
}

impl From<Timeline> for History {
    fn from(timeline: Timeline) -> Self {
        let revision = timeline.revision;
        History {
            timeline: Rc::new(RefCell::new(timeline)),
            tape: Rc::default(),
            revision,
            told_ns: 0,
            has_news: false,
        }
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.timeline, &other.timeline) && self.revision == other.revision
    }
}

impl History {
    /// The timeline. Drop the guard before anything is dispatched.
    ///
    /// # Panics
    /// Never: nothing on the page reads while it grows, since [`History::grow`] returns before anybody is told.
    pub fn read(&self) -> Ref<'_, Timeline> {
        self.timeline.borrow()
    }

    /// Takes a batch in. It makes another revision only if it is time to say so.
    pub fn grow(&mut self, batch: &Batch) {
        let mut timeline = self.timeline.borrow_mut();
        let is_first = timeline.revision == 0;
        timeline.ingest(batch);
        self.tape.borrow_mut().keep(batch);
        self.has_news |= batch.slots.iter().any(SlotBatch::has_history);
        let every_ns = if self.has_news { NEWS_NS } else { OLDER_NS };
        if is_first || batch.at_ns >= self.told_ns.saturating_add(every_ns) {
            self.revision = timeline.revision;
            (self.told_ns, self.has_news) = (batch.at_ns, false);
        }
    }

    /// The history of a run that was read from a file.
    pub fn of_file(timeline: Timeline, tape: Tape) -> History {
        History {
            tape: Rc::new(RefCell::new(tape)),
            ..History::from(timeline)
        }
    }

    /// Whether every record is still there, so that the run can be saved.
    pub fn is_whole(&self) -> bool {
        self.tape.borrow().is_whole()
    }

    /// The run as the content of a file.
    pub fn to_file(&self, recorded: &Recorded) -> Vec<u8> {
        run_file::write(recorded, &self.tape.borrow())
    }

    /// A process has ended; the next batch says so in words.
    pub fn end_process(&mut self, process: u32, at_ns: u64, state: ThreadState) {
        let mut timeline = self.timeline.borrow_mut();
        timeline.end_process(process, at_ns, state);
        self.tape.borrow_mut().end_process(process, at_ns, state);
        self.has_news = true;
    }

    /// The run is over: what is still open ends now.
    pub fn finish(&mut self) {
        let mut timeline = self.timeline.borrow_mut();
        timeline.finish();
        // Whether or not the end changed a span, the picture of a run that is over is drawn anew.
        timeline.revision += 1;
        self.revision = timeline.revision;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trace::kinds::{Cause, RecordKind};
    use trace::reader::Status;
    use trace::record::Record;

    const MS: u64 = 1_000_000;

    /// A running thread, and so many records of it.
    fn batch(at_ms: u64, records: usize) -> Batch {
        let record = Record::new(RecordKind::Mark, at_ms * MS, 0);
        let status = Status {
            sequence: 2,
            thread: 1,
            state: ThreadState::Running,
            cause: Cause::None,
            line: 0,
            object: 0,
            holder: 0,
            deadline_ns: None,
            since_ns: 0,
            progress: 0,
            task: None,
            wait: (0, false),
            is_woken: false,
        };
        let slot = SlotBatch {
            records: vec![record; records],
            status: Some(status),
            ..SlotBatch::default()
        };
        Batch {
            at_ns: at_ms * MS,
            slots: vec![slot],
            ..Batch::default()
        }
    }

    /// Of batches (moment in milliseconds, records) those moments at which the words on the page change.
    fn told(batches: &[(u64, usize)]) -> Vec<u64> {
        let mut history = History::default();
        let mut told = Vec::new();
        for (at_ms, records) in batches {
            let before = history.clone();
            history.grow(&batch(*at_ms, *records));
            if history != before {
                told.push(*at_ms);
            }
        }
        told
    }

    #[test]
    fn news_is_told_at_once_then_seldom_and_never_lost() {
        let batches = [(3, 1), (20, 1), (36, 4), (120, 0), (170, 0), (220, 0)];
        assert_eq!(told(&batches), [3, 170]);
    }

    #[test]
    fn that_time_passes_is_told_twice_a_second() {
        let batches: Vec<_> = (0..32).map(|i| (50 * i + 1, 0)).collect();
        assert_eq!(told(&batches), [1, 501, 1001, 1501]);
    }

    #[test]
    fn the_end_is_told_whenever_it_comes() {
        let mut history = History::default();
        history.grow(&batch(1, 1));
        let before = history.clone();
        history.grow(&batch(2, 1));
        assert_eq!(history, before);
        history.finish();
        assert_ne!(history, before);
    }
}
