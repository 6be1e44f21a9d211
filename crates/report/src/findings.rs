//! What stands out in a run, as sentences: each names who, with the figure, and what to try. Chosen from records alone, never from the demo.
//!
//! Thresholds, each a part of the time that the threads concerned lived in the stretch; below them the matter is not worth a sentence:
//!
//! | sentence | when |
//! |---|---|
//! | contention | waits for one lock take at least a fifth |
//! | convoy | as contention, and for at least half of the time that the lock was held two threads or more waited for it |
//! | starvation | while one thread waited, others took the object at least ten times |
//! | idle tail | of a list with as many tasks as workers or more, workers without a task left lose a sixth of the workers' time |
//! | GIL | of the time in which threads could run, at least a quarter is waiting for the GIL |
//! | queue full, queue empty | waits for room (for an item) take at least a quarter |

use crate::spans::{LaneIx, SpanKind};
use crate::time::Ns;
use crate::timeline::{MeasurementTimes, Object, Timeline};
use crate::window::held;
use scenario::Message;
use scenario::message::Argument;
use trace::kinds::{Cause, ObjectKind, ThreadState};

/// Something that stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence.
    pub message: Message,
    /// How much of the time it concerns, 0 to 1: the greater, the earlier it is told.
    pub share: f64,
    /// Where to look: a thread, and a stretch of its time.
    pub evidence: (LaneIx, Ns, Ns),
}

/// Ids of all messages, for the test that every id stands in every language.
pub const FINDING_IDS: &[&str] = &[
    "finding-contention",
    "finding-convoy",
    "finding-starvation",
    "finding-idle-tail",
    "finding-gil",
    "finding-queue-full",
    "finding-queue-empty",
];

const CONTENTION: f64 = 0.2;
const CONVOY: f64 = 0.5;
const PASSED: usize = 10;
const IDLE_TAIL: f64 = 1.0 / 6.0;
const GIL: f64 = 0.25;
const QUEUE: f64 = 0.25;
/// More sentences are not read.
const MOST: usize = 5;
/// A shorter list says more about the clock than about its tasks.
const SHORTEST_NS: u64 = 1_000_000;

#[derive(Clone, Copy)]
struct Wait {
    lane: LaneIx,
    start: Ns,
    end: Ns,
}

impl Wait {
    fn ns(&self) -> u64 {
        self.end.since(self.start)
    }
}

/// Waits by object, each cut to the stretch.
type Waits = Vec<(u32, Vec<Wait>)>;

/// What stands out between `from` and `to`, the greatest first, at most five. O(spans + waits log holds).
pub fn findings(timeline: &Timeline, from: Ns, to: Ns) -> Vec<Finding> {
    let waits = waits(timeline, from, to);
    let mut found: Vec<Finding> = Vec::new();
    for (id, waits) in &waits {
        let Some(object) = timeline.object(*id) else {
            continue;
        };
        found.extend(match object.kind {
            Some(ObjectKind::Lock | ObjectKind::RLock) => {
                contended(timeline, object, waits, (from, to))
            }
            Some(ObjectKind::Gil) => gil(timeline, waits, (from, to)),
            Some(ObjectKind::Queue) => queue(timeline, object, waits, (from, to)),
            _ => None,
        });
        found.extend(starved(timeline, object, waits));
    }
    let inside = |m: &&MeasurementTimes| {
        m.ready.is_some_and(|ready| ready >= from) && m.end.is_some_and(|end| end <= to)
    };
    let tails = timeline.measurements.iter().filter(inside);
    // One tail stands for all repeats: the longest.
    found.extend(
        tails
            .filter_map(|m| idle_tail(timeline, m))
            .max_by(|a, b| a.share.total_cmp(&b.share)),
    );
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found.truncate(MOST);
    found
}

