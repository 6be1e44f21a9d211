//! Models of the pool. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_pool`.
#![cfg(loom)]

mod loom_support;

use loom_support::explore;
use runtime::pool::{Chunk, Crew, Pool};
use runtime::task::{Value, list};
use runtime::thread::StartError;

/// Workers that are threads of the model.
struct LoomCrew;

impl Crew for LoomCrew {
    type Worker = loom::thread::JoinHandle<()>;

    fn prepare(&self, _: u32) -> Result<(), StartError> {
        Ok(())
    }

    fn start(&self, _: &str, body: Box<dyn FnOnce() + Send>) -> Result<Self::Worker, StartError> {
        Ok(loom::thread::spawn(body))
    }

    fn join(&self, worker: Self::Worker) {
        worker.join().expect("a worker does not panic");
    }
}

fn all_results_come(workers: u32, tasks: u32, chunk: Chunk) {
    let pool = Pool::start(LoomCrew, workers, "pool").expect("starts");
    let values = pool.map(list(tasks, |i| Ok(Value::Integer(i.into()))), chunk);
    let expected: Vec<_> = (0..tasks).map(|i| Value::Integer(i.into())).collect();
    assert_eq!(values, Ok(expected));
}

/// 1 worker + submitter, 2 tasks, at most 3 preemptions.
#[test]
fn a_job_is_never_lost_between_a_workers_look_and_its_wait() {
    explore("pool of 1", 3, || all_results_come(1, 2, Chunk::Of(1)));
}

/// 2 workers + submitter, 2 tasks of one chunk each, at most 2 preemptions.
#[test]
fn the_last_of_two_workers_wakes_the_submitter_with_all_results() {
    explore("pool of 2", 2, || all_results_come(2, 2, Chunk::Of(1)));
}

/// 2 workers + submitter that waits for both to report in, then leaves; at most 2 preemptions.
#[test]
fn readiness_and_close_reach_everybody() {
    explore("pool readiness", 2, || {
        let pool = Pool::start(LoomCrew, 2, "pool").expect("starts");
        pool.wait_until_ready();
    });
}
