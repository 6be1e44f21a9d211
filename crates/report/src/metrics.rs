//! Figures of lanes and measurements: where time went, how much of the workers was used.

use crate::spans::{Lane, Span, SpanKind};
use crate::time::Ns;
use crate::timeline::{MeasurementTimes, Timeline};
use trace::kinds::{Cause, ThreadState};

/// Where one thread's time went, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Executing: busy time.
    pub running: u64,
    /// Started and not executing: booting, or waiting for the GIL.
    pub ready: u64,
    /// Waiting for another thread: blocked by anything but sleep and IO.
    pub blocked: u64,
    /// Sleeping or in simulated IO.
    pub sleeping: u64,
    /// Copying for another process; part of `running`, not beside it.
    pub transfer: u64,
    /// Whether records are missing in this time, so that the others are only nearly true.
    pub has_gap: bool,
}

/// Median and range of repeated measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The middle value; of an even number the mean of the two middle ones.
    pub median: f64,
    /// Smallest.
    pub low: f64,
    /// Largest.
    pub high: f64,
    /// How many.
    pub n: u32,
}

impl Shares {
    /// All but transfer, which is part of running.
    pub fn total(&self) -> u64 {
        self.running + self.ready + self.blocked + self.sleeping
    }

    /// The sum of two.
    pub fn plus(self, other: Shares) -> Shares {
        Shares {
            running: self.running + other.running,
            ready: self.ready + other.ready,
            blocked: self.blocked + other.blocked,
            sleeping: self.sleeping + other.sleeping,
            transfer: self.transfer + other.transfer,
            has_gap: self.has_gap || other.has_gap,
        }
    }

    fn add(&mut self, span: &Span, ns: u64) {
        match span.kind {
            SpanKind::State(ThreadState::Running, _) => self.running += ns,
            SpanKind::State(ThreadState::New | ThreadState::Ready, _) => self.ready += ns,
            SpanKind::State(ThreadState::Blocked, Cause::Sleep | Cause::Io) => self.sleeping += ns,
            SpanKind::State(ThreadState::Blocked, _) => self.blocked += ns,
            SpanKind::Transfer(..) => self.transfer += ns,
            SpanKind::Gap(_) => self.has_gap = true,
            SpanKind::State(..) | SpanKind::Task { .. } | SpanKind::Chunk { .. } => {}
        }
    }
}

impl Spread {
    /// Of these values; `None` of none. NaN counts as largest. O(n log n).
    pub fn of(values: &[f64]) -> Option<Spread> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let upper = sorted[sorted.len() / 2];
        let lower = sorted[(sorted.len() - 1) / 2];
        Some(Spread {
            median: (lower + upper) / 2.0,
            low,
            high,
            n: sorted.len() as u32,
        })
    }
}

/// Where the lane's time between `from` and `to` went: the sum of its spans' overlaps with that window. A span that goes on counts up to
/// `to`, so give no `to` later than the timeline's end. Outside the thread's life nothing is counted, so the total may be less than the
/// window. O(log spans + spans in the window).
pub fn shares(lane: &Lane, from: Ns, to: Ns) -> Shares {
    let mut shares = Shares::default();
    let first = lane.states.partition_point(|span| span.end <= from);
    let states = lane.states[first..]
        .iter()
        .take_while(|span| span.start < to);
    let others = lane.others.iter().take_while(|span| span.start < to);
    for span in states.chain(others) {
        let ns = span.overlap(from, to);
        if ns > 0 {
            shares.add(span, ns);
        }
    }
    shares
}

impl MeasurementTimes {
    /// Starting of workers, in nanoseconds: from the announcement until all had reported in. `None` until then.
    pub fn start_ns(&self) -> Option<u64> {
        Some(self.ready?.since(self.begin?))
    }

    /// Makespan in nanoseconds: from submitting the list (all workers ready) to its last result; starting counted apart. `None` for a
    /// measurement that did not finish. A gap elsewhere does not touch it: both its moments are records that are there.
    pub fn makespan_ns(&self) -> Option<u64> {
        Some(self.end?.since(self.ready?))
    }

