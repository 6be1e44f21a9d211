//! The picture and the truth agree: a known schedule, written as records, is given back exactly, however the records were cut into batches.

use proptest::prelude::*;
use report::timeline::{MeasurementTimes, TaskResult};
use report::{Lane, Ns, Span, SpanKind, Timeline};
use scenario::TaskValue;
use trace::entry::{Entry, Measurement};
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

/// One thing a thread does, and for how long.
#[derive(Clone, Copy, Debug)]
struct Step {
    lasts: u64,
    act: Act,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Compute,
    Wait(Cause, u32),
    Task,
}

/// One thread's life: begins at `begin`, then its steps.
#[derive(Clone, Debug)]
struct Life {
    begin: u64,
    steps: Vec<Step>,
}

fn any_life() -> impl Strategy<Value = Life> {
    let act = prop_oneof![
        Just(Act::Compute),
        (prop::sample::select(&Cause::ALL[1..]), 1u32..5).prop_map(|(c, o)| Act::Wait(c, o)),
        Just(Act::Task),
    ];
    let step = (1u64..50, act).prop_map(|(lasts, act)| Step { lasts, act });
    (0u64..100, prop::collection::vec(step, 0..12)).prop_map(|(begin, steps)| Life { begin, steps })
}

/// What ingest must give back of one thread.
#[derive(Clone, Debug, Default, PartialEq)]
struct Truth {
    states: Vec<Span>,
    tasks: Vec<Span>,
    results: Vec<(u32, TaskResult)>,
    end: u64,
}

fn span(start: u64, end: u64, kind: SpanKind, object: u32) -> Span {
    Span {
        start: Ns(start),
        end: Ns(end),
        kind,
        object,
        line: 0,
    }
}

/// The records of a life and its truth; `next_task` numbers tasks over all threads.
fn tell(life: &Life, thread: u32, next_task: &mut u32) -> (Vec<Record>, Truth) {
    let mut at = life.begin;
    let mut records = vec![Record::new(RecordKind::ThreadBegin, at, thread)];
    let mut truth = Truth::default();
    for step in &life.steps {
        let end = at + step.lasts;
        let (state, cause, object) = match step.act {
            Act::Wait(cause, object) => (ThreadState::Blocked, cause, object),
            Act::Compute | Act::Task => (ThreadState::Running, Cause::None, 0),
        };
        records.push(Record::state(at, state, cause, object));
        let kind = SpanKind::State(state, cause);
        match truth.states.last_mut() {
            Some(last) if last.kind == kind && last.object == object => last.end = Ns(end),
            _ => truth.states.push(span(at, end, kind, object)),
        }
        if let Act::Task = step.act {
            let index = *next_task;
            *next_task += 1;
            let value = i64::from(index) - 3;
            records.push(Record::new(RecordKind::TaskBegin, at, 1).with(index, 0));
            records.push(Record::task_end(
                end,
                1,
                index,
                TaskStatus::Integer,
                value as u64,
            ));
            truth.tasks.push(span(
                at,
                end,
                SpanKind::Task {
                    measurement: 1,
                    index,
                    failed: false,
                },
                0,
            ));
            let value = Some(Ok(TaskValue::Integer(value)));
            let result = TaskResult {
                thread,
                start: Ns(at),
                end: Ns(end),
                value,
            };
            truth.results.push((index, result));
        }
        at = end;
    }
    records.push(Record::new(RecordKind::ThreadEnd, at, 0));
    if truth.states.is_empty() {
        let running = SpanKind::State(ThreadState::Running, Cause::None);
        truth.states.push(span(at, at, running, 0));
    }
    truth.end = at;
    (records, truth)
}

/// Cuts each ring's records at its own places and delivers them over several batches.
fn batches(rings: &[Vec<Record>], cuts: &[usize], reversed: bool) -> Vec<Batch> {
    let rounds = cuts.len() + 1;
    (0..rounds)
        .map(|round| {
            let part = |slot: usize| {
                let records = &rings[slot];
                let place = |r: usize| match r {
                    0 => 0,
                    r if r == rounds => records.len(),
                    r => cuts[r - 1].min(records.len()),
                };
                let records = records[place(round)..place(round + 1)].to_vec();
                SlotBatch {
                    slot: slot as u32,
                    records,
                    ..SlotBatch::default()
                }
            };
            let mut slots: Vec<SlotBatch> = (0..rings.len()).map(part).collect();
            if reversed {
                slots.reverse();
            }
            Batch {
                at_ns: 0,
                slots,
                ..Batch::default()
            }
        })
        .collect()
}

fn ingest(batches: &[Batch]) -> Timeline {
    let mut timeline = Timeline::default();
    batches.iter().for_each(|batch| timeline.ingest(batch));
    timeline
}

