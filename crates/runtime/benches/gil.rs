//! The GIL natively: computing gains nothing under it, waiting loses nothing, and a thread that wakes waits for about one interval.
//!
//! Timed: starting threads, their work, joining them. Each row: 15 rounds, interleaved, after one that is not counted; median with the 25–75 %
//! range; the ratio is the first column ÷ the second.

mod sync_support;

use runtime::checkpoint;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::gil::{Gil, SWITCH_INTERVAL, attach};
use runtime::thread::{Thread, run_here};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use sync_support::{column, compare, each};

/// Steps of computing that the GIL's rows share among their threads.
const STEPS: u64 = 300_000_000;

fn compute(steps: u64) {
    for part in 0..steps / 100_000 {
        black_box((0..100_000_u64).fold(part, |sum, i| black_box(sum ^ i)));
        checkpoint::proceed();
    }
}

/// What `main` measures as the main thread of a process of its own.
fn in_a_process(main: impl FnOnce() -> f64 + Send + 'static) -> f64 {
    let run = move || {
        let process = Process::leak(0, Tracing::Off);
        let entered = enter_free_slot(process).expect("a slot");
        let ran = run_here(&entered, "MainThread", main);
        process.finish();
        ran.map_err(|(how, _)| how).expect("returns")
    };
    std::thread::spawn(run).join().expect("no panic")
}

fn new_gil() -> &'static Gil {
    Gil::leak(SWITCH_INTERVAL).expect("positive")
}

/// Nanoseconds that `threads` threads take for [`STEPS`] together.
fn crew(threads: u64, with_gil: bool) -> f64 {
    in_a_process(move || {
        let _gil = with_gil.then(|| attach(new_gil()));
        each(1, || {
            let crew: Vec<_> = (0..threads)
                .map(|_| Thread::new(move || compute(STEPS / threads)))
                .collect();
            crew.iter().for_each(|t| t.start().expect("starts"));
            crew.iter().for_each(|t| t.join().expect("started"));
        })
    })
}

/// Nanoseconds that eight waits of 5 ms take on four threads: two rounds of waiting, ideally 10 ms.
fn waits(with_gil: bool) -> f64 {
    in_a_process(move || {
        let _gil = with_gil.then(|| attach(new_gil()));
        each(1, || {
            let wait = || (0..2).for_each(|_| checkpoint::sleep(SWITCH_INTERVAL));
            let crew: Vec<_> = (0..4).map(|_| Thread::new(wait)).collect();
            crew.iter().for_each(|t| t.start().expect("starts"));
            crew.iter().for_each(|t| t.join().expect("started"));
        })
    })
}

/// Nanoseconds by which a sleep of a thread is longer while another computes under the same GIL.
fn delay_behind_a_hog() -> f64 {
    const SLEEP: Duration = Duration::from_millis(1);
    in_a_process(|| {
        let _gil = attach(new_gil());
        let done = Arc::new(AtomicBool::new(false));
        let seen = done.clone();
        let hog = Thread::new(move || {
            while !seen.load(Relaxed) {
                compute(100_000);
            }
        });
        hog.start().expect("starts");
        let slept = each(20, || checkpoint::sleep(SLEEP));
        done.store(true, Relaxed);
        hog.join().expect("started");
        slept - SLEEP.as_nanos() as f64
    })
}

fn main() {
    compare(
        "gil: CPU work on 2 threads under the GIL / on one",
        "≥ 0.97 ×",
        vec![
            column("two under the GIL", || crew(2, true)),
            column("one", || crew(1, false)),
        ],
    );
    compare(
        "gil: CPU work on 2 threads without it / on one",
        "≈ 0.52 ×",
        vec![
            column("two free", || crew(2, false)),
            column("one", || crew(1, false)),
        ],
    );
    compare(
        "gil: 8 waits of 5 ms on 4 threads under the GIL / without",
        "≈ 1 ×, 10 ms",
        vec![
            column("under the GIL", || waits(true)),
            column("free", || waits(false)),
        ],
    );
    compare(
        "gil: delay of a thread that wakes behind a computing one",
        "about 1 ×",
        vec![
            column("ours", delay_behind_a_hog),
            column("one switch interval", || SWITCH_INTERVAL.as_nanos() as f64),
        ],
    );
}
