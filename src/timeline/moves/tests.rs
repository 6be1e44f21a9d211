//! Moves of the view, one after the other.

use super::*;
use report::{Lane, Span, SpanKind};
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
fn a_stretch_is_chosen_by_dragging_and_by_keys_at_the_cursor() {
    let timeline = run();
    let view = view(&timeline);
    let x = |ms: u64| view.scale().x(Ns(ms * MS));
    let ms = |view: &View| view.stretch.map(|(from, to)| (from.0 / MS, to.0 / MS));
    let dragged = apply(view.clone(), &timeline, Move::Stretch(x(700), x(301)));
    let (from, to) = ms(&dragged).expect("a stretch");
    assert!((299..=301).contains(&from) && (699..=701).contains(&to));
    let mut keyed = View {
        cursor: Some(Ns(200 * MS)),
        ..view
    };
    keyed = apply(keyed, &timeline, Move::Key(TimelineCommand::StretchBegin));
    assert_eq!(ms(&keyed), Some((200, 1000)));
    keyed.cursor = Some(Ns(500 * MS));
    keyed = apply(keyed, &timeline, Move::Key(TimelineCommand::StretchEnd));
    assert_eq!(ms(&keyed), Some((200, 500)));
    keyed = apply(keyed, &timeline, Move::Key(TimelineCommand::Frame));
    assert!(keyed.start > Ns(150 * MS) && keyed.end < Ns(550 * MS));
    assert_eq!(apply(keyed, &timeline, Move::Unselect).stretch, None);
}

#[test]
fn what_is_found_is_chosen_and_its_row_comes_into_sight() {
    let timeline = run();
    let found = Selection {
        lane: LaneIx(29),
        start: Ns(300 * MS),
    };
    let shown = apply(view(&timeline), &timeline, Move::Choose(found));
    assert_eq!(
        (shown.selection, shown.cursor),
        (Some(found), Some(found.start))
    );
    assert!(shown.scroll > 0.0, "the last of thirty lanes");
}

#[test]
fn a_press_on_a_process_folds_it() {
    let timeline = run();
    let folded = apply(view(&timeline), &timeline, Move::Press(20.0, 50.0));
    assert!(folded.collapsed.contains(&0), "{folded:?}");
}
