//! Promises that every row of the table keeps.

use core::cell::Cell;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use workloads::{Arguments, BASIC, Checkpoint, Free, WORKLOADS, basic, find};

/// Rows that end by themselves.
const ENDING: [&str; 16] = [
    "primes",
    "sleep",
    "mixed",
    "collatz",
    "mandelbrot",
    "sha256",
    "matrix",
    "sort",
    "search",
    "thumbnail",
    "wait-uniform",
    "wait-log-normal",
    "server",
    "download",
    "empty",
    "fail",
];
/// Rows that end by Stop alone. `spin-deaf` ends by nothing, so it is in no test.
const ENDLESS: [&str; 2] = ["spin", "wait-forever"];

/// A size at which each computing row passes some checkpoints, and how many at least.
const COMPUTING: [(&str, u32, u64); 8] = [
    ("primes", 200_000, 10),
    ("collatz", 20_000, 10),
    ("mandelbrot", 20_000, 10),
    ("sha256", 10_000, 10),
    ("matrix", 2_000_000, 10),
    ("sort", 50_000, 10),
    ("search", 1_000_000, 10),
    ("thumbnail", 1_000_000, 10),
];

fn arguments(index: u32, n: u32) -> Arguments {
    Arguments {
        index,
        tasks: 15,
        n,
        latency: Duration::from_millis(3),
        cpu_share: 0.5,
        seed: 1,
        spread: 0.5,
        bandwidth: 1e6,
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

/// Counts checkpoints, and checks that progress never falls and never passes its total.
#[derive(Default)]
struct Counting {
    calls: Cell<u64>,
    last: Cell<u64>,
}

impl Checkpoint for Counting {
    fn proceed(&self) {
        self.calls.set(self.calls.get() + 1);
    }
    fn wait(&self, _: Duration) {
        unreachable!("a kernel does not wait");
    }
    fn progress(&self, done: u64, total: u64) {
        let last = self.last.replace(done);
        assert!(
            last <= done && done <= total,
            "{last}, then {done} of {total}"
        );
    }
}

#[test]
fn every_row_is_in_exactly_one_group() {
    let ids: Vec<_> = WORKLOADS.iter().map(|row| row.id).collect();
    let expected = [&ENDING[..], &["spin", "spin-deaf", "wait-forever"]].concat();
    assert_eq!(ids, expected);
    assert!(
        ids.iter()
            .all(|id| find(id).is_some_and(|row| row.id == *id))
    );
    assert!(find("no-such-workload").is_none());
}

#[test]
fn the_basic_rows_are_the_first_of_all() {
    let ids = |rows: &[workloads::Workload]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(BASIC), ids(&WORKLOADS[..BASIC.len()]));
    assert!(basic("primes").is_some() && basic("sha256").is_none());
}

#[test]
fn the_same_arguments_give_the_same_value() {
    for id in ENDING {
        let run = find(id).expect("a row").run;
        for n in [0, 1, 20_000] {
            assert_eq!(
                run(&arguments(7, n), &Free),
                run(&arguments(7, n), &Free),
                "{id}"
            );
        }
    }
}

#[test]
fn a_seed_changes_what_is_random_and_nothing_else() {
    for (id, random) in [
        ("sort", true),
        ("search", true),
        ("thumbnail", true),
        ("primes", false),
    ] {
        let run = find(id).expect("a row").run;
        let of = |seed| {
            run(
                &Arguments {
                    seed,
                    ..arguments(7, 20_000)
                },
                &Free,
            )
        };
        assert_eq!(of(1) != of(2), random, "{id}");
    }
}

#[test]
fn a_failure_names_its_task() {
    let failure =
        (find("fail").expect("a row").run)(&arguments(7, 0), &Free).expect_err("it fails");
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        ("ValueError", "task 7 failed")
    );
}

#[test]
fn computing_passes_checkpoints_in_proportion_to_its_size() {
    for (id, n, least) in COMPUTING {
        let run = find(id).expect("a row").run;
        let calls = |n| {
            let counting = Counting::default();
            assert!(run(&arguments(7, n), &counting).is_ok(), "{id}");
            counting.calls.get()
        };
        let (once, thrice) = (calls(n), calls(3 * n));
        assert!(once >= least, "{id} passes {once} checkpoints at {n}");
        assert!(
            thrice > 2 * once,
            "{id} passes {once} checkpoints at {n}, {thrice} at three times that"
        );
    }
}

#[test]
fn stop_ends_what_does_not_end_by_itself() {
    for id in ENDLESS {
        stops(id, 20_000);
    }
}

#[test]
fn stop_ends_a_computing_task_at_its_next_checkpoint() {
    for (id, n, _) in COMPUTING {
        stops(id, n);
    }
}

#[track_caller]
fn stops(id: &str, n: u32) {
    for call in [1, 2, 5] {
        let run = find(id).expect("a row").run;
        let at = StopAt(Cell::new(call));
        let stopped = catch_unwind(AssertUnwindSafe(|| run(&arguments(7, n), &at)));
        assert!(
            stopped.is_err_and(|payload| payload.is::<Stop>()),
            "{id} at call {call}"
        );
    }
}
