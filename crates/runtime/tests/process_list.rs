//! The executor of processes: each worker makes the list for itself, every task runs once, results come in order, failures are told apart, and Stop
//! leaves it.
#![cfg(all(not(loom), feature = "process-pools"))]

use runtime::checkpoint;
use runtime::context::{Ended, Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::executors::{self, Executor, Measurement, Processes};
use runtime::jobs::{AnyFunction, set_functions};
use runtime::pool::Chunk;
use runtime::process::run_of;
use runtime::task::{Tasks, Value, list, with_recipe};
use runtime::thread::run_here;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

static FUNCTIONS: &[&dyn AnyFunction] = &[&executors::PREPARE, &executors::RUN];

/// Tasks run by lists of this process, which here is that of all workers.
static RAN: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];

const SQUARES: u8 = 0;
const ENDLESS: u8 = 1;
const STRANGE: u8 = 2;

/// Makes the list of a recipe: which one, and how long it is.
fn make(recipe: &[u8]) -> Result<Arc<dyn Tasks>, Error> {
    let [which, len @ ..] = recipe else {
        return Err(Error::value("an empty recipe"));
    };
    let len = <[u8; 4]>::try_from(len).map_or(0, u32::from_le_bytes);
    match *which {
        SQUARES => Ok(list(len, square)),
        ENDLESS => Ok(list(len, |_| {
            RAN[ENDLESS as usize].fetch_add(1, SeqCst);
            checkpoint::sleep(Duration::MAX);
            Ok(Value::Unit)
        })),
        other => Err(Error::value(format!("no list {other}"))),
    }
}

fn square(index: u32) -> Result<Value, Error> {
    RAN[SQUARES as usize].fetch_add(1, SeqCst);
    match index {
        5 => Err(Error::value("five")),
        6 => panic!("six"),
        7 => Ok(Value::Bytes(vec![7; 70_000])),
        8 => Ok(Value::Unit),
        9 => Ok(Value::Float(0.5)),
        _ => Ok(Value::Integer(i64::from(index) * i64::from(index))),
    }
}

fn told(which: u8, len: u32) -> Arc<dyn Tasks> {
    set_functions(|number| FUNCTIONS.get(number as usize).copied());
    executors::set_lists(make);
    let recipe = [&[which][..], &len.to_le_bytes()].concat();
    with_recipe(list(len, |_| Ok(Value::Unit)), recipe)
}

fn measurement(workers: u32, tasks: u32) -> Measurement {
    Measurement {
        id: 1,
        load: "test".to_owned(),
        executor: "processes".to_owned(),
        workers,
        repeat: 0,
        tasks,
        x: None,
    }
}

/// Runs as the main thread of a process that can have children.
fn as_main<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let main = std::thread::spawn(move || {
        let process = Process::leak(0, Tracing::Records(1024));
        let entered = enter_free_slot(process).expect("a new process has slots");
        run_here(&entered, "MainThread", body).map_err(|(how, _)| how)
    });
    main.join().expect("no panic").expect("nobody stopped it")
}

#[test]
fn every_task_runs_once_and_results_keep_the_order() {
    for (workers, len, chunk) in [
        (1, 0, Chunk::Default),
        (2, 1, Chunk::Of(1)),
        (2, 10, Chunk::Of(3)),
        (3, 700, Chunk::Of(1)),
        (3, 700, Chunk::Default),
    ] {
        RAN[SQUARES as usize].store(0, SeqCst);
        let results = as_main(move || {
            let done = Processes { chunk }.execute(&measurement(workers, len), told(SQUARES, len));
            done.expect("processes are to be had").results
        });
        assert_eq!(RAN[SQUARES as usize].load(SeqCst), len);
        assert_eq!(results.len(), len as usize);
        for (index, result) in (0..len).zip(results) {
            let expected = match index {
                5 => Err("ValueError: five".to_owned()),
                6 => Err("RuntimeError: six".to_owned()),
                7 => Ok(Value::Bytes(vec![7; 70_000])),
                8 => Ok(Value::Unit),
                9 => Ok(Value::Float(0.5)),
                _ => Ok(Value::Integer(i64::from(index) * i64::from(index))),
            };
            let result = result.map_err(|error| error.to_string());
            assert_eq!(result, expected, "{workers} workers, {chunk:?}");
        }
    }
}

#[test]
fn a_list_that_cannot_be_made_is_every_task_s_error() {
    let results = as_main(|| {
        let done = Processes {
            chunk: Chunk::Of(1),
        }
        .execute(&measurement(2, 3), told(STRANGE, 3));
        done.expect("processes are to be had").results
    });
    assert_eq!(results.len(), 3);
    for result in results {
        let error = result.expect_err("there is no such list").to_string();
        assert!(error.ends_with("no list 2"), "{error}");
    }
}

#[test]
fn a_list_without_a_recipe_is_refused_before_anything_starts() {
    let refused = as_main(|| {
        let plain = list(3, |_| Ok(Value::Unit));
        Processes {
            chunk: Chunk::Default,
        }
        .run(&measurement(2, 3), &*plain)
    });
    let error = refused.expect_err("it cannot travel");
    assert_eq!(error.kind().name(), "_pickle.PicklingError");
}

#[test]
fn stop_leaves_it_and_its_workers() {
    let process = Process::leak(0, Tracing::Records(1024));
    let main = std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a new process has slots");
        let endless = || {
            let chunk = Chunk::Of(1);
            drop(Processes { chunk }.execute(&measurement(2, 8), told(ENDLESS, 8)));
        };
        run_here(&entered, "MainThread", endless).map_err(|(how, _)| how)
    });
    while RAN[ENDLESS as usize].load(SeqCst) == 0 {
        std::thread::yield_now();
    }
    while !main.is_finished() || run_of(process).iter().any(|p| p.workers() > 0) {
        run_of(process).into_iter().for_each(Process::stop);
        std::thread::yield_now();
    }
    assert_eq!(main.join().expect("no panic"), Err(Ended::Stopped));
}