type Parts<'t> = (
    &'t [Lane],
    &'t [MeasurementTimes],
    Vec<(Ns, u32)>,
    &'t [report::timeline::Object],
    Ns,
);

fn parts(timeline: &Timeline) -> Parts<'_> {
    let lines = timeline.lines.iter().map(|l| (l.at, l.thread)).collect();
    (
        &timeline.lanes,
        &timeline.measurements,
        lines,
        &timeline.objects,
        timeline.end,
    )
}

proptest! {
    #[test]
    fn a_known_schedule_comes_back_exactly(
        lives in prop::collection::vec(any_life(), 1..6),
        cuts in prop::collection::vec(0usize..40, 0..6),
        reversed: bool,
    ) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let mut next_task = 0;
        let told: Vec<_> =
            (1..).zip(&lives).map(|(thread, life)| tell(life, thread, &mut next_task)).collect();
        let rings: Vec<Vec<Record>> = told.iter().map(|(records, _)| records.clone()).collect();
        let timeline = ingest(&batches(&rings, &cuts, reversed));
        prop_assert_eq!(timeline.lanes.len(), lives.len());
        for ((lane, (_, truth)), life) in timeline.lanes.iter().zip(&told).zip(&lives) {
            prop_assert_eq!(&lane.states, &truth.states);
            prop_assert_eq!(&lane.tasks, &truth.tasks);
            prop_assert_eq!(lane.ended, Some((Ns(truth.end), ThreadState::Terminated)));
            let sum: u64 = lane.states.iter().map(|s| s.end.since(s.start)).sum();
            prop_assert_eq!(sum, truth.end - life.begin, "span sums are the life time");
            for (index, result) in &truth.results {
                let found = timeline.measurements[0].tasks[*index as usize].as_ref();
                prop_assert_eq!(found, Some(result));
            }
            for moment in life.begin..truth.end {
                let shown = timeline.at(Ns(moment));
                let shown = shown.iter().find(|m| m.thread == lane.thread);
                let at = |s: &&Span| s.start.0 <= moment && moment < s.end.0;
                let expected = truth.states.iter().find(at).map(|s| (s.kind, s.object, s.start));
                let seen = shown.map(|m| (SpanKind::State(m.state, m.cause), m.object, m.since));
                prop_assert_eq!(seen, expected, "at {}", moment);
            }
        }
    }

    #[test]
    fn how_records_were_cut_into_batches_does_not_show(
        lives in prop::collection::vec(prop::collection::vec((0u64..4, 0u32..12, 0u32..4), 0..30), 1..5),
        cuts in prop::collection::vec(0usize..30, 0..5),
        reversed: bool,
    ) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let rings: Vec<Vec<Record>> =
            (1..).zip(&lives).map(|(thread, steps)| anything(thread, steps)).collect();
        let whole = ingest(&batches(&rings, &[], false));
        let cut = ingest(&batches(&rings, &cuts, reversed));
        prop_assert_eq!(parts(&whole), parts(&cut));
        prop_assert_eq!(&whole.wakes, &cut.wakes);
    }

    #[test]
    fn any_records_at_all_are_survived(
        words in prop::collection::vec(any::<[u32; 8]>(), 0..60),
        kinds in prop::collection::vec(1u32..23, 60),
    ) {
        let decode = |(words, kind): (&[u32; 8], &u32)| {
            let mut words = *words;
            words[2] = (words[2] & 0xffff_0000) | *kind | (words[2] & 0x2300);
            Record::decode(&words)
        };
        let records: Vec<Record> = words.iter().zip(&kinds).filter_map(decode).collect();
        let mut ring = vec![Record::new(RecordKind::ThreadBegin, 0, 1)];
        ring.extend(records);
        let timeline = ingest(&batches(&[ring], &[], false));
        timeline.at(Ns(5));
    }
}

/// Records of every kind in an order of time that leaves ties, as a coarse clock does.
fn anything(thread: u32, steps: &[(u64, u32, u32)]) -> Vec<Record> {
    let mut at = 10;
    let mut records = vec![Record::new(RecordKind::ThreadBegin, at, thread)];
    for &(lasts, what, number) in steps {
        at += lasts * 5;
        let record = match what {
            0 => Record::state(at, ThreadState::Blocked, Cause::Lock, number),
            1 => Record::state(at, ThreadState::Running, Cause::None, 0),
            2 => Record::new(RecordKind::Value, at, number).with(number, thread),
            3 => Record::new(RecordKind::Wake, at, number).with(number + 1, 1),
            4 => Record::new(RecordKind::Spawn, at, number + 2).with(number & 1, 0),
            5 => Record::new(RecordKind::TaskBegin, at, 1).with(thread * 100 + number, 0),
            6 => Record::task_end(at, 1, thread * 100 + number, TaskStatus::Unit, 0),
            7 => Record::new(RecordKind::Mark, at, 0).at_line(number as u16 + 1),
            8 => Record::new(RecordKind::ChunkBegin, at, 1).with(number, 2),
            9 => Record::new(RecordKind::ChunkEnd, at, 1),
            10 => Record::new(RecordKind::MeasureReady, at, thread),
            _ => {
                let mut note = Record::state(at, ThreadState::Running, Cause::None, 0).with(3, 0);
                note.kind = RecordKind::Dropped;
                note
            }
        };
        records.push(record);
    }
    records
}

