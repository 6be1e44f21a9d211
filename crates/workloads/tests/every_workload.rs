//! Promises that every row of the table keeps.

use core::cell::Cell;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use workloads::{Arguments, Checkpoint, Free, WORKLOADS, find};

/// Rows that end by themselves.
const ENDING: [&str; 5] = ["primes", "sleep", "mixed", "empty", "fail"];
/// Rows that end by Stop alone. `spin-deaf` ends by nothing, so it is in no test.
const ENDLESS: [&str; 2] = ["spin", "wait-forever"];

fn arguments(index: u32) -> Arguments {
    Arguments {
        index,
        n: 20_000,
        latency: Duration::from_millis(3),
        cpu_share: 0.5,
    }
}

struct Stop;

/// Is stopped at the call with this number.
struct StopAt(Cell<u32>);

impl StopAt {
    fn call(&self) {
        self.0.set(self.0.get() - 1);
        if self.0.get() == 0 {
            resume_unwind(Box::new(Stop));
        }
    }
}

impl Checkpoint for StopAt {
    fn proceed(&self) {
        self.call();
    }
    fn wait(&self, _: Duration) {
        self.call();
    }
    fn progress(&self, _: u64, _: u64) {}
}

#[test]
fn every_row_is_in_exactly_one_group() {
    let ids: Vec<_> = WORKLOADS.iter().map(|row| row.id).collect();
    assert_eq!(
        ids,
        [
            "primes",
            "sleep",
            "mixed",
            "empty",
            "fail",
            "spin",
            "spin-deaf",
            "wait-forever"
        ]
    );
    assert!(
        ids.iter()
            .all(|id| find(id).is_some_and(|row| row.id == *id))
    );
    assert!(find("no-such-workload").is_none());
}

#[test]
fn the_same_arguments_give_the_same_value() {
    for id in ENDING {
        let run = find(id).expect("a row").run;
        assert_eq!(run(&arguments(7), &Free), run(&arguments(7), &Free), "{id}");
    }
}

#[test]
fn a_failure_names_its_task() {
    let failure = (find("fail").expect("a row").run)(&arguments(7), &Free).expect_err("it fails");
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        ("ValueError", "task 7 failed")
    );
}

#[test]
fn stop_ends_what_does_not_end_by_itself() {
    for id in ENDLESS {
        for call in [1, 2, 5] {
            let run = find(id).expect("a row").run;
            let stopped = catch_unwind(AssertUnwindSafe(|| {
                run(&arguments(0), &StopAt(Cell::new(call)))
            }));
            assert!(
                stopped.is_err_and(|payload| payload.is::<Stop>()),
                "{id} at call {call}"
            );
        }
    }
}
