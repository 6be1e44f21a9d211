//! The pool: every task once, results in order, errors with their task, nobody kept from running.
#![cfg(not(loom))]

use runtime::error::Error;
use runtime::pool::{Chunk, Crew, Pool, ThreadCrew};
use runtime::task::{Value, list};
use runtime::thread::StartError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn start(workers: u32) -> Pool {
    Pool::start(ThreadCrew, workers, "pool").expect("starts")
}

#[test]
fn every_task_runs_once_and_results_keep_the_order() {
    let rows = [(1, 0), (1, 1), (2, 1), (2, 7), (3, 100), (4, 1000), (16, 5)];
    for (workers, tasks) in rows {
        let pool = start(workers);
        for chunk in [
            Chunk::Default,
            Chunk::Of(1),
            Chunk::Of(3),
            Chunk::Of(10_000),
        ] {
            let runs: Arc<Vec<AtomicU32>> =
                Arc::new((0..tasks).map(|_| AtomicU32::new(0)).collect());
            let counted = runs.clone();
            let values = pool.map(
                list(tasks, move |i| {
                    counted[i as usize].fetch_add(1, Ordering::Relaxed);
                    Ok(Value::Integer(i64::from(i) * 2))
                }),
                chunk,
            );
            let expected: Vec<_> = (0..tasks)
                .map(|i| Value::Integer(i64::from(i) * 2))
                .collect();
            assert_eq!(
                values,
                Ok(expected),
                "{workers} workers, {tasks} tasks, {chunk:?}"
            );
            assert!(
                runs.iter().all(|n| n.load(Ordering::Relaxed) == 1),
                "{workers} workers, {tasks} tasks, {chunk:?}"
            );
        }
    }
}

#[test]
fn an_error_names_its_task_and_the_rest_go_on() {
    let pool = start(2);
    let ran = Arc::new(AtomicU32::new(0));
    let counted = ran.clone();
    let tasks = list(50, move |i| {
        counted.fetch_add(1, Ordering::Relaxed);
        match i {
            7 => Err(Error::value("seven")),
            9 => panic!("nine"),
            _ => Ok(Value::Unit),
        }
    });
    let results = pool.run(tasks.clone(), Chunk::Of(1));
    assert_eq!(ran.load(Ordering::Relaxed), 50);
    let errors: Vec<_> = results
        .iter()
        .enumerate()
        .filter_map(|(i, r)| Some((i, r.as_ref().err()?.to_string())))
        .collect();
    assert_eq!(
        errors,
        [
            (7, "ValueError: seven".to_owned()),
            (9, "RuntimeError: nine".to_owned())
        ]
    );
    let failed = pool.map(tasks, Chunk::Default).expect_err("two tasks fail");
    assert_eq!((failed.index, failed.error), (7, Error::value("seven")));
}

#[test]
fn several_submitters_get_each_their_own_results() {
    let pool = start(3);
    std::thread::scope(|scope| {
        for submitter in 0..4_i64 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..20 {
                    let values = pool.map(
                        list(9, move |i| {
                            Ok(Value::Integer(submitter * 1000 + round * 10 + i64::from(i)))
                        }),
                        Chunk::Of(2),
                    );
                    let expected: Vec<_> = (0..9)
                        .map(|i| Value::Integer(submitter * 1000 + round * 10 + i))
                        .collect();
                    assert_eq!(values, Ok(expected), "submitter {submitter}, round {round}");
                }
            });
        }
    });
}

#[test]
fn a_ready_pool_has_all_its_workers() {
    let pool = start(5);
    pool.wait_until_ready();
    // Each of five tasks waits for the four others: it ends only if all five workers are there.
    let arrived = Arc::new(std::sync::Barrier::new(5));
    let values = pool.map(
        list(5, move |_| {
            Ok(Value::Integer(i64::from(arrived.wait().is_leader())))
        }),
        Chunk::Of(1),
    );
    let leaders = values
        .expect("no task fails")
        .iter()
        .filter(|v| **v == Value::Integer(1))
        .count();
    assert_eq!(leaders, 1);
}

/// A crew that has two workers to give.
struct Two(AtomicU32);

impl Crew for Two {
    type Worker = <ThreadCrew as Crew>::Worker;
    fn prepare(&self, _: u32) -> Result<(), StartError> {
        Ok(())
    }
    fn start(
        &self,
        name: &str,
        body: Box<dyn FnOnce() + Send>,
    ) -> Result<Self::Worker, StartError> {
        if self.0.fetch_add(1, Ordering::Relaxed) == 2 {
            return Err(StartError::NoWorker);
        }
        ThreadCrew.start(name, body)
    }
    fn join(&self, worker: Self::Worker) {
        ThreadCrew.join(worker);
    }
}

#[test]
fn a_pool_that_cannot_start_says_so_and_leaves_nobody_behind() {
    assert_eq!(
        Pool::start(Two(AtomicU32::new(0)), 3, "pool").err(),
        Some(StartError::NoWorker)
    );
}
