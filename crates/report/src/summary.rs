//! The report of a run: the figures of the result card, and (by [`Report::to_json`](crate::json)) what `window.parallelPlay` hands out.

use crate::hang::{FoundHang, HangReport, describe};
use crate::metrics::{Shares, Spread, shares};
use crate::processes::{ProcessFacts, ProcessReport, processes};
use crate::sentence::why;
use crate::speedup::{groups, speed_up};
use crate::time::Ns;
use crate::timeline::{MeasurementTimes, TaskResult, Timeline};
use crate::warnings::{Warning, warnings};
use scenario::{Message, Notice, Outcome, Value, Verdict};
use trace::kinds::ThreadState;

/// What the report must be told: nothing of it stands in the records.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFacts {
    /// The link that repeats the run.
    pub link: String,
    /// Id of the demo.
    pub demo: String,
    /// Parameters as used, in the order of the form.
    pub parameters: Vec<(String, Value)>,
    /// What was wrong with the link or the form, and what was used instead.
    pub notices: Vec<Notice>,
    /// Where it ran.
    pub machine: Machine,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether the page was hidden at any time of the run.
    pub hidden: bool,
    /// What the program returned; `None` when it did not get so far.
    pub outcome: Option<Outcome>,
    /// What the browser said of a crash.
    pub crash: Option<String>,
    /// The processes that ended, main included.
    pub processes: Vec<ProcessFacts>,
    /// Threads that could not go on at the end.
    pub hang: Option<FoundHang>,
}

/// The machine as the browser tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Cores as told (`navigator.hardwareConcurrency`): a hint, capped in some browsers.
    pub cores: u32,
    /// Whether the page is cross-origin isolated.
    pub isolated: bool,
    /// Step of the clock in microseconds.
    pub clock_resolution_us: f64,
    /// Name and version of the browser.
    pub browser: String,
}

/// What the analysis says of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// As given.
    pub facts: RunFacts,
    /// From the first to the last moment known, in milliseconds.
    pub wall_ms: f64,
    /// One per measurement, in order.
    pub measurements: Vec<MeasurementReport>,
    /// One per setting: its repeats summed up.
    pub settings: Vec<SettingReport>,
    /// One per process, main first.
    pub processes: Vec<ProcessReport>,
    /// One per thread, in order of thread id.
    pub threads: Vec<ThreadReport>,
    /// Printed lines: milliseconds, thread, text.
    pub lines: Vec<(f64, u32, String)>,
    /// One sentence: why it came out so.
    pub why: Message,
    /// What to doubt.
    pub warnings: Vec<Warning>,
    /// Threads that could not go on at the end.
    pub hang: Option<HangReport>,
    /// Records taken.
    pub records: u64,
    /// Records dropped.
    pub records_dropped: u64,
    /// Entries (names, lines, values, errors) dropped.
    pub entries_dropped: u64,
}

/// One measurement. Times in milliseconds; `None` = it did not get so far.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasurementReport {
    /// Its number.
    pub id: u32,
    /// Load.
    pub load: String,
    /// Executor id.
    pub executor: String,
    /// Workers.
    pub workers: u32,
    /// 0-based repetition.
    pub repeat: u32,
    /// Swept value, where there is one.
    pub x: Option<i64>,
    /// Starting of the workers.
    pub start_ms: Option<f64>,
    /// From submitting the list to its last result.
    pub makespan_ms: Option<f64>,
    /// Both together.
    pub wall_ms: Option<f64>,
    /// Serial makespan ÷ this one.
    pub speed_up: Option<f64>,
    /// Busy ÷ (workers × makespan).
    pub utilisation: Option<f64>,
    /// One per task, in order of the list.
    pub tasks: Vec<Option<TaskResult>>,
}

/// The repeats of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingReport {
    /// Load.
    pub load: String,
    /// Executor id.
    pub executor: String,
    /// Workers.
    pub workers: u32,
    /// Swept value, where there is one.
    pub x: Option<i64>,
    /// Repeats that were begun.
    pub repeats: u32,
    /// Starting of the workers, in milliseconds.
    pub start_ms: Option<Spread>,
    /// Makespan in milliseconds.
    pub makespan_ms: Option<Spread>,
    /// Both together, in milliseconds.
    pub wall_ms: Option<Spread>,
    /// Speed-up.
    pub speed_up: Option<Spread>,
}