fn waits(timeline: &Timeline, from: Ns, to: Ns) -> Waits {
    let mut found = Waits::new();
    for (lane, of) in (0..).map(LaneIx).zip(&timeline.lanes) {
        let first = of.states.partition_point(|span| span.end <= from);
        let inside = of.states[first..].iter().take_while(|s| s.start < to);
        for span in inside.filter(|span| span.object != 0) {
            let SpanKind::State(ThreadState::Blocked | ThreadState::Ready, cause) = span.kind
            else {
                continue;
            };
            if matches!(cause, Cause::Sleep | Cause::Io | Cause::Join | Cause::None) {
                continue;
            }
            let wait = Wait {
                lane,
                start: span.start.max(from),
                end: span.end.min(to),
            };
            match found.iter_mut().find(|(object, _)| *object == span.object) {
                Some((_, waits)) => waits.push(wait),
                None => found.push((span.object, vec![wait])),
            }
        }
    }
    found
}

/// How long the threads that waited lived in the stretch, all together, and how many they are.
fn lived(timeline: &Timeline, waits: &[Wait], (from, to): (Ns, Ns)) -> (u64, usize) {
    let mut lanes: Vec<LaneIx> = waits.iter().map(|wait| wait.lane).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let of = |ix: &LaneIx| {
        let lane = &timeline.lanes[ix.0 as usize];
        let begin = lane.states.first().map_or(to, |span| span.start).max(from);
        lane.ended.map_or(to, |(at, _)| at).min(to).since(begin)
    };
    (lanes.iter().map(of).sum(), lanes.len())
}

fn longest(waits: &[Wait]) -> Option<Wait> {
    waits.iter().copied().max_by_key(Wait::ns)
}

fn share(waits: &[Wait], lived: u64) -> f64 {
    let waited: u64 = waits.iter().map(Wait::ns).sum();
    waited as f64 / lived.max(1) as f64
}

