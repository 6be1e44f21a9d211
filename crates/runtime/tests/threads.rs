//! Threads natively: started, joined, reused, ended.
#![cfg(not(loom))]

use runtime::context::{Ended, Process, Tracing, enter_free_slot, thread_id};
use runtime::thread::{self, StartError, run_here};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

fn in_process<T>(body: impl FnOnce(&'static Process) -> T) -> T {
    let process = Process::leak(0, Tracing::Records(1024));
    let entered = enter_free_slot(process).expect("a new process has slots");
    let result = run_here(&entered, "MainThread", || body(process));
    process.finish();
    result.unwrap_or_else(|(how, _)| panic!("main thread {how:?}"))
}

#[test]
fn what_a_thread_did_is_seen_after_its_join() {
    in_process(|_| {
        let sum = Arc::new(AtomicU32::new(0));
        let start = |n: u32| {
            let sum = sum.clone();
            thread::start(
                &format!("t{n}"),
                Box::new(move || {
                    sum.fetch_add(n, Ordering::Relaxed);
                }),
            )
            .expect("starts")
        };
        let handles: Vec<_> = (1..=20).map(start).collect();
        let ends: Vec<_> = handles.iter().map(|handle| handle.join(None)).collect();
        assert_eq!(ends, [Some(Ended::Returned); 20]);
        assert_eq!(sum.load(Ordering::Relaxed), 210);
        assert!(handles.iter().all(|handle| !handle.is_alive()));
    });
}

#[test]
fn every_thread_has_an_id_of_its_own() {
    in_process(|_| {
        let seen = Arc::new(Mutex::new(BTreeSet::from([thread_id()])));
        let start = |_| {
            let seen = seen.clone();
            thread::start(
                "t",
                Box::new(move || {
                    seen.lock().expect("clean").insert(thread_id());
                }),
            )
            .expect("starts")
        };
        let handles: Vec<_> = (0..10).map(start).collect();
        for handle in &handles {
            handle.join(None);
        }
        let mut ids: BTreeSet<_> = handles.iter().map(|handle| handle.thread()).collect();
        ids.insert(1);
        assert_eq!(*seen.lock().expect("clean"), ids);
    });
}

#[test]
fn threads_one_after_the_other_share_a_worker() {
    in_process(|process| {
        for _ in 0..50 {
            let handle = thread::start("t", Box::new(|| {})).expect("starts");
            assert_eq!(handle.join(None), Some(Ended::Returned));
        }
        assert_eq!(process.workers(), 2, "main and one more");
    });
}

#[test]
fn a_panic_ends_its_thread_alone_and_is_handed_over_once() {
    in_process(|_| {
        let handle = thread::start("t", Box::new(|| std::panic::resume_unwind(Box::new(7_u32))))
            .expect("starts");
        assert_eq!(handle.join(None), Some(Ended::Raised));
        assert_eq!(
            handle
                .take_payload()
                .and_then(|payload| payload.downcast::<u32>().ok()),
            Some(Box::new(7))
        );
        assert!(handle.take_payload().is_none());
        let next = thread::start("t", Box::new(|| {})).expect("starts");
        assert_eq!(next.join(None), Some(Ended::Returned));
    });
}

#[test]
fn a_process_that_is_full_says_so_and_goes_on() {
    in_process(|_| {
        assert_eq!(thread::prepare(160), Err(StartError::TooMany));
        let handle = thread::start("t", Box::new(|| {})).expect("starts");
        assert_eq!(handle.join(None), Some(Ended::Returned));
    });
}

#[test]
fn code_without_a_context_can_start_threads_too() {
    let handle = thread::start("t", Box::new(|| {})).expect("starts");
    assert_eq!(handle.join(None), Some(Ended::Returned));
}
