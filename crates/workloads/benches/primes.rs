//! The kernel `primes` with its checkpoints against the same loop without any.
//!
//! Timed: `primes(1_000_000)`, both in turn in one process, median of 11 rounds after one that is not counted. Goal: ratio at most 1.02.

use std::hint::black_box;
use std::time::{Duration, Instant};
use workloads::{Checkpoint, primes};

const N: u32 = 1_000_000;
const ROUNDS: usize = 11;

/// As cheap as the runtime's: a load and a comparison, behind the same dynamic call.
struct Look(std::sync::atomic::AtomicU32);

impl Checkpoint for Look {
    fn proceed(&self) {
        assert_eq!(self.0.load(std::sync::atomic::Ordering::Acquire), 0);
    }
    fn wait(&self, _: Duration) {}
    fn progress(&self, done: u64, _: u64) {
        black_box(done);
    }
}

fn plain(n: u32) -> u32 {
    let mut count = u32::from(n > 2);
    for i in (3..n).step_by(2) {
        let mut d = 3;
        let mut prime = true;
        while u64::from(d) * u64::from(d) <= u64::from(i) {
            if i.is_multiple_of(d) {
                prime = false;
                break;
            }
            d += 2;
        }
        count += u32::from(prime);
    }
    count
}

fn time(run: impl Fn() -> u32) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

fn main() {
    let look = Look(0.into());
    assert_eq!(plain(N), primes(N, &look));
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let pair = (
            time(|| primes(black_box(N), &look)),
            time(|| plain(black_box(N))),
        );
        if round > 0 {
            ours.push(pair.0);
            reference.push(pair.1);
        }
    }
    ours.sort_unstable();
    reference.sort_unstable();
    let (a, b) = (ours[ROUNDS / 2], reference[ROUNDS / 2]);
    println!(
        "primes(1,000,000) / plain loop · {a:?} · {b:?} · {:.3}",
        a.as_secs_f64() / b.as_secs_f64()
    );
}
