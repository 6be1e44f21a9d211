//! Running totals of time per state class, so that any number of spans can be summed up in two reads.

use super::blocks::{CLASSES, Class, end_of};
use report::{Ns, Span, SpanKind, Timeline};

/// The index of a timeline: per lane and class, the time spent in the first n closed state spans. Grows with the timeline.
///
/// # Cost
/// [`Sums::update`] looks at new spans only; 32 bytes per span.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    lanes: Vec<LaneSums>,
}

#[derive(Clone, Debug, Default)]
struct LaneSums {
    thread: u32,
    /// Begin of the last span summed: when it differs, this is another run.
    last: Option<Ns>,
    totals: Vec<[u64; CLASSES]>,
    /// Spans of [`Lane::others`](report::Lane) looked at so far, and which of them are of a kind that is drawn.
    others: usize,
    transfers: Vec<u32>,
    gaps: Vec<u32>,
}

impl Sums {
    /// Takes in what is new. A timeline that is not the earlier one grown makes it start anew.
    pub fn update(&mut self, timeline: &Timeline) {
        self.lanes
            .resize_with(timeline.lanes.len(), LaneSums::default);
        for (sums, lane) in self.lanes.iter_mut().zip(&timeline.lanes) {
            let known = sums.totals.len().saturating_sub(1);
            let same = sums.thread == lane.thread
                && (known == 0 || lane.states.get(known - 1).map(|s| s.start) == sums.last);
            if !same || sums.totals.is_empty() {
                *sums = LaneSums {
                    thread: lane.thread,
                    totals: vec![[0; CLASSES]],
                    ..LaneSums::default()
                };
            }
            sums.extend(&lane.states);
            sums.sort_out(&lane.others);
        }
    }

    /// Time per class of the state spans `from..to` of a lane; the open last span counts nothing.
    pub(crate) fn between(&self, lane: usize, from: usize, to: usize) -> [u64; CLASSES] {
        let Some(totals) = self.lanes.get(lane).map(|l| &l.totals) else {
            return [0; CLASSES];
        };
        let at = |i: usize| totals.get(i).or(totals.last()).copied().unwrap_or_default();
        let (first, last) = (at(from), at(to));
        std::array::from_fn(|class| last[class] - first[class])
    }

    /// Indices of the transfers of a lane among its other spans.
    pub(crate) fn transfers(&self, lane: usize) -> &[u32] {
        self.lanes.get(lane).map_or(&[], |l| &l.transfers)
    }

    /// Indices of the gaps of a lane among its other spans.
    pub(crate) fn gaps(&self, lane: usize) -> &[u32] {
        self.lanes.get(lane).map_or(&[], |l| &l.gaps)
    }

    /// Running time of a lane up to `until`, the open span included.
    pub(crate) fn running_until(&self, lane: usize, states: &[Span], until: Ns, now: Ns) -> u64 {
        let count = states.partition_point(|s| s.start < until);
        let Some(last) = count.checked_sub(1).map(|i| &states[i]) else {
            return 0;
        };
        let before = self.between(lane, 0, count - 1)[Class::Running as usize];
        let inside = if Class::of(last.kind) == Some(Class::Running) {
            end_of(last, now).min(until).since(last.start)
        } else {
            0
        };
        before + inside
    }
}

impl LaneSums {
    fn sort_out(&mut self, others: &[Span]) {
        for (i, span) in others.iter().enumerate().skip(self.others) {
            match span.kind {
                SpanKind::Transfer(..) => self.transfers.push(i as u32),
                SpanKind::Gap(_) => self.gaps.push(i as u32),
                _ => {}
            }
        }
        self.others = others.len();
    }

    fn extend(&mut self, states: &[Span]) {
        let known = self.totals.len() - 1;
        let mut total = self.totals[known];
        for span in &states[known..] {
            if span.end == Ns::OPEN {
                break;
            }
            if let Some(class) = Class::of(span.kind) {
                total[class as usize] += span.end.since(span.start);
            }
            self.totals.push(total);
            self.last = Some(span.start);
        }
    }
}
