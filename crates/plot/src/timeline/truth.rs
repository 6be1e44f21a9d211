//! The picture and the truth agree: a random schedule is known, and what is drawn, hit, summed up and found of it is held against it.

use super::blocks::{Class, blocks};
use super::*;
use crate::sample::{English, lane, state};
use proptest::prelude::*;
use report::window::window;
use report::{Ns, Span};
use trace::kinds::{Cause, ThreadState};

/// (state, how long) one after the other, from the run's begin on.
type Life = Vec<(usize, u64)>;

const KINDS: [(ThreadState, Cause); 5] = [
    (ThreadState::Running, Cause::None),
    (ThreadState::Blocked, Cause::Lock),
    (ThreadState::Blocked, Cause::Sleep),
    (ThreadState::Ready, Cause::Gil),
    (ThreadState::Blocked, Cause::Queue),
];

/// States of any length, from far below a pixel to many pixels; two that follow one another differ.
fn any_life() -> impl Strategy<Value = Life> {
    let lasts = prop_oneof![1u64..2_000, 1_000u64..100_000, 100_000u64..5_000_000];
    prop::collection::vec((1usize..KINDS.len(), lasts), 1..60).prop_map(|steps| {
        let mut kind = 0;
        let each = steps.into_iter().map(|(step, lasts)| {
            kind = (kind + step) % KINDS.len();
            (kind, lasts)
        });
        each.collect()
    })
}

fn run(lives: &[Life]) -> Timeline {
    let mut timeline = Timeline::default();
    for (thread, life) in (1..).zip(lives) {
        let mut lane = lane(thread, &format!("worker-{thread}"));
        let mut at = 0;
        for (kind, lasts) in life {
            let (of, cause) = KINDS[*kind];
            lane.states.push(state(of, cause, at, at + lasts, 0));
            at += lasts;
        }
        lane.ended = Some((Ns(at), ThreadState::Terminated));
        timeline.end = timeline.end.max(Ns(at));
        timeline.lanes.push(lane);
    }
    timeline
}

/// Time in a class between two moments, counted span by span.
fn truth(spans: &[Span], class: Class, (from, to): (Ns, Ns)) -> u64 {
    let of = spans
        .iter()
        .filter(|span| Class::of(span.kind) == Some(class));
    of.map(|span| span.overlap(from, to)).sum()
}

proptest! {
    #[test]
    fn sums_of_any_stretch_are_those_of_its_spans(
        lives in prop::collection::vec(any_life(), 1..5),
        cut in (0u64..200_000_000, 0u64..200_000_000),
    ) {
        let timeline = run(&lives);
        let end = timeline.end.0;
        let (from, to) = (Ns(cut.0 % (end + 1)), Ns(cut.1 % (end + 1)));
        let stretch = (from.min(to), from.max(to));
        let seen = window(&timeline, stretch.0, stretch.1);
        let all: Vec<Span> = timeline.lanes.iter().flat_map(|l| l.states.clone()).collect();
        let sums = [seen.sum.running, seen.sum.blocked, seen.sum.sleeping, seen.sum.ready];
        prop_assert_eq!(sums, Class::ALL.map(|class| truth(&all, class, stretch)));
        let mut index = Sums::default();
        index.update(&timeline);
        for (ix, lane) in timeline.lanes.iter().enumerate() {
            let sums = index.between(ix, 0, lane.states.len());
            let whole = (Ns(0), timeline.end);
            prop_assert_eq!(sums, Class::ALL.map(|class| truth(&lane.states, class, whole)));
        }
        let drawn = index.skyline().parts(&timeline);
        let ran: f64 = drawn.iter().map(|(a, b, mean)| f64::from(*mean) * b.since(*a) as f64).sum();
        let running = truth(&all, Class::Running, (Ns(0), timeline.end)) as f64;
        prop_assert!((ran - running).abs() <= running * 1e-3 + 1.0, "{} for {}", ran, running);
    }

    #[test]
    fn what_is_drawn_is_what_was(
        life in any_life(),
        (from, length) in (0u64..100, 1u64..100),
    ) {
        let timeline = run(&[life]);
        let (lane, end) = (&timeline.lanes[0], timeline.end.0);
        let mut sums = Sums::default();
        sums.update(&timeline);
        let from = end * from / 100;
        let view = View::new(900.0, 260.0, 24.0).frame(Ns(from), Ns(from + end * length / 100));
        let scale = view.scale();
        let drawn = blocks(lane, 0, &sums, &scale, timeline.end);
        for pair in drawn.windows(2) {
            prop_assert!(pair[0].x1 <= pair[1].x0 + 0.01, "in order, none over another");
        }
        // What is wide enough is drawn for itself, with the class and the edges that it has.
        let wide = scale.bucket(super::blocks::NARROW_PX);
        let seen = |span: &&Span| span.start < scale.end() && span.end > scale.start();
        for span in lane.states.iter().filter(seen).filter(|s| s.end.since(s.start) >= wide) {
            let x0 = scale.x_within(span.start, 4.0);
            let block = drawn.iter().find(|b| b.span.is_some() && (b.x0 - x0).abs() < 0.01);
            prop_assert_eq!(block.map(|b| b.class), Class::of(span.kind), "{:?}", span);
            prop_assert_eq!(block.map(|b| b.x1), Some(scale.x_within(span.end, 4.0)));
        }
        // And what lies under a pixel of the picture is what the thread did then.
        let y = layout(&timeline, &sums, &view, &English).height - 12.0;
        for x in [200.0, 450.0, 700.0] {
            let at = scale.time(x);
            let Some(Hit::Lane { state, .. }) = hit(&timeline, &view, x, y) else {
                return Err(TestCaseError::fail("no lane under the pixel"));
            };
            let then = lane.states.iter().find(|s| s.start <= at && at < s.end);
            prop_assert_eq!(state.map(|s| s.kind), then.map(|s| s.kind));
        }
    }
}
