//! Arrows from who woke to who was woken: of the chosen and the pointed span or lane alone, and only while they are few.

use super::rows::Rows;
use super::{Pointed, Scene, Selection};
use crate::display::{DisplayList, Fill, Item, Marker, Token};
use crate::ticks;
use crate::words::{Words, message};
use report::arrows::{Arrow, By, around, into_lane, woken_from};
use report::{Lane, LaneIx, Ns, Timeline};

/// More arrows than this are drawn by nobody: they would hide what they explain.
const MOST: usize = 24;
/// Half the width of an arrow's head.
const HEAD: f32 = 4.0;

/// What ended (or began) this state, and whom the thread made go on in it; none where there are too many.
fn of_span(timeline: &Timeline, lane: &Lane, place: usize) -> (Option<Arrow>, Vec<Arrow>) {
    let span = &lane.states[place];
    let end = span.end.min(timeline.end);
    let (out, is_all) = woken_from(timeline, lane.thread, (span.start, end), MOST);
    let out = if is_all { out } else { Vec::new() };
    (around(timeline, lane, place), out)
}

/// Lane and place of a chosen span; `None` if there is no such span.
pub(super) fn place_of(timeline: &Timeline, selection: Selection) -> Option<(&Lane, usize)> {
    let lane = timeline.lanes.get(selection.lane.0 as usize)?;
    let place = lane.states.partition_point(|s| s.start < selection.start);
    let found = lane.states.get(place)?;
    (found.start == selection.start).then_some((lane, place))
}

fn wanted(scene: &Scene) -> Vec<Arrow> {
    let (timeline, view) = (scene.timeline, scene.view);
    let mut arrows = Vec::new();
    let mut add = |selection| {
        if let Some((lane, place)) = place_of(timeline, selection) {
            let (into, out) = of_span(timeline, lane, place);
            arrows.extend(into.into_iter().chain(out));
        }
    };
    view.selection.into_iter().for_each(&mut add);
    match view.pointed {
        Some(Pointed::Span(selection)) => add(selection),
        Some(Pointed::Lane(lane)) => arrows.extend(of_lane(timeline, lane, (view.start, view.end))),
        None => {}
    }
    arrows.sort_by_key(|a| (a.at, a.from, a.to, a.until));
    arrows.dedup();
    arrows
}

fn of_lane(timeline: &Timeline, lane: LaneIx, seen: (Ns, Ns)) -> Vec<Arrow> {
    let into = into_lane(timeline, lane, seen, MOST);
    let thread = timeline.lanes.get(lane.0 as usize).map(|l| l.thread);
    let out = thread.map(|thread| woken_from(timeline, thread, seen, MOST));
    let out = out.filter(|(_, is_all)| *is_all).map(|(out, _)| out);
    into.into_iter().chain(out).flatten().collect()
}

/// Draws the arrows of what is chosen and of what is pointed at.
pub(super) fn draw(scene: &Scene, rows: &Rows, list: &mut DisplayList) {
    let arrows = wanted(scene);
    if arrows.is_empty() {
        return;
    }
    let view = scene.view;
    list.items.push(Item::ClipBegin {
        x: view.gutter,
        y: rows.top,
        w: view.width - view.gutter,
        h: (view.height - rows.top).max(0.0),
    });
    let middle = |thread| rows.middle_of(scene.timeline.lane_of(thread)?, view);
    for arrow in &arrows {
        if let (Some(from), Some(to)) = (middle(arrow.from), middle(arrow.to)) {
            let x = |at| scene.scale.x_within(at, 20.0);
            one((x(arrow.at), from), (x(arrow.until), to), list);
        }
    }
    list.items.push(Item::ClipEnd);
}

/// A dot at the waker, a line, a head at the woken; on a ground of its own, so that it is seen on every state.
fn one(from: (f32, f32), to: (f32, f32), list: &mut DisplayList) {
    let down = if to.1 >= from.1 { 1.0 } else { -1.0 };
    let tip = (to.0, to.1 - down * 3.0);
    let neck = (tip.0, tip.1 - down * 2.0 * HEAD);
    for (colour, width) in [(Token::Card, 4.0), (Token::Ink, 1.5)] {
        list.items.push(Item::Polyline {
            points: vec![from, neck],
            colour,
            width,
            dash: None,
        });
        let wide = if colour == Token::Card { 1.5 } else { 0.0 };
        list.items.push(Item::Area {
            points: vec![
                (tip.0 - HEAD - wide, neck.1 - down * wide),
                (tip.0 + HEAD + wide, neck.1 - down * wide),
                (tip.0, tip.1 + down * wide),
            ],
            fill: Fill::Solid(colour),
        });
        list.items.push(Item::Marker {
            x: from.0,
            y: from.1,
            r: 2.5 + wide,
            shape: Marker::Circle,
            colour,
            hollow: false,
        });
    }
}

