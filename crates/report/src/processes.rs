//! The processes of a run: names and parents from its history, ends and sizes from whoever hosted them.

use crate::spans::{Lane, SpanKind};
use crate::summary::RunFacts;
use crate::time::Ns;
use crate::timeline::{Object, Timeline};
use scenario::Verdict;
use trace::kinds::{Cause, ObjectKind, ThreadState};

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
    /// Threads that it had, its main thread included.
    pub threads: u32,
    /// What its main thread does, or how it ended; `None` before it is seen.
    pub state: Option<ThreadState>,
    /// What it had in hand when it ended without giving it back: nobody will.
    pub still_has: Vec<String>,
}

/// Main, then the processes that the program started, in order of their numbers, as `facts` knows them: who is unknown to it is left out, such as
/// a spare one that nobody needed. What a process still has is told of those that ended before `until`.
/// O(processes² + processes × (lanes + objects)).
pub fn list(
    timeline: &Timeline,
    facts: impl Fn(u32) -> Option<ProcessFacts>,
    until: Ns,
) -> Vec<ProcessReport> {
    let report = |facts: ProcessFacts, name: &str, parent: Option<u32>| {
        let number = facts.number;
        let lanes = || timeline.lanes.iter().filter(move |l| l.process == number);
        let main = lanes().find(|lane| lane.thread & 0xffff == 1);
        let ended = main.and_then(|lane| lane.ended);
        let is_dead = number > 0 && ended.is_some_and(|(at, _)| at < until);
        ProcessReport {
            name: name.to_owned(),
            parent,
            start_ms: start_ns(timeline, number).map(|ns| Ns(ns).as_ms()),
            threads: lanes().count() as u32,
            state: ended.map(|(_, state)| state).or_else(|| state_now(main?)),
            still_has: if is_dead {
                still_has(timeline, number)
            } else {
                Vec::new()
            },
            facts,
        }
    };
    let main = facts(0).map(|facts| report(facts, "MainProcess", None));
    let started = timeline
        .processes
        .iter()
        .filter_map(|info| Some(report(facts(info.number)?, &info.name, Some(info.parent))));
    main.into_iter().chain(started).collect()
}

/// The processes of a run that is over.
pub(crate) fn processes(timeline: &Timeline, facts: &RunFacts) -> Vec<ProcessReport> {
    let facts_of = |number| facts.processes.iter().find(|facts| facts.number == number);
    // Who is stopped with the run gives back what it has, or would have.
    let until = match (facts.verdict, &facts.hang) {
        (Verdict::Stopped, _) => Ns(0),
        (_, Some(hang)) if hang.is_everyone() => Ns(hang.at_ns),
        _ => timeline.end,
    };
    list(timeline, |number| facts_of(number).cloned(), until)
}

/// The processes of a run that goes on: what is known of them so far, without exit codes.
pub fn so_far(timeline: &Timeline) -> Vec<ProcessReport> {
    let memory = |number: u32| {
        let known = timeline.memories.iter().find(|known| known.0 == number);
        known.map_or(0, |known| known.1)
    };
    let seen = |number: u32| {
        let main = timeline.lane_of(number << 16 | 1);
        main.map(|_| ProcessFacts {
            number,
            exit: None,
            memory_bytes: memory(number),
            crash: None,
        })
    };
    list(timeline, seen, Ns::OPEN)
}

fn state_now(lane: &Lane) -> Option<ThreadState> {
    match lane.states.last()?.kind {
        SpanKind::State(state, _) => Some(state),
        _ => None,
    }
}

/// Names of the objects that threads of this process took, did not give back, and that nobody took since, in the order of the objects.
/// O(lanes + objects × threads of the process).
fn still_has(timeline: &Timeline, process: u32) -> Vec<String> {
    let own = timeline.lanes.iter().filter(|l| l.process == process);
    let own: Vec<u32> = own.map(|lane| lane.thread).collect();
    let has = |object: &&Object| {
        own.iter().any(|&thread| {
            let is_open = |hold| object.held_until(thread, hold) == Ns::OPEN;
            object.holds_of(thread).iter().any(is_open)
        })
    };
    // What is of one process alone went with its memory.
    let outlives = |object: &&Object| object.kind != Some(ObjectKind::Gil);
    let objects = timeline.objects.iter().filter(outlives).filter(has);
    objects.map(|object| object.name.clone()).collect()
}

/// How long a process's main thread was ready before it ran.
fn start_ns(timeline: &Timeline, number: u32) -> Option<u64> {
    let lane = timeline.lane_of(number << 16 | 1)?;
    let first = timeline.lanes[lane.0 as usize].states.first()?;
    let is_start = first.kind == SpanKind::State(ThreadState::Ready, Cause::None);
    (number > 0 && is_start).then(|| first.end.since(first.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use trace::kinds::RecordKind;
    use trace::reader::{Batch, SlotBatch};
    use trace::record::Record;

    #[test]
    fn a_process_that_goes_on_is_listed_with_what_it_was_last_heard_to_use() {
        let mut timeline = Timeline::default();
        let runs = Record::state(5, ThreadState::Running, Cause::None, 0);
        let slot = SlotBatch {
            records: vec![Record::new(RecordKind::ThreadBegin, 5, 1), runs],
            ..SlotBatch::default()
        };
        for (at_ns, bytes) in [(10, 65_536), (20, 1_500_000)] {
            timeline.ingest(&Batch {
                at_ns,
                slots: vec![slot.clone()],
                memories: vec![(0, bytes), (3, 7)],
                ..Batch::default()
            });
            let told: Vec<u32> = so_far(&timeline)
                .iter()
                .map(|p| p.facts.memory_bytes)
                .collect();
            assert_eq!(told, [bytes], "one entry for each process that runs");
        }
    }
}
