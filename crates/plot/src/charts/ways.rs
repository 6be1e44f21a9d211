//! Ways of talking over the size of a message, both axes logarithmic: microseconds, or megabytes a second.

use super::chunk::{Heights, over_sizes};
use super::{Chart, Figures, Size, Table, say};
use crate::display::DisplayList;
use crate::ticks;
use crate::words::{Words, executor_name, load_name, message};
use scenario::Message;
use scenario::parameters::find;

/// The chart.
pub static CHART: Chart = Chart {
    id: "ways",
    layout,
    table,
    summary,
    caption,
};

/// Draws the chart; the figure of each point is what the program returned.
pub(super) fn layout(figures: &Figures, size: Size, words: &dyn Words) -> DisplayList {
    over_sizes(figures, size, (Heights::Powers, "plot-axis-message"), words)
}

/// One row per way and size.
fn table(figures: &Figures, words: &dyn Words) -> Table {
    let way = find("ways").map_or_else(String::new, |ways| words.text(ways.label));
    let mut rows = Vec::new();
    for series in &figures.series {
        for p in &series.points {
            let name = executor_name(&series.executor, words);
            rows.push(vec![name, format!("{}", p.x), ticks::significant(p.y)]);
        }
    }
    let bytes = say(words, "plot-axis-message");
    let columns = vec![way, bytes, load_name(&figures.load, words)];
    Table { columns, rows }
}

/// Each way's figure with the largest message.
fn summary(figures: &Figures, words: &dyn Words) -> String {
    let mut said = format!("{}: ", load_name(&figures.load, words));
    for series in &figures.series {
        if let Some(p) = series.points.last() {
            said += &executor_name(&series.executor, words);
            said += &format!(" {} ({} B) ", ticks::significant(p.y), p.x);
        }
    }
    said
}

/// How it was measured.
fn caption(_: &Figures) -> Message {
    message("plot-ways-once", &[])
}
