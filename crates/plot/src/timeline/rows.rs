//! Which row stands where: process headers, lanes, object tracks.

use super::{BANDS, HEADER, OVERVIEW, RULER, View};
use report::{LaneIx, Timeline};

/// A row of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Process {
        process: u32,
        threads: u32,
    },
    Lane(LaneIx),
    Objects,
    /// Index in [`Timeline::objects`].
    Object(u32),
}

/// All rows with their tops, unscrolled.
pub(crate) struct Rows {
    rows: Vec<(Row, f32)>,
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
            top,
            height: top,
            lane: view.lane_height,
        };
        let mut process = None;
        for (i, lane) in timeline.lanes.iter().enumerate() {
            if process != Some(lane.process) {
                process = Some(lane.process);
                let threads = timeline
                    .lanes
                    .iter()
                    .filter(|l| l.process == lane.process)
                    .count() as u32;
                rows.push(Row::Process {
                    process: lane.process,
                    threads,
                });
            }
            if !view.collapsed.contains(&lane.process) {
                rows.push(Row::Lane(LaneIx(i as u32)));
            }
        }
        let tracks: Vec<u32> = (0..)
            .zip(&timeline.objects)
            .filter(|(_, object)| object.values.len() > 1)
            .map(|(i, _)| i)
            .collect();
        if !tracks.is_empty() {
            rows.push(Row::Objects);
            tracks.into_iter().for_each(|i| rows.push(Row::Object(i)));
        }
        rows.height += 4.0;
        rows
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
