//! The one sentence under the result: why the numbers are as they are.
//!
//! It is chosen from what was measured (how much of the workers' time was computing, how much waiting), never from the name of the load.

use crate::metrics::Shares;
use crate::speedup::{Point, SERIAL, Series, speedups};
use crate::summary::RunFacts;
use crate::timeline::{MeasurementTimes, Timeline};
use scenario::message::Argument;
use scenario::{Message, Verdict};

/// Ids of all messages of [`why`], for the test that every id stands in every language. Arguments are named in `docs/automation.md`.
pub const MESSAGE_IDS: &[&str] = &[
    "why-deadlocked",
    "why-stuck",
    "why-crashed",
    "why-failed",
    "why-stopped",
    "why-both",
    "why-workers-idle",
    "why-too-short",
    "why-waiting-overlaps",
    "why-rounds",
    "why-gil",
    "why-cores",
    "why-computing-scales",
    "why-overhead",
    "why-partly",
    "why-mixed",
    "why-one-run",
    "why-nothing",
];

/// From this part of the time on, a load counts as waiting, or as computing.
const MOSTLY: f64 = 0.8;
/// A speed-up of at least this part of the ideal one counts as reached.
const REACHED: f64 = 0.8;
/// From this speed-up on, computing under a GIL has gained: a kernel has let it go. Chance alone stays below.
const GIL_GAIN: f64 = 1.25;
/// As in [`crate::warnings`]: a shorter makespan says more about the clock than about the tasks.
const CLOCK_STEPS: f64 = 100.0;

/// What is known of one load at its largest number of workers.
struct Case {
    point: Point,
    executor: String,
    tasks: u32,
    makespan_ms: f64,
    /// Waiting ÷ (waiting + computing) of the task list.
    waiting: f64,
}

/// Why this run came out as it did, in one sentence. Always one; for a run without measurements it says where the time went. O(records of
/// the measurements' windows).
pub fn why(timeline: &Timeline, facts: &RunFacts) -> Message {
    if let Some(message) = by_verdict(timeline, facts) {
        return message;
    }
    let series = speedups(timeline);
    let cases: Vec<Case> = series
        .iter()
        .filter_map(|s| Case::of(timeline, s))
        .collect();
    both(&cases, facts)
        .or_else(|| cases.first().map(|case| case.why(facts)))
        .unwrap_or_else(|| one_run(timeline))
}

fn by_verdict(timeline: &Timeline, facts: &RunFacts) -> Option<Message> {
    let done: u32 = timeline
        .measurements
        .iter()
        .map(MeasurementTimes::tasks_done)
        .sum();
    let all: u32 = timeline
        .measurements
        .iter()
        .map(|m| m.tasks.len() as u32)
        .sum();
    let error = facts
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.error.as_ref());
    Some(match facts.verdict {
        Verdict::Finished => return None,
        Verdict::Deadlocked => message("why-deadlocked", &[]),
        Verdict::Stuck => message("why-stuck", &[]),
        Verdict::Crashed => message(
            "why-crashed",
            &[("done", done.into()), ("tasks", all.into())],
        ),
        Verdict::Stopped => message(
            "why-stopped",
            &[("done", done.into()), ("tasks", all.into())],
        ),
        Verdict::Failed => {
            let error = error.map_or(String::new(), ToString::to_string);
            Message::new("why-failed").text("error", error)
        }
    })
}

/// Waiting and computing side by side: what the opening demo shows.
fn both(cases: &[Case], facts: &RunFacts) -> Option<Message> {
    let waiting = cases.iter().find(|case| case.waiting >= MOSTLY)?;
    let computing = cases.iter().find(|case| case.waiting <= 1.0 - MOSTLY)?;
    let is_clear = waiting.point.median >= computing.point.median;
    is_clear.then(|| {
        message(
            "why-both",
            &[
                ("waiting_speed_up", waiting.point.median),
                ("computing_speed_up", computing.point.median),
                ("workers", waiting.point.workers.into()),
                ("cores", facts.machine.cores.into()),
            ],
        )
    })
}