fn finding(
    id: &'static str,
    share: f64,
    wait: Wait,
    arguments: Vec<(&'static str, Argument)>,
) -> Finding {
    debug_assert!(FINDING_IDS.contains(&id), "{id} is not in FINDING_IDS");
    let mut arguments = arguments;
    arguments.push(("percent", Argument::Number((share * 100.0).round())));
    Finding {
        message: Message { id, arguments },
        share,
        evidence: (wait.lane, wait.start, wait.end),
    }
}

fn contended(
    timeline: &Timeline,
    object: &Object,
    waits: &[Wait],
    stretch: (Ns, Ns),
) -> Option<Finding> {
    let (lived, threads) = lived(timeline, waits, stretch);
    let share = share(waits, lived);
    if share < CONTENTION {
        return None;
    }
    let held = held(object, stretch.0, stretch.1);
    let crowded = crowded(waits);
    let is_convoy = crowded as f64 >= CONVOY * held.max(1) as f64;
    let id = if is_convoy {
        "finding-convoy"
    } else {
        "finding-contention"
    };
    let arguments = vec![
        ("object", Argument::Text(object.name.clone())),
        ("threads", Argument::Number(threads as f64)),
    ];
    Some(finding(id, share, longest(waits)?, arguments))
}

/// How long two threads or more waited at once.
fn crowded(waits: &[Wait]) -> u64 {
    let begins = waits.iter().map(|wait| (wait.start, 1));
    let ends = waits.iter().map(|wait| (wait.end, -1));
    let mut changes: Vec<(Ns, i32)> = begins.chain(ends).collect();
    changes.sort_unstable();
    let (mut waiting, mut since, mut sum) = (0, Ns(0), 0);
    for (at, change) in changes {
        if waiting >= 2 {
            sum += at.since(since);
        }
        (waiting, since) = (waiting + change, at);
    }
    sum
}

fn gil(timeline: &Timeline, waits: &[Wait], (from, to): (Ns, Ns)) -> Option<Finding> {
    let waited: u64 = waits.iter().map(Wait::ns).sum();
    let mut lanes: Vec<LaneIx> = waits.iter().map(|wait| wait.lane).collect();
    lanes.dedup();
    let of = |ix: &LaneIx| crate::metrics::shares(&timeline.lanes[ix.0 as usize], from, to).running;
    let ran: u64 = lanes.iter().map(of).sum();
    let share = waited as f64 / (waited + ran).max(1) as f64;
    let threads = ("threads", Argument::Number(lanes.len() as f64));
    let wait = longest(waits).filter(|_| share >= GIL && lanes.len() > 1)?;
    Some(finding("finding-gil", share, wait, vec![threads]))
}

fn queue(
    timeline: &Timeline,
    object: &Object,
    waits: &[Wait],
    stretch: (Ns, Ns),
) -> Option<Finding> {
    // Who waits while there is something in it waits for room.
    let for_room = |wait: &Wait| object.at(wait.start).is_some_and(|(value, _)| value > 0);
    let (full, empty): (Vec<Wait>, Vec<Wait>) = waits.iter().partition(|wait| for_room(wait));
    let of = |id, waits: &[Wait]| {
        let (lived, threads) = lived(timeline, waits, stretch);
        let share = share(waits, lived);
        let arguments = vec![
            ("object", Argument::Text(object.name.clone())),
            ("threads", Argument::Number(threads as f64)),
        ];
        let wait = longest(waits).filter(|_| share >= QUEUE)?;
        Some(finding(id, share, wait, arguments))
    };
    let found = [
        of("finding-queue-full", &full),
        of("finding-queue-empty", &empty),
    ];
    found
        .into_iter()
        .flatten()
        .max_by(|a, b| a.share.total_cmp(&b.share))
}

/// The wait in which the object was taken by others most often.
fn starved(timeline: &Timeline, object: &Object, waits: &[Wait]) -> Option<Finding> {
    if object.kind == Some(ObjectKind::Gil) {
        return None;
    }
    let passed = |wait: &Wait| -> usize {
        let own = timeline.lanes[wait.lane.0 as usize].thread;
        let others = object.holds.iter().filter(|(thread, _)| *thread != own);
        let taken = others.map(|(_, holds)| {
            let before = |at: Ns| holds.partition_point(|hold| hold.start < at);
            before(wait.end) - before(wait.start)
        });
        taken.sum()
    };
    let (times, wait) = waits
        .iter()
        .map(|wait| (passed(wait), *wait))
        .max_by_key(|(times, wait)| (*times, wait.ns()))?;
    if times < PASSED {
        return None;
    }
    let lane = &timeline.lanes[wait.lane.0 as usize];
    let arguments = vec![
        ("thread", Argument::Text(lane.name.clone())),
        ("object", Argument::Text(object.name.clone())),
        ("times", Argument::Number(times as f64)),
        ("wait_ms", Argument::Number(Ns(wait.ns()).as_ms())),
    ];
    let share = wait.ns() as f64 / timeline.end.0.max(1) as f64;
    Some(finding("finding-starvation", share, wait, arguments))
}

/// The time that workers lose at the end of a list because no task is left for them.
fn idle_tail(timeline: &Timeline, times: &MeasurementTimes) -> Option<Finding> {
    let (ready, end, workers) = (times.ready?, times.end?, times.info.workers);
    let makespan = end.since(ready);
    if workers < 2 || times.tasks.len() < workers as usize || makespan < SHORTEST_NS {
        return None;
    }
    let mut lasts: Vec<(u32, Ns)> = Vec::new();
    for task in times.tasks.iter().flatten() {
        match lasts.iter_mut().find(|(thread, _)| *thread == task.thread) {
            Some((_, last)) => *last = (*last).max(task.end),
            None => lasts.push((task.thread, task.end)),
        }
    }
    let idle: u64 = lasts.iter().map(|(_, last)| end.since(*last)).sum();
    let never = u64::from(workers).saturating_sub(lasts.len() as u64) * makespan;
    let share = (idle + never) as f64 / (makespan as f64 * f64::from(workers));
    let (thread, last) = lasts.into_iter().min_by_key(|(_, last)| *last)?;
    let wait = Wait {
        lane: timeline.lane_of(thread)?,
        start: last,
        end,
    };
    let arguments = vec![
        ("workers", Argument::Number(f64::from(workers))),
        ("tail_ms", Argument::Number(Ns(wait.ns()).as_ms())),
    ];
    (share >= IDLE_TAIL).then(|| finding("finding-idle-tail", share, wait, arguments))
}
