//! What tracing costs a run of 2,000 tasks of 10 µs each: with it, without it, and beside the same calls in a plain loop.
//!
//! Timed: the whole of a run, on one thread (`serial`) and on a pool of two that takes one task at a time. All in one process, 101 pairs of
//! runs, each side first in turn. Printed: medians of both sides, and the median and the middle half of the pairs' ratios, which what else
//! the machine does disturbs less. Goal: with it at most 1.03 of without; without it not to be told from the plain loop. A pool's own work
//! (finding the next task, waking) is the same on both sides of its row; it has no plain loop beside it.

use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::executors::{Executor, Measurement, Serial, Threads};
use runtime::pool::Chunk;
use runtime::task::{Tasks, Value, list};
use runtime::thread::run_here;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

const TASKS: u32 = 2_000;
const PAIRS: usize = 101;
/// A task leaves two records; twice as many as that, for one worker may get all tasks.
const RING: u32 = 16_384;

/// So many rounds of arithmetic that nobody can leave out.
fn compute(rounds: u32) -> u32 {
    (0..rounds).fold(1_u32, |sum, round| black_box(sum.wrapping_mul(31) ^ round))
}

/// Rounds that take 10 µs here: the shortest of several tries, so that no other load makes the tasks too small.
fn rounds_of_10_us() -> u32 {
    const TRY: u32 = 100_000;
    let tries = (0..9).map(|_| {
        let start = Instant::now();
        black_box(compute(TRY));
        start.elapsed()
    });
    let shortest = tries.min().unwrap_or(Duration::from_micros(10));
    (f64::from(TRY) * 10e-6 / shortest.as_secs_f64()).ceil() as u32
}

/// The list once, as a program runs it.
fn run(process: &'static Process, executor: &dyn Executor, tasks: &Arc<dyn Tasks>) {
    let entered = enter_free_slot(process).expect("a slot");
    let measurement = Measurement {
        id: 1,
        load: "cpu".into(),
        executor: "of this row".into(),
        workers: 2,
        repeat: 0,
        tasks: TASKS,
        x: None,
    };
    let ran = run_here(&entered, "MainThread", || {
        drop(black_box(executor.execute(&measurement, tasks.clone())));
    });
    assert!(ran.is_ok());
}

/// Times both sides in turn and prints their row.
fn compare(name: &str, mut before: impl FnMut(), ours: impl Fn(), reference: impl Fn()) {
    let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..=PAIRS {
        before();
        let (ours, reference) = match pair % 2 {
            0 => {
                let ours = us_per_task(&ours);
                (ours, us_per_task(&reference))
            }
            _ => {
                let reference = us_per_task(&reference);
                (us_per_task(&ours), reference)
            }
        };
        // The first pair warms up.
        if pair > 0 {
            a.push(ours);
            b.push(reference);
            ratios.push(ours / reference);
        }
    }
    for list in [&mut a, &mut b, &mut ratios] {
        list.sort_unstable_by(f64::total_cmp);
    }
    let at = |list: &[f64], quarter: usize| list[(PAIRS - 1) * quarter / 4];
    println!(
        "{name} · {:.3} µs · {:.3} µs · {:.3} ({:.3}–{:.3})",
        at(&a, 2),
        at(&b, 2),
        at(&ratios, 2),
        at(&ratios, 1),
        at(&ratios, 3)
    );
}

fn us_per_task(run: &impl Fn()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64() * 1e6 / f64::from(TASKS)
}

fn main() {
    let rounds = rounds_of_10_us();
    let tasks = list(TASKS, move |i| {
        Ok(Value::Integer(compute(rounds + i % 2).into()))
    });
    let traced = Process::leak(0, Tracing::Records(RING));
    let untraced = Process::leak(1, Tracing::Off);
    let mut reader = Reader::new(traced.header_address(), 0);
    let mut drain = || {
        let mut batch = Batch::default();
        reader.drain(traced.words(), &NoWords, 0, &mut batch);
        let dropped = |slot: &trace::reader::SlotBatch| slot.records_dropped;
        assert_eq!(batch.slots.iter().map(dropped).sum::<u32>(), 0);
    };
    let pool = Threads {
        chunk: Chunk::Of(1),
    };
    let ways: [(&str, &dyn Executor); 2] = [("one thread", &Serial), ("a pool of two", &pool)];
    for (name, executor) in ways {
        compare(
            &format!("a task of 10 µs, {name}, traced / untraced"),
            &mut drain,
            || run(traced, executor, &tasks),
            || run(untraced, executor, &tasks),
        );
    }
    compare(
        "a task of 10 µs, one thread, untraced / a plain loop",
        || {},
        || run(untraced, &Serial, &tasks),
        || {
            let all: Vec<_> = (0..TASKS).map(|i| tasks.run(i)).collect();
            black_box(all);
        },
    );
}
