//! Who made whom go on, in schedules that are known.

use report::arrows::{Arrow, By, around, into_lane, woken_by, woken_from};
use report::{LaneIx, Ns, Timeline};
use trace::entry::Entry;
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

const OBJECT: u32 = 9;

/// A thread that lives from 0 to 100; between, what `records` say.
fn thread(number: u32, records: Vec<Record>) -> SlotBatch {
    let mut all = vec![Record::new(RecordKind::ThreadBegin, 0, number)];
    all.extend(records);
    if all
        .last()
        .is_none_or(|last| last.kind != RecordKind::ThreadEnd)
    {
        all.push(Record::new(RecordKind::ThreadEnd, 100, 0));
    }
    SlotBatch {
        slot: number,
        records: all,
        ..SlotBatch::default()
    }
}

fn run(kind: ObjectKind, mut slots: Vec<SlotBatch>) -> Timeline {
    slots[0].entries.push(Entry::Object {
        object: OBJECT,
        kind: kind as u8,
        name: "it".into(),
    });
    let mut timeline = Timeline::default();
    timeline.ingest(&Batch {
        at_ns: 100,
        slots,
        ..Batch::default()
    });
    timeline.finish();
    timeline
}

/// Running 0–10, waiting 10–50, running again.
fn waits(cause: Cause) -> Vec<Record> {
    vec![
        Record::state(10, ThreadState::Blocked, cause, OBJECT),
        Record::state(50, ThreadState::Running, Cause::None, 0),
    ]
}

fn of(kind: RecordKind, at: u64, a: u32, b: u32) -> Record {
    Record::new(kind, at, OBJECT).with(a, b)
}

/// What ended the wait of thread 2 (from 10 to 50) on an object of this kind.
fn ended_by(
    kind: ObjectKind,
    cause: Cause,
    first: Vec<Record>,
    then: Vec<Record>,
) -> Option<(u32, u64, By)> {
    let mut second = waits(cause);
    second.extend(then);
    let timeline = run(kind, vec![thread(1, first), thread(2, second)]);
    woken_by(&timeline, &timeline.lanes[1], 1).map(|a| (a.from, a.at.0, a.by))
}

#[test]
fn a_lock_came_from_whoever_gave_it_back_last() {
    use RecordKind::{Acquire, Release};
    let held = vec![of(Acquire, 2, 1, 1), of(Release, 48, 0, 0)];
    let taken = vec![of(Acquire, 51, 1, 2)];
    let found = ended_by(ObjectKind::Lock, Cause::Lock, held.clone(), taken);
    assert_eq!(found, Some((1, 48, By::Release)));
    let gave_up = ended_by(ObjectKind::Lock, Cause::Lock, held, vec![]);
    assert_eq!(gave_up, None, "it never took the lock: the wait timed out");
}

#[test]
fn the_gil_came_from_whoever_gave_it_away() {
    let first = vec![of(RecordKind::Gil, 1, 1, 0), of(RecordKind::Gil, 47, 2, 0)];
    let timeline = run(
        ObjectKind::Gil,
        vec![
            thread(1, first),
            thread(
                2,
                vec![
                    Record::state(10, ThreadState::Ready, Cause::Gil, OBJECT),
                    of(RecordKind::Gil, 50, 1, 0),
                    Record::state(50, ThreadState::Running, Cause::None, 0),
                ],
            ),
        ],
    );
    let found = woken_by(&timeline, &timeline.lanes[1], 1).expect("somebody gave it");
    assert_eq!((found.from, found.at, found.by), (1, Ns(47), By::Release));
}

#[test]
fn a_queue_tells_putting_from_taking() {
    use RecordKind::{Value, Wake};
    let put = vec![of(Value, 5, 0, 0), of(Value, 49, 1, 0), of(Wake, 49, 0, 1)];
    let took = vec![of(Value, 5, 4, 0), of(Value, 49, 3, 0), of(Wake, 49, 0, 1)];
    for (records, by) in [(put, By::Put), (took, By::Take)] {
        let found = ended_by(ObjectKind::Queue, Cause::Queue, records, vec![]);
        assert_eq!(found, Some((1, 49, by)));
    }
}

