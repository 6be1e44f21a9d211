//! Task lists made of workloads, and what came of them.

use super::duration;
use runtime::error::{Error, Kind};
use runtime::executors::Execution;
use runtime::task::{self, TaskResult, Tasks, Value};
use runtime::{checkpoint, context};
use scenario::{Scenario, TaskValue};
use std::sync::Arc;
use std::time::Duration;
use workloads::{Arguments, Checkpoint, Workload};

/// What a task is told by a scenario; `cpu_share` in percent. Of the fields that a demo lacks: no spread, no bandwidth, seed 0.
pub fn arguments(scenario: &Scenario, cpu_share: i64) -> Arguments {
    let scale = match scenario.float("time_scale") {
        0.0 => 1.0,
        scale => scale,
    };
    Arguments {
        tasks: count(scenario, "tasks"),
        latency: duration(scenario.scaled_ms("latency")),
        cpu_share: cpu_share as f64 / 100.0,
        seed: count(scenario, "seed"),
        spread: scenario.integer("spread") as f64 / 100.0,
        bandwidth: scenario.integer("bandwidth") as f64 * 1e3 / scale,
        ..Arguments::computing(count(scenario, "n"))
    }
}

/// A list of `len` tasks of this workload. `line` is the key of the line at which its tasks are, 0 for none.
pub fn tasks_of(
    workload: &'static Workload,
    len: u32,
    arguments: Arguments,
    line: u16,
) -> Arc<dyn Tasks> {
    task::list(len, move |index| {
        run_workload(workload, Arguments { index, ..arguments }, line)
    })
}

/// What the tasks of a list share, and how a task gets a place of it.
pub trait Places: Send + Sync {
    /// Runs `act` with a place.
    ///
    /// # Blocking
    /// Until a place is free.
    fn within(&self, act: &mut dyn FnMut());
}

/// Runs a little of a computing workload, unmeasured. A browser compiles a function quickly at first, and well only once it has run for a
/// while: without this, what is measured first looks slow, and what is compared with it fast. At most about 30 ms; waiting needs none.
pub fn warm_up(workload: &Workload, arguments: Arguments) {
    const CALLS: u32 = 20;
    const N_MAX: u32 = 50_000;
    for index in 0..CALLS {
        let arguments = Arguments {
            index,
            n: arguments.n.min(N_MAX),
            latency: Duration::ZERO,
            ..arguments
        };
        // A workload that raises does so again where it is measured.
        let _ = run_workload(workload, arguments, 0);
    }
}

/// Runs one task of a workload, at this line.
///
/// # Errors
/// What the workload raises.
pub fn run_workload(workload: &Workload, arguments: Arguments, line: u16) -> TaskResult {
    run_within(workload, arguments, line, None)
}

/// The same for a list whose tasks share something.
///
/// # Errors
/// What the workload raises.
pub fn run_within(
    workload: &Workload,
    arguments: Arguments,
    line: u16,
    places: Option<&dyn Places>,
) -> TaskResult {
    if line != 0 {
        context::at(line);
    }
    match (workload.run)(&arguments, &OnRuntime { places }) {
        Ok(workloads::Value::Unit) => Ok(Value::Unit),
        Ok(workloads::Value::Integer(n)) => Ok(Value::Integer(n)),
        Err(failure) => Err(Error::new(Kind::from_name(failure.kind), failure.message)),
    }
}

/// Waits as IO would, for a task that is not a workload.
pub fn wait(duration: Duration) {
    checkpoint::wait(duration);
}

/// Number of tasks, threads or repeats of a scenario.
pub fn count(scenario: &Scenario, key: &str) -> u32 {
    u32::try_from(scenario.integer(key)).unwrap_or(0)
}

/// The load under which a workload is compared.
pub fn load_of(workload: &str) -> &str {
    match workload {
        "primes" => "cpu",
        "sleep" => "io",
        other => other,
    }
}

/// A measurement's makespan in seconds.
pub fn seconds(execution: &Execution) -> f64 {
    execution.makespan_ns() as f64 / 1e9
}

/// The number in the middle of a sorted list, of an even one the mean of both; the list is sorted.
///
/// # Panics
/// When the list is empty.
pub fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (low, high) = ((numbers.len() - 1) / 2, numbers.len() / 2);
    (numbers[low] + numbers[high]) / 2.0
}

/// The list as Python prints it; of a long one the first items.
pub fn repr(results: &[TaskResult]) -> String {
    const SHOWN: usize = 20;
    let shown: Vec<String> = results.iter().take(SHOWN).map(repr_of).collect();
    let more = if results.len() > SHOWN { ", …" } else { "" };
    format!("[{}{more}]", shown.join(", "))
}

fn repr_of(result: &TaskResult) -> String {
    match result {
        Err(error) if error.message().is_empty() => format!("{}()", error.kind().name()),
        Err(error) => format!(
            "{}({})",
            error.kind().name(),
            TaskValue::Text(error.message().to_owned()).python()
        ),
        Ok(_) => value_of(result).python(),
    }
}

/// A task's result as a value; an error as its text.
pub(super) fn value_of(result: &TaskResult) -> TaskValue {
    match result {
        Ok(Value::Unit) => TaskValue::Unit,
        Ok(Value::Integer(n)) => TaskValue::Integer(*n),
        Ok(Value::Float(x)) => TaskValue::Float(*x),
        Ok(Value::Bytes(bytes)) => TaskValue::Text(format!("<{} bytes>", bytes.len())),
        Err(_) => TaskValue::Text(repr_of(result)),
    }
}

/// A kernel's checkpoint on the runtime.
#[derive(Clone, Copy, Default)]
pub struct OnRuntime<'a> {
    /// What the tasks of the list share; `None`: nothing.
    pub places: Option<&'a dyn Places>,
}

impl Checkpoint for OnRuntime<'_> {
    fn proceed(&self) {
        checkpoint::proceed();
    }

    fn wait(&self, duration: Duration) {
        checkpoint::wait(duration);
    }

    fn progress(&self, done: u64, total: u64) {
        checkpoint::progress(done, total);
    }

    fn within(&self, act: &mut dyn FnMut()) {
        match self.places {
            Some(places) => places.within(act),
            None => act(),
        }
    }
}
