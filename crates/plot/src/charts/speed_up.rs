//! Speed-up over workers, against the ideal: one chart per load, so that computing and waiting stand side by side.

use super::axes::Axes;
use super::{Figures, Series, Size, Table, say};
use crate::display::{Align, DisplayList, Item, Label, Token};
use crate::ticks;
use crate::words::{Words, executor_name, load_name, message};
use scenario::Message;

/// Draws the chart; without figures its axes alone.
pub fn layout(figures: &Figures, size: Size, words: &dyn Words) -> DisplayList {
    let mut list = DisplayList {
        items: Vec::new(),
        width: size.width,
        height: size.height,
    };
    let last = figures
        .points()
        .map(|p| p.x)
        .fold(f64::from(figures.expected), f64::max)
        .max(2.0);
    let highest = figures
        .points()
        .map(|p| p.high.max(p.y))
        .fold(last, f64::max);
    // Among many workers the ideal would press everything to the ground: the axis then ends above the best point.
    let highest = if last > 8.0 && !figures.is_empty() {
        figures
            .points()
            .map(|p| p.high.max(p.y))
            .fold(2.0, f64::max)
            * 1.15
    } else {
        highest
    };
    let axes = Axes::new(figures, size, (1.0, last), highest, words);
    axes.draw(
        &marks(figures, last),
        &say(words, "plot-axis-workers"),
        &mut list,
    );
    cores(figures, &axes, last, words, &mut list);
    ideal(&axes, last, words, &mut list);
    if let Some(share) = figures.model {
        model(&axes, last, share, words, &mut list);
    }
    axes.series(figures, words, &mut list);
    list
}

/// The worker counts that were measured, and round ones where nothing was.
fn marks(figures: &Figures, last: f64) -> Vec<(f64, String)> {
    let mut values: Vec<f64> = figures.points().map(|p| p.x).chain([1.0, last]).collect();
    if last <= 8.0 {
        values.extend((1..=last as u32).map(f64::from));
    } else {
        values.extend((0..12).map(|n| f64::from(1u32 << n)).filter(|v| *v < last));
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    values.into_iter().map(|v| (v, format!("{v}"))).collect()
}

fn cores(figures: &Figures, axes: &Axes, last: f64, words: &dyn Words, list: &mut DisplayList) {
    let cores = f64::from(figures.cores);
    if !(1.0..=last).contains(&cores) {
        return;
    }
    let name = words.message(&crate::words::counted("plot-cores", ("count", cores), &[]));
    axes.upright(cores, name, list);
}

fn ideal(axes: &Axes, last: f64, words: &dyn Words, list: &mut DisplayList) {
    let end = last.min(axes.highest());
    let points = vec![(axes.x(1.0), axes.y(1.0)), (axes.x(end), axes.y(end))];
    list.items.push(Item::Polyline {
        points,
        colour: Token::ControlLine,
        width: 1.0,
        dash: None,
    });
    let at = 1.0 + (end - 1.0) * 0.72;
    let label = Label::small(Token::Ink3).at(Align::End);
    list.text(
        axes.x(at) - 8.0,
        axes.y(at) - 2.0,
        say(words, "plot-ideal"),
        label,
    );
}

/// Amdahl's curve, dashed and without markers: nobody measured it.
fn model(axes: &Axes, last: f64, share: f64, words: &dyn Words, list: &mut DisplayList) {
    const STEPS: u32 = 48;
    let at = |x: f64| (axes.x(x), axes.y(1.0 / (share + (1.0 - share) / x)));
    let points =
        (0..=STEPS).map(|step| at(1.0 + (last - 1.0) * f64::from(step) / f64::from(STEPS)));
    list.items.push(Item::Polyline {
        points: points.filter(|point| point.1 >= axes.top).collect(),
        colour: Token::Ink2,
        width: 1.5,
        dash: Some((5.0, 4.0)),
    });
    let percent = format!("{}", (share * 1000.0).round() / 10.0);
    let name = words.message(&message("plot-model", &[("share", &percent)]));
    let (x, y) = at(1.0 + (last - 1.0) * 0.62);
    let label = Label::small(Token::Ink2).at(Align::Start);
    list.text(x, (y + 20.0).min(axes.bottom - 6.0), name, label);
}

/// How it was measured: once, or the median with its range.
pub fn caption(figures: &Figures) -> Message {
    match figures.repeats() {
        0 if figures.is_empty() => message("plot-speed-up-empty", &[]),
        0 => message("plot-sent-only", &[]),
        1 => message("plot-speed-up-once", &[]),
        n => message("plot-speed-up-median", &[("repeats", &n.to_string())]),
    }
}

/// One row per executor and number of workers.
pub fn table(figures: &Figures, words: &dyn Words) -> Table {
    tabulate(figures, "plot-axis-workers", words)
}

pub(super) fn tabulate(figures: &Figures, x: &'static str, words: &dyn Words) -> Table {
    let heads = [
        "plot-table-executor",
        x,
        "plot-table-speed-up",
        "plot-table-range",
        "plot-table-makespan",
        "plot-table-repeats",
    ];
    let mut rows = Vec::new();
    for (series, is_sent) in lines(figures) {
        let name = name_of(series, is_sent, words);
        for p in &series.points {
            let mut row = vec![
                name.clone(),
                format!("{}", p.x),
                format!("{}×", ticks::significant(p.y)),
            ];
            if is_sent {
                row.extend(["–"; 3].map(str::to_owned));
            } else {
                let (low, high) = (ticks::significant(p.low), ticks::significant(p.high));
                row.push(format!("{low}–{high}×"));
                row.push(ticks::duration((p.makespan_ms.max(0.0) * 1e6) as u64));
                row.push(p.repeats.to_string());
            }
            rows.push(row);
        }
    }
    let columns = heads.map(|id| say(words, id)).to_vec();
    Table { columns, rows }
}

/// All lines, one's own first, and whether each came with the link.
fn lines(figures: &Figures) -> Vec<(&Series, bool)> {
    let mut lines = Vec::new();
    for (all, is_sent) in [(&figures.series[..], false), (figures.sent_series(), true)] {
        for series in all {
            lines.push((series, is_sent));
        }
    }
    lines
}

/// What the line of an executor is called.
fn name_of(series: &Series, is_sent: bool, words: &dyn Words) -> String {
    let name = executor_name(&series.executor, words);
    if is_sent {
        words.message(&message("plot-sent-executor", &[("executor", &name)]))
    } else {
        name
    }
}

/// Load, then each executor's last point: `CPU-bound: threads 1.92× at 2 workers`.
pub fn summary(figures: &Figures, words: &dyn Words) -> String {
    summarise(figures, "plot-speed-up-summary", words)
}

pub(super) fn summarise(figures: &Figures, id: &'static str, words: &dyn Words) -> String {
    if figures.is_empty() {
        return say(words, "plot-speed-up-empty");
    }
    let mut points = Vec::new();
    for (series, is_sent) in lines(figures) {
        let Some(p) = series.points.last() else {
            continue;
        };
        let executor = name_of(series, is_sent, words);
        let (x, y) = (format!("{}", p.x), format!("{}×", ticks::significant(p.y)));
        let arguments = [("executor", executor.as_str()), ("x", &x), ("speedup", &y)];
        points.push(words.message(&message("plot-speed-up-summary-point", &arguments)));
    }
    let load = load_name(&figures.load, words);
    words.message(&message(
        id,
        &[("load", &load), ("points", &points.join(", "))],
    ))
}