#[test]
fn setting_notifying_and_arriving_are_named_though_told_a_little_late() {
    for (kind, cause, by) in [
        (ObjectKind::Event, Cause::Event, By::Set),
        (ObjectKind::Condition, Cause::Condition, By::Notify),
        (ObjectKind::Barrier, Cause::Barrier, By::Arrive),
        (ObjectKind::Semaphore, Cause::Semaphore, By::Release),
    ] {
        let found = ended_by(kind, cause, vec![of(RecordKind::Wake, 52, 0, 1)], vec![]);
        assert_eq!(found, Some((1, 50, by)), "{kind:?}");
    }
}

#[test]
fn what_no_thread_ends_has_no_arrow() {
    let wake = vec![of(RecordKind::Wake, 49, 0, 1)];
    for cause in [Cause::Sleep, Cause::Io] {
        assert_eq!(
            ended_by(ObjectKind::Event, cause, wake.clone(), vec![]),
            None
        );
    }
    let before = vec![of(RecordKind::Wake, 9, 0, 1)];
    assert_eq!(
        ended_by(ObjectKind::Event, Cause::Event, before, vec![]),
        None
    );
}

#[test]
fn running_that_is_cut_by_lines_began_where_its_first_piece_did() {
    let mut held = waits(Cause::Event);
    held.push(Record::new(RecordKind::Mark, 60, 0).at_line(3));
    let timeline = run(
        ObjectKind::Event,
        vec![
            thread(1, vec![of(RecordKind::Wake, 49, 0, 1)]),
            thread(2, held),
        ],
    );
    let lane = &timeline.lanes[1];
    assert_eq!(
        lane.states.len(),
        4,
        "running, waiting, running, running on another line"
    );
    assert_eq!(around(&timeline, lane, 3), around(&timeline, lane, 2));
    assert_eq!(around(&timeline, lane, 3).map(|a| a.by), Some(By::Set));
}

#[test]
fn starting_and_ending_make_threads_go_on() {
    let mut join = Record::state(20, ThreadState::Blocked, Cause::Join, 2);
    join.line = 0;
    let main = vec![
        Record::new(RecordKind::Spawn, 5, 2),
        join,
        Record::state(71, ThreadState::Running, Cause::None, 0),
    ];
    let mut worker = thread(2, vec![]);
    worker.records = vec![
        Record::new(RecordKind::ThreadBegin, 12, 2).with(1, 0),
        Record::new(RecordKind::ThreadEnd, 70, 0),
    ];
    let timeline = run(ObjectKind::Lock, vec![thread(1, main), worker]);
    let arrow = |from, at, to, until, by| Arrow {
        from,
        at: Ns(at),
        to,
        until: Ns(until),
        by,
        object: 0,
    };
    let start = arrow(1, 5, 2, 12, By::Start);
    let end = arrow(2, 70, 1, 71, By::End);
    let [main, worker] = &timeline.lanes[..] else {
        panic!("two lanes: {:?}", timeline.lanes);
    };
    assert_eq!(around(&timeline, worker, 0), Some(start), "ready");
    assert_eq!(around(&timeline, worker, 1), Some(start), "running");
    assert_eq!(around(&timeline, main, 1), Some(end));
    let whole = (Ns(0), Ns(100));
    assert_eq!(woken_from(&timeline, 1, whole, 8), (vec![start], true));
    assert_eq!(woken_from(&timeline, 2, whole, 8), (vec![end], true));
    assert_eq!(woken_from(&timeline, 2, (Ns(0), Ns(60)), 8), (vec![], true));
    assert_eq!(into_lane(&timeline, LaneIx(0), whole, 8), Some(vec![end]));
    assert_eq!(into_lane(&timeline, LaneIx(0), whole, 0), None, "too many");
}
