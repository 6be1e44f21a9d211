//! Time over the size of an argument or the length of a task, on a logarithmic axis: from where on copying is dearer than computing, and starting
//! cheaper than working.

use super::chunk::{Heights, over_sizes};
use super::speed_up::{self, tabulate};
use super::{Figures, Size, Table};
use crate::display::DisplayList;
use crate::words::{Words, message};
use scenario::Message;

/// Draws the chart; the heights are median makespans.
pub fn layout(figures: &Figures, size: Size, words: &dyn Words) -> DisplayList {
    let mut times = figures.clone();
    for point in times
        .series
        .iter_mut()
        .flat_map(|series| &mut series.points)
    {
        point.y = point.makespan_ms;
        (point.low, point.high) = (point.y, point.y);
    }
    times.sent = None; // Of another machine only speed-ups are known.
    over_sizes(&times, size, (Heights::Milliseconds, axis(figures)), words)
}

/// One row per executor and size, speed-ups beside the times.
pub fn table(figures: &Figures, words: &dyn Words) -> Table {
    tabulate(figures, axis(figures), words)
}

/// What is swept.
fn axis(figures: &Figures) -> &'static str {
    match &*figures.load {
        "task-length" => "plot-load-task-length",
        _ => "plot-axis-size",
    }
}

/// How it was measured: the median of so many.
pub fn caption(figures: &Figures) -> Message {
    match figures.repeats() {
        0 => speed_up::caption(figures),
        n => message("plot-size-median", &[("repeats", &n.to_string())]),
    }
}
