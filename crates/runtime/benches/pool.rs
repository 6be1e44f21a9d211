//! A pool's cost per task: 10,000 empty tasks on 2 workers, ours traced and untraced, against rayon (not traced) with as many threads.
//!
//! Timed: submitting the list until the last result. Not timed: starting the workers. Goal: traced, one task at a time, at least 2 M tasks/s
//! (500 ns a task).

mod compare;

use compare::compare;
use rayon::prelude::*;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::pool::{Chunk, Pool, ThreadCrew};
use runtime::task::{Value, list};
use runtime::thread::run_here;
use std::hint::black_box;
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

const TASKS: u32 = 10_000;
const WORKERS: u32 = 2;

/// Empties the rings, as the page does once a frame. They are twice as large as in a page, for one worker may get all tasks.
fn drain(reader: &mut Reader, process: &Process) {
    let mut batch = Batch::default();
    reader.drain(process.words(), &NoWords, 0, &mut batch);
    assert!(
        batch.slots.iter().all(|slot| slot.records_dropped == 0),
        "no record was dropped"
    );
}

fn main() {
    let rayon = rayon::ThreadPoolBuilder::new()
        .num_threads(WORKERS as usize)
        .build()
        .expect("rayon starts");
    for (how, tracing) in [
        ("traced", Tracing::Records(32_768)),
        ("untraced", Tracing::Off),
    ] {
        let process = Process::leak(0, tracing);
        let entered = enter_free_slot(process).expect("a slot");
        let ran = run_here(&entered, "MainThread", || {
            let pool = Pool::start(ThreadCrew, WORKERS, "pool").expect("starts");
            pool.wait_until_ready();
            let mut reader = Reader::new(process.header_address(), 0);
            for (chunks, chunk) in [
                ("one at a time", Chunk::Of(1)),
                ("default chunks", Chunk::Default),
            ] {
                let tasks = list(TASKS, |i| Ok(Value::Integer(i.into())));
                compare(
                    &format!("10,000 empty tasks, 2 workers, {chunks}, {how} / rayon par_iter"),
                    TASKS,
                    || drain(&mut reader, process),
                    || drop(black_box(pool.run(tasks.clone(), chunk))),
                    || {
                        let all: Vec<u32> = rayon.install(|| {
                            (0..TASKS)
                                .into_par_iter()
                                .with_max_len(1)
                                .map(black_box)
                                .collect()
                        });
                        black_box(all);
                    },
                );
            }
            let one = list(1, |_| Ok(Value::Unit));
            compare(
                &format!("one task, there and back, {how} / rayon install"),
                100,
                || drain(&mut reader, process),
                || (0..100).for_each(|_| drop(black_box(pool.run(one.clone(), Chunk::Of(1))))),
                || (0..100).for_each(|_| rayon.install(|| black_box(()))),
            );
        });
        process.finish();
        assert!(ran.is_ok());
    }
}
