//! A free `std::sync::Mutex` natively: what the browser's lock is compared with, in the same call of `cargo xtask bench browser`.
//!
//! Timed: taking and releasing it in one thread, per pair. 15 rounds of a million, after one that is not counted; the median.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

const ROUNDS: usize = 15;
const PAIRS: u32 = 1_000_000;

fn main() {
    let mutex = Mutex::new(0_u32);
    let round = || {
        let begin = Instant::now();
        for _ in 0..PAIRS {
            *black_box(mutex.lock().expect("no panic")) += 1;
        }
        begin.elapsed().as_nanos() as f64 / f64::from(PAIRS)
    };
    round();
    let mut samples: Vec<f64> = (0..ROUNDS).map(|_| round()).collect();
    samples.sort_by(f64::total_cmp);
    println!("std::sync::Mutex, free: {:.2} ns", samples[ROUNDS / 2]);
}
