//! Every computing workload with a checkpoint as cheap as the runtime's, and how long it goes without one.
//!
//! Timed: one task of each row at the size named, 7 rounds after one that is not counted. Printed: the median and the least time, the checkpoints
//! passed, and the least time divided by them (what others do to the core is no cost of the kernel). Goal: at most 500 µs between two checkpoints, since
//! Stop and the GIL wait for the next one.

use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};
use workloads::{Arguments, Checkpoint, find};

const ROUNDS: usize = 7;
const ROWS: [(&str, u32); 8] = [
    ("primes", 1_000_000),
    ("collatz", 1_000_000),
    ("mandelbrot", 1_000_000),
    ("sha256", 1_000_000),
    ("matrix", 100_000_000),
    ("sort", 1_000_000),
    ("search", 16_000_000),
    ("thumbnail", 4_000_000),
];

#[derive(Default)]
struct Counting(Cell<u32>);

impl Checkpoint for Counting {
    fn proceed(&self) {
        self.0.set(self.0.get() + 1);
    }
    fn wait(&self, _: Duration) {}
    fn progress(&self, done: u64, _: u64) {
        black_box(done);
    }
}

fn main() {
    println!("workload · n · median · least · checkpoints · µs between two");
    for (id, n) in ROWS {
        let run = find(id).expect("a row").run;
        let arguments = Arguments {
            index: 7,
            tasks: 15,
            seed: 1,
            ..Arguments::computing(n)
        };
        let mut times = Vec::new();
        let mut passed = 0;
        for _ in 0..=ROUNDS {
            let counting = Counting::default();
            let start = Instant::now();
            black_box(run(black_box(&arguments), &counting).is_ok());
            times.push(start.elapsed());
            passed = counting.0.get();
        }
        let timed = &mut times[1..];
        timed.sort_unstable();
        let (median, least) = (timed[ROUNDS / 2], timed[0]);
        let between = least.as_secs_f64() * 1e6 / f64::from(passed + 1);
        println!("{id} · {n} · {median:?} · {least:?} · {passed} · {between:.0}");
    }
}
