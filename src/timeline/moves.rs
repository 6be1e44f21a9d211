//! Everything that a person can do to the timeline's view, as data; pure.

use crate::keys::TimelineCommand;
use plot::timeline::{Hit, Mode, Selection, View, hit, next_span};
use report::{Ns, Timeline};

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
        Move::Unselect => View {
            selection: None,
            cursor: None,
            ..view
        },
        Move::Frame { live } => {
            let view = view.advance(end, live);
            refit(view, timeline)
        }
    }
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
        TimelineCommand::Frame => match selected(&view, timeline) {
            Some((start, end)) => view.frame(start, end),
            None => view,
        },
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
    let Some((start, end)) = selected(&view, timeline) else {
        return view;
    };
    view.cursor = Some(start);
    let middle = start.0 + end.since(start).min(view.range()) / 2;
    in_sight(view, start, middle)
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
mod tests {
    use super::*;
    use report::{Lane, LaneIx, Span, SpanKind};
    use trace::kinds::{Cause, ThreadState};

    const MS: u64 = 1_000_000;

    fn run() -> Timeline {
        let span = |i: u64| Span {
            start: Ns(i * 100 * MS),
            end: Ns((i + 1) * 100 * MS),
            kind: SpanKind::State(ThreadState::Running, Cause::None),
            object: 0,
            line: 0,
        };
        let lane = |thread: u32| Lane {
            thread,
            process: 0,
            name: format!("worker-{thread}"),
            states: (0..10).map(span).collect(),
            tasks: Vec::new(),
            others: Vec::new(),
            started: None,
            ended: None,
        };
        let mut timeline = Timeline::default();
        timeline.lanes = (1..=30).map(lane).collect();
        timeline.end = Ns(1000 * MS);
        timeline
    }

    fn view(timeline: &Timeline) -> View {
        apply(
            View::new(1000.0, 0.0, 24.0),
            timeline,
            Move::Frame { live: false },
        )
    }

    #[test]
    fn many_lanes_scroll_in_a_picture_of_bounded_height() {
        let timeline = run();
        let scrolled = apply(view(&timeline), &timeline, Move::Scroll(10_000.0));
        assert_eq!(scrolled.height, MOST);
        assert_eq!(scrolled.scroll, content_height(&timeline, &scrolled) - MOST);
    }

    #[test]
    fn a_live_picture_never_shrinks() {
        let timeline = run();
        let high = apply(view(&timeline), &timeline, Move::Frame { live: true });
        let mut fewer = Timeline::default();
        fewer.end = timeline.end;
        assert_eq!(
            apply(high.clone(), &fewer, Move::Frame { live: true }).height,
            high.height
        );
        assert_eq!(
            apply(high, &fewer, Move::Frame { live: false }).height,
            LEAST
        );
    }

    #[test]
    fn keys_walk_frame_and_return_to_the_whole() {
        let timeline = run();
        let mut view = view(&timeline);
        let whole = (view.start, view.end);
        for command in [
            TimelineCommand::NextSpan,
            TimelineCommand::NextSpan,
            TimelineCommand::LaneDown,
        ] {
            view = apply(view, &timeline, Move::Key(command));
        }
        assert_eq!(
            view.selection,
            Some(Selection {
                lane: LaneIx(1),
                start: Ns(100 * MS)
            })
        );
        view = apply(view, &timeline, Move::Key(TimelineCommand::Frame));
        assert!(
            view.start >= Ns(80 * MS) && view.end <= Ns(220 * MS),
            "{view:?}"
        );
        view = apply(view, &timeline, Move::Key(TimelineCommand::Whole));
        assert_eq!((view.start, view.end), whole);
    }

    #[test]
    fn stepping_goes_to_the_next_change_and_back() {
        let timeline = run();
        let mut view = view(&timeline);
        for (command, at) in [
            (TimelineCommand::NextRecord, 100),
            (TimelineCommand::NextRecord, 200),
            (TimelineCommand::PreviousRecord, 100),
            (TimelineCommand::PreviousRecord, 0),
            (TimelineCommand::PreviousRecord, 0),
        ] {
            view = apply(view, &timeline, Move::Key(command));
            assert_eq!(view.cursor, Some(Ns(at * MS)), "{command:?}");
        }
    }

    #[test]
    fn walking_out_of_sight_moves_the_view() {
        let timeline = run();
        let mut view = view(&timeline).frame(Ns(0), Ns(120 * MS));
        view.selection = Some(Selection {
            lane: LaneIx(0),
            start: Ns(800 * MS),
        });
        view = apply(view, &timeline, Move::Key(TimelineCommand::NextSpan));
        assert!(
            view.start <= Ns(900 * MS) && view.end >= Ns(900 * MS),
            "{view:?}"
        );
    }

    #[test]
    fn the_cursor_stays_within_the_run_and_leaves_with_the_pointer() {
        let timeline = run();
        let pointed = apply(
            view(&timeline),
            &timeline,
            Move::Point(Some((999.0, 100.0))),
        );
        assert_eq!(pointed.cursor, Some(timeline.end));
        assert_eq!(
            apply(pointed.clone(), &timeline, Move::Point(None)).cursor,
            None
        );
        assert_eq!(
            apply(pointed, &timeline, Move::Point(Some((3.0, 100.0)))).cursor,
            None
        );
    }

    #[test]
    fn a_press_on_a_process_folds_it() {
        let timeline = run();
        let folded = apply(view(&timeline), &timeline, Move::Press(20.0, 50.0));
        assert!(folded.collapsed.contains(&0), "{folded:?}");
    }
}