impl Case {
    fn of(timeline: &Timeline, series: &Series) -> Option<Case> {
        let point = *series.points.iter().max_by_key(|point| point.workers)?;
        let of_load = |m: &&MeasurementTimes| m.info.load == series.load && m.end.is_some();
        let at_point = |m: &&MeasurementTimes| {
            m.info.executor == series.executor && m.info.workers == point.workers
        };
        let measured = timeline
            .measurements
            .iter()
            .filter(of_load)
            .find(at_point)?;
        let serial = timeline
            .measurements
            .iter()
            .filter(of_load)
            .find(|m| m.info.executor == SERIAL);
        Some(Case {
            point,
            executor: series.executor.clone(),
            tasks: measured.info.tasks,
            makespan_ms: measured.makespan_ns()? as f64 / 1e6,
            waiting: waiting_part(serial.unwrap_or(measured).shares(timeline)?),
        })
    }

    /// The best speed-up that this number of tasks allows on this number of workers: tasks ÷ rounds.
    fn ideal(&self) -> f64 {
        let rounds = self.tasks.div_ceil(self.point.workers.max(1)).max(1);
        f64::from(self.tasks) / f64::from(rounds)
    }

    fn why(&self, facts: &RunFacts) -> Message {
        let (workers, tasks, cores) = (self.point.workers, self.tasks, facts.machine.cores);
        let speed_up = self.point.median;
        let figures = [
            ("speed_up", speed_up),
            ("workers", workers.into()),
            ("tasks", tasks.into()),
            ("cores", cores.into()),
            ("waiting_percent", self.waiting * 100.0),
            ("makespan_ms", self.makespan_ms),
        ];
        let step_us = facts.machine.clock_resolution_us;
        let is_reached = speed_up >= REACHED * self.ideal();
        let computes = self.waiting <= 1.0 - MOSTLY;
        let id = if self.makespan_ms * 1e3 < step_us * CLOCK_STEPS {
            "why-too-short"
        } else if workers > tasks {
            "why-workers-idle"
        } else if speed_up < 1.0 && workers > 1 && self.executor != "threads-gil" {
            "why-overhead"
        } else if self.waiting >= MOSTLY && is_reached {
            if tasks.is_multiple_of(workers.max(1)) {
                "why-waiting-overlaps"
            } else {
                "why-rounds"
            }
        } else if computes && self.executor == "threads-gil" && speed_up < GIL_GAIN {
            "why-gil"
        } else if computes && workers > cores {
            "why-cores"
        } else if computes && is_reached {
            "why-computing-scales"
        } else if self.waiting >= MOSTLY || computes {
            "why-partly"
        } else {
            "why-mixed"
        };
        message(id, &figures)
    }
}

fn one_run(timeline: &Timeline) -> Message {
    let (from, to) = (crate::Ns(0), timeline.end);
    let lanes = timeline
        .lanes
        .iter()
        .map(|lane| crate::metrics::shares(lane, from, to));
    let sum = lanes.fold(Shares::default(), Shares::plus);
    let total = sum.total();
    if total == 0 {
        return message("why-nothing", &[]);
    }
    let percent = |ns: u64| ns as f64 * 100.0 / total as f64;
    message(
        "why-one-run",
        &[
            ("running_percent", percent(sum.running)),
            ("sleeping_percent", percent(sum.sleeping)),
            ("blocked_percent", percent(sum.blocked)),
            ("threads", timeline.lanes.len() as f64),
        ],
    )
}

fn waiting_part(shares: Shares) -> f64 {
    let both = shares.sleeping + shares.running;
    if both == 0 {
        0.0
    } else {
        shares.sleeping as f64 / both as f64
    }
}

fn message(id: &'static str, figures: &[(&'static str, f64)]) -> Message {
    debug_assert!(MESSAGE_IDS.contains(&id), "{id} is not in MESSAGE_IDS");
    let arguments = figures
        .iter()
        .map(|(name, value)| (*name, Argument::Number(*value)));
    Message {
        id,
        arguments: arguments.collect(),
    }
}
