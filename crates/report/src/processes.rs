//! The processes of a run: names and parents from its history, ends and sizes from whoever hosted them.

use crate::spans::SpanKind;
use crate::summary::RunFacts;
use crate::time::Ns;
use crate::timeline::Timeline;
use trace::kinds::{Cause, ThreadState};

/// What whoever hosted a process knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessFacts {
    /// Its number, 0 = main.
    pub number: u32,
    /// Its exit code; `None` for main, whose end is the run's verdict.
    pub exit: Option<i32>,
    /// Bytes that its heap, stacks and static data took at most.
    pub memory_bytes: u32,
    /// What the browser said of its crash.
    pub crash: Option<String>,
}

/// A process as the report tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessReport {
    /// As it ended.
    pub facts: ProcessFacts,
    /// Its name.
    pub name: String,
    /// Number of the process that started it; `None` for main.
    pub parent: Option<u32>,
    /// From its start, as its parent saw it, until its main thread ran, in milliseconds; `None` for main.
    pub start_ms: Option<f64>,
}

/// The processes in order of their numbers. O(processes × log lanes).
pub(crate) fn processes(timeline: &Timeline, facts: &RunFacts) -> Vec<ProcessReport> {
    let mut all: Vec<ProcessReport> = facts
        .processes
        .iter()
        .map(|facts| {
            let info = timeline.processes.iter().find(|p| p.number == facts.number);
            ProcessReport {
                facts: facts.clone(),
                name: info.map_or_else(|| "MainProcess".to_owned(), |info| info.name.clone()),
                parent: info.map(|info| info.parent),
                start_ms: start_ns(timeline, facts.number).map(|ns| Ns(ns).as_ms()),
            }
        })
        .collect();
    all.sort_by_key(|process| process.facts.number);
    all
}

/// How long a process's main thread was ready before it ran.
fn start_ns(timeline: &Timeline, number: u32) -> Option<u64> {
    let lane = timeline.lane_of(number << 16 | 1)?;
    let first = timeline.lanes[lane.0 as usize].states.first()?;
    let is_start = first.kind == SpanKind::State(ThreadState::Ready, Cause::None);
    (number > 0 && is_start).then(|| first.end.since(first.start))
}
