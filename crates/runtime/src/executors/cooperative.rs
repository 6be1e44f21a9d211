//! Many waits on one thread: an event loop as `asyncio` has one.
//!
//! Tasks are begun one after the other, on the calling thread. What a task waits for ([`crate::checkpoint::wait`]) it leaves to the loop, which
//! begins the next; when its time is over, its result is taken. Computing is not interrupted: while one task computes, all others wait.
//!
//! A task is a plain function, not a coroutine, so it is not left in the middle: its waits are added up and done after its code. For a task whose
//! waiting is the last thing it does that is the same. A task that holds a lock or a permit across a wait must not be run here.
//! In the trace a task's span is its code; the waiting is the loop's own.

use super::{Execution, Executor, begin, moment};
use crate::blocking::{Deadline, Wait, Woken, block};
use crate::checkpoint;
use crate::futex::Word;
use crate::platform;
use crate::pool::run::Runner;
use crate::task::{TaskResult, Tasks};
use crate::thread::StartError;
use core::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use trace::entry::Measurement;
use trace::kinds::{Cause, RecordKind};

/// The executor `async`: all tasks at once on the calling thread, whatever `measurement.workers` says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cooperative;

impl Executor for Cooperative {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        let begin_ns = begin(measurement);
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        let results = run(&*tasks, measurement.id, ready_ns);
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        Ok(Execution {
            results,
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}

fn run(tasks: &dyn Tasks, measurement: u32, ready_ns: u64) -> Vec<TaskResult> {
    let mut runner = Runner::new(ready_ns);
    let mut results = Vec::with_capacity(tasks.len() as usize);
    let mut timers = BinaryHeap::new();
    for index in 0..tasks.len() {
        let (result, waits) = checkpoint::deferred(|| runner.run_task(tasks, measurement, index));
        results.push(result);
        if !waits.is_zero() {
            timers.push(Reverse(Deadline::after(waits)));
        }
    }
    while let Some(Reverse(next)) = timers.pop() {
        wait_until(next);
    }
    results
}

/// Waits as IO does, until this moment; the last moment there is means for ever.
fn wait_until(moment: Deadline) {
    let word = Word::new(0);
    let why = Wait::on(Cause::Io, 0);
    let deadline = (moment.ns() < u64::MAX).then_some(moment);
    while moment.left(platform::now_ns()).is_some() {
        match block(&word, 0, deadline, &why) {
            Woken::Again => {}
            Woken::TimedOut | Woken::Leaving => return,
        }
    }
}
