//! A list of tasks of 50 µs and more: our pool, traced, against rayon (not traced) with as many threads, for an even and for a skewed list.
//!
//! Timed: submitting the list until the last result; not timed: starting the workers. Both in one process, interleaved, medians. Goal: within 1.15 of
//! rayon.

mod compare;

use compare::compare;
use rayon::prelude::*;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::pool::{Chunk, Pool, ThreadCrew};
use runtime::task::{Value, list};
use runtime::thread::run_here;
use std::hint::black_box;
use std::time::{Duration, Instant};
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

const WORKERS: u32 = 2;
const TASKS: u32 = 400;
/// One long task among short ones.
const LONGEST: u32 = 40;

/// So many rounds of arithmetic that nobody can leave out.
fn compute(rounds: u32) -> u32 {
    (0..rounds).fold(1_u32, |sum, round| black_box(sum.wrapping_mul(31) ^ round))
}

/// Rounds that take 50 µs here: the shortest of several tries, so that no other load makes the tasks too small.
fn rounds_of_50_us() -> u32 {
    const TRY: u32 = 100_000;
    let tries = (0..9).map(|_| {
        let start = Instant::now();
        black_box(compute(TRY));
        start.elapsed()
    });
    let shortest = tries.min().unwrap_or(Duration::from_micros(50));
    (f64::from(TRY) * 50e-6 / shortest.as_secs_f64()).ceil() as u32
}

fn main() {
    let rayon = rayon::ThreadPoolBuilder::new()
        .num_threads(WORKERS as usize)
        .build()
        .expect("rayon starts");
    let short = rounds_of_50_us();
    let process = Process::leak(0, Tracing::Records(32_768));
    let entered = enter_free_slot(process).expect("a slot");
    let ran = run_here(&entered, "MainThread", || {
        let pool = Pool::start(ThreadCrew, WORKERS, "pool").expect("starts");
        pool.wait_until_ready();
        let mut reader = Reader::new(process.header_address(), 0);
        let mut drain = || {
            let mut batch = Batch::default();
            reader.drain(process.words(), &NoWords, 0, &mut batch);
        };
        for (name, longest_at) in [
            ("even", None),
            ("skewed, the last is long", Some(TASKS - 1)),
            ("skewed, the first is long", Some(0)),
        ] {
            let rounds = move |index: u32| match longest_at {
                Some(long) if long == index => short * LONGEST,
                _ => short,
            };
            let tasks = list(TASKS, move |index| {
                Ok(Value::Integer(compute(rounds(index)).into()))
            });
            compare(
                &format!("400 tasks of 50 µs, {name}, one at a time, traced / rayon par_iter"),
                TASKS,
                &mut drain,
                || drop(black_box(pool.run(tasks.clone(), Chunk::Of(1)))),
                || {
                    let all: Vec<u32> = rayon.install(|| {
                        (0..TASKS)
                            .into_par_iter()
                            .map(|index| compute(rounds(index)))
                            .collect()
                    });
                    black_box(all);
                },
            );
        }
    });
    process.finish();
    assert!(ran.is_ok());
}
