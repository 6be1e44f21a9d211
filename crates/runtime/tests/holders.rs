//! Who holds what, as the trace tells it: the timeline can say at any moment which thread has a lock, and nobody ever has it twice.
#![cfg(not(loom))]

use report::timeline::Object;
use report::{Ns, Timeline};
use runtime::context::{self, Process, Tracing, enter_free_slot};
use runtime::gil::{Gil, SWITCH_INTERVAL, attach};
use runtime::sync::{Condition, Event, Lock, Policy, RLock, Semaphore};
use runtime::thread::{Handle, run_here, start};
use std::sync::Arc;
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, Reader};
use trace::record::Record;
use trace::words::NoWords;

/// What a program left: its timeline, and its records by ring.
struct Traced {
    timeline: Timeline,
    rings: Vec<Vec<Record>>,
}

/// Runs `body` as the main thread of a traced process.
fn program(body: impl FnOnce()) -> Traced {
    let process = Process::leak(0, Tracing::Records(16_384));
    let entered = enter_free_slot(process).expect("a new process has slots");
    run_here(&entered, "MainThread", body).unwrap_or_else(|(how, _)| panic!("main {how:?}"));
    process.finish();
    let mut batch = Batch::default();
    let now = runtime::platform::now_ns();
    Reader::new(process.header_address(), 0).drain(process.words(), &NoWords, now, &mut batch);
    let mut timeline = Timeline::default();
    timeline.ingest(&batch);
    assert_eq!(timeline.dropped, 0, "the ring is large enough");
    let rings = batch.slots.into_iter().map(|slot| slot.records).collect();
    Traced { timeline, rings }
}

fn threads(count: u32, body: impl Fn(u32) + Send + Sync + 'static) {
    let body = Arc::new(body);
    let begin = |i| {
        let body = body.clone();
        start(&format!("t{i}"), Box::new(move || body(i))).expect("starts")
    };
    let handles: Vec<Handle> = (0..count).map(begin).collect();
    handles.iter().for_each(|handle| {
        handle.join(None);
    });
}

impl Traced {
    #[track_caller]
    fn object(&self, name: &str) -> &Object {
        let found = self.timeline.objects.iter().find(|o| o.name == name);
        found.unwrap_or_else(|| panic!("{name} is in the trace"))
    }

    /// Value and holder in order.
    fn values(&self, name: &str) -> Vec<(i32, u32)> {
        let values = self.object(name).values.iter();
        values.map(|(_, value, holder)| (*value, *holder)).collect()
    }

    /// Begin and end of each hold of a thread, from the records of the object.
    fn holds(&self, name: &str) -> Vec<(u64, u64)> {
        let object = self.object(name).id;
        let mut holds = Vec::new();
        for ring in &self.rings {
            let mut since = None;
            for record in ring.iter().filter(|record| record.object == object) {
                match record.kind {
                    RecordKind::Acquire => since = Some(record.at_ns),
                    RecordKind::Release => holds.push((since.take().expect("taken"), record.at_ns)),
                    _ => {}
                }
            }
            assert_eq!(since, None, "every hold of {name} has ended");
        }
        holds.sort_unstable();
        holds
    }

    /// How many of the holds go on at the busiest moment.
    fn most_at_once(&self, name: &str) -> usize {
        let holds = self.holds(name);
        let at = |moment| {
            holds
                .iter()
                .filter(|h| h.0 <= moment && moment < h.1)
                .count()
        };
        holds.iter().map(|hold| at(hold.0)).max().unwrap_or(0)
    }
}

#[test]
fn a_blocked_thread_s_moment_names_the_holder_whatever_the_policy() {
    for policy in [Policy::Barging, Policy::Fifo] {
        let seen = program(move || {
            let lock = Arc::new(Lock::named("L", policy));
            let held = lock.hold();
            let wanted = lock.clone();
            let waiter = start("waiter", Box::new(move || drop(wanted.hold()))).expect("starts");
            let process = context::current().expect("a context").process();
            until_blocked(process, waiter.thread(), Cause::Lock);
            drop(held);
            waiter.join(None);
        });
        let lanes = &seen.timeline.lanes;
        let (main, waiter) = (lanes[0].thread, lanes[1].thread);
        let turns = [(1, main), (0, 0), (1, waiter), (0, 0)];
        assert_eq!(seen.values("L"), turns, "{policy:?}");
        let given_ns = seen.object("L").values[1].0;
        let moments = seen.timeline.at(Ns(given_ns.0 - 1));
        let waiting = moments.iter().find(|m| m.thread == waiter).expect("begun");
        assert_eq!(
            (waiting.state, waiting.cause, waiting.object, waiting.holder),
            (ThreadState::Blocked, Cause::Lock, seen.object("L").id, main),
            "{policy:?}"
        );
    }
}

