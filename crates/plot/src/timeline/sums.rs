//! Running totals of time per state class, so that any number of spans can be summed up in two reads.

use super::blocks::{CLASSES, Class};
use super::skyline::Skyline;
use report::{Lane, Ns, Span, SpanKind, Timeline};

/// The index of a timeline: per lane and class, the time spent in the first n closed state spans; how many threads ran when; the greatest
/// values of objects. Grows with the timeline.
///
/// # Cost
/// [`Sums::update`] looks at new spans and values only; 32 bytes per span.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    lanes: Vec<LaneSums>,
    objects: Vec<ObjectSums>,
    skyline: Skyline,
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

#[derive(Clone, Debug, Default)]
struct ObjectSums {
    id: u32,
    /// Values looked at so far. Values of several threads are put in order when they come: a few at the end are looked at again.
    known: usize,
    most: i32,
}

/// How far from the end a value may be put in: what two drains of different rings can overlap by.
const LATE_VALUES: usize = 4096;

impl Sums {
    /// Takes in what is new. A timeline that is not the earlier one grown makes it start anew.
    pub fn update(&mut self, timeline: &Timeline) {
        self.make_room(timeline);
        let known = self.lanes.iter().zip(&timeline.lanes);
        if !known.into_iter().all(|(sums, lane)| sums.is_of(lane)) {
            *self = Sums::default();
            self.make_room(timeline);
        }
        for (sums, lane) in self.lanes.iter_mut().zip(&timeline.lanes) {
            sums.extend(&lane.states, &mut self.skyline);
            sums.sort_out(&lane.others);
        }
        for (sums, object) in self.objects.iter_mut().zip(&timeline.objects) {
            if sums.id != object.id || sums.known > object.values.len() {
                *sums = ObjectSums {
                    id: object.id,
                    ..ObjectSums::default()
                };
            }
            let new = &object.values[sums.known.saturating_sub(LATE_VALUES)..];
            sums.most = new.iter().fold(sums.most, |most, value| most.max(value.1));
            sums.known = object.values.len();
        }
    }

    /// A place for every lane and object; lanes stand in order of their threads, and one may come between others.
    fn make_room(&mut self, timeline: &Timeline) {
        for (i, lane) in timeline.lanes.iter().enumerate() {
            if self
                .lanes
                .get(i)
                .is_none_or(|sums| sums.thread != lane.thread)
            {
                self.lanes.insert(i, LaneSums::of(lane.thread));
            }
        }
        // What is left over was another run's: its place says so below, or nobody asks for it.
        self.lanes.truncate(timeline.lanes.len());
        self.objects
            .resize_with(timeline.objects.len(), ObjectSums::default);
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

    /// How many threads ran when.
    pub(super) fn skyline(&self) -> &Skyline {
        &self.skyline
    }

    /// The greatest value that the object in this place has had.
    pub(super) fn most(&self, object: usize) -> i32 {
        self.objects.get(object).map_or(0, |known| known.most)
    }
}

impl LaneSums {
    fn of(thread: u32) -> LaneSums {
        LaneSums {
            thread,
            totals: vec![[0; CLASSES]],
            ..LaneSums::default()
        }
    }

    /// Whether what was summed up is this lane's.
    fn is_of(&self, lane: &Lane) -> bool {
        let known = self.totals.len().saturating_sub(1);
        self.thread == lane.thread
            && (known == 0 || lane.states.get(known - 1).map(|s| s.start) == self.last)
    }

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

    fn extend(&mut self, states: &[Span], skyline: &mut Skyline) {
        let known = self.totals.len() - 1;
        let mut total = self.totals[known];
        for span in &states[known..] {
            if span.end == Ns::OPEN {
                break;
            }
            if let Some(class) = Class::of(span.kind) {
                total[class as usize] += span.end.since(span.start);
                if class == Class::Running {
                    skyline.add(span.start, span.end);
                }
            }
            self.totals.push(total);
            self.last = Some(span.start);
        }
    }
}
