//! What a program works with: task lists on executors, threads, printed lines, results, invariants.

mod lists;
mod pictures;
mod pool;
mod process;
mod shared;
mod tasks;
mod thread;
mod workers;

#[cfg(feature = "pools")]
pub use lists::set_lists;
pub use lists::{MakeList, list};
pub use pictures::{Kept, keep_pictures, own_pictures};
pub use pool::{Timed, worker_name};
pub use process::{AnyEntry, Entry, Process, call, set_entries};
pub use shared::{Inside, Shared};
pub use tasks::{
    OnRuntime, Places, arguments, count, load_of, median, repr, run_within, run_workload, seconds,
    tasks_of, wait, warm_up,
};
pub use thread::{Thread, alive};
pub use workers::{With, Workers, pool_executor};

use tasks::value_of;

use runtime::error::Error;
use runtime::executors::{self, Execution, Executor, Measurement, Serial};
use runtime::gil::{self, Attached, Gil};
use runtime::pool::Chunk;
use runtime::task::{TaskResult, Tasks};
use runtime::{checkpoint, context, platform};
use scenario::outcome::{Check, TaskError};
use scenario::{Outcome, Scenario, TaskValue};
use std::sync::Arc;
use std::time::Duration;

/// What a demo's card is run by. `Err` is an error that nobody caught.
pub type Program = fn(&mut Run, &Scenario) -> Result<(), TaskError>;

/// One execution of a program.
#[derive(Debug, Default)]
pub struct Run {
    measurements: u32,
    outcome: Outcome,
    threads: u32,
    switch_interval: Option<Duration>,
}

/// How a task list is to be run, and under which name it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// `cpu`, `io` or the workload's id: measurements of one load are compared.
    pub load: &'a str,
    /// Executor by id.
    pub executor: &'a str,
    /// Workers, at least 1.
    pub workers: u32,
    /// 0-based repetition.
    pub repeat: u32,
    /// A swept value other than workers.
    pub x: Option<i64>,
    /// Tasks that a worker takes at once.
    pub chunk: Chunk,
}

impl Run {
    /// Runs `program` and gives what it returned.
    pub fn of(program: Program, scenario: &Scenario) -> Outcome {
        set_entries();
        let mut run = Run::default();
        run.outcome.error = program(&mut run, scenario).err();
        run.outcome
    }

    /// As [`at`].
    pub fn at(&self, key: u16) {
        at(key);
    }

    /// As [`print`].
    pub fn print(&self, text: &str) {
        print(text);
    }

    /// How long a thread may keep the GIL once another asks for it, from now on: `sys.setswitchinterval`. Without it 5 ms.
    pub fn set_switch_interval(&mut self, interval: Duration) {
        self.switch_interval = Some(interval);
    }

