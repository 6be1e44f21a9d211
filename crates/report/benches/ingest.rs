//! What analysing costs the page: nanoseconds per record, median of rounds with the 25–75 % range.
//!
//! Timed: `Timeline::ingest` of batches of 10,000 records (state changes and tasks of four threads) into a timeline that has already taken
//! a million records, and into a new one. Not timed: making the records, draining. 21 rounds each. Beside it the floor: reading the same
//! records once. Goal: 10,000 records in at most 0.2 ms on a machine on which the floor takes 0.01 ms.

use report::Timeline;
use std::hint::black_box;
use std::time::Instant;
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

const THREADS: u32 = 4;
const RECORDS: u32 = 10_000;
const ROUNDS: u32 = 21;

fn main() {
    let mut at = 0;
    let (mut fresh_ns, mut full_ns, mut floor_ns) = (Vec::new(), Vec::new(), Vec::new());
    let mut full = Timeline::default();
    (0..100).for_each(|round| full.ingest(&batch(round, &mut at)));
    for round in 0..ROUNDS {
        let first = batch(0, &mut 0);
        fresh_ns.push(timed(|| {
            let mut fresh = Timeline::default();
            fresh.ingest(&first);
            black_box(&fresh);
        }));
        let next = batch(100 + round, &mut at);
        full_ns.push(timed(|| full.ingest(&next)));
        floor_ns.push(timed(|| {
            let records = next.slots.iter().flat_map(|slot| &slot.records);
            black_box(
                records
                    .map(|r| r.at_ns ^ u64::from(r.a))
                    .fold(0, |a, b| a ^ b),
            );
        }));
    }
    print("new timeline", &mut fresh_ns);
    print("after a million records", &mut full_ns);
    print("floor: reading them", &mut floor_ns);
}

fn batch(round: u32, at: &mut u64) -> Batch {
    let per_thread = RECORDS / THREADS / 5;
    let mut slots = Vec::new();
    for thread in 1..=THREADS {
        let mut records = Vec::new();
        if round == 0 {
            records.push(Record::new(RecordKind::ThreadBegin, *at, thread));
        }
        for n in 0..per_thread {
            let task = (round * RECORDS / 5 + thread * per_thread + n) % 100_000;
            let now = *at + u64::from(n) * 50;
            records.push(Record::new(RecordKind::TaskBegin, now, 1).with(task, 0));
            records.push(Record::state(now + 10, ThreadState::Blocked, Cause::Io, 0));
            records.push(Record::state(
                now + 20,
                ThreadState::Running,
                Cause::None,
                0,
            ));
            records.push(Record::task_end(now + 30, 1, task, TaskStatus::Integer, 7));
            records.push(Record::state(
                now + 40,
                ThreadState::Blocked,
                Cause::Queue,
                3,
            ));
        }
        slots.push(SlotBatch {
            slot: thread,
            records,
            ..SlotBatch::default()
        });
    }
    *at += u64::from(per_thread) * 50;
    Batch {
        at_ns: *at,
        slots,
        ..Batch::default()
    }
}

fn timed(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_nanos() as f64
}

fn print(name: &str, samples: &mut [f64]) {
    samples.sort_by(f64::total_cmp);
    let at = |part: usize| samples[samples.len() * part / 4] / 1e6;
    println!(
        "{name}: {:.3} ms for {RECORDS} records ({:.3}–{:.3})",
        at(2),
        at(1),
        at(3)
    );
}
