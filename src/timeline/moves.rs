//! Everything that a person can do to the timeline's view, as data; pure.

use crate::keys::TimelineCommand;
use plot::timeline::{Hit, Mode, Pointed, Selection, View, hit, next_span, scrolled_to};
use report::{LaneIx, Ns, Timeline};

/// A change of the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// The picture's size changed.
    Resize {
        /// Width in CSS pixels.
        width: f32,
        /// Height of a lane.
        lane: f32,
    },
    /// Show `factor` times as much; the moment at this pixel stays.
    Zoom {
        /// Below 1: nearer.
        factor: f64,
        /// Pixel that stays.
        x: f32,
    },
    /// Move the range by pixels, to later moments when positive.
    Pan(f32),
    /// Scroll the rows by pixels.
    Scroll(f32),
    /// The pointer stands here; `None` when it has left.
    Point(Option<(f32, f32)>),
    /// Pressed here.
    Press(f32, f32),
    /// From one pixel to another, the pointer chose a stretch of time.
    Stretch(f32, f32),
    /// Choose this span and bring it into sight.
    Choose(Selection),
    /// Show this stretch of a lane: what a sentence speaks of.
    Evidence((LaneIx, Ns, Ns)),
    /// A key.
    Key(TimelineCommand),
    /// The whole run.
    Fit,
    /// Keep the present in sight.
    Follow,
    /// Nothing is chosen any more.
    Unselect,
    /// A frame: the run may have grown.
    Frame {
        /// Whether the run goes on.
        live: bool,
    },
}

/// Least height of the picture: a run that starts does not push the charts down.
const LEAST: f32 = 232.0;
/// Greatest height; more rows are scrolled.
const MOST: f32 = 520.0;
/// Share of the range by which a key pans, and factor by which it zooms.
const STEP: f32 = 0.15;
const ZOOM: f64 = 0.75;

/// The view after a move.
pub fn apply(view: View, timeline: &Timeline, what: Move) -> View {
    let end = timeline.end;
    match what {
        Move::Resize { width, lane } => {
            let height = view.height;
            refit(view.resize(width, height, lane), timeline)
        }
        Move::Zoom { factor, x } => {
            let at = view.scale().time(x.max(view.gutter));
            view.zoom_at(factor, at, end)
        }
        Move::Pan(px) => view.pan(px, end),
        Move::Scroll(px) => {
            let height = content_height(timeline, &view);
            view.scroll_by(px, height)
        }
        Move::Point(place) => point(view, timeline, place),
        Move::Press(x, y) => press(view, timeline, x, y),
        Move::Key(command) => key(view, timeline, command),
        Move::Fit => view.fit(end),
        Move::Follow => view.follow(end),
        Move::Stretch(from, to) => between(view, end, (from, to)),
        Move::Choose(selection) => {
            let selection = Some(selection);
            reveal(View { selection, ..view }, timeline)
        }
        Move::Evidence(evidence) => show_evidence(view, timeline, evidence),
        Move::Unselect => View {
            selection: None,
            stretch: None,
            cursor: None,
            ..view
        },
        Move::Frame { live } => {
            let view = view.advance(end, live);
            refit(view, timeline)
        }
    }
}

/// Chooses the stretch of time between two pixels; none where they are one.
fn between(view: View, end: Ns, (from, to): (f32, f32)) -> View {
    let at = |x: f32| Ns(view.scale().time(x.max(view.gutter)).0.min(end.0));
    let (from, to) = (at(from.min(to)), at(from.max(to)));
    View {
        stretch: (from < to).then_some((from, to)),
        ..view
    }
}

/// Chooses the span at the begin of a stretch of a lane, and frames the stretch.
fn show_evidence(view: View, timeline: &Timeline, (lane, from, to): (LaneIx, Ns, Ns)) -> View {
    let states = timeline.lanes.get(lane.0 as usize).map(|l| &l.states);
    let span = states.and_then(|s| s.get(s.partition_point(|span| span.end <= from)));
    let start = span.map(|span| span.start);
    let view = View {
        selection: start.map(|start| Selection { lane, start }),
        cursor: Some(from),
        ..view
    };
    scrolled_to(view.frame(from, to), timeline, lane)
}

/// The height that all rows need.
pub fn content_height(timeline: &Timeline, view: &View) -> f32 {
    plot::timeline::height(timeline, view)
}

/// Gives the picture the height of its rows, within bounds; while a run goes on it only grows.
fn refit(mut view: View, timeline: &Timeline) -> View {
    let height = content_height(timeline, &view);
    let needed = height.clamp(LEAST, MOST);
    view.height = if view.live {
        view.height.clamp(needed, MOST)
    } else {
        needed
    };
    view.scroll_by(0.0, height)
}

fn point(mut view: View, timeline: &Timeline, place: Option<(f32, f32)>) -> View {
    view.pointed = match place.and_then(|(x, y)| hit(timeline, &view, x, y)) {
        Some(Hit::Lane { lane, at: None, .. }) => Some(Pointed::Lane(lane)),
        Some(Hit::Lane {
            lane,
            state: Some(span),
            ..
        }) => Some(Pointed::Span(Selection {
            lane,
            start: span.start,
        })),
        _ => None,
    };
    let at = place
        .filter(|(x, _)| *x >= view.gutter)
        .map(|(x, _)| view.scale().time(x));
    view.cursor = match (at, view.selection) {
        (Some(at), _) => Some(Ns(at.0.min(timeline.end.0))),
        (None, Some(_)) => view.cursor,
        (None, None) => None,
    };
    view
}

