//! Speed-up over the share of computing: which executor wins where between waiting and computing.

use super::axes::Axes;
use super::speed_up::{summarise, tabulate};
use super::{Figures, Size, Table, say};
use crate::display::DisplayList;
use crate::words::Words;

/// Draws the chart: the axis always reaches from 0 to 100 percent of computing.
pub fn layout(figures: &Figures, size: Size, words: &dyn Words) -> DisplayList {
    let mut list = DisplayList {
        items: Vec::new(),
        width: size.width,
        height: size.height,
    };
    let highest = figures
        .points()
        .map(|p| p.high.max(p.y))
        .fold(2.0, f64::max);
    let axes = Axes::new(figures, size, (0.0, 100.0), highest, words);
    let marks: Vec<(f64, String)> = [0.0, 25.0, 50.0, 75.0, 100.0]
        .into_iter()
        .map(|v| (v, format!("{v} %")))
        .collect();
    axes.draw(&marks, &say(words, "plot-axis-share"), &mut list);
    axes.series(figures, words, &mut list);
    list
}

/// One row per executor and share.
pub fn table(figures: &Figures, words: &dyn Words) -> Table {
    tabulate(figures, "plot-axis-share", words)
}

/// Each executor's speed-up at the largest share measured.
pub fn summary(figures: &Figures, words: &dyn Words) -> String {
    if figures.is_empty() {
        return say(words, "plot-share-empty");
    }
    summarise(figures, "plot-share-summary", words)
}
