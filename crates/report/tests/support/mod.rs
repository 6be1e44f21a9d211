//! A run made up of records, for tests of what the report says of it.
#![allow(dead_code)] // Each test file uses its part.

pub mod schema;

use report::Timeline;
use report::summary::{Machine, RunFacts};
use scenario::{Outcome, Value, Verdict};
use trace::entry::{Entry, Measurement};
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

/// One measurement of `tasks` equal tasks, dealt in rounds to its workers.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub load: &'static str,
    pub executor: &'static str,
    pub workers: u32,
    pub repeat: u32,
    pub tasks: u32,
    /// Length of each task in nanoseconds.
    pub lasts: u64,
    /// How much of it waits, in percent.
    pub waiting: u64,
}

pub fn run(load: &'static str, executor: &'static str, workers: u32, lasts: u64) -> Run {
    let waiting = if load == "io" { 100 } else { 0 };
    Run {
        load,
        executor,
        workers,
        repeat: 0,
        tasks: 8,
        lasts,
        waiting,
    }
}

/// The timeline of measurements one after the other; slot 0 is the main thread, slots 1.. are workers of all of them.
pub fn timeline(runs: &[Run]) -> Timeline {
    let most = runs.iter().map(|r| r.workers).max().unwrap_or(0);
    let mut slots: Vec<SlotBatch> = (0..=most)
        .map(|slot| SlotBatch {
            slot,
            records: vec![Record::new(RecordKind::ThreadBegin, 0, slot + 1)],
            ..SlotBatch::default()
        })
        .collect();
    let mut at = 0;
    for (id, run) in (1..).zip(runs) {
        at = tell(&mut slots, id, run, at + 1_000);
    }
    let end = Record::new(RecordKind::ThreadEnd, at + 1_000, 0);
    slots.iter_mut().for_each(|slot| slot.records.push(end));
    let mut timeline = Timeline::default();
    timeline.ingest(&Batch {
        at_ns: at,
        slots,
        ..Batch::default()
    });
    timeline.finish();
    timeline
}

fn tell(slots: &mut [SlotBatch], id: u32, run: &Run, begin: u64) -> u64 {
    slots[0].entries.push(Entry::Measurement(Measurement {
        id,
        load: run.load.into(),
        executor: run.executor.into(),
        workers: run.workers,
        repeat: run.repeat,
        tasks: run.tasks,
        x: None,
    }));
    let ready = begin + 500;
    slots[0]
        .records
        .push(Record::new(RecordKind::MeasureBegin, begin, id));
    slots[0]
        .records
        .push(Record::new(RecordKind::MeasureReady, ready, id));
    let mut end = ready;
    for task in 0..run.tasks {
        let is_serial = run.executor == "serial";
        let worker = if is_serial { 0 } else { 1 + task % run.workers };
        let round = if is_serial { task } else { task / run.workers };
        let start = ready + u64::from(round) * run.lasts;
        let records = &mut slots[worker as usize].records;
        let (last, wakes) = (start + run.lasts, start + run.lasts * run.waiting / 100);
        records.push(Record::new(RecordKind::TaskBegin, start, id).with(task, 0));
        records.push(Record::state(start, ThreadState::Blocked, Cause::Io, 0));
        records.push(Record::state(wakes, ThreadState::Running, Cause::None, 0));
        records.push(Record::task_end(
            last,
            id,
            task,
            TaskStatus::Integer,
            u64::from(task),
        ));
        records.push(Record::state(last, ThreadState::Blocked, Cause::Queue, 7));
        end = end.max(last);
    }
    slots[0]
        .records
        .push(Record::new(RecordKind::MeasureEnd, end, id));
    end
}

/// Facts of a run that finished on two cores with a clock of 5 µs.
pub fn facts() -> RunFacts {
    RunFacts {
        link: "#/speedup?v=1".into(),
        demo: "speedup".into(),
        parameters: vec![("tasks".into(), Value::Integer(8))],
        notices: vec![],
        machine: Machine {
            cores: 2,
            isolated: true,
            clock_resolution_us: 5.0,
            browser: "Chromium 150".into(),
        },
        verdict: Verdict::Finished,
        hidden: false,
        outcome: Some(Outcome::default()),
        crash: None,
        processes: Vec::new(),
        hang: None,
    }
}
