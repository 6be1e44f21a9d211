//! Starting and joining a thread: ours on a parked worker, against `std::thread` which makes one each time.
//!
//! Timed: start until join has returned, one after the other. Goal: ratio at most 1.

mod compare;

use compare::compare;
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::thread::{self, run_here};
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

const THREADS: u32 = 200;

fn main() {
    let process = Process::leak(0, Tracing::Records(4096));
    let entered = enter_free_slot(process).expect("a slot");
    let mut reader = Reader::new(process.header_address(), 0);
    let ran = run_here(&entered, "MainThread", || {
        compare(
            "start and join a thread, traced, worker parked / std::thread",
            THREADS,
            || reader.drain(process.words(), &NoWords, 0, &mut Batch::default()),
            || {
                for _ in 0..THREADS {
                    thread::start("t", Box::new(|| {}))
                        .expect("starts")
                        .join(None);
                }
            },
            || {
                for _ in 0..THREADS {
                    std::thread::spawn(|| {}).join().expect("no panic");
                }
            },
        );
    });
    process.finish();
    assert!(ran.is_ok());
}
