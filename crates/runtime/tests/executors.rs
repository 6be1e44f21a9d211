//! Every executor runs every task once, gives results in order, tells failures apart, and leaves on Stop.
#![cfg(all(not(loom), feature = "work-stealing"))]

use runtime::checkpoint;
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::executors::{
    Cooperative, Executor, Measurement, Serial, Threads, ThreadsGil, WorkStealing,
};
use runtime::gil::{Gil, SWITCH_INTERVAL};
use runtime::pool::Chunk;
use runtime::task::{Value, list};
use runtime::thread::run_here;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

fn executors() -> Vec<(&'static str, Box<dyn Executor + Send>)> {
    let gil = Gil::leak(SWITCH_INTERVAL).expect("not 0");
    let chunk = Chunk::Default;
    vec![
        ("serial", Box::new(Serial)),
        ("threads", Box::new(Threads { chunk })),
        ("threads-gil", Box::new(ThreadsGil { chunk, gil })),
        ("async", Box::new(Cooperative)),
        ("work-stealing", Box::new(WorkStealing)),
    ]
}

fn measurement(workers: u32, tasks: u32) -> Measurement {
    Measurement {
        id: 1,
        load: "test".to_owned(),
        executor: "test".to_owned(),
        workers,
        repeat: 0,
        tasks,
        x: None,
    }
}

#[test]
fn every_task_runs_once_and_results_keep_the_order() {
    for (name, executor) in executors() {
        for (workers, tasks) in [(1, 0), (1, 1), (2, 7), (4, 500), (9, 3)] {
            let ran = Arc::new(AtomicU32::new(0));
            let counted = ran.clone();
            let squares = list(tasks, move |index| {
                counted.fetch_add(1, SeqCst);
                checkpoint::wait(Duration::from_micros(u64::from(index % 3)));
                match index {
                    5 => Err(Error::value("five")),
                    6 => panic!("six"),
                    _ => Ok(Value::Integer(i64::from(index) * i64::from(index))),
                }
            });
            let done = executor.execute(&measurement(workers, tasks), squares);
            let results = done.expect("threads are to be had").results;
            assert_eq!(results.len(), tasks as usize, "{name}");
            assert_eq!(ran.load(SeqCst), tasks, "{name}");
            for (index, result) in (0_i64..).zip(&results) {
                let expected = match index {
                    5 => Err("ValueError: five".to_owned()),
                    6 => Err("RuntimeError: six".to_owned()),
                    _ => Ok(Value::Integer(index * index)),
                };
                assert_eq!(
                    result.clone().map_err(|e| e.to_string()),
                    expected,
                    "{name}"
                );
            }
        }
    }
}

/// One thread waits for all of them at once: the sum of the waits would be 50 times as long.
#[test]
fn an_event_loop_waits_for_all_tasks_at_once() {
    let wait = Duration::from_millis(20);
    let tasks = list(50, move |index| {
        checkpoint::wait(wait);
        Ok(Value::Integer(index.into()))
    });
    let done = Cooperative
        .execute(&measurement(1, 50), tasks)
        .expect("no thread is needed");
    let makespan = Duration::from_nanos(done.makespan_ns());
    assert!(makespan >= wait, "{makespan:?}");
    assert!(makespan < wait * 50, "{makespan:?}");
}

/// What a task of a run that is stopped does for ever.
const ENDLESS: [fn(); 2] = [
    || checkpoint::sleep(Duration::MAX),
    || loop {
        checkpoint::proceed();
    },
];

#[test]
fn stop_leaves_every_executor() {
    for endless in ENDLESS {
        for (name, executor) in executors() {
            let process = Process::leak(0, Tracing::Records(1024));
            let begun = Arc::new(AtomicU32::new(0));
            let counted = begun.clone();
            let tasks = list(8, move |_| {
                counted.fetch_add(1, SeqCst);
                endless();
                Ok(Value::Unit)
            });
            let main = std::thread::spawn(move || {
                let entered = enter_free_slot(process).expect("a new process has slots");
                let run = || drop(executor.execute(&measurement(3, 8), tasks));
                run_here(&entered, "MainThread", run).map_err(|(how, _)| how)
            });
            while begun.load(SeqCst) == 0 {
                std::thread::yield_now();
            }
            while !main.is_finished() || process.workers() > 0 {
                process.stop();
                std::thread::yield_now();
            }
            assert_eq!(
                main.join().expect("no panic"),
                Err(Ended::Stopped),
                "{name}"
            );
        }
    }
}
