//! What to doubt about a number: typed, and shown beside it.

use crate::metrics::Spread;
use crate::order::contradictions;
use crate::speedup::{SERIAL, groups};
use crate::summary::RunFacts;
use crate::timeline::{MeasurementTimes, Timeline};
use scenario::Message;
use scenario::message::Argument;

/// Steps of the clock that a makespan must last: its two readings are each up to one step off, so at 100 steps a ratio of two makespans is
/// off by 4 % at most.
const CLOCK_STEPS: f64 = 100.0;
/// Fewer repeats have no middle that one outlier could not be.
const FEW_REPEATS: u32 = 3;
/// A load whose workers ran for less than this part of the time does not compute enough for cores to matter.
const COMPUTES: f64 = 0.5;

/// So many contradicting orders are told; more would say the same.
const FEW_ORDERS: usize = 3;

/// A reason to doubt a measurement.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// A makespan of `makespan_ms` lasts too few steps of the clock (`step_us`).
    TooShortForClock {
        /// The shortest makespan.
        makespan_ms: f64,
        /// The clock's step.
        step_us: f64,
    },
    /// The page was hidden during the run; browsers slow hidden pages down.
    Hidden,
    /// Records or entries are missing.
    Dropped {
        /// Records.
        records: u64,
        /// Names, lines, values and errors.
        entries: u64,
    },
    /// A speed-up rests on so few repeats that chance may have made it.
    FewRepeats {
        /// Fewest repeats of a point.
        repeats: u32,
    },
    /// A worker was cut off shortly before the run or at its end, and may still keep a core busy. Only the supervisor knows: whoever calls
    /// [`summarise`](crate::summary::summarise) adds it to the report.
    BusyCore,
    /// More computing workers than cores.
    Oversubscribed {
        /// Most workers.
        workers: u32,
        /// Cores that the browser tells.
        cores: u32,
    },
    /// Locks were taken in orders that contradict one another: nothing hung, but another time the threads may wait for one another.
    LockOrder {
        /// One for each lock: the thread, what it had, what it took then.
        steps: Vec<[String; 3]>,
    },
}

/// Ids of all messages of [`Warning::message`], for the test that every id stands in every language.
pub const WARNING_IDS: &[&str] = &[
    "warning-too-short-for-clock",
    "warning-hidden",
    "warning-dropped",
    "warning-few-repeats",
    "warning-oversubscribed",
    "busy-core",
    "warning-lock-order",
];

impl Warning {
    /// The sentence to show.
    pub fn message(&self) -> Message {
        let number = |n: f64| Argument::Number(n);
        let (id, arguments) = match self {
            Warning::TooShortForClock {
                makespan_ms,
                step_us,
            } => (
                WARNING_IDS[0],
                vec![
                    ("makespan_ms", number(*makespan_ms)),
                    ("step_us", number(*step_us)),
                ],
            ),
            Warning::Hidden => (WARNING_IDS[1], vec![]),
            Warning::BusyCore => (WARNING_IDS[5], vec![]),
            Warning::Dropped { records, entries } => (
                WARNING_IDS[2],
                vec![
                    ("records", number(*records as f64)),
                    ("entries", number(*entries as f64)),
                ],
            ),
            Warning::FewRepeats { repeats } => (
                WARNING_IDS[3],
                vec![("repeats", number(f64::from(*repeats)))],
            ),
            Warning::Oversubscribed { workers, cores } => (
                WARNING_IDS[4],
                vec![
                    ("workers", number(f64::from(*workers))),
                    ("cores", number(f64::from(*cores))),
                ],
            ),
            Warning::LockOrder { steps } => {
                let step =
                    |[thread, outer, inner]: &[String; 3]| format!("{thread}: {outer} → {inner}");
                let steps: Vec<String> = steps.iter().map(step).collect();
                (
                    WARNING_IDS[6],
                    vec![("steps", Argument::Text(steps.join("; ")))],
                )
            }
        };
        Message { id, arguments }
    }
}

/// Everything to doubt about this run, each kind at most once but for orders of locks. O(records of the measurements' windows + holds log holds).
pub fn warnings(timeline: &Timeline, facts: &RunFacts) -> Vec<Warning> {
    let hidden = facts.hidden.then_some(Warning::Hidden);
    let dropped = (timeline.dropped + timeline.entries_dropped > 0).then_some(Warning::Dropped {
        records: timeline.dropped,
        entries: timeline.entries_dropped,
    });
    let found = [
        too_short(timeline, facts),
        hidden,
        dropped,
        few_repeats(timeline),
        oversubscribed(timeline, facts),
    ];
    found
        .into_iter()
        .flatten()
        .chain(lock_orders(timeline))
        .collect()
}

/// Contradicting orders of taking; the first few.
fn lock_orders(timeline: &Timeline) -> impl Iterator<Item = Warning> {
    let thread = |id| timeline.thread_name(id).unwrap_or_default().to_owned();
    let object = |id| {
        timeline
            .object(id)
            .map_or(String::new(), |o| o.name.clone())
    };
    contradictions(timeline)
        .into_iter()
        .take(FEW_ORDERS)
        .map(move |circle| Warning::LockOrder {
            steps: circle
                .iter()
                .map(|t| [thread(t.thread), object(t.outer), object(t.inner)])
                .collect(),
        })
}

fn too_short(timeline: &Timeline, facts: &RunFacts) -> Option<Warning> {
    let step_us = facts.machine.clock_resolution_us;
    let makespans = timeline
        .measurements
        .iter()
        .filter_map(MeasurementTimes::makespan_ns);
    let makespan_ms = makespans.min()? as f64 / 1e6;
    let is_short = makespan_ms * 1e3 < step_us * CLOCK_STEPS;
    is_short.then_some(Warning::TooShortForClock {
        makespan_ms,
        step_us,
    })
}

fn few_repeats(timeline: &Timeline) -> Option<Warning> {
    let groups = groups(timeline);
    let is_compared = groups.iter().any(|g| g[0].info.executor == SERIAL)
        && groups.iter().any(|g| g[0].info.executor != SERIAL);
    let finished = |group: &Vec<&MeasurementTimes>| {
        let makespans: Vec<f64> = group
            .iter()
            .filter_map(|m| m.makespan_ns())
            .map(|ns| ns as f64)
            .collect();
        Spread::of(&makespans).map(|spread| spread.n)
    };
    let repeats = groups.iter().filter_map(finished).min()?;
    (is_compared && repeats < FEW_REPEATS).then_some(Warning::FewRepeats { repeats })
}

fn oversubscribed(timeline: &Timeline, facts: &RunFacts) -> Option<Warning> {
    let cores = facts.machine.cores;
    let more = |m: &&MeasurementTimes| m.info.workers > cores && m.threads().len() as u32 > cores;
    let computes = |m: &&MeasurementTimes| {
        let shares = m.shares(timeline).unwrap_or_default();
        shares.running as f64 > COMPUTES * shares.total() as f64
    };
    let most = timeline.measurements.iter().filter(more).filter(computes);
    let workers = most.map(|m| m.info.workers).max()?;
    Some(Warning::Oversubscribed { workers, cores })
}