    fn gil(&self) -> Result<&'static Gil, TaskError> {
        raised(Gil::leak(
            self.switch_interval.unwrap_or(gil::SWITCH_INTERVAL),
        ))
    }

    /// Puts main, and the threads that it starts from now on, under a GIL, until the guard is dropped.
    ///
    /// # Errors
    /// `ValueError` when the switch interval is 0.
    pub fn under_gil(&self) -> Result<Option<Attached>, TaskError> {
        Ok(gil::attach(self.gil()?))
    }

    /// How many workers the executor of this name takes: `rayon-stock` always as many as its library makes, the serial loop one.
    ///
    /// # Errors
    /// `RuntimeError` when its library could not be started.
    pub fn workers_of(&self, executor: &str, wanted: u32) -> Result<u32, TaskError> {
        match executor {
            "serial" | "async" => Ok(1),
            #[cfg(feature = "pools")]
            "rayon-stock" => raised(executors::RayonStock.workers()),
            _ => Ok(wanted.max(1)),
        }
    }

    /// Runs the tasks as planned; results come in order, an error is the result of its task.
    ///
    /// # Blocking
    /// Until the last result is in.
    /// # Errors
    /// When the executor's workers cannot be started.
    pub fn execute(
        &mut self,
        plan: &Plan<'_>,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, TaskError> {
        self.measurements += 1;
        let measurement = Measurement {
            id: self.measurements,
            load: plan.load.to_owned(),
            executor: plan.executor.to_owned(),
            workers: plan.workers,
            repeat: plan.repeat,
            tasks: tasks.len(),
            x: plan.x,
        };
        let executed = match plan.executor {
            "serial" => Serial.execute(&measurement, tasks),
            "threads" => executors::Threads { chunk: plan.chunk }.execute(&measurement, tasks),
            "threads-gil" => {
                let gil = self.gil()?;
                let chunk = plan.chunk;
                executors::ThreadsGil { chunk, gil }.execute(&measurement, tasks)
            }
            #[cfg(feature = "pools")]
            "processes" => {
                let chunk = plan.chunk;
                return raised(executors::Processes { chunk }.run(&measurement, &*tasks));
            }
            #[cfg(feature = "pools")]
            "rayon-stock" => {
                return raised(executors::RayonStock.run(&measurement, &*tasks));
            }
            #[cfg(feature = "pools")]
            "async" => executors::Cooperative.execute(&measurement, tasks),
            #[cfg(feature = "pools")]
            "work-stealing" => executors::WorkStealing.execute(&measurement, tasks),
            other => {
                return Err(TaskError::new(
                    "NotImplementedError",
                    format!("executor '{other}' is still to come"),
                ));
            }
        };
        executed.map_err(|error| TaskError::new("RuntimeError", error.to_string()))
    }

    /// Names a result.
    pub fn result(&mut self, name: &str, results: &[TaskResult]) {
        let list = TaskValue::List(results.iter().map(value_of).collect());
        self.outcome.results.push((name.to_owned(), Ok(list)));
    }

    /// Names a value.
    pub fn value(&mut self, name: &str, value: TaskValue) {
        self.outcome.results.push((name.to_owned(), Ok(value)));
    }

    /// Names an error that the program met and caught.
    pub fn error(&mut self, name: &str, error: &Error) {
        let error = TaskError::new(error.kind().name(), error.message());
        self.outcome.results.push((name.to_owned(), Err(error)));
    }

    /// Names what a call gave: a value, or an error that was caught.
    pub fn outcome_of(&mut self, name: &str, result: Result<TaskValue, Error>) {
        match result {
            Ok(value) => self.value(name, value),
            Err(error) => self.error(name, &error),
        }
    }

    /// Notes whether an invariant held; `id` is a message id, `seen` tells people what was seen.
    pub fn check(&mut self, id: &str, held: bool, seen: impl Into<String>) {
        self.outcome.checks.push(Check {
            id: id.to_owned(),
            held,
            seen: seen.into(),
        });
    }

    /// As [`Run::check`], for what is looked at several times: one entry, which holds if it did each time; the first time that it did not is told.
    pub fn check_all(&mut self, id: &str, held: bool, seen: impl Into<String>) {
        let known = self.outcome.checks.iter_mut().find(|check| check.id == id);
        match known {
            Some(check) if check.held => (check.held, check.seen) = (held, seen.into()),
            Some(_) => {}
            None => self.check(id, held, seen),
        }
    }

    /// Notes whether every executor gave what the serial run gave; the first difference is told.
    pub fn check_equal(&mut self, name: &str, expected: &[TaskResult], got: &[TaskResult]) {
        let differing = expected.iter().zip(got).position(|(a, b)| a != b);
        let held = differing.is_none() && expected.len() == got.len();
        let seen = match differing {
            Some(task) => format!(
                "{name}: task {task} gave {:?}, serial {:?}",
                got[task], expected[task]
            ),
            None => format!("{name}: {} of {} results", got.len(), expected.len()),
        };
        self.check_all(RESULTS_EQUAL, held, seen);
    }
}

/// Says that this thread has reached the line with this key.
pub fn at(key: u16) {
    context::at(key);
}

/// Prints a line.
pub fn print(text: &str) {
    context::print(text);
}

