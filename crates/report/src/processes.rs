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
    /// Its exit code; `None` for main, whose end is the run's verdict, and for one whose parent had taken note of it before the page looked.
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

/// Main, then the processes that the program started, in order of their numbers: a spare one that nobody needed is none of them.
/// O(processes² + processes × log lanes).
pub(crate) fn processes(timeline: &Timeline, facts: &RunFacts) -> Vec<ProcessReport> {
    let facts_of = |number| facts.processes.iter().find(|facts| facts.number == number);
    let main = facts_of(0).map(|facts| ProcessReport {
        facts: facts.clone(),
        name: "MainProcess".to_owned(),
        parent: None,
        start_ms: None,
    });
    let started = timeline.processes.iter().filter_map(|info| {
        Some(ProcessReport {
            facts: facts_of(info.number)?.clone(),
            name: info.name.clone(),
            parent: Some(info.parent),
            start_ms: start_ns(timeline, info.number).map(|ns| Ns(ns).as_ms()),
        })
    });
    main.into_iter().chain(started).collect()
}

/// How long a process's main thread was ready before it ran.
fn start_ns(timeline: &Timeline, number: u32) -> Option<u64> {
    let lane = timeline.lane_of(number << 16 | 1)?;
    let first = timeline.lanes[lane.0 as usize].states.first()?;
    let is_start = first.kind == SpanKind::State(ThreadState::Ready, Cause::None);
    (number > 0 && is_start).then(|| first.end.since(first.start))
}
