//! What stands around the lanes: grid and ruler, overview, measurement strip, headers, cursor, the present.

use super::rows::Rows;
use super::{BANDS, HEADER, OVERVIEW, RULER, Scene, label, lane};
use crate::charts::series_token;
use crate::display::{Align, DisplayList, Fill, Item, Label, Token, text_width};
use crate::scale::TimeScale;
use crate::ticks;
use crate::words::{counted, message};
use report::Ns;

fn bottom(scene: &Scene, rows: &Rows) -> f32 {
    (rows.height - scene.view.scroll).min(scene.view.height)
}

/// Vertical lines at round moments, and their labels.
pub(crate) fn grid(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    let (scale, view) = (&scene.scale, scene.view);
    let most = f64::from((view.width - view.gutter) / 92.0).max(2.0);
    let y = OVERVIEW + RULER - 7.0;
    for (at, text) in ticks::time_ticks(scale.start(), scale.end(), most).ticks {
        let x = scale.x(at);
        list.items.push(Item::Polyline {
            points: vec![(x, OVERVIEW + 4.0), (x, bottom(scene, rows))],
            colour: Token::Line,
            width: 1.0,
            dash: Some((1.0, 3.0)),
        });
        if x + text_width(&text, 11.0) + 4.0 < view.width {
            list.text(x + 4.0, y, text, Label::small(Token::Ink3));
        }
    }
}

/// The whole run in a strip: how many threads run, and which part is in view.
pub(crate) fn overview(scene: &Scene, list: &mut DisplayList) {
    let (view, timeline) = (scene.view, scene.timeline);
    let whole = Ns(timeline.end.0.max(view.end.0).max(1));
    let scale = TimeScale::new(
        Ns(0),
        whole,
        scene.scale.left(),
        scene.scale.right() - scene.scale.left(),
    );
    let (top, base) = (2.0, OVERVIEW - 2.0);
    list.rect(
        scale.left(),
        top,
        scale.right() - scale.left(),
        base - top,
        Fill::Faint(Token::Line),
    );
    if !timeline.lanes.is_empty() && timeline.end.0 > 0 {
        skyline(scene, &scale, (top, base), list);
    }
    if scene.scale.start().0 > 0 || scene.scale.end() < timeline.end {
        let (x0, x1) = (
            scale.x_within(scene.scale.start(), 0.0),
            scale.x_within(scene.scale.end(), 0.0),
        );
        let points = vec![(x0, top), (x1, top), (x1, base), (x0, base), (x0, top)];
        list.items.push(Item::Polyline {
            points,
            colour: Token::Accent,
            width: 1.5,
            dash: None,
        });
    }
}

/// How many threads run, over the whole run: an area between `top` and `base`.
fn skyline(scene: &Scene, scale: &TimeScale, (top, base): (f32, f32), list: &mut DisplayList) {
    let parts = scene.sums.skyline().parts(scene.timeline);
    let most = parts.iter().map(|part| part.2).fold(1.0, f32::max);
    let mut points = vec![(scale.left(), base)];
    for (start, end, running) in parts {
        let y = base - running / most * (base - top - 1.0);
        match points.last_mut() {
            Some(last) if last.1 == y => last.0 = scale.x(end),
            _ => points.extend([(scale.x(start), y), (scale.x(end), y)]),
        }
    }
    points.push((scale.x(scene.timeline.end), base));
    list.items.push(Item::Area {
        points,
        fill: Fill::Faint(Token::Running),
    });
}

/// Which load, executor and number of workers is being measured when.
pub(crate) fn bands(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    if scene.timeline.measurements.is_empty() {
        return;
    }
    let (view, scale) = (scene.view, &scene.scale);
    let y = OVERVIEW + RULER;
    list.items.push(Item::ClipBegin {
        x: view.gutter,
        y,
        w: view.width - view.gutter,
        h: view.height - y,
    });
    let mut drawn_to = f32::MIN;
    for times in &scene.timeline.measurements {
        let Some(begin) = times.begin.or(times.ready) else {
            continue;
        };
        let end = times.end.unwrap_or(scene.timeline.end);
        let (x0, x1) = (scale.x_within(begin, 4.0), scale.x_within(end, 4.0));
        if end < scale.start() || begin > scale.end() || x1 - drawn_to < 1.0 {
            continue;
        }
        drawn_to = x1;
        let colour = series_token(&times.info.executor);
        let w = (x1 - x0 - 1.0).max(1.0);
        list.rect(x0, y + 1.0, w, BANDS - 5.0, Fill::Faint(colour));
        list.rect(x0, y + BANDS - 5.0, w, 2.0, Fill::Solid(colour));
        list.items.push(Item::Polyline {
            points: vec![(x0, y + BANDS - 3.0), (x0, bottom(scene, rows))],
            colour: Token::Line,
            width: 1.0,
            dash: None,
        });
        let left = x0.max(view.gutter) + 4.0;
        let room = x1.min(view.width) - 4.0 - left;
        if room >= 14.0 {
            let whole = label::measurement(scene.timeline, times, scene.words);
            let text = if room >= 90.0 || text_width(&whole, 11.0) <= room {
                whole
            } else {
                format!("×{}", times.info.workers)
            };
            list.text(left, y + 10.5, text, Label::small(Token::Ink).within(room));
        }
    }
    list.items.push(Item::ClipEnd);
}

