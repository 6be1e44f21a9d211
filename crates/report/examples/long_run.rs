//! Writes a run file of a million spans on 64 lanes, the same in every run: `long_run FILE`. What the page makes of it is measured by
//! `cargo xtask bench browser:longRun`.
//!
//! 63 workers share 91,000 tasks. Each task is itself a span and has ten states: it waits for one of sixteen locks, reads three times, waits for
//! the next task, and runs between.
//! Records stand in the file as the page would have drained them, ten times a second; a record of each lock's hand-over and each wake-up is
//! among them.

use report::run_file::{Recorded, Tape, seal, write};
use report::summary::Machine;
use scenario::{Outcome, Verdict};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Write as _;
use trace::entry::{Entry, Measurement};
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

const WORKERS: u32 = 63;
const TASKS: u32 = 91_000;
const LOCKS: u32 = 16;
const MEASUREMENT: u32 = 1;
/// Ids of a process's objects begin here.
const OBJECTS: u32 = 1;
const QUEUE: u32 = OBJECTS + LOCKS;
/// Where the workers begin, and how often the page drained.
const READY_NS: u64 = 20_000_000;
const DRAIN_NS: u64 = 100_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let history = history();
    let end = history.iter().flatten().map(|record| record.at_ns).max();
    let tape = tape(&history, end.unwrap_or_default());
    let content = write(&recorded(), &tape);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&content)?;
    std::fs::write(path, seal(&packer.finish()?, content.len()))?;
    Ok(())
}

fn recorded() -> Recorded {
    Recorded {
        link: format!(
            "pool-lab?v=1&workload=sleep&tasks={TASKS}&latency=10&workers={WORKERS}&executor=threads"
        ),
        began_ms: 1_795_000_000_000,
        machine: Machine {
            cores: 64,
            isolated: true,
            clock_resolution_us: 5.0,
            browser: "none: made by a program".into(),
        },
        verdict: Verdict::Finished,
        hidden: false,
        busy_core: false,
        outcome: Outcome::default(),
        crash: None,
        processes: Vec::new(),
        hang: None,
    }
}

/// The records of each thread, the main thread's first.
fn history() -> Vec<Vec<Record>> {
    let mut threads: Vec<Vec<Record>> = (1..=WORKERS + 1)
        .map(|thread| {
            let begun = if thread == 1 { 0 } else { READY_NS / 2 };
            vec![Record::new(RecordKind::ThreadBegin, begun, thread)]
        })
        .collect();
    let mut free = [0; LOCKS as usize];
    // Whoever is free first takes the next task.
    let mut idle: BinaryHeap<_> = (0..WORKERS).map(|w| Reverse((READY_NS, w))).collect();
    for task in 0..TASKS {
        let Some(Reverse((at, worker))) = idle.pop() else {
            break;
        };
        let lock = task.wrapping_mul(2_654_435_761) >> 28;
        let records = &mut threads[worker as usize + 1];
        let end = work(
            records,
            at,
            (worker + 2, task),
            (lock, &mut free[lock as usize]),
        );
        idle.push(Reverse((end, worker)));
    }
    let end = idle.iter().map(|Reverse((at, _))| *at).max().unwrap_or(0);
    for thread in &mut threads[1..] {
        thread.push(Record::new(RecordKind::ThreadEnd, end + 1_000, 0));
    }
    let main = &mut threads[0];
    main.push(Record::new(RecordKind::MeasureBegin, 1_000, MEASUREMENT));
    main.extend((2..=WORKERS + 1).map(|thread| Record::new(RecordKind::Spawn, 2_000, thread)));
    main.push(Record::new(RecordKind::MeasureReady, READY_NS, MEASUREMENT));
    let wait = Record::state(READY_NS, ThreadState::Blocked, Cause::Result, 0);
    main.extend([
        wait,
        Record::state(end, ThreadState::Running, Cause::None, 0),
    ]);
    main.push(Record::new(RecordKind::MeasureEnd, end, MEASUREMENT));
    main.push(Record::new(RecordKind::ThreadEnd, end + 2_000, 0));
    threads
}

