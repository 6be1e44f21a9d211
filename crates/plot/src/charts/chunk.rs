//! Speed-up over the chunk size, on a logarithmic axis: many small chunks at the left, few big ones at the right.

use super::axes::Axes;
use super::speed_up::{summarise, tabulate};
use super::{Figures, Size, Table, say};
use crate::display::DisplayList;
use crate::words::Words;

/// Draws the chart; the chunk size that `Pool.map` would take is marked.
pub fn layout(figures: &Figures, size: Size, words: &dyn Words) -> DisplayList {
    over_sizes(figures, size, (Heights::Times, "plot-axis-chunk"), words)
}

/// What the heights are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heights {
    /// Speed-up.
    Times,
    /// Milliseconds.
    Milliseconds,
    /// Any number above 0; each step of the axis is ten times the last.
    Powers,
}

/// Draws lines over sizes, on a logarithmic axis with this name.
pub(super) fn over_sizes(
    figures: &Figures,
    size: Size,
    (heights, name): (Heights, &'static str),
    words: &dyn Words,
) -> DisplayList {
    let mut list = DisplayList {
        items: Vec::new(),
        width: size.width,
        height: size.height,
    };
    let mut sizes: Vec<f64> = figures.points().map(|p| p.x).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let highest = figures
        .points()
        .map(|p| p.high.max(p.y))
        .fold(2.0, f64::max);
    let places = logarithmic(figures, heights);
    let first = sizes.first().map_or(0.0, |size| place(*size));
    let last = sizes.last().map_or(1.0, |size| place(*size).max(1.0));
    let mut axes = Axes::new(&places, size, (first, last), highest, words);
    match heights {
        Heights::Times => {}
        Heights::Milliseconds => axes = axes.of_milliseconds(),
        Heights::Powers => axes = axes.of_powers(&places),
    }
    let marks: Vec<(f64, String)> = sizes
        .iter()
        .map(|size| (place(*size), format!("{size}")))
        .collect();
    axes.draw(&marks, &say(words, name), &mut list);
    if let Some(size) = figures.marked.filter(|size| sizes.contains(size)) {
        axes.upright(place(size), say(words, "plot-chunk-default"), &mut list);
    }
    axes.series(&places, words, &mut list);
    list
}

/// Where a chunk size stands: doubled sizes are equally far apart.
fn place(size: f64) -> f64 {
    size.max(1.0).log2()
}

fn logarithmic(figures: &Figures, heights: Heights) -> Figures {
    let mut places = figures.clone();
    let sent = places
        .sent
        .as_mut()
        .map_or(&mut [][..], |sent| &mut sent.series);
    for series in [&mut places.series[..], sent] {
        for line in series {
            for point in &mut line.points {
                point.x = place(point.x);
                if heights == Heights::Powers {
                    point.y = point.y.log10();
                    (point.low, point.high) = (point.y, point.y);
                }
            }
        }
    }
    places
}

/// One row per executor and chunk size.
pub fn table(figures: &Figures, words: &dyn Words) -> Table {
    tabulate(figures, "plot-axis-chunk", words)
}

/// Each executor's speed-up at the largest chunk size measured.
pub fn summary(figures: &Figures, words: &dyn Words) -> String {
    summarise(figures, "plot-chunk-summary", words)
}
