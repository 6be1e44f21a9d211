//! Contention, critical path and exports of one small run: thread 1 computes, then waits for what thread 2 hands over.

use report::contention::contention;
use report::critical_path::critical_path;
use report::export::{to_csv, to_trace_event};
use report::timeline::Object;
use report::{Lane, Ns, Span, SpanKind, Timeline};
use serde_json::Value;
use trace::entry::Entry;
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

/// 1: runs 0–10, blocked on queue 9 10–50, runs 50–60. 2: runs task 3 0–30, sleeps 30–40, runs and wakes 1 at 48.
fn handed_over() -> Timeline {
    let main = SlotBatch {
        records: vec![
            Record::new(RecordKind::ThreadBegin, 0, 1),
            Record::state(10, ThreadState::Blocked, Cause::Queue, 9),
            Record::state(50, ThreadState::Running, Cause::None, 0),
            Record::new(RecordKind::ThreadEnd, 60, 0),
        ],
        entries: vec![Entry::Object {
            object: 9,
            kind: ObjectKind::Queue as u8,
            name: "queue q".into(),
        }],
        ..SlotBatch::default()
    };
    let worker = SlotBatch {
        slot: 1,
        records: vec![
            Record::new(RecordKind::ThreadBegin, 0, 2),
            Record::new(RecordKind::TaskBegin, 0, 1).with(3, 0),
            Record::task_end(30, 1, 3, TaskStatus::Unit, 0),
            Record::state(30, ThreadState::Blocked, Cause::Sleep, 0),
            Record::state(40, ThreadState::Running, Cause::None, 0),
            Record::new(RecordKind::Value, 48, 9).with(1, 0),
            Record::new(RecordKind::Wake, 48, 9).with(1, 1),
            Record::new(RecordKind::ThreadEnd, 70, 0),
        ],
        ..SlotBatch::default()
    };
    let mut timeline = Timeline::default();
    timeline.ingest(&Batch {
        at_ns: 0,
        slots: vec![main, worker],
        ..Batch::default()
    });
    timeline
}

#[test]
fn the_path_goes_through_whoever_was_waited_for() {
    let steps = critical_path(&handed_over(), 1, Ns(0), Ns(60));
    let seen: Vec<_> = steps
        .iter()
        .map(|s| (s.thread, s.start.0, s.end.0, s.state.0))
        .collect();
    use ThreadState::{Blocked, Running};
    assert_eq!(
        seen,
        [
            (2, 0, 30, Running),
            (2, 30, 40, Blocked),
            (2, 40, 48, Running),
            (1, 48, 50, Blocked),
            (1, 50, 60, Running)
        ]
    );
}

#[test]
fn threads_that_wake_one_another_at_one_reading_of_the_clock_are_not_walked_for_ever() {
    let ring = |thread: u32, wakes: u32| SlotBatch {
        slot: thread,
        records: vec![
            Record::new(RecordKind::ThreadBegin, 0, thread),
            Record::state(10, ThreadState::Blocked, Cause::Lock, 9),
            Record::new(RecordKind::Wake, 50, 9).with(wakes, 1),
            Record::state(60, ThreadState::Running, Cause::None, 0),
        ],
        ..SlotBatch::default()
    };
    let mut timeline = Timeline::default();
    timeline.ingest(&Batch {
        at_ns: 0,
        slots: vec![ring(1, 2), ring(2, 3), ring(3, 1)],
        ..Batch::default()
    });
    let steps = critical_path(&timeline, 1, Ns(0), Ns(60));
    assert_eq!(
        steps.last().map(|s| (s.thread, s.start, s.end)),
        Some((1, Ns(50), Ns(60)))
    );
}

#[test]
fn waits_are_counted_per_object_and_inside_the_window() {
    let timeline = handed_over();
    for ((from, to), expected) in [((0, 60), Some(40)), ((20, 30), Some(10)), ((50, 60), None)] {
        let found = contention(&timeline, Ns(from), Ns(to));
        assert_eq!(found.first().map(|c| c.waited_ns), expected, "{from}..{to}");
        assert!(
            found
                .iter()
                .all(|c| (c.object, c.waits, c.longest_thread) == (9, 1, 1))
        );
    }
}

#[test]
fn the_csv_has_a_row_for_every_span() {
    let csv = to_csv(&handed_over());
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 1 + 3 + 3 + 1, "{csv}");
    assert!(
        rows.contains(&"0,1,thread 1,state,blocked: queue queue q,9,0,0.010,0.050,,"),
        "{csv}"
    );
    assert!(
        rows.contains(&"0,2,thread 2,task,task 3,0,0,0.000,0.030,1,3"),
        "{csv}"
    );
}

#[test]
fn the_trace_event_file_nests_and_holds_everything() {
    let text = to_trace_event(&handed_over());
    let file: Value = serde_json::from_str(&text).expect("valid JSON");
    let events = file["traceEvents"].as_array().expect("a list");
    let count = |phase: &str| events.iter().filter(|e| e["ph"] == phase).count();
    assert_eq!(["M", "X", "C", "s", "f"].map(count), [5, 7, 1, 1, 1]);
    for event in events.iter().filter(|e| e["ph"] == "X") {
        let ends = |e: &Value| {
            e["ts"]
                .as_f64()
                .zip(e["dur"].as_f64())
                .map(|(at, dur)| (at, at + dur))
        };
        let (start, end) = ends(event).expect("times");
        let beside = events
            .iter()
            .filter(|e| e["ph"] == "X" && e["tid"] == event["tid"]);
        for (other_start, other_end) in beside.filter_map(ends) {
            let apart = other_end <= start || end <= other_start;
            let nested = (start <= other_start && other_end <= end)
                || (other_start <= start && end <= other_end);
            assert!(
                apart || nested,
                "{event} crosses {other_start}..{other_end}"
            );
        }
    }
}

#[test]
fn a_wait_for_a_thread_s_end_names_the_thread_and_no_object_of_the_same_number() {
    let mut timeline = Timeline::default();
    timeline.lanes.push(Lane::new(2, "worker".into()));
    timeline.objects.push(Object {
        id: 2,
        kind: Some(ObjectKind::Lock),
        name: "lock".into(),
        values: Vec::new(),
        holds: Vec::new(),
    });
    let span = |cause, object| Span {
        start: Ns(0),
        end: Ns(10),
        kind: SpanKind::State(ThreadState::Blocked, cause),
        object,
        line: 0,
    };
    for (cause, object, expected) in [
        (Cause::Join, 2, Some("worker")),
        (Cause::Join, 9, None),
        (Cause::Lock, 2, Some("lock")),
        (Cause::Lock, 9, None),
        (Cause::Sleep, 0, None),
    ] {
        let name = timeline.object_name(&span(cause, object));
        assert_eq!(name, expected, "{cause:?} {object}");
    }
    timeline.lanes[0].states.push(span(Cause::Join, 2));
    assert!(contention(&timeline, Ns(0), Ns(10)).is_empty());
    assert_eq!(timeline.at(Ns(5))[0].holder, 2);
}