#[test]
fn a_thread_is_new_until_it_is_started_and_ready_until_it_begins() {
    let main = vec![
        Record::new(RecordKind::ThreadBegin, 0, 1),
        Record::new(RecordKind::Spawn, 10, 2).with(1, 0),
        Record::new(RecordKind::Spawn, 20, 2),
        Record::new(RecordKind::ThreadEnd, 40, 0),
    ];
    let other = vec![
        Record::new(RecordKind::ThreadBegin, 30, 2),
        Record::new(RecordKind::ThreadEnd, 40, 0),
    ];
    let state = |state| SpanKind::State(state, Cause::None);
    for rings in [[main.clone(), other.clone()], [other, main]] {
        let timeline = ingest(&batches(&rings, &[], false));
        assert_eq!(
            timeline.lanes[1].states,
            [
                span(10, 20, state(ThreadState::New), 0),
                span(20, 30, state(ThreadState::Ready), 0),
                span(30, 40, state(ThreadState::Running), 0)
            ]
        );
    }
}

#[test]
fn a_gap_is_shown_where_records_are_missing_and_ends_old_states() {
    let mut note = Record::state(20, ThreadState::Running, Cause::None, 0).with(7, 0);
    note.kind = RecordKind::Dropped;
    let ring = vec![
        Record::new(RecordKind::ThreadBegin, 0, 1),
        Record::new(RecordKind::TaskBegin, 5, 1).with(0, 0),
        Record::state(10, ThreadState::Blocked, Cause::Lock, 4),
        note,
        Record::new(RecordKind::TaskBegin, 50, 1).with(1, 0),
        Record::task_end(60, 1, 1, TaskStatus::Unit, 0),
        Record::new(RecordKind::ThreadEnd, 70, 0),
    ];
    let timeline = ingest(&batches(&[ring], &[], false));
    let lane = &timeline.lanes[0];
    let running = SpanKind::State(ThreadState::Running, Cause::None);
    let blocked = SpanKind::State(ThreadState::Blocked, Cause::Lock);
    assert_eq!(
        lane.states,
        [
            span(0, 10, running, 0),
            span(10, 50, blocked, 4),
            span(50, 70, running, 0)
        ]
    );
    assert_eq!(lane.others, [span(20, 50, SpanKind::Gap(7), 0)]);
    let task = |index| SpanKind::Task {
        measurement: 1,
        index,
        failed: false,
    };
    assert_eq!(
        lane.tasks,
        [span(5, 20, task(0), 0), span(50, 60, task(1), 0)]
    );
}

#[test]
fn entries_find_their_measurement_whichever_ring_is_drained_first() {
    let info = Measurement {
        id: 1,
        load: "cpu".into(),
        executor: "threads".into(),
        workers: 2,
        repeat: 0,
        tasks: 3,
        x: None,
    };
    let worker = SlotBatch {
        slot: 1,
        records: vec![
            Record::new(RecordKind::ThreadBegin, 0, 2),
            Record::new(RecordKind::TaskBegin, 1, 1).with(2, 0),
            Record::task_end(4, 1, 2, TaskStatus::Error, 0),
        ],
        entries: vec![Entry::TaskError {
            measurement: 1,
            task: 2,
            kind: "ValueError".into(),
            message: "no".into(),
        }],
        ..SlotBatch::default()
    };
    let main = SlotBatch {
        entries: vec![Entry::Measurement(info.clone())],
        ..SlotBatch::default()
    };
    let timeline = ingest(&[
        Batch {
            at_ns: 0,
            slots: vec![worker],
            ..Batch::default()
        },
        Batch {
            at_ns: 0,
            slots: vec![main],
            ..Batch::default()
        },
    ]);
    let times = &timeline.measurements[0];
    assert_eq!((&times.info, times.tasks.len()), (&info, 3));
    let value = times.tasks[2].as_ref().and_then(|t| t.value.clone());
    assert_eq!(
        value.map(|v| v.map_err(|e| e.kind)),
        Some(Err("ValueError".into()))
    );
}
