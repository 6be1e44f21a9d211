//! Stress: each primitive under eight threads, with counts that must come out even. Feature `stress`.
//!
//! The same functions run in native tests (also under ThreadSanitizer), in the engine's browser tests, and there on both kinds of words: those
//! of the process's memory and those of the arena. So they start threads by [`crate::thread`] alone, read no clock, and report a failure as text.

mod cores;
mod queues;
mod rendezvous;

use crate::context::Ended;
use crate::futex::arena::ArenaWord;
use crate::futex::{FutexWord, Word};
use crate::ipc::arena::layout::HEAP;
use crate::platform;
use crate::sync::Event;
use crate::thread;
use core::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
use std::sync::Arc;

/// How much to do.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Threads at once, an even number.
    pub threads: u32,
    /// Operations in all of a test of locks, counters and queues.
    pub operations: u32,
    /// Operations in all of a test in which threads wait for one another each time.
    pub rendezvous: u32,
}

impl Load {
    /// What every test run does.
    pub const USUAL: Self = Self {
        threads: 8,
        operations: 200_000,
        rendezvous: 20_000,
    };
    /// What `cargo xtask test --long` does.
    pub const LONG: Self = Self {
        threads: 8,
        operations: 10_000_000,
        rendezvous: 200_000,
    };
}

/// What a stress test came to: what was done, or what did not come out even.
pub type Tally = Result<Done, String>;

/// A stress test that came out even.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Operations that it made in all.
    pub operations: u32,
    /// What was counted, as it was expected.
    pub conserved: String,
}

/// A stress test on words of kind `W`.
pub struct Row<W> {
    /// Its name.
    pub name: &'static str,
    /// Runs it; the first argument makes a word with this value.
    pub run: fn(Make<W>, Load) -> Tally,
}

/// Makes words of one kind.
pub type Make<W> = Arc<dyn Fn(u32) -> W + Send + Sync>;

/// The cores, on any kind of words.
pub fn cores<W: FutexWord + Send + Sync + 'static>() -> Vec<Row<W>> {
    vec![
        Row {
            name: "lock",
            run: cores::lock,
        },
        Row {
            name: "lock_fifo",
            run: cores::lock_fifo,
        },
        Row {
            name: "rlock",
            run: cores::rlock,
        },
        Row {
            name: "semaphore",
            run: cores::semaphore,
        },
        Row {
            name: "queue_bounded",
            run: queues::ring,
        },
        Row {
            name: "queue_of_one",
            run: queues::ring_of_one,
        },
        Row {
            name: "event",
            run: rendezvous::event,
        },
        Row {
            name: "condition",
            run: rendezvous::condition,
        },
        Row {
            name: "barrier",
            run: rendezvous::barrier,
        },
    ]
}

/// The objects that programs use, on the process's own words.
pub fn objects() -> Vec<Row<Word>> {
    vec![
        Row {
            name: "queue",
            run: |_, load| queues::objects::queue(load),
        },
        Row {
            name: "queue_unbounded",
            run: |_, load| queues::objects::unbounded(load),
        },
        Row {
            name: "lifo_queue",
            run: |_, load| queues::objects::lifo(load),
        },
        Row {
            name: "priority_queue",
            run: |_, load| queues::objects::priority(load),
        },
        Row {
            name: "simple_queue",
            run: |_, load| queues::objects::simple(load),
        },
        Row {
            name: "queue_timeouts",
            run: |_, load| queues::objects::timeouts(load),
        },
        Row {
            name: "queue_shutdown",
            run: |_, load| queues::objects::shutdown(load),
        },
    ]
}

/// Runs `body(i)` in `count` threads, which begin when all are there, and waits for all; the first failure.
fn crew(
    count: u32,
    body: impl Fn(u32) -> Result<(), String> + Send + Sync + 'static,
) -> Result<(), String> {
    let body = Arc::new(body);
    let failures = Arc::new(std::sync::Mutex::new(Vec::new()));
    let gate = Arc::new((AtomicU32::new(0), Event::new()));
    let start = |i: u32| {
        let (body, failures, gate) = (body.clone(), failures.clone(), gate.clone());
        let run = move || {
            // Short work would otherwise be over before the next thread has begun.
            if gate.0.fetch_add(1, Relaxed) + 1 == count {
                gate.1.set();
            }
            gate.1.wait();
            if let Err(failure) = body(i) {
                failures
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(failure);
            }
        };
        thread::start(&format!("stress-{i}"), Box::new(run)).map_err(|e| e.to_string())
    };
    let handles = (0..count).map(start).collect::<Result<Vec<_>, _>>()?;
    for handle in handles {
        match handle.join(None) {
            Some(Ended::Returned) => {}
            how => return Err(format!("a thread ended by {how:?}")),
        }
    }
    let failures = failures
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    failures
        .first()
        .map_or(Ok(()), |failure| Err(failure.clone()))
}

/// Says what was counted; fails with both figures unless they are equal.
fn even(what: &str, expected: u64, seen: u64) -> Result<String, String> {
    if expected == seen {
        Ok(format!("{what} {seen}"))
    } else {
        Err(format!("{what}: expected {expected}, seen {seen}"))
    }
}

/// So many operations, and what came out even.
fn done<const N: usize>(operations: u32, counts: [String; N]) -> Tally {
    Ok(Done {
        operations,
        conserved: counts.join(", "),
    })
}

/// One test of [`everything`]: on which words, which, what it came to, and how long it took.
#[derive(Debug)]
pub struct Outcome {
    /// `memory` or `arena`.
    pub words: &'static str,
    /// The row's name.
    pub name: &'static str,
    /// What it came to.
    pub tally: Tally,
    /// How long it took, in nanoseconds.
    pub took_ns: u64,
}

impl core::fmt::Display for Outcome {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:<6} {:<15} ", self.words, self.name)?;
        match &self.tally {
            Ok(done) => {
                let seconds = self.took_ns as f64 / 1e9;
                let (operations, conserved) = (done.operations, &done.conserved);
                write!(
                    f,
                    "{operations:>9} operations in {seconds:>6.2} s; {conserved}"
                )
            }
            Err(failure) => write!(f, "FAILED: {failure}"),
        }
    }
}

/// The whole suite on all kinds of words that there are: those of this program's memory and those of the arena, whose first 16 KiB of heap it
/// uses for itself. `tell` hears of each test when it has ended.
pub fn everything(load: Load, mut tell: impl FnMut(Outcome)) {
    let memory: Make<Word> = Arc::new(Word::new);
    run_all("memory", cores(), &memory, load, &mut tell);
    run_all("memory", objects(), &memory, load, &mut tell);
    for row in cores() {
        let next = AtomicU32::new(HEAP * 4); // Every test may use the same words: the one before has ended.
        let make: Make<ArenaWord> = Arc::new(move |value| {
            let word = ArenaWord::at(next.fetch_add(4, Relaxed));
            word.store(value, SeqCst);
            word
        });
        run_all("arena", vec![row], &make, load, &mut tell);
    }
}

fn run_all<W>(
    words: &'static str,
    rows: Vec<Row<W>>,
    make: &Make<W>,
    load: Load,
    tell: &mut impl FnMut(Outcome),
) {
    for row in rows {
        let begin_ns = platform::now_ns();
        let tally = (row.run)(make.clone(), load);
        let took_ns = platform::now_ns().saturating_sub(begin_ns);
        let name = row.name;
        tell(Outcome {
            words,
            name,
            tally,
            took_ns,
        });
    }
}
