//! Which row stands where: process headers, lanes, object tracks.
//!
//! Threads of one process and one name whose lives do not overlap share a row: a pool that is started anew for every measurement keeps
//! its rows, and the picture does not grow with the number of measurements.

use super::{BANDS, HEADER, OVERVIEW, RULER, View};
use report::timeline::Object;
use report::{Lane, LaneIx, Ns, Timeline};

/// A row of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Process {
        process: u32,
        threads: u32,
    },
    /// Index in [`shared`]'s answer.
    Lane(usize),
    Objects,
    /// Index in [`Timeline::objects`].
    Object(u32),
}

/// All rows with their tops, unscrolled.
pub(crate) struct Rows {
    rows: Vec<(Row, f32)>,
    shared: Vec<Vec<LaneIx>>,
    /// Where the scrolling part begins.
    pub top: f32,
    /// What all rows need.
    pub height: f32,
    lane: f32,
}

impl Rows {
    pub fn new(timeline: &Timeline, view: &View) -> Rows {
        let top = OVERVIEW
            + RULER
            + if timeline.measurements.is_empty() {
                0.0
            } else {
                BANDS
            };
        let mut rows = Rows {
            rows: Vec::new(),
            shared: shared(timeline),
            top,
            height: top,
            lane: view.lane_height,
        };
        let mut process = None;
        for row in 0..rows.shared.len() {
            let here = process_of(timeline, &rows.shared[row]);
            if process != Some(here) {
                process = Some(here);
                let threads = timeline.lanes.iter().filter(|l| l.process == here).count() as u32;
                rows.push(Row::Process {
                    process: here,
                    threads,
                });
            }
            if !view.collapsed.contains(&here) {
                rows.push(Row::Lane(row));
            }
        }
        let tracks: Vec<u32> = (0..)
            .zip(&timeline.objects)
            .filter(|(_, object)| has_track(object))
            .map(|(i, _)| i)
            .collect();
        if !tracks.is_empty() {
            rows.push(Row::Objects);
            tracks.into_iter().for_each(|i| rows.push(Row::Object(i)));
        }
        rows.height += 4.0;
        rows
    }

    /// The threads of a row, in the order of their lives.
    pub fn threads(&self, row: usize) -> &[LaneIx] {
        &self.shared[row]
    }

    fn push(&mut self, row: Row) {
        self.rows.push((row, self.height));
        self.height += self.height_of(row);
    }

    pub fn height_of(&self, row: Row) -> f32 {
        match row {
            Row::Process { .. } | Row::Objects => HEADER,
            Row::Lane(_) | Row::Object(_) => self.lane,
        }
    }

    /// The middle of a thread's row, scrolled, in the window or not; `None` while its process is folded away.
    pub fn middle_of(&self, lane: LaneIx, view: &View) -> Option<f32> {
        let own = |row: &Row| matches!(row, Row::Lane(at) if self.shared[*at].contains(&lane));
        let (_, y) = self.rows.iter().find(|(row, _)| own(row))?;
        Some(y - view.scroll + self.lane / 2.0)
    }

    /// The rows in the window with their tops, scrolled.
    pub fn visible<'a>(&'a self, view: &'a View) -> impl Iterator<Item = (Row, f32)> + 'a {
        self.rows
            .iter()
            .map(|(row, y)| (*row, y - view.scroll))
            .filter(|(row, y)| y + self.height_of(*row) > self.top && *y < view.height)
    }

    /// The row at this height of the picture.
    pub fn at(&self, view: &View, y: f32) -> Option<Row> {
        if y < self.top {
            return None;
        }
        self.visible(view)
            .find(|(row, top)| (*top..top + self.height_of(*row)).contains(&y))
            .map(|(row, _)| row)
    }
}

/// Whether there is something to see of an object over time: who had it, or how its value changed.
pub(super) fn has_track(object: &Object) -> bool {
    if object.is_exclusive() {
        return !object.holds.is_empty();
    }
    object.values.len() > 1
}

fn process_of(timeline: &Timeline, row: &[LaneIx]) -> u32 {
    row.first()
        .map_or(0, |ix| timeline.lanes[ix.0 as usize].process)
}

/// The rows of lanes: first fit by process and name, in the order of the lanes. A thread that has not ended shares its row with no later one.
pub(super) fn shared(timeline: &Timeline) -> Vec<Vec<LaneIx>> {
    let mut rows: Vec<Vec<LaneIx>> = Vec::new();
    for (ix, lane) in (0..).map(LaneIx).zip(&timeline.lanes) {
        let of = |ix: &LaneIx| &timeline.lanes[ix.0 as usize];
        let fits = |row: &&mut Vec<LaneIx>| {
            let named = row.first().map(of);
            named.is_some_and(|l| l.process == lane.process && l.name == lane.name)
                && row.iter().rev().all(|other| apart(of(other), lane))
        };
        match rows.iter_mut().find(fits) {
            Some(row) => row.push(ix),
            None => rows.push(vec![ix]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|ix| life(&timeline.lanes[ix.0 as usize]).0);
    }
    rows
}

/// Whether one thread had ended before the other began.
fn apart(a: &Lane, b: &Lane) -> bool {
    let (a, b) = (life(a), life(b));
    a.1 <= b.0 || b.1 <= a.0
}

/// First and last moment of a thread; open while it has not ended. A thread of which nothing is known yet stays alone.
pub(super) fn life(lane: &Lane) -> (Ns, Ns) {
    let start = lane.states.first().map_or(Ns(0), |span| span.start);
    (start, lane.ended.map_or(Ns::OPEN, |(at, _)| at))
}

/// Of a row's threads the one that lives at this moment, else the last that had begun, else the first.
pub(super) fn thread_at(timeline: &Timeline, row: &[LaneIx], at: Ns) -> Option<LaneIx> {
    let begun = row.partition_point(|ix| life(&timeline.lanes[ix.0 as usize]).0 <= at);
    row.get(begun.saturating_sub(1)).copied()
}
