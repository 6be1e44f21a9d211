//! Stop natively: from every kind of wait and from computing, by unwinding, with everything given back.
#![cfg(not(loom))]

use runtime::checkpoint;
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::executors::{Executor, Threads};
use runtime::pool::Chunk;
use runtime::stop::{Stopped, check};
use runtime::task::list;
use runtime::thread::{self, Handle, run_here};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use trace::entry::Measurement;

/// Threads of each test, as many as the page's own test uses.
const THREADS: u32 = 32;

struct Counts {
    entered: AtomicU32,
    dropped: AtomicU32,
}

struct Guard(Arc<Counts>);

impl Drop for Guard {
    fn drop(&mut self) {
        // A wait inside `Drop` must not hold up the unwinding.
        checkpoint::wait(Duration::MAX);
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// Stops the process until nobody is left, as the page does: a single wake may come too early.
fn stop_until_empty(process: &'static Process) {
    while process.workers() > 0 {
        process.stop();
        std::thread::yield_now();
    }
}

/// Starts [`THREADS`] threads that do `body` for ever, stops them, and checks how they left.
fn stops(body: fn()) {
    let process = Process::leak(0, Tracing::Records(256));
    let counts = Arc::new(Counts {
        entered: AtomicU32::new(0),
        dropped: AtomicU32::new(0),
    });
    let in_main = counts.clone();
    let main = std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a slot");
        let mut handles: Vec<Handle> = Vec::new();
        let ended = run_here(&entered, "MainThread", || {
            for _ in 0..THREADS {
                let guard = Guard(in_main.clone());
                let work = move || {
                    let guard = guard;
                    guard.0.entered.fetch_add(1, Ordering::SeqCst);
                    body();
                };
                handles.push(thread::start("t", Box::new(work)).expect("starts"));
            }
            handles[0].join(None);
        });
        (ended.map_err(|(how, _)| how), handles)
    });
    while counts.entered.load(Ordering::SeqCst) < THREADS {
        std::thread::yield_now();
    }
    stop_until_empty(process);
    let (ended, handles) = main.join().expect("the main thread itself does not panic");
    assert_eq!(ended, Err(Ended::Stopped));
    let ends: Vec<_> = handles.iter().map(|handle| handle.join(None)).collect();
    assert_eq!(ends, [Some(Ended::Stopped); THREADS as usize]);
    assert_eq!(
        counts.dropped.load(Ordering::SeqCst),
        THREADS,
        "every guard was dropped, once"
    );
}

#[test]
fn sleeping_threads_leave_on_stop() {
    stops(|| checkpoint::wait(Duration::from_secs(3600)));
}

#[test]
fn threads_that_wait_for_ever_leave_on_stop() {
    stops(|| checkpoint::wait(Duration::MAX));
}

#[test]
fn computing_threads_leave_on_stop() {
    stops(|| {
        loop {
            checkpoint::proceed();
        }
    });
}

#[test]
fn a_task_is_never_told_that_stop_was_its_error() {
    let process = Process::leak(0, Tracing::Off);
    let running = Arc::new(AtomicU32::new(0));
    let in_main = running.clone();
    let main = std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a slot");
        let measurement = Measurement {
            id: 1,
            load: "io".into(),
            executor: "threads".into(),
            workers: 4,
            repeat: 0,
            tasks: 8,
            x: None,
        };
        let tasks = list(8, move |_| {
            in_main.fetch_add(1, Ordering::SeqCst);
            checkpoint::wait(Duration::MAX);
            unreachable!("it waits for ever")
        });
        run_here(&entered, "MainThread", || {
            Threads {
                chunk: Chunk::Of(1),
            }
            .execute(&measurement, tasks)
            .map(drop)
        })
        .map_err(|(how, _)| how)
    });
    while running.load(Ordering::SeqCst) < 4 {
        std::thread::yield_now();
    }
    stop_until_empty(process);
    assert_eq!(main.join().expect("no panic"), Err(Ended::Stopped));
    assert_eq!(running.load(Ordering::SeqCst), 4, "no further task began");
}

#[test]
fn a_caught_stop_passed_on_is_still_stop() {
    let process = Process::leak(0, Tracing::Off);
    process.stop();
    let entered = enter_free_slot(process).expect("a slot");
    let ended = run_here(&entered, "MainThread", || {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(check)) {
            assert!(Stopped::is(&*payload));
            resume_unwind(payload);
        }
    });
    assert_eq!(ended.map_err(|(how, _)| how), Err(Ended::Stopped));
}

/// Nothing is left to wait for then, so no wait looks whether the run is stopped.
#[test]
fn who_joins_a_thread_that_stop_has_ended_leaves_too() {
    let process = Process::leak(0, Tracing::Off);
    let entered = enter_free_slot(process).expect("a slot");
    let ended = run_here(&entered, "MainThread", || {
        let body = Box::new(|| checkpoint::wait(Duration::MAX));
        let thread = thread::start("t", body).expect("starts");
        while thread.is_alive() {
            process.stop();
            std::thread::yield_now();
        }
        thread.join(None);
    });
    assert_eq!(ended.map_err(|(how, _)| how), Err(Ended::Stopped));
}