/// One thread and where its time went.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadReport {
    /// Its id.
    pub id: u32,
    /// Its process.
    pub process: u32,
    /// Its name.
    pub name: String,
    /// First moment, in milliseconds.
    pub start_ms: f64,
    /// Last moment; `None` for one whose end was never told.
    pub end_ms: Option<f64>,
    /// State in which it ended, or was last seen.
    pub state: ThreadState,
    /// Where its time went.
    pub shares: Shares,
}

/// Sums a run up. Call it after [`Timeline::finish`]. O(records).
pub fn summarise(timeline: &Timeline, facts: &RunFacts) -> Report {
    let measured = timeline.measurements.iter().filter(|m| m.is_announced());
    Report {
        facts: facts.clone(),
        wall_ms: wall_ms(timeline),
        measurements: measured
            .map(|m| MeasurementReport::of(timeline, m))
            .collect(),
        settings: groups(timeline)
            .iter()
            .map(|g| SettingReport::of(timeline, g))
            .collect(),
        processes: processes(timeline, facts),
        threads: timeline
            .lanes
            .iter()
            .map(|lane| ThreadReport::of(timeline, lane))
            .collect(),
        lines: timeline
            .lines
            .iter()
            .map(|l| (l.at.as_ms(), l.thread, l.text.clone()))
            .collect(),
        why: why(timeline, facts),
        warnings: warnings(timeline, facts),
        hang: facts.hang.as_ref().map(|found| describe(found, timeline)),
        records: timeline.records,
        records_dropped: timeline.dropped,
        entries_dropped: timeline.entries_dropped,
    }
}

fn wall_ms(timeline: &Timeline) -> f64 {
    let begins = timeline.lanes.iter().filter_map(|lane| lane.states.first());
    let first = begins.map(|span| span.start).min().unwrap_or(timeline.end);
    ms(timeline.end.since(first))
}

fn ms(ns: u64) -> f64 {
    Ns(ns).as_ms()
}

impl MeasurementReport {
    fn of(timeline: &Timeline, times: &MeasurementTimes) -> MeasurementReport {
        let info = times.info.clone();
        MeasurementReport {
            id: info.id,
            load: info.load,
            executor: info.executor,
            workers: info.workers,
            repeat: info.repeat,
            x: info.x,
            start_ms: times.start_ns().map(ms),
            makespan_ms: times.makespan_ns().map(ms),
            wall_ms: times.wall_ns().map(ms),
            speed_up: speed_up(timeline, times),
            utilisation: times.utilisation(timeline),
            tasks: times.tasks.clone(),
        }
    }
}

impl SettingReport {
    fn of(timeline: &Timeline, repeats: &[&MeasurementTimes]) -> SettingReport {
        let spread = |value: &dyn Fn(&MeasurementTimes) -> Option<f64>| {
            let values: Vec<f64> = repeats.iter().filter_map(|m| value(m)).collect();
            Spread::of(&values)
        };
        let info = repeats[0].info.clone();
        SettingReport {
            load: info.load,
            executor: info.executor,
            workers: info.workers,
            x: info.x,
            repeats: repeats.len() as u32,
            start_ms: spread(&|m| m.start_ns().map(ms)),
            makespan_ms: spread(&|m| m.makespan_ns().map(ms)),
            wall_ms: spread(&|m| m.wall_ns().map(ms)),
            speed_up: spread(&|m| speed_up(timeline, m)),
        }
    }
}

impl ThreadReport {
    fn of(timeline: &Timeline, lane: &crate::Lane) -> ThreadReport {
        let start = lane.states.first().map_or(timeline.end, |span| span.start);
        let last = lane.states.last().map(|span| span.kind);
        let seen = match last {
            Some(crate::SpanKind::State(state, _)) => state,
            _ => ThreadState::New,
        };
        ThreadReport {
            id: lane.thread,
            process: lane.process,
            name: lane.name.clone(),
            start_ms: start.as_ms(),
            end_ms: lane.ended.map(|(at, _)| at.as_ms()),
            state: lane.ended.map_or(seen, |(_, state)| state),
            shares: shares(lane, Ns(0), timeline.end),
        }
    }
}
