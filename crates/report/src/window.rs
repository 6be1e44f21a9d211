//! Figures of a stretch of the run: where its time went, why threads waited, which locks were fought over.

use crate::contention::contention;
use crate::metrics::{Shares, shares};
use crate::spans::{LaneIx, SpanKind};
use crate::time::Ns;
use crate::timeline::{Object, Timeline};
use trace::kinds::{Cause, ThreadState};

/// A wait, as long as it lasted inside the stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LongWait {
    /// Whose.
    pub lane: LaneIx,
    /// Why.
    pub cause: Cause,
    /// For what: an object, a thread for [`Cause::Join`]; 0 where it is not known.
    pub object: u32,
    /// Begin of its span.
    pub start: Ns,
    /// Its length inside the stretch, in nanoseconds.
    pub ns: u64,
}

/// How a lock was used in the stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockUse {
    /// The lock.
    pub object: u32,
    /// How long threads had it, in nanoseconds.
    pub held_ns: u64,
    /// How long threads waited for it, all together, in nanoseconds.
    pub waited_ns: u64,
    /// How often.
    pub waits: u32,
}

/// What happened between two moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Begin.
    pub from: Ns,
    /// End.
    pub to: Ns,
    /// Each thread that lived in it, and where its time went.
    pub lanes: Vec<(LaneIx, Shares)>,
    /// The sum over all threads.
    pub sum: Shares,
    /// Waiting time by cause, in nanoseconds, longest first; waiting for the GIL is among them, sleep and IO too.
    pub causes: Vec<(Cause, u64)>,
    /// The longest wait for another thread: not sleep, not IO, not for the end of a thread.
    pub longest: Option<LongWait>,
    /// The locks that were waited for, most waited for first.
    pub locks: Vec<LockUse>,
}

impl Window {
    /// Length, in nanoseconds.
    pub fn ns(&self) -> u64 {
        self.to.since(self.from)
    }

    /// Running threads, on average.
    pub fn running(&self) -> f64 {
        self.sum.running as f64 / self.ns().max(1) as f64
    }

    /// Busy time ÷ (threads × length), 0 to 1; `None` without threads, and where records are missing.
    pub fn utilisation(&self) -> Option<f64> {
        let room = self.ns() as f64 * self.lanes.len() as f64;
        (room > 0.0 && !self.sum.has_gap).then(|| self.sum.running as f64 / room)
    }

    /// How evenly running time was spread over the threads that are no main threads: Jain's index, 1 when all ran alike, 1 ÷ threads when one
    /// alone ran. `None` for fewer than two threads, or when none ran. Jain, Chiu, Hawe, "A quantitative measure of fairness" (1984).
    pub fn fairness(&self, timeline: &Timeline) -> Option<f64> {
        let is_worker = |ix: LaneIx| timeline.lanes[ix.0 as usize].thread & 0xffff != 1;
        let workers = self.lanes.iter().filter(|(ix, _)| is_worker(*ix));
        let ran: Vec<f64> = workers.map(|(_, shares)| shares.running as f64).collect();
        let (sum, squares) = ran.iter().fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
        (ran.len() > 1 && squares > 0.0).then(|| sum * sum / (ran.len() as f64 * squares))
    }
}

/// The figures between `from` and `to`; give no `to` later than the timeline's end. O(spans in it + holds of locks).
pub fn window(timeline: &Timeline, from: Ns, to: Ns) -> Window {
    let mut found = Window {
        from,
        to,
        lanes: Vec::new(),
        sum: Shares::default(),
        causes: Vec::new(),
        longest: None,
        locks: Vec::new(),
    };
    for (ix, lane) in (0..).map(LaneIx).zip(&timeline.lanes) {
        let own = shares(lane, from, to);
        if own.total() > 0 {
            found.lanes.push((ix, own));
            found.sum = found.sum.plus(own);
        }
        let first = lane.states.partition_point(|span| span.end <= from);
        let inside = lane.states[first..].iter();
        for span in inside.take_while(|span| span.start < to) {
            let SpanKind::State(state, cause) = span.kind else {
                continue;
            };
            if cause == Cause::None || matches!(state, ThreadState::Running) {
                continue;
            }
            let wait = LongWait {
                lane: ix,
                cause,
                object: span.object,
                start: span.start,
                ns: span.overlap(from, to),
            };
            found.add(wait);
        }
    }
    found.causes.sort_by_key(|(_, ns)| core::cmp::Reverse(*ns));
    found.locks = locks(timeline, from, to);
    found
}

impl Window {
    fn add(&mut self, wait: LongWait) {
        match self
            .causes
            .iter_mut()
            .find(|(cause, _)| *cause == wait.cause)
        {
            Some((_, ns)) => *ns += wait.ns,
            None => self.causes.push((wait.cause, wait.ns)),
        }
        let ended_by_others = !matches!(wait.cause, Cause::Sleep | Cause::Io | Cause::Join);
        if ended_by_others && self.longest.is_none_or(|longest| wait.ns > longest.ns) {
            self.longest = Some(wait);
        }
    }
}

fn locks(timeline: &Timeline, from: Ns, to: Ns) -> Vec<LockUse> {
    let waited = contention(timeline, from, to).into_iter();
    let of = |found: crate::contention::Contention| {
        let object = timeline.object(found.object).filter(|o| o.is_exclusive())?;
        Some(LockUse {
            object: found.object,
            held_ns: held(object, from, to),
            waited_ns: found.waited_ns,
            waits: found.waits,
        })
    };
    waited.filter_map(of).collect()
}

/// How long threads had a lock between two moments.
pub(crate) fn held(object: &Object, from: Ns, to: Ns) -> u64 {
    let of = |(thread, holds): &(u32, Vec<crate::holds::Hold>)| -> u64 {
        let begun = holds.iter().take_while(|hold| hold.start < to);
        let inside = begun.map(|hold| {
            let end = object.held_until(*thread, hold).min(to);
            end.since(hold.start.max(from))
        });
        inside.sum()
    };
    object.holds.iter().map(of).sum()
}
