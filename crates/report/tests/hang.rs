//! What is told of threads that hang, and of locks that could have made them hang.

mod support;

use report::Timeline;
use report::hang::{FoundHang, describe};
use report::order::contradictions;
use report::summary::summarise;
use report::waits::{Hang, Waiting};
use support::facts;
use trace::entry::Entry;
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

/// A step of a thread: moment, kind, object.
type Step = (u64, RecordKind, u32);
use RecordKind::{Acquire, Release};

const LOCKS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// The history of threads 1, 2, … that took and gave back locks 1, 2, … called a, b, ….
fn history(threads: &[&[Step]]) -> Timeline {
    let slots = (1..).zip(threads).map(|(thread, steps)| {
        let mut records = vec![Record::new(RecordKind::ThreadBegin, 0, thread)];
        records.extend(
            steps
                .iter()
                .map(|(at, kind, object)| Record::new(*kind, *at, *object)),
        );
        let name = format!("thread {thread}");
        let mut entries = vec![Entry::Thread {
            thread,
            name,
            daemon: false,
        }];
        if thread == 1 {
            entries.extend((1..).zip(LOCKS).map(|(object, name)| Entry::Object {
                object,
                kind: ObjectKind::Lock as u8,
                name: name.into(),
            }));
        }
        SlotBatch {
            slot: thread,
            records,
            entries,
            ..SlotBatch::default()
        }
    });
    let mut timeline = Timeline::default();
    timeline.ingest(&Batch {
        at_ns: 0,
        slots: slots.collect(),
        ..Batch::default()
    });
    timeline
}

fn waiting(thread: u32, object: u32, holder: u32, since_ns: u64) -> Waiting {
    Waiting {
        thread,
        cause: Cause::Lock,
        object,
        holder,
        since_ns,
        line: 0,
    }
}

#[test]
fn a_deadlock_is_told_by_names_and_by_the_order_of_taking() {
    let timeline = history(&[&[(2_000_000, Acquire, 1)], &[(1_000_000, Acquire, 2)]]);
    let cycle = vec![waiting(1, 2, 2, 3_000_000), waiting(2, 1, 1, 4_000_000)];
    let hang = Hang::Deadlocked {
        cycle,
        everyone: true,
    };
    let found = FoundHang {
        hang,
        at_ns: 20_000_000,
    };
    let told = describe(&found, &timeline);
    let waits: Vec<_> = told
        .waits
        .iter()
        .map(|w| (&*w.name, &*w.object_name, &*w.holder_name))
        .collect();
    assert_eq!(
        waits,
        [("thread 1", "b", "thread 2"), ("thread 2", "a", "thread 1")]
    );
    let taken: Vec<_> = told
        .taken
        .iter()
        .map(|t| (&*t.name, &*t.object_name, t.at_ms))
        .collect();
    assert_eq!(taken, [("thread 2", "b", 1.0), ("thread 1", "a", 2.0)]);
    assert_eq!((told.found_ms, told.after_ms), (20.0, 16.0));
    assert!(told.is_cycle && told.everyone);
}

#[test]
fn a_hang_keeps_the_moment_at_which_its_threads_were_found() {
    let cycle = |everyone| Hang::Deadlocked {
        cycle: vec![waiting(1, 2, 1, 5)],
        everyone,
    };
    let first = FoundHang::follow(None, Some(cycle(false)), 10);
    let second = FoundHang::follow(first.clone(), Some(cycle(true)), 30);
    assert_eq!(second.as_ref().map(|found| found.at_ns), Some(10));
    assert_eq!(second.map(|found| found.hang), Some(cycle(true)));
    assert_eq!(FoundHang::follow(first.clone(), None, 40), first);
    let whole = FoundHang::follow(None, Some(cycle(true)), 10);
    assert_eq!(FoundHang::follow(whole, None, 40), None);
    let other = Hang::Stuck {
        waiting: vec![waiting(3, 2, 0, 5)],
    };
    let other = FoundHang::follow(first, Some(other), 50);
    assert_eq!(other.map(|found| found.at_ns), Some(50));
}

