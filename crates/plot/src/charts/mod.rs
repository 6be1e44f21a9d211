//! Charts: figures to a display list, a table with the same figures, and one sentence.

mod axes;
pub mod chunk;
pub mod share;
pub mod size;
pub mod speed_up;
pub mod ways;

use crate::display::{DisplayList, Marker, Token};
use crate::words::{Words, message};
use scenario::Message;
use scenario::catalogue::{self, Executor};

/// Size of a picture in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// One measured point of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Workers, or the swept value (CPU share in percent, chunk size).
    pub x: f64,
    /// Speed-up: the median of all repetitions. Of a way of talking: what the program returned.
    pub y: f64,
    /// Smallest of the repetitions.
    pub low: f64,
    /// Largest of the repetitions.
    pub high: f64,
    /// Repetitions measured.
    pub repeats: u32,
    /// Median makespan in milliseconds.
    pub makespan_ms: f64,
}

/// The points of one executor, in order of x.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Executor id, or way of talking.
    pub executor: String,
    /// Points, in order of x.
    pub points: Vec<Point>,
}

/// What one chart draws: the series of one load, and what frames them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Load id: `cpu`, `io`, `mixed`, or a workload's.
    pub load: String,
    /// One per executor, in the order measured.
    pub series: Vec<Series>,
    /// Cores that the browser reports; 0 when it does not say.
    pub cores: u32,
    /// The axis reaches at least so far, so that nothing moves while points come in; 0 for no wish.
    pub expected: u32,
    /// A place on the horizontal axis that stands out: the default chunk size.
    pub marked: Option<f64>,
    /// The serial share, 0 to 1, of a model that is drawn beside what was measured.
    pub model: Option<f64>,
    /// What came with the link: measured too, but on another machine.
    pub sent: Option<Sent>,
}

/// What the author of a link measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// Cores of that machine.
    pub cores: u32,
    /// One per executor; of each point only x and y are known.
    pub series: Vec<Series>,
}

impl Figures {
    /// Most repetitions behind any point.
    pub fn repeats(&self) -> u32 {
        self.points().map(|p| p.repeats).max().unwrap_or(0)
    }

    /// Whether nothing is measured yet, here or by the author of the link.
    pub fn is_empty(&self) -> bool {
        self.points().next().is_none()
    }

    /// Those of all lines, plain loops: adapters in adapters are 1 KB of every first visit.
    pub(crate) fn points(&self) -> std::vec::IntoIter<&Point> {
        let mut points = Vec::new();
        for series in [&self.series[..], self.sent_series()] {
            for line in series {
                points.extend(line.points.iter().filter(|p| p.y.is_finite()));
            }
        }
        points.into_iter()
    }

    pub(crate) fn sent_series(&self) -> &[Series] {
        self.sent.as_ref().map_or(&[], |sent| &sent.series)
    }
}

/// Figures as text, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Heads.
    pub columns: Vec<String>,
    /// Cells, as many a row as there are heads.
    pub rows: Vec<Vec<String>>,
}

/// A chart: how it draws, tabulates and sums up its figures.
pub struct Chart {
    /// Id in exports and tests.
    pub id: &'static str,
    /// The picture.
    pub layout: fn(&Figures, Size, &dyn Words) -> DisplayList,
    /// The same figures as a table.
    pub table: fn(&Figures, &dyn Words) -> Table,
    /// One sentence: the picture's accessible name.
    pub summary: fn(&Figures, &dyn Words) -> String,
    /// How it was measured.
    pub caption: fn(&Figures) -> Message,
}

impl PartialEq for Chart {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Every chart of measurements; one of what a program told is [`ways::CHART`].
pub const CHARTS: &[Chart] = &[
    Chart {
        id: "speed-up",
        layout: speed_up::layout,
        table: speed_up::table,
        summary: speed_up::summary,
        caption: speed_up::caption,
    },
    Chart {
        id: "share",
        layout: share::layout,
        table: share::table,
        summary: share::summary,
        caption: speed_up::caption,
    },
    Chart {
        id: "chunk",
        layout: chunk::layout,
        table: chunk::table,
        summary: chunk::summary,
        caption: speed_up::caption,
    },
    Chart {
        id: "size",
        layout: size::layout,
        table: size::table,
        summary: speed_up::summary,
        caption: size::caption,
    },
];

/// The chart with this id.
pub fn chart(id: &str) -> Option<&'static Chart> {
    CHARTS.iter().find(|chart| chart.id == id)
}

/// The executor whose colour and shape a line has: its own; ways of talking, which never stand beside executors, borrow theirs.
fn drawn_as(line: &str) -> Option<Executor> {
    Executor::from_id(match line {
        "queue" => "threads",
        "pipe" => "processes",
        "shared-memory" => "work-stealing",
        "socket" => "async",
        "manager" => "threads-gil",
        executor => executor,
    })
}

/// The colour of an executor's series and measurements.
pub fn series_token(executor: &str) -> Token {
    match drawn_as(executor).map(|e| e.row().series) {
        Some("serial") => Token::SeriesSerial,
        Some("threads") => Token::SeriesThreads,
        Some("threads-gil") => Token::SeriesThreadsGil,
        Some("processes") => Token::SeriesProcesses,
        Some("work-stealing") => Token::SeriesWorkStealing,
        Some("async") => Token::SeriesAsync,
        _ => Token::Ink2,
    }
}

/// The shape of an executor's points, and whether they are hollow.
pub fn series_marker(executor: &str) -> (Marker, bool) {
    match drawn_as(executor).map(|e| e.row().marker) {
        Some(catalogue::Marker::Square) => (Marker::Square, false),
        Some(catalogue::Marker::Disc) | None => (Marker::Circle, false),
        Some(catalogue::Marker::Triangle) => (Marker::Triangle, false),
        Some(catalogue::Marker::Diamond) => (Marker::Diamond, false),
        Some(catalogue::Marker::Cross) => (Marker::Plus, false),
        Some(catalogue::Marker::HollowCross) => (Marker::Plus, true),
        Some(catalogue::Marker::Ring) => (Marker::Ring, true),
    }
}

pub(crate) fn say(words: &dyn Words, id: &'static str) -> String {
    words.message(&message(id, &[]))
}

#[cfg(test)]
mod tests;