fn press(mut view: View, timeline: &Timeline, x: f32, y: f32) -> View {
    match hit(timeline, &view, x, y) {
        Some(Hit::Process(process)) => refit(view.toggle(process), timeline),
        Some(Hit::Overview(at)) => {
            let half = view.range() / 2;
            let start = at.0.saturating_sub(half);
            (view.start, view.end, view.mode) = (Ns(start), Ns(start + 2 * half), Mode::Free);
            view
        }
        Some(Hit::Band(Some(i), _)) => {
            let times = &timeline.measurements[i];
            match (times.begin, times.end) {
                (Some(begin), Some(end)) => view.frame(begin, end),
                _ => view,
            }
        }
        Some(Hit::Lane {
            lane, state, at, ..
        }) => {
            view.selection = state.map(|span| Selection {
                lane,
                start: span.start,
            });
            view.cursor = at.or(view.cursor);
            view
        }
        _ => view,
    }
}

fn key(view: View, timeline: &Timeline, command: TimelineCommand) -> View {
    let width = view.width - view.gutter;
    let x = match view.cursor.map(|at| view.scale().x(at)) {
        Some(x) if (view.gutter..view.width).contains(&x) => x,
        _ => view.gutter + width / 2.0,
    };
    match command {
        TimelineCommand::ZoomIn => apply(view, timeline, Move::Zoom { factor: ZOOM, x }),
        TimelineCommand::ZoomOut => apply(
            view,
            timeline,
            Move::Zoom {
                factor: 1.0 / ZOOM,
                x,
            },
        ),
        TimelineCommand::PanLeft => view.pan(-width * STEP, timeline.end),
        TimelineCommand::PanRight => view.pan(width * STEP, timeline.end),
        TimelineCommand::PreviousSpan => select(view, timeline, -1, 0),
        TimelineCommand::NextSpan => select(view, timeline, 1, 0),
        TimelineCommand::PreviousRecord => {
            let from = view.cursor.unwrap_or(timeline.end);
            step(view, timeline.previous_change(from))
        }
        TimelineCommand::NextRecord => {
            let from = view.cursor.unwrap_or_default();
            step(view, timeline.next_change(from))
        }
        TimelineCommand::LaneUp => select(view, timeline, 0, -1),
        TimelineCommand::LaneDown => select(view, timeline, 0, 1),
        TimelineCommand::Frame => match selected(&view, timeline).or(view.stretch) {
            Some((start, end)) => view.frame(start, end),
            None => view,
        },
        // The component leads to the field.
        TimelineCommand::Find => view,
        TimelineCommand::StretchBegin => stretch(view, timeline, Edge::Begin),
        TimelineCommand::StretchEnd => stretch(view, timeline, Edge::End),
        TimelineCommand::Whole => view.fit(timeline.end),
        TimelineCommand::Details => match selected(&view, timeline) {
            Some((start, _)) => View {
                cursor: Some(start),
                ..view
            },
            None => select(view, timeline, 0, 0),
        },
    }
}

/// Begin and end of the chosen span.
pub fn selected(view: &View, timeline: &Timeline) -> Option<(Ns, Ns)> {
    let selection = view.selection?;
    let states = &timeline.lanes.get(selection.lane.0 as usize)?.states;
    let span = states.get(states.partition_point(|s| s.start < selection.start))?;
    Some((span.start, span.end.min(timeline.end)))
}

/// Chooses another span and brings it into sight.
fn select(mut view: View, timeline: &Timeline, spans: isize, lanes: isize) -> View {
    view.selection = next_span(timeline, view.selection, spans, lanes);
    reveal(view, timeline)
}

/// Brings the chosen span into sight, its begin under the cursor.
fn reveal(mut view: View, timeline: &Timeline) -> View {
    let Some((start, end)) = selected(&view, timeline) else {
        return view;
    };
    if let Some(selection) = view.selection {
        view = scrolled_to(view, timeline, selection.lane);
    }
    view.cursor = Some(start);
    let middle = start.0 + end.since(start).min(view.range()) / 2;
    in_sight(view, start, middle)
}

/// The edge of a stretch that a key sets.
#[derive(Clone, Copy)]
enum Edge {
    Begin,
    End,
}

/// Sets an edge of the stretch at the cursor; the other stays, or is the run's.
fn stretch(mut view: View, timeline: &Timeline, edge: Edge) -> View {
    let Some(at) = view.cursor else { return view };
    let (from, to) = view.stretch.unwrap_or((Ns(0), timeline.end));
    let (from, to) = match edge {
        Edge::Begin => (at, if to > at { to } else { timeline.end }),
        Edge::End => (if from < at { from } else { Ns(0) }, at),
    };
    view.stretch = (from < to).then_some((from, to));
    view
}

/// Puts the cursor to the next moment at which anything changed; without one it stays.
fn step(mut view: View, to: Option<Ns>) -> View {
    let Some(at) = to else { return view };
    view.cursor = Some(at);
    in_sight(view, at, at.0)
}

/// Moves the range so that `middle` stands in its middle, if `at` is out of sight.
fn in_sight(mut view: View, at: Ns, middle: u64) -> View {
    if at < view.start || at > view.end {
        let half = view.range() / 2;
        let from = middle.saturating_sub(half);
        (view.start, view.end, view.mode) = (Ns(from), Ns(from + 2 * half), Mode::Free);
    }
    view
}

#[cfg(test)]
mod tests;