    /// Wall time in nanoseconds, starting included. `None` for a measurement that did not finish.
    pub fn wall_ns(&self) -> Option<u64> {
        Some(self.end?.since(self.begin?))
    }

    /// Tasks that have ended, with or without error.
    pub fn tasks_done(&self) -> u32 {
        self.tasks.iter().flatten().count() as u32
    }

    /// Whether it was announced, and not only mentioned by records.
    pub fn is_announced(&self) -> bool {
        !self.info.executor.is_empty()
    }

    /// The threads that ended a task of it, each once, in order of id. O(tasks log tasks).
    pub fn threads(&self) -> Vec<u32> {
        let mut threads: Vec<u32> = self
            .tasks
            .iter()
            .flatten()
            .map(|task| task.thread)
            .collect();
        threads.sort_unstable();
        threads.dedup();
        threads
    }

    /// Where its workers' time went during its makespan, or up to now while it goes on: the sum over all threads that ended a task of it.
    /// `None` before it is ready.
    pub fn shares(&self, timeline: &Timeline) -> Option<Shares> {
        let (from, to) = (self.ready?, self.end.unwrap_or(timeline.end));
        let lanes = self
            .threads()
            .into_iter()
            .filter_map(|thread| timeline.lane_of(thread));
        let of = |sum: Shares, lane: crate::LaneIx| {
            sum.plus(shares(&timeline.lanes[lane.0 as usize], from, to))
        };
        Some(lanes.fold(Shares::default(), of))
    }

    /// Busy time ÷ (workers × makespan), 0 to 1; workers that never got a task count as idle. `None` when it did not finish, when it took
    /// no time that the clock could show, and when records are missing in it.
    pub fn utilisation(&self, timeline: &Timeline) -> Option<f64> {
        let shares = self.shares(timeline)?;
        let room = self.makespan_ns()? as f64 * f64::from(self.info.workers.max(1));
        (room > 0.0 && !shares.has_gap).then(|| shares.running as f64 / room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(spans: &[(u64, u64, ThreadState, Cause)]) -> Lane {
        let mut lane = Lane::new(1, "thread 1".into());
        lane.states
            .extend(spans.iter().map(|&(start, end, state, cause)| Span {
                start: Ns(start),
                end: Ns(end),
                kind: SpanKind::State(state, cause),
                object: 0,
                line: 0,
            }));
        lane
    }

    #[test]
    fn time_is_counted_inside_the_window_and_by_what_it_was() {
        let lane = lane(&[
            (10, 20, ThreadState::Running, Cause::None),
            (20, 30, ThreadState::Blocked, Cause::Lock),
            (30, 40, ThreadState::Blocked, Cause::Io),
            (40, 50, ThreadState::Ready, Cause::Gil),
            (50, u64::MAX, ThreadState::Running, Cause::None),
        ]);
        for ((from, to), [running, blocked, sleeping, ready]) in [
            ((0, 100), [60, 10, 10, 10]),
            ((15, 25), [5, 5, 0, 0]),
            ((35, 55), [5, 0, 5, 10]),
            ((0, 10), [0; 4]),
            ((60, 60), [0; 4]),
        ] {
            let found = shares(&lane, Ns(from), Ns(to));
            let seen = [found.running, found.blocked, found.sleeping, found.ready];
            assert_eq!(seen, [running, blocked, sleeping, ready], "{from}..{to}");
        }
    }

    #[test]
    fn the_median_is_the_middle_and_the_range_is_told() {
        for (values, expected) in [
            (&[][..], None),
            (&[3.0][..], Some((3.0, 3.0, 3.0, 1))),
            (&[4.0, 1.0][..], Some((2.5, 1.0, 4.0, 2))),
            (&[9.0, 1.0, 2.0][..], Some((2.0, 1.0, 9.0, 3))),
        ] {
            let seen = Spread::of(values).map(|s| (s.median, s.low, s.high, s.n));
            assert_eq!(seen, expected, "{values:?}");
        }
    }
}
