//! Drawings of the sample run, and what keeps the cost with the pixels.

use super::*;
use crate::display::{Fill, Token};
use crate::sample::{self, English, MS, lane, run, state, task};
use crate::svg::to_svg;
use crate::words::test_words::Plain;
use report::{LaneIx, Ns, Timeline};
use trace::kinds::{Cause, ThreadState};

fn drawn(timeline: &Timeline, view: &View) -> DisplayList {
    let mut sums = Sums::default();
    sums.update(timeline);
    layout(timeline, &sums, view, &English)
}

fn whole(timeline: &Timeline) -> View {
    View::new(1086.0, 260.0, 24.0).advance(timeline.end, false)
}

fn texts(list: &DisplayList) -> Vec<&str> {
    list.items
        .iter()
        .filter_map(|item| {
            if let Item::Text { text, .. } = item {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn the_sample_run_looks_like_this() {
    let timeline = run();
    let view = View {
        cursor: Some(Ns(1284 * MS)),
        ..whole(&timeline)
    };
    insta::assert_snapshot!(
        "run_light",
        to_svg(&drawn(&timeline, &view), &sample::theme(false))
    );
}

#[test]
fn the_sample_run_zoomed_in_on_a_phone_looks_like_this() {
    let timeline = run();
    let mut view = View::new(358.0, 300.0, 32.0).frame(Ns(900 * MS), Ns(1300 * MS));
    view.selection = Some(Selection {
        lane: LaneIx(1),
        start: Ns(976 * MS),
    });
    insta::assert_snapshot!(
        "run_phone_dark",
        to_svg(&drawn(&timeline, &view), &sample::theme(true))
    );
}

#[test]
fn an_empty_timeline_is_axes_alone() {
    let list = drawn(&Timeline::default(), &View::new(800.0, 200.0, 24.0));
    assert_eq!(texts(&list).first(), Some(&"0 ms"));
    assert!(
        !list.items.iter().any(|i| matches!(
            i,
            Item::Rect {
                fill: Fill::Solid(Token::Running),
                ..
            }
        )),
        "no fake data"
    );
}

/// A lane of `count` spans, alternating between running and blocked, of `each` nanoseconds, and as many tasks.
fn busy(count: u64, each: u64) -> Timeline {
    let mut lane = lane(1, "worker-1");
    for i in 0..count {
        let kind = if i % 3 == 0 {
            (ThreadState::Blocked, Cause::Lock)
        } else {
            (ThreadState::Running, Cause::None)
        };
        lane.states
            .push(state(kind.0, kind.1, i * each, (i + 1) * each, 0));
        lane.others.push(report::Span {
            kind: report::SpanKind::Transfer(trace::kinds::Transfer::Send, 8),
            ..state(ThreadState::New, Cause::None, i * each, (i + 1) * each, 0)
        });
        lane.tasks.push(task(1, i as u32, i * each, (i + 1) * each));
    }
    let mut timeline = Timeline::default();
    (timeline.lanes, timeline.end) = (vec![lane], Ns(count * each));
    timeline
}

#[test]
fn cost_follows_pixels_not_spans() {
    let timeline = busy(1_000_000, 1_000);
    let mut sums = Sums::default();
    sums.update(&timeline);
    let mut view = View::new(1200.0, 200.0, 24.0).advance(timeline.end, false);
    loop {
        near::looks();
        let items = layout(&timeline, &sums, &view, &Plain).items.len();
        let looks = near::looks();
        // States, tasks and transfers, in buckets of at least two pixels; a bucket of n spans takes 2 log n looks, and n is below 4,096.
        assert!(
            looks as f32 <= 3.0 * 12.0 * view.width,
            "{looks} spans looked at for {} px, {} ns in view",
            view.width,
            view.range()
        );
        assert!(
            items as f32 <= 2.0 * view.width + 60.0,
            "{items} items for {} px, {} ns in view",
            view.width,
            view.range()
        );
        if view.range() <= crate::scale::MIN_RANGE_NS {
            break;
        }
        view = view.zoom_at(0.5, Ns(500_000_000), timeline.end);
    }
}

#[test]
fn a_merged_stretch_shows_what_took_most_time() {
    let timeline = busy(3_000, 1_000);
    let list = drawn(
        &timeline,
        &View::new(400.0, 200.0, 24.0).advance(Ns(3_000 * 1_000_000), false),
    );
    let fills: Vec<Fill> = list
        .items
        .iter()
        .filter_map(|i| {
            if let Item::Rect { fill, y, .. } = i {
                (*y > 60.0).then_some(*fill)
            } else {
                None
            }
        })
        .collect();
    let states = fills.iter().filter(|f| **f != Fill::Solid(Token::Transfer));
    assert_eq!(
        states.collect::<Vec<_>>(),
        [&Fill::Solid(Token::Running)],
        "two thirds of the time it ran"
    );
}

#[test]
fn merged_tasks_are_counted_in_words() {
    let list = drawn(
        &busy(10_000, 10_000),
        &View::new(800.0, 200.0, 24.0).advance(Ns(100_000_000), false),
    );
    assert!(texts(&list).contains(&"10000 tasks"), "{:?}", texts(&list));
}

#[test]
fn the_index_grows_with_the_run_and_forgets_the_one_before() {
    let (short, long) = (busy(100, 1_000), busy(200, 1_000));
    let mut grown = Sums::default();
    grown.update(&short);
    grown.update(&long);
    let mut fresh = Sums::default();
    fresh.update(&long);
    assert_eq!(grown.between(0, 0, 200), fresh.between(0, 0, 200));
    let other = busy(50, 3_000);
    grown.update(&other);
    assert_eq!(grown.between(0, 0, 50).iter().sum::<u64>(), 150_000);
}

#[test]
fn what_is_drawn_can_be_hit() {
    let timeline = run();
    let view = whole(&timeline);
    let x = view.scale().x(Ns(1100 * MS));
    let top = OVERVIEW + RULER + BANDS;
    let rows = [
        (5.0, "overview"),
        (OVERVIEW + 5.0, "ruler"),
        (OVERVIEW + RULER + 5.0, "band 2"),
        (top + 5.0, "process 0"),
        (top + HEADER + 5.0, "lane 0 blocked"),
        (top + HEADER + 29.0, "lane 1 sleeping task"),
        (top + HEADER + 72.0 + HEADER + 5.0, "object 0"),
        (259.0, "nothing"),
    ];
    for (y, expected) in rows {
        let seen = match hit(&timeline, &view, x, y) {
            Some(Hit::Overview(_)) => "overview".to_string(),
            Some(Hit::Ruler(_)) => "ruler".to_string(),
            Some(Hit::Band(Some(i), _)) => format!("band {i}"),
            Some(Hit::Process(p)) => format!("process {p}"),
            Some(Hit::Lane {
                lane, state, task, ..
            }) => {
                let class = state.and_then(|s| Class::of(s.kind)).map_or("", Class::id);
                format!(
                    "lane {} {class}{}",
                    lane.0,
                    if task.is_some() { " task" } else { "" }
                )
            }
            Some(Hit::Object(i, _)) => format!("object {i}"),
            Some(Hit::Band(None, _)) | None => "nothing".to_string(),
        };
        assert_eq!(seen, expected, "at height {y}");
    }
    assert_eq!(hit(&timeline, &view, -1.0, 5.0), None);
}

#[test]
fn folded_processes_hide_their_lanes() {
    let timeline = run();
    let (open, folded) = (whole(&timeline), whole(&timeline).toggle(0));
    assert_eq!(
        drawn(&timeline, &open).height - drawn(&timeline, &folded).height,
        72.0
    );
    assert!(!texts(&drawn(&timeline, &folded)).contains(&"sleep #0"));
}

/// A pool started three times, with 1, 2 and 2 workers; the last is still running. Process 1 has a worker of the same name.
fn pools() -> Timeline {
    let lives = [
        (1, "MainThread", 0, None),
        (2, "pool 1", 10, Some(20)),
        (3, "pool 1", 30, Some(40)),
        (4, "pool 2", 31, Some(41)),
        (5, "pool 1", 40, None),
        (6, "pool 2", 40, None),
        (0x1_0001, "pool 1", 0, Some(5)),
    ];
    let mut timeline = Timeline::default();
    for (thread, name, from, to) in lives {
        let mut lane = lane(thread, name);
        let end = to.map_or(Ns::OPEN.0, |ms: u64| ms * MS);
        let span = state(ThreadState::Running, Cause::None, from * MS, end, 0);
        lane.states.push(span);
        lane.ended = to.map(|ms| (Ns(ms * MS), ThreadState::Terminated));
        timeline.lanes.push(lane);
    }
    timeline.end = Ns(50 * MS);
    timeline
}

#[test]
fn threads_of_one_name_share_a_lane_when_they_never_lived_together() {
    let rows: Vec<Vec<u32>> = rows::shared(&pools())
        .into_iter()
        .map(|row| row.into_iter().map(|ix| ix.0).collect())
        .collect();
    let expected: [&[u32]; 5] = [&[0], &[1, 2, 4], &[3], &[5], &[6]];
    assert_eq!(
        rows, expected,
        "pool 2 of the third pool began before that of the second ended"
    );
}

#[test]
fn a_shared_lane_still_knows_its_threads() {
    let timeline = pools();
    let view = whole(&timeline);
    let y = OVERVIEW + RULER + HEADER + 24.0 + 5.0;
    for (ms, thread, runs) in [
        (5, 1, false),
        (15, 1, true),
        (25, 1, false),
        (35, 2, true),
        (45, 4, true),
    ] {
        let found = hit(&timeline, &view, view.scale().x(Ns(ms * MS)), y);
        let Some(Hit::Lane { lane, state, .. }) = found else {
            panic!("no lane at {ms} ms: {found:?}");
        };
        assert_eq!((lane.0, state.is_some()), (thread, runs), "at {ms} ms");
    }
    let mut walked = Vec::new();
    let mut at = next_span(&timeline, None, 0, 1);
    at = next_span(&timeline, at, 0, 1);
    for _ in 0..4 {
        walked.extend(at.map(|s| s.lane.0));
        at = next_span(&timeline, at, 1, 0);
    }
    assert_eq!(walked, [1, 2, 4, 4]);
    assert_eq!(moment::moment(&timeline, Ns(35 * MS), &Plain).len(), 3);
}

#[test]
fn arrows_walk_from_span_to_span_and_lane_to_lane() {
    let timeline = run();
    let first = next_span(&timeline, None, 0, 0);
    assert_eq!(
        first,
        Some(Selection {
            lane: LaneIx(0),
            start: Ns(0)
        })
    );
    let second = next_span(&timeline, first, 1, 0);
    assert_eq!(second.map(|s| s.start), Some(Ns(30 * MS)));
    let below = next_span(&timeline, second, 0, 1);
    assert_eq!(
        below,
        Some(Selection {
            lane: LaneIx(1),
            start: Ns(645 * MS)
        })
    );
    assert_eq!(
        next_span(&timeline, below, -1, -5).map(|s| s.lane),
        Some(LaneIx(0))
    );
    assert_eq!(next_span(&Timeline::default(), None, 1, 0), None);
}

#[test]
fn a_moment_is_told_in_words() {
    let said = |at| {
        moment::moment(&run(), Ns(at), &Plain)
            .into_iter()
            .map(|p| p.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(said(10 * MS), ["moment-ready MainThread  start 10.0 ms"]);
    assert_eq!(
        said(100 * MS),
        ["moment-runs MainThread primes #0 waits 70.0 ms"]
    );
    assert_eq!(
        said(1000 * MS),
        [
            "moment-waits MainThread  waits 360 ms",
            "moment-waits worker-1  lock L 24.0 ms",
            "moment-waits worker-2  lock L 18.0 ms"
        ]
    );
    assert_eq!(said(5000 * MS), [""; 0]);
}

#[test]
fn the_table_holds_every_thread() {
    let table = table(&run(), (Ns(0), run().end), &Plain);
    assert_eq!(table.columns.len(), 7);
    assert_eq!(
        table.rows[1],
        [
            "worker-1", "307 ms", "64.0 ms", "400 ms", "27.0 ms", "4", "0"
        ]
    );
    assert!(
        summary(&run(), &Plain).starts_with("timeline-summary 1.50 s 3"),
        "{}",
        summary(&run(), &Plain)
    );
}

#[test]
fn every_size_and_range_can_be_drawn() {
    let timeline = run();
    for width in [0.0, 1.0, 90.0, 121.0, 140.0, 400.0, 4000.0] {
        for height in [0.0, 40.0, 300.0] {
            for at in [0, 1, 700 * MS, 1500 * MS, 9000 * MS] {
                let mut view = View::new(width, height, 24.0).advance(timeline.end, false);
                view.cursor = Some(Ns(at));
                for view in [
                    view.clone(),
                    view.clone().zoom_at(1e-9, Ns(at), timeline.end),
                    view.clone().follow(timeline.end),
                    view.pan(1e9, timeline.end),
                ] {
                    let list = format!("{:?}", drawn(&timeline, &view));
                    assert!(!list.contains("NaN") && !list.contains("inf"), "{view:?}");
                    hit(&timeline, &view, width / 2.0, height / 2.0);
                }
            }
        }
    }
}
