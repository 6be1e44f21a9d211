//! `pool-async-results`: results that come later, their errors, time-outs and callbacks.
//!
//! A run: `tasks` calls of `apply_async` with callbacks on two threads or processes; task i waits `u` and returns i², the task `fail_at` raises. Main asks each
//! for its result for `timeout` at most, then waits for all.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Workers},
    runtime::error::Error,
    runtime::jobs::{AsyncResult, Callbacks, Function},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// `callback`.
    pub const CALLBACK: u16 = python::OWN;
    /// `error_callback`.
    pub const ERROR_CALLBACK: u16 = python::OWN + 1;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 2;
    /// `apply_async`.
    pub const SUBMIT: u16 = python::OWN + 3;
    /// `get` with a time-out.
    pub const GET: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-async-results",
        fields: &[
            Field::new("tasks", "6").within(1.0, 32.0),
            Field::new("u", "0.3").within(0.0, 1.0),
            Field::new("fail_at", "3").within(-1.0, 31.0),
            Field::new("timeout", "0.5").within(0.0, 5.0),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Results later", "异步结果与回调"),
    idea: Text::new(
        "apply_async returns a handle at once. Main asks each handle for its result and does not wait longer than the timeout; callbacks tell \
         of every result as it comes.",
        "apply_async 立即返回一个句柄。主线程逐个询问结果，最多等到超时为止；每有结果出来，回调函数都会被调用。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "AsyncResult.get",
        "AsyncResult.ready",
        "AsyncResult.successful",
        "multiprocessing.TimeoutError",
        "Pool.apply_async",
        "callback",
        "error_callback",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "A get whose time is up raises TimeoutError, yet the task goes on and its callback comes all the same. Callbacks run in a thread of the \
         pool’s own, which has a row of its own in the timeline.",
        "超时的 get 抛出 TimeoutError，但任务照样继续，回调照样到来。回调在池自己的一个线程里运行，它在时间线里单独占一行。",
    ),
    tries: [
        Try::new(
            "pool-async-results?v=1&timeout=0",
            "A timeout of 0 only looks: nothing is there yet.",
            "超时为 0 就只是看一眼：还什么都没有。",
        ),
        Try::new(
            "pool-async-results?v=1&timeout=5",
            "With a long timeout every get succeeds, but for the task that raises.",
            "超时很长时，除了出错的任务，每个 get 都成功。",
        ),
        Try::new(
            "pool-async-results?v=1&kind=process",
            "Two processes: values and errors come back as bytes, and the callbacks run in main’s process all the same.",
            "两个进程：结果和异常以字节的形式送回，回调仍然在主进程里运行。",
        ),
    ],
    misconception: Text::new(
        "“If a task fails I shall see it.” Only if somebody asks: an error that no get and no error_callback takes is never shown. And the timeout \
         of get stops the waiting, not the task.",
        "“任务失败我总会看到。”只有有人问才会：没有 get 也没有 error_callback 的错误永远不会显示。另外，get 的超时结束的是等待，不是任务。",
    ),
    threads: |_| 3,
};

fn listing(scenario: &Scenario) -> Listing {
    let fail_at = scenario.integer("fail_at");
    Listing::of("import time\nfrom multiprocessing import TimeoutError  # not the built-in one")
        .line(python::pool_import(scenario))
        .lines("\ndef work(task):")
        .at(line::WAIT, format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))))
        .when(fail_at >= 0, |l| {
            l.line(format!("    if task == {fail_at}:")).line("        raise ValueError(f\"task {task} failed\")")
        })
        .lines("    return task * task\n\ndef on_value(value):")
        .at(line::CALLBACK, "    print(f\"callback: {value}\")")
        .lines("\ndef on_error(error):")
        .at(line::ERROR_CALLBACK, "    print(f\"error_callback: {error}\")")
        .lines("\nif __name__ == \"__main__\":")
        .at(line::POOL, "    pool = Pool(2)")
        .line("    results = []")
        .line(format!("    for task in range({}):", integer(scenario.integer("tasks"))))
        .at(line::SUBMIT, "        results.append(pool.apply_async(work, (task,), callback=on_value, error_callback=on_error))")
        .lines("    for task, result in enumerate(results):\n        try:")
        .at(line::GET, format!("            value = result.get(timeout={})", seconds(scenario.scaled_ms("timeout"))))
        .lines("            print(f\"task {task}: {value}\")\n        except TimeoutError:\n            print(f\"task {task}: not ready yet\")")
        .lines("        except ValueError as error:\n            print(f\"task {task}: {error}\")\n    pool.close()")
        .at(line::JOIN, "    pool.join()")
        .line("    print([result.successful() for result in results])")
}

/// Handles, asked one after the other; callbacks meanwhile.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = scenario.integer("tasks");
    let called = Shared::<i64>::default();
    let pool = run::raised(Workers::start(scenario, 2, line::POOL))?;
    let mut results = Vec::new();
    for task in 0..tasks {
        run.at(line::SUBMIT);
        results.push(run::raised(submit(&pool, scenario, task, &called))?);
    }
    let timeout = run::scaled(scenario, "timeout");
    for (task, result) in results.iter().enumerate() {
        run.at(line::GET);
        let said = match result.get_timeout(timeout) {
            Ok(value) => value.to_string(),
            Err(error) if error.message().is_empty() => "not ready yet".to_owned(),
            Err(error) => error.message().to_owned(),
        };
        run.print(&format!("task {task}: {said}"));
    }
    pool.close();
    run.at(line::JOIN);
    run::raised(pool.join())?;
    let successful: Vec<bool> = results
        .iter()
        .map(|result| result.successful() == Ok(true))
        .collect();
    let words: Vec<&str> = successful.iter().map(|is| run::python_bool(*is)).collect();
    run.print(&format!("[{}]", words.join(", ")));
    for (task, result) in results.iter().enumerate() {
        run.outcome_of(
            &format!("task {task}"),
            result.get().map(TaskValue::Integer),
        );
    }
    let failing = i64::from((0..tasks).contains(&scenario.integer("fail_at")));
    let failed = successful.iter().filter(|is| !**is).count() as i64;
    run.check(
        "check-errors-come-out",
        failed == failing,
        format!("{failed} raised"),
    );
    let called = called.get();
    run.check(
        "check-callback-each-once",
        called == tasks,
        format!("{called} callbacks for {tasks} tasks"),
    );
    Ok(())
}

/// What a task does: waits so long, raises if it is to fail, else gives its square.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<(Duration, i64, bool), i64> =
    Function::new("work", |(wait, task, fails)| {
        run::at(line::WAIT);
        run::sleep(wait);
        if fails {
            return Err(Error::value(format!("task {task} failed")));
        }
        Ok(task * task)
    });

#[cfg(feature = "program")]
fn submit(
    pool: &Workers,
    scenario: &Scenario,
    task: i64,
    called: &Shared<i64>,
) -> Result<AsyncResult<i64>, Error> {
    let (wait, fails) = (
        run::scaled(scenario, "u"),
        task == scenario.integer("fail_at"),
    );
    let (values, errors) = (called.clone(), called.clone());
    let callbacks = Callbacks::none()
        .on_value(move |value: &i64| {
            run::at(line::CALLBACK);
            run::print(&format!("callback: {value}"));
            values.with(|count| *count += 1);
        })
        .on_error(move |error| {
            run::at(line::ERROR_CALLBACK);
            run::print(&format!("error_callback: {}", error.message()));
            errors.with(|count| *count += 1);
        });
    pool.apply_async(&WORK, (wait, task, fails), callbacks)
}