/// Waits until that thread's status cell says that it is blocked for this cause.
fn until_blocked(process: &'static Process, thread: u32, cause: Cause) {
    let reader = Reader::new(process.header_address(), 0);
    loop {
        let mut seen = Vec::new();
        reader.snapshot(process.words(), &NoWords, &mut seen);
        let blocked = |status: &trace::reader::Status| {
            (status.thread, status.state, status.cause) == (thread, ThreadState::Blocked, cause)
        };
        if seen.iter().any(|(_, status)| blocked(status)) {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn no_two_threads_hold_a_lock_at_once_in_the_trace() {
    const THREADS: u32 = 4;
    const ROUNDS: u32 = 150;
    for policy in [Policy::Barging, Policy::Fifo] {
        let seen = program(move || {
            let lock = Arc::new(Lock::named("L", policy));
            threads(THREADS, move |_| {
                (0..ROUNDS).for_each(|_| drop(lock.hold()))
            });
        });
        let holds = seen.holds("L");
        assert_eq!(holds.len(), (THREADS * ROUNDS) as usize, "{policy:?}");
        let overlap = holds.windows(2).find(|two| two[0].1 >= two[1].0);
        assert_eq!(overlap, None, "{policy:?}");
        let values = seen.values("L");
        let alternates = values
            .chunks(2)
            .all(|turn| matches!(turn, [(1, taker), (0, 0)] if *taker != 0));
        assert!(alternates, "{policy:?}: {values:?}");
    }
}

#[test]
fn a_re_entrant_lock_tells_its_depth_and_stays_held_until_the_last_release() {
    let seen = program(|| {
        let lock = RLock::named("R");
        let outer = lock.hold();
        drop(lock.hold());
        drop(outer);
    });
    let main = seen.timeline.lanes[0].thread;
    assert_eq!(seen.values("R"), [(1, main), (2, main), (1, main), (0, 0)]);
}

#[test]
fn a_condition_s_wait_lets_its_lock_go_in_the_trace_too() {
    let seen = program(|| {
        let lock = Arc::new(RLock::named("R"));
        let condition = Condition::with_lock(lock.clone());
        let (outer, inner) = (lock.hold(), lock.hold());
        assert_eq!(condition.wait_timeout(std::time::Duration::ZERO), Ok(false));
        drop((inner, outer));
    });
    let main = seen.timeline.lanes[0].thread;
    let expected = [(1, main), (2, main), (0, 0), (2, main), (1, main), (0, 0)];
    assert_eq!(seen.values("R"), expected);
}

#[test]
fn no_more_threads_hold_a_semaphore_than_it_has_permits() {
    const PERMITS: u32 = 2;
    let seen = program(|| {
        let permits = Arc::new(Semaphore::named("S", PERMITS));
        threads(5, move |_| (0..100).for_each(|_| drop(permits.hold())));
    });
    assert_eq!(seen.holds("S").len(), 500);
    let most = seen.most_at_once("S");
    assert!(most as u32 <= PERMITS, "{most} at once");
    let values = seen.values("S");
    assert!(
        values
            .iter()
            .all(|(free, holder)| (0..=2).contains(free) && *holder == 0),
        "{values:?}"
    );
}

#[test]
fn a_lock_that_another_thread_gives_back_has_no_holder_afterwards() {
    let seen = program(|| {
        let lock = Arc::new(Lock::named("L", Policy::Barging));
        lock.acquire();
        threads(1, move |_| lock.release().expect("taken by main"));
    });
    let main = seen.timeline.lanes[0].thread;
    assert_eq!(seen.values("L"), [(1, main), (0, 0)]);
}

#[test]
fn nobody_holds_the_gil_twice_in_the_trace() {
    let seen = program(|| {
        let gil = Gil::leak(SWITCH_INTERVAL / 50).expect("an interval");
        let _attached = attach(gil);
        let turn = Arc::new(Event::new());
        threads(3, move |_| {
            for _ in 0..20 {
                (0..2_000).for_each(|_| runtime::checkpoint::proceed());
                turn.set();
            }
        });
    });
    let gil = seen.object("GIL").id;
    let mut turns: Vec<(u64, u32)> = Vec::new();
    for ring in &seen.rings {
        let records = ring
            .iter()
            .filter(|r| r.kind == RecordKind::Gil && r.a != 0);
        let records = records.filter(|record| record.object == gil);
        turns.extend(records.map(|record| (record.at_ns, record.a)));
    }
    turns.sort_unstable(); // Taken (1) before given (2) where both are at one moment.
    let order: Vec<u32> = turns.into_iter().map(|(_, what)| what).collect();
    let alternates = order.windows(2).all(|two| two[0] != two[1]);
    assert!(alternates, "taken and given in turn: {order:?}");
}