fn header(scene: &Scene, y: f32, title: &str, open: bool, list: &mut DisplayList) {
    list.rect(
        0.0,
        y,
        scene.view.width,
        HEADER - 1.0,
        Fill::Solid(Token::Bg),
    );
    let (x, middle) = (10.0, y + HEADER / 2.0 - 0.5);
    let points = match open {
        true => vec![
            (x - 3.5, middle - 2.0),
            (x + 3.5, middle - 2.0),
            (x, middle + 3.0),
        ],
        false => vec![
            (x - 2.0, middle - 3.5),
            (x + 3.0, middle),
            (x - 2.0, middle + 3.5),
        ],
    };
    list.items.push(Item::Area {
        points,
        fill: Fill::Solid(Token::Ink2),
    });
    list.text(
        19.0,
        y + HEADER / 2.0 + 3.5,
        title,
        Label::small(Token::Ink2).larger().strong(),
    );
}

/// The header of a process; folded processes say how many threads they hide.
pub(crate) fn process(scene: &Scene, process: u32, threads: u32, y: f32, list: &mut DisplayList) {
    let title = process_name(process, scene.words);
    header(
        scene,
        y,
        &title,
        !scene.view.collapsed.contains(&process),
        list,
    );
    let count = scene
        .words
        .message(&counted("plot-threads", ("count", f64::from(threads)), &[]));
    lane::right_text(scene, y + HEADER / 2.0 + 3.5, &count, list);
}

/// What people call a process.
pub(crate) fn process_name(process: u32, words: &dyn crate::Words) -> String {
    match process {
        0 => words.message(&message("plot-process-main", &[])),
        n => words.message(&message("plot-process", &[("number", &n.to_string())])),
    }
}

/// The header of the object tracks.
pub(crate) fn objects_header(scene: &Scene, y: f32, list: &mut DisplayList) {
    header(
        scene,
        y,
        &scene.words.message(&message("plot-objects", &[])),
        true,
        list,
    );
}

/// The chosen stretch: a faint ground, its edges, and its length.
pub(crate) fn stretch(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    let Some((from, to)) = scene.view.stretch else {
        return;
    };
    let (x0, x1) = (
        scene.scale.x_within(from, 2.0),
        scene.scale.x_within(to, 2.0),
    );
    let (top, base) = (OVERVIEW + 2.0, bottom(scene, rows));
    list.items.push(Item::ClipBegin {
        x: scene.view.gutter,
        y: OVERVIEW,
        w: scene.view.width - scene.view.gutter,
        h: (scene.view.height - OVERVIEW).max(0.0),
    });
    list.rect(x0, top, x1 - x0, base - top, Fill::Faint(Token::Accent));
    for x in [x0, x1] {
        list.items.push(Item::Polyline {
            points: vec![(x, top), (x, base)],
            colour: Token::Accent,
            width: 1.5,
            dash: None,
        });
    }
    let text = ticks::duration(to.since(from));
    let w = text_width(&text, 11.0) + 14.0;
    let middle = f32::midpoint(x0.max(scene.view.gutter), x1.min(scene.view.width));
    list.items.push(Item::Rect {
        x: middle - w / 2.0,
        y: base - 19.0,
        w,
        h: 17.0,
        radius: 8.5,
        fill: Fill::Solid(Token::Accent),
        outline: None,
    });
    let label = Label::small(Token::AccentInk).strong().at(Align::Middle);
    list.text(middle, base - 6.5, text, label);
    list.items.push(Item::ClipEnd);
}

/// Where the run has come to, while it goes on.
pub(crate) fn live_edge(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    let x = scene.scale.x(scene.timeline.end);
    if scene.view.live && x >= scene.view.gutter && x <= scene.view.width {
        let points = vec![(x, OVERVIEW + RULER - 3.0), (x, bottom(scene, rows))];
        list.items.push(Item::Polyline {
            points,
            colour: Token::Accent,
            width: 1.5,
            dash: None,
        });
    }
}

/// The moment being looked at: a line, and its time in a pill on the ruler.
pub(crate) fn cursor(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    let Some(at) = scene.view.cursor else { return };
    let x = scene.scale.x(at);
    if x < scene.view.gutter || x > scene.view.width {
        return;
    }
    list.line((x, OVERVIEW), (x, bottom(scene, rows)), Token::Ink);
    let text = ticks::moment(at, scene.scale.ns_per_px());
    let w = text_width(&text, 11.0) + 18.0;
    let left = (x - w / 2.0).min(scene.view.width - w).max(0.0);
    let y = OVERVIEW + 2.0;
    list.items.push(Item::Rect {
        x: left,
        y,
        w,
        h: 17.0,
        radius: 8.5,
        fill: Fill::Solid(Token::Ink),
        outline: None,
    });
    list.text(
        left + w / 2.0,
        y + 12.5,
        text,
        Label::small(Token::Card).strong().at(Align::Middle),
    );
}
