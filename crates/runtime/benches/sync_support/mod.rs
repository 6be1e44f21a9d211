//! Interleaved comparisons with a goal, times in fractions of a nanosecond, and the references that are built for them.
#![allow(dead_code)] // Each benchmark uses its own part.

pub mod references;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier};
use std::time::Instant;

/// Rounds of one comparison; one more before them is not counted. Odd, so that there is a median.
const ROUNDS: usize = 15;

/// Operations per call and how long the call took.
pub type Measured = f64;

/// One column of a comparison: a name, and a run that gives nanoseconds per operation.
pub struct Column<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> Measured + 'a>,
}

/// A column whose run gives nanoseconds per operation.
pub fn column<'a>(name: &'static str, run: impl FnMut() -> Measured + 'a) -> Column<'a> {
    Column {
        name,
        run: Box::new(run),
    }
}

/// Runs all columns in turn, the first being ours, and prints a row for each reference:
/// `name · ours (25–75 %) · reference (25–75 %) · ratio · goal`. The ratio is ours ÷ reference, per operation: below 1 ours is faster.
pub fn compare(name: &str, goal: &str, mut columns: Vec<Column<'_>>) {
    let mut samples = vec![Vec::new(); columns.len()];
    for round in 0..=ROUNDS {
        for i in 0..columns.len() {
            let turn = (i + round) % columns.len();
            let sample = (columns[turn].run)();
            if round > 0 {
                samples[turn].push(sample);
            }
        }
    }
    samples.iter_mut().for_each(|s| s.sort_by(f64::total_cmp));
    let ours = median(&samples[0]);
    for (i, column) in columns.iter().enumerate().skip(1) {
        let ratio = ours / median(&samples[i]);
        println!(
            "{name} · {} · {} {} · {ratio:.2} · {goal}",
            figures(&samples[0]),
            column.name,
            figures(&samples[i])
        );
    }
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

fn figures(sorted: &[f64]) -> String {
    let at = |part: usize| shown(sorted[(sorted.len() - 1) * part / 4]);
    format!("{} ({}–{})", at(2), at(1), at(3))
}

/// Three significant digits with a unit.
fn shown(ns: f64) -> String {
    match ns {
        _ if ns < 100.0 => format!("{ns:.1} ns"),
        _ if ns < 1e4 => format!("{ns:.0} ns"),
        _ if ns < 1e7 => format!("{:.1} µs", ns / 1e3),
        _ => format!("{:.1} ms", ns / 1e6),
    }
}

/// Nanoseconds per call of `act`, called `operations` times in this thread.
pub fn each(operations: u32, mut act: impl FnMut()) -> Measured {
    let begin = Instant::now();
    for _ in 0..operations {
        act();
    }
    begin.elapsed().as_nanos() as f64 / f64::from(operations)
}

/// Nanoseconds per call of `act`, called `operations` times in all by `threads` threads that begin together. The threads are made before.
pub fn together(threads: u32, operations: u32, act: impl Fn(u32) + Send + Sync) -> Measured {
    let ready = Barrier::new(threads as usize);
    std::thread::scope(|s| {
        let start = |i| {
            let (ready, act) = (&ready, &act);
            s.spawn(move || {
                ready.wait();
                let begin = Instant::now();
                (0..operations / threads).for_each(|_| act(i));
                (begin, Instant::now())
            })
        };
        let crew: Vec<_> = (0..threads).map(start).collect();
        let spans: Vec<_> = crew
            .into_iter()
            .map(|t| t.join().expect("no panic"))
            .collect();
        // The clocks of the threads themselves: one that only watches may be scheduled late and miss the beginning.
        let begin = spans
            .iter()
            .map(|(begin, _)| *begin)
            .min()
            .expect("a thread");
        let end = spans.iter().map(|(_, end)| *end).max().expect("a thread");
        (end - begin).as_nanos() as f64 / f64::from(operations)
    })
}

/// As [`together`], and the longest single call of any thread, in nanoseconds, is kept in `longest`.
pub fn together_timed(
    threads: u32,
    operations: u32,
    longest: &Longest,
    act: impl Fn() + Send + Sync,
) -> Measured {
    together(threads, operations, |_| {
        let begin = Instant::now();
        act();
        longest.note(begin.elapsed().as_nanos() as u64);
    })
}

/// The longest of many durations.
#[derive(Clone, Default)]
pub struct Longest(Arc<AtomicU64>);

impl Longest {
    fn note(&self, ns: u64) {
        if ns > self.0.load(Relaxed) {
            self.0.fetch_max(ns, Relaxed);
        }
    }

    /// For people.
    pub fn shown(&self) -> String {
        shown(self.0.load(Relaxed) as f64)
    }
}