/// One task of a thread, from `at` on; gives back when it has ended.
fn work(
    records: &mut Vec<Record>,
    at: u64,
    (thread, task): (u32, u32),
    (lock, free): (u32, &mut u64),
) -> u64 {
    // A walk without a period, the same in every run.
    let lasts = |nth: u32, about: u64| {
        let drawn = (task ^ nth << 24).wrapping_mul(0x9e37_79b1).rotate_left(15);
        about / 2 + ((u64::from(drawn.wrapping_mul(0x85eb_ca6b)) * about) >> 32)
    };
    let running = |at| Record::state(at, ThreadState::Running, Cause::None, 0);
    let blocked = |at, cause, object| Record::state(at, ThreadState::Blocked, cause, object);
    let object = OBJECTS + lock;
    records.push(running(at));
    records.push(Record::new(RecordKind::TaskBegin, at + 1_000, MEASUREMENT).with(task, 0));
    let asked = at + lasts(0, 400_000);
    let taken = (asked + 20_000).max(*free);
    let given = taken + lasts(1, 150_000);
    *free = given + 5_000;
    records.push(blocked(asked, Cause::Lock, object));
    records.push(Record::new(RecordKind::Acquire, taken, object).with(1, thread));
    records.push(running(taken));
    records.push(Record::new(RecordKind::Release, given, object));
    records.push(Record::new(RecordKind::Wake, given + 1_000, object).with(0, 1));
    let mut now = given + 2_000;
    for read in 0..3 {
        now += lasts(2 + read, 200_000);
        records.push(blocked(now, Cause::Io, 0));
        now += lasts(5 + read, 3_000_000);
        records.push(running(now).at_line(1 + read as u16));
    }
    now += lasts(8, 300_000);
    records.push(Record::task_end(
        now,
        MEASUREMENT,
        task,
        TaskStatus::Integer,
        task.into(),
    ));
    now += 2_000;
    records.push(blocked(now, Cause::Queue, QUEUE));
    now + lasts(9, 100_000)
}

/// The history as the page drained it.
fn tape(history: &[Vec<Record>], end: u64) -> Tape {
    let mut tape = Tape::default();
    let mut left: Vec<&[Record]> = history.iter().map(Vec::as_slice).collect();
    for drain in 1..=end / DRAIN_NS + 1 {
        let at_ns = drain * DRAIN_NS;
        let mut slots = Vec::new();
        for (slot, left) in (0..).zip(&mut left) {
            let (now, later) = left.split_at(left.partition_point(|r| r.at_ns < at_ns));
            *left = later;
            slots.push(SlotBatch {
                slot,
                records: now.to_vec(),
                entries: if drain == 1 {
                    entries(slot)
                } else {
                    Vec::new()
                },
                ..SlotBatch::default()
            });
        }
        tape.keep(&Batch {
            at_ns,
            slots,
            ..Batch::default()
        });
    }
    tape
}

/// What a thread says of itself; the main thread also of everything that is shared.
fn entries(slot: u32) -> Vec<Entry> {
    let name = match slot {
        0 => "MainThread".into(),
        worker => format!("worker-{worker}"),
    };
    let mut entries = vec![Entry::Thread {
        thread: slot + 1,
        name,
        daemon: false,
    }];
    if slot == 0 {
        let object = |object, kind: ObjectKind, name| Entry::Object {
            object,
            kind: kind as u8,
            name,
        };
        let lock = |n| object(OBJECTS + n, ObjectKind::Lock, format!("lock {n}"));
        entries.extend((0..LOCKS).map(lock));
        entries.push(object(QUEUE, ObjectKind::Queue, "tasks".into()));
        entries.push(Entry::Measurement(Measurement {
            id: MEASUREMENT,
            load: "sleep".into(),
            executor: "threads".into(),
            workers: WORKERS,
            repeat: 0,
            tasks: TASKS,
            x: None,
        }));
    }
    entries
}
