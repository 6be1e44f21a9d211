//! What the loom models share: exploring with a count, and letting a thread leave.
#![allow(dead_code)] // Each model file uses its part.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use runtime::blocking::{Deadline, Wait};
use runtime::futex::model::{Leave, leave};
use std::sync::Arc;
use trace::kinds::Cause;

/// A wait without a story.
pub const WHY: Wait = Wait::on(Cause::Lock, 0);

/// Explores all interleavings with at most `preemptions` preemptions, and prints how many executions that were.
pub fn explore(name: &str, preemptions: usize, run: impl Fn() + Send + Sync + 'static) {
    let executions = Arc::new(AtomicUsize::new(0));
    let count = executions.clone();
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(move || {
        count.fetch_add(1, Ordering::Relaxed);
        run();
    });
    println!(
        "loom {name}: {} executions, at most {preemptions} preemptions",
        executions.load(Ordering::Relaxed)
    );
}

/// A time that is over at the first look: in a model a timed wait lets others run and gives up.
pub fn soon() -> Option<Deadline> {
    Some(Deadline::after(Duration::from_millis(1)))
}

/// Starts a thread of the model.
pub fn spawn<T: 'static>(body: impl FnOnce() -> T + 'static) -> loom::thread::JoinHandle<T> {
    loom::thread::spawn(body)
}

/// Runs `body` in a thread that is stopped at the end of its next wait without a limit: it leaves, having eaten a wake-up.
pub fn leaving<T>(body: impl FnOnce() -> T) -> T {
    leave(Leave::AfterWait);
    body()
}

/// Runs `body` in a thread that is stopped before its next wait without a limit.
pub fn leaving_at_once<T>(body: impl FnOnce() -> T) -> T {
    leave(Leave::BeforeWait);
    body()
}