/// Leaves when the run is stopped; gives the GIL away when it is asked for: where the interpreter may switch threads.
pub fn proceed() {
    checkpoint::proceed();
}

/// Sleeps: `time.sleep`.
///
/// # Blocking
/// For at least `duration`.
pub fn sleep(duration: Duration) {
    checkpoint::sleep(duration);
}

/// A length of time of a scenario, its time scale applied.
pub fn scaled(scenario: &Scenario, key: &str) -> Duration {
    duration(scenario.scaled_ms(key))
}

/// An error that the program does not catch.
///
/// # Errors
/// What `result` holds.
pub fn raised<T>(result: Result<T, Error>) -> Result<T, TaskError> {
    result.map_err(|error| TaskError::new(error.kind().name(), error.message()))
}

/// How long something takes: `time.perf_counter`.
#[derive(Clone, Copy, Debug)]
pub struct Clock(u64);

impl Clock {
    /// From now on.
    pub fn start() -> Self {
        Clock(platform::now_ns())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        platform::now_ns().saturating_sub(self.0) as f64 / 1e9
    }
}

/// `True` or `False`.
pub fn python_bool(flag: bool) -> &'static str {
    if flag { "True" } else { "False" }
}

/// Numbers as a list.
pub fn integers(numbers: impl IntoIterator<Item = i64>) -> TaskValue {
    TaskValue::List(numbers.into_iter().map(TaskValue::Integer).collect())
}

/// Every executor gives the same results.
const RESULTS_EQUAL: &str = "check-results-equal";

/// Milliseconds of a scenario as a duration; negative and not-a-number count as 0.
pub fn duration(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1e3).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::link;

    fn outcome(text: &str) -> Outcome {
        let (decoded, notices) = link::decode(&crate::CATALOGUE, text);
        assert!(notices.is_empty(), "{text}: {notices:?}");
        let carried = Scenario::decode(&crate::CATALOGUE, &decoded.scenario.encode());
        assert_eq!(
            carried.as_ref(),
            Some(&decoded.scenario),
            "as engines read it"
        );
        let program = crate::program(decoded.scenario.demo()).expect("a program");
        Run::of(program, &decoded.scenario)
    }

    #[test]
    fn every_demo_gives_the_same_results_on_every_executor() {
        let links = [
            "#/speedup?tasks=5&workers=3&n=2000&latency=1&repeats=2",
            "#/speedup?load=mixed&tasks=3&workers=2&n=1000&latency=1&sweep=ends",
            "#/cpu-or-io?tasks=3&workers=2&n=1000&latency=1",
            "#/pool-map-speedup?kind=thread&tasks=4&time_scale=0.05",
            "#/pool-lab?workload=empty&tasks=100&workers=3",
        ];
        for link in links {
            let outcome = outcome(link);
            assert_eq!(outcome.error, None, "{link}");
            assert!(
                outcome.checks.iter().all(|check| check.held),
                "{link}: {:?}",
                outcome.checks
            );
        }
    }

    #[test]
    fn a_failing_task_is_a_result_and_the_others_go_on() {
        let outcome = outcome("#/pool-lab?workload=empty&tasks=4&workers=2&fail_at=2");
        assert_eq!(outcome.error, None);
        let (_, list) = &outcome.results[0];
        let expected = ["None", "None", "\"ValueError('task 2 failed')\"", "None"];
        let TaskValue::List(list) = list.as_ref().expect("a list") else {
            panic!("not a list: {list:?}")
        };
        let seen: Vec<String> = list.iter().map(TaskValue::python).collect();
        assert_eq!(seen.len(), expected.len());
        assert!(
            seen[2].contains("ValueError") && seen[2].contains("task 2 failed"),
            "{seen:?}"
        );
        assert_eq!((&*seen[0], &*seen[3]), ("None", "None"));
    }

    #[test]
    fn every_row_has_a_program() {
        for card in crate::cards() {
            assert!(crate::program(card.spec.id).is_some(), "{}", card.spec.id);
        }
    }
}
