//! What a long run costs the page: a million state spans on 64 lanes, milliseconds, median of rounds with the 95th percentile.
//!
//! Timed: `Sums::update` over the whole run once (what opening adds to reading it), then `timeline::layout` of 1,440 × 520 pixels for a walk of
//! views: the whole, zoomed in step by step, panned at each depth. Not timed: making the spans, painting. Beside it the naive way: one rectangle
//! for each span in view, as a loop over all spans makes them. Goal: layout within 12 ms at the 95th percentile, at every depth.

use plot::timeline::{Sums, View, layout};
use plot::{DisplayList, Words};
use report::{Lane, Ns, Span, SpanKind, Timeline};
use scenario::{Message, Text};
use std::hint::black_box;
use std::time::Instant;
use trace::kinds::{Cause, ThreadState};

const LANES: u32 = 64;
const SPANS: u64 = 1_000_000;
/// Twenty depths, ten pans at each.
const DEPTHS: u32 = 20;
const PANS: u32 = 10;

/// No words: their cost is not the picture's.
struct Mute;

impl Words for Mute {
    fn message(&self, _: &Message) -> String {
        String::new()
    }
    fn text(&self, _: Text) -> String {
        String::new()
    }
}

fn main() {
    let timeline = run();
    let mut sums = Sums::default();
    let opened_ms = timed(|| sums.update(&timeline));
    println!("index of {SPANS} spans        {opened_ms:8.2} ms");
    let (mut ours, mut naive) = (Vec::new(), Vec::new());
    let mut most = 0;
    for depth in 0..DEPTHS {
        let mut view = View::new(1440.0, 520.0, 24.0).fit(timeline.end);
        for _ in 0..depth {
            view = view.zoom_at(0.5, Ns(timeline.end.0 / 3), timeline.end);
        }
        for _ in 0..PANS {
            view = view.pan(120.0, timeline.end);
            let mut list = DisplayList::default();
            ours.push(timed(|| list = layout(&timeline, &sums, &view, &Mute)));
            most = most.max(list.items.len());
            naive.push(timed(|| {
                black_box(all_in_view(&timeline, &view));
            }));
        }
    }
    print("layout", &mut ours);
    print("one rectangle per span", &mut naive);
    println!("most items in one picture      {most}");
}

/// What a loop over all spans draws: a rectangle for each that is in view.
fn all_in_view(timeline: &Timeline, view: &View) -> Vec<(f32, f32)> {
    let scale = view.scale();
    let spans = timeline.lanes.iter().flat_map(|lane| &lane.states);
    let seen = spans.filter(|span| span.end > view.start && span.start < view.end);
    seen.map(|span| (scale.x(span.start), scale.x(span.end)))
        .collect()
}

/// Lanes of running, waiting and sleeping in turn, each span of another length.
fn run() -> Timeline {
    let kinds = [
        SpanKind::State(ThreadState::Running, Cause::None),
        SpanKind::State(ThreadState::Blocked, Cause::Lock),
        SpanKind::State(ThreadState::Running, Cause::None),
        SpanKind::State(ThreadState::Blocked, Cause::Sleep),
    ];
    let mut timeline = Timeline::default();
    for thread in 1..=LANES {
        let mut lane = Lane::new(thread, format!("worker-{thread}"));
        let mut at = 0;
        for n in 0..SPANS / u64::from(LANES) {
            // A walk without a period, the same in every run.
            let lasts = 2_000 + (n * 7_919 + u64::from(thread) * 104_729) % 18_000;
            let kind = kinds[(n % 4) as usize];
            let (start, end) = (Ns(at), Ns(at + lasts));
            lane.states.push(Span {
                start,
                end,
                kind,
                object: 0,
                line: 0,
            });
            at += lasts;
        }
        timeline.end = timeline.end.max(Ns(at));
        timeline.lanes.push(lane);
    }
    timeline
}

fn timed(act: impl FnOnce()) -> f64 {
    let start = Instant::now();
    act();
    start.elapsed().as_secs_f64() * 1e3
}

fn print(what: &str, ms: &mut [f64]) {
    ms.sort_by(f64::total_cmp);
    let at = |part: f64| ms[((ms.len() - 1) as f64 * part) as usize];
    println!(
        "{what:<28} median {:7.3} ms, 95 % {:7.3} ms",
        at(0.5),
        at(0.95)
    );
}