/// The arrows of a span in words: who ended or began it and by what, and whom its thread made go on in it.
pub(super) fn said(
    timeline: &Timeline,
    lane: &Lane,
    place: usize,
    words: &dyn Words,
) -> Vec<String> {
    let (into, out) = of_span(timeline, lane, place);
    let name = |thread| timeline.thread_name(thread).unwrap_or_default();
    let mut said = Vec::new();
    if let Some(arrow) = into {
        let object = timeline
            .object(arrow.object)
            .map_or("", |o| o.name.as_str());
        let id = match arrow.by {
            By::Release => "plot-by-release",
            By::Put => "plot-by-put",
            By::Take => "plot-by-take",
            By::Set => "plot-by-set",
            By::Notify => "plot-by-notify",
            By::Arrive => "plot-by-arrive",
            By::Start => "plot-by-start",
            By::End => "plot-by-end",
            By::Wake => "plot-by-wake",
        };
        let after = ticks::duration(arrow.until.since(arrow.at));
        let arguments = [
            ("thread", name(arrow.from)),
            ("object", object),
            ("after", &after),
        ];
        said.push(words.message(&message(id, &arguments)));
    }
    let mut woken: Vec<&str> = out.iter().map(|arrow| name(arrow.to)).collect();
    woken.dedup();
    if !woken.is_empty() {
        let threads = woken.join(", ");
        said.push(words.message(&message("plot-woke", &[("threads", &threads)])));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{English, MS, lane, state};
    use crate::timeline::{Sums, View, layout};
    use report::timeline::{Object, Wake};
    use trace::kinds::{Cause, ObjectKind, ThreadState};

    /// Thread 1 computes and sets an event at 40 ms, for which 2 waits from 10 to 42 ms; thread 3 was started by 1 at 5 ms.
    fn run() -> Timeline {
        let mut timeline = Timeline::default();
        let running =
            |from: u64, to: u64| state(ThreadState::Running, Cause::None, from * MS, to * MS, 0);
        for thread in 1..=3 {
            timeline
                .lanes
                .push(lane(thread, &format!("worker-{thread}")));
        }
        timeline.lanes[0].states = vec![running(0, 100)];
        timeline.lanes[1].states = vec![
            running(0, 10),
            state(ThreadState::Blocked, Cause::Event, 10 * MS, 42 * MS, 7),
            running(42, 100),
        ];
        timeline.lanes[2].states = vec![running(6, 100)];
        timeline.lanes[2].started = Some((Ns(5 * MS), 1));
        timeline.objects.push(Object {
            id: 7,
            kind: Some(ObjectKind::Event),
            name: "event go".into(),
            values: Vec::new(),
            holds: Vec::new(),
        });
        timeline.wakes.push(Wake {
            at: Ns(40 * MS),
            from: 1,
            to: 0,
            object: 7,
        });
        timeline.end = Ns(100 * MS);
        timeline
    }

    fn heads(view: &View) -> usize {
        let timeline = run();
        let mut sums = Sums::default();
        sums.update(&timeline);
        let list = layout(&timeline, &sums, view, &English);
        let head = |item: &&Item| matches!(item, Item::Area { points, fill: Fill::Solid(Token::Ink) } if points.len() == 3);
        list.items.iter().filter(head).count()
    }

    fn select(lane: u32, ms: u64) -> Selection {
        Selection {
            lane: LaneIx(lane),
            start: Ns(ms * MS),
        }
    }

    #[test]
    fn arrows_belong_to_what_is_chosen_or_pointed_at() {
        let view = View::new(800.0, 260.0, 24.0).advance(Ns(100 * MS), false);
        assert_eq!(heads(&view), 0, "nothing is chosen");
        for (lane, ms, count) in [(0, 0, 2), (1, 10, 1), (1, 42, 1), (1, 0, 0), (2, 6, 1)] {
            let mut view = view.clone();
            view.selection = Some(select(lane, ms));
            assert_eq!(heads(&view), count, "chosen: lane {lane} at {ms} ms");
            view.selection = None;
            view.pointed = Some(Pointed::Span(select(lane, ms)));
            assert_eq!(heads(&view), count, "pointed at: lane {lane} at {ms} ms");
        }
        let mut view = view;
        view.pointed = Some(Pointed::Lane(LaneIx(0)));
        assert_eq!(heads(&view), 2, "all that the thread made go on");
        view.collapsed.insert(0);
        assert_eq!(heads(&view), 0, "their rows are folded away");
    }

    #[test]
    fn arrows_are_said_in_words() {
        let timeline = run();
        let said = |lane: usize, place| said(&timeline, &timeline.lanes[lane], place, &Plain);
        assert_eq!(said(1, 1), ["by-set worker-1 event go 2.00 ms"]);
        assert_eq!(said(0, 0), ["woke worker-3, worker-2"]);
        assert_eq!(said(2, 0), ["by-start worker-1  1.00 ms"]);
    }

    use crate::words::test_words::Plain;
}