/// The locks of each circle that is found, as `ab`.
fn found(threads: &[&[Step]]) -> Vec<String> {
    let circles = contradictions(&history(threads));
    let name = |object: u32| LOCKS[object as usize - 1];
    circles
        .iter()
        .map(|circle| circle.iter().map(|t| name(t.outer)).collect())
        .collect()
}

#[test]
fn locks_taken_in_contradicting_orders_are_found_and_only_those() {
    // Takes the first, then the second, gives both back; begun at `at`.
    let nested = |at: u64, outer: u32, inner: u32| -> Vec<Step> {
        vec![
            (at, Acquire, outer),
            (at + 1, Acquire, inner),
            (at + 2, Release, inner),
            (at + 3, Release, outer),
        ]
    };
    let gated = |at: u64, outer: u32, inner: u32| -> Vec<Step> {
        let mut steps = vec![(at, Acquire, 5)];
        steps.extend(nested(at + 1, outer, inner));
        steps.push((at + 9, Release, 5));
        steps
    };
    let both = [nested(0, 1, 2), nested(10, 2, 1)].concat();
    let rows: &[(&[Vec<Step>], &[&str])] = &[
        (&[nested(0, 1, 2), nested(50, 2, 1)], &["ab"]),
        (&[nested(0, 1, 2), nested(50, 1, 2)], &[]),
        (&[both], &[]),
        (&[gated(0, 1, 2), gated(50, 2, 1)], &[]),
        (&[gated(0, 1, 2), nested(50, 2, 1)], &["ab"]),
        (
            &[nested(0, 1, 2), nested(50, 2, 3), nested(90, 3, 1)],
            &["abc"],
        ),
        (
            &[vec![
                (0, Acquire, 1),
                (1, Release, 1),
                (2, Acquire, 2),
                (3, Release, 2),
            ]],
            &[],
        ),
        (
            &[
                vec![(0, Acquire, 1), (1, Acquire, 1), (2, Release, 1)],
                nested(50, 2, 1),
            ],
            &[],
        ),
    ];
    for (threads, expected) in rows {
        let threads: Vec<&[Step]> = threads.iter().map(Vec::as_slice).collect();
        assert_eq!(found(&threads), *expected, "{threads:?}");
    }
}

#[test]
fn a_run_that_could_have_hung_says_so_with_the_names_of_threads_and_locks() {
    let timeline = history(&[
        &[
            (0, Acquire, 1),
            (1, Acquire, 2),
            (2, Release, 2),
            (3, Release, 1),
        ],
        &[
            (10, Acquire, 2),
            (11, Acquire, 1),
            (12, Release, 1),
            (13, Release, 2),
        ],
    ]);
    let report = summarise(&timeline, &facts());
    let told: Vec<String> = report
        .warnings
        .iter()
        .map(|warning| format!("{:?}", warning.message().arguments))
        .collect();
    let expected = "thread 1: a → b; thread 2: b → a";
    assert!(told.iter().any(|text| text.contains(expected)), "{told:?}");
}

#[test]
fn at_a_moment_a_lock_has_one_holder_and_a_waiter_knows_it() {
    let timeline = history(&[
        &[(10, Acquire, 1), (40, Release, 1)],
        &[(38, Acquire, 1), (90, Release, 1)],
    ]);
    let lock = timeline.object(1).expect("it was named");
    for (at, holders) in [
        (5, vec![]),
        (10, vec![1]),
        (37, vec![1]),
        (39, vec![2]), // The release of the one is written after the taking of the other.
        (89, vec![2]),
        (90, vec![]),
    ] {
        assert_eq!(lock.holders_at(report::Ns(at)), holders, "at {at}");
    }
    let mut timeline = timeline;
    let wait = Record::state(95, ThreadState::Blocked, Cause::Lock, 1);
    timeline.ingest(&Batch {
        at_ns: 100,
        slots: vec![SlotBatch {
            slot: 1,
            records: vec![Record::new(Acquire, 94, 2), wait],
            ..SlotBatch::default()
        }],
        ..Batch::default()
    });
    let moments = timeline.at(report::Ns(96));
    assert_eq!((moments[0].object, moments[0].holder), (1, 0));
}
