//! `nested-pool-deadlock`: calls in a pool that wait for other calls in the same pool.
//!
//! A run, by `case`: `full-pool`: each of `tasks` calls waits, submits a call of its own to the same executor, and waits for its result: once
//! they have taken all `workers`, nobody is left to make the inner calls; `join`: two calls wait for each other's result. `pause` makes sure
//! that all have begun before any of them waits.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::error::Error,
    runtime::futures::{Future, ThreadPoolExecutor},
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a call.
    pub const WAIT: u16 = python::line::WAIT;
    /// The inner call's own work.
    pub const WORK: u16 = python::OWN;
    /// A call submits a call.
    pub const INNER: u16 = python::OWN + 1;
    /// A call waits for a result.
    pub const RESULT: u16 = python::OWN + 2;
    /// Making the executor.
    pub const POOL: u16 = python::OWN + 3;
    /// Main submits the calls.
    pub const SUBMIT: u16 = python::OWN + 4;
    /// Main waits for their results.
    pub const COLLECT: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "nested-pool-deadlock",
        fields: &[
            Field::new("case", "full-pool").offering(&["full-pool", "join"]),
            Field::new("tasks", "2").within(1.0, 8.0),
            Field::new("workers", "2").within(1.0, 9.0),
            Field::new("pause", "0.1").within(0.05, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("A task waiting for a task", "任务等待任务"),
    idea: Text::new(
        "A call in a pool that waits for another call keeps its thread while it waits. When all threads of the pool wait so, nobody is left to make \
         the calls that they wait for.",
        "池里的一个调用在等另一个调用时，仍占着自己的线程。当池里所有线程都这样等着，就没有谁来执行它们等的那些调用了。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["ThreadPoolExecutor", "Future.result", "deadlock"],
    python: card::python(listing),
    look_at: Text::new(
        "The result names each thread and what it waits for. A result that nobody has begun to compute has no thread that could give it: stuck. Two calls \
         that wait for each other's result are a circle.",
        "结果写出每个线程在等什么。还没人开始算的结果，没有哪个线程能给出：卡死。两个互相等待结果的调用则构成一个圈。",
    ),
    tries: [
        Try::new(
            "nested-pool-deadlock?v=1&workers=3",
            "One more thread: it makes the inner calls, and all goes well.",
            "多一个线程：由它执行内层调用，一切顺利。",
        ),
        Try::new(
            "nested-pool-deadlock?v=1&case=join",
            "Two calls that wait for each other's result.",
            "两个互相等待结果的调用。",
        ),
        Try::new(
            "nested-pool-deadlock?v=1&tasks=8&workers=8",
            "Eight threads, eight calls: a larger pool fills up as well.",
            "八个线程，八个调用：更大的池同样会占满。",
        ),
    ],
    misconception: Text::new(
        "“A larger pool cures it.” Only until so many calls wait at once. What cures it: inner calls go to a pool of their own, or the outer call \
         does not wait but returns the future.",
        "“把池改大就好了。”只是推迟到同时等待的调用更多的时候。真正的解法：内层调用交给另一个池，或者外层不等待，而是返回 future。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let pause = seconds(scenario.scaled_ms("pause"));
    let head = Listing::of("import time\nfrom concurrent.futures import ThreadPoolExecutor");
    let sleep = format!("    time.sleep({pause})");
    let each_other = scenario.text("case") == "join";
    let calls = if each_other {
        head.lines("\ndef wait_for(other):")
            .at(line::WAIT, sleep)
            .at(line::RESULT, "    return futures[other].result()")
    } else {
        head.lines("\ndef square(task):")
            .at(line::WORK, "    return task * task")
            .lines("\ndef work(task):")
            .at(line::WAIT, sleep)
            .at(
                line::INNER,
                "    future = executor.submit(square, task)  # to the same pool",
            )
            .at(line::RESULT, "    return future.result() + 1")
    };
    let submit = if each_other {
        "    futures = [executor.submit(wait_for, other) for other in (1, 0)]".to_owned()
    } else {
        let tasks = integer(scenario.integer("tasks"));
        format!("    futures = [executor.submit(work, task) for task in range({tasks})]")
    };
    let workers = scenario.integer("workers");
    calls
        .line("")
        .at(
            line::POOL,
            format!("with ThreadPoolExecutor({workers}) as executor:"),
        )
        .at(line::SUBMIT, submit)
        .line("    for future in futures:")
        .at(line::COLLECT, "        print(future.result())")
}

/// Submits the calls and waits for their results.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    run.at(line::POOL);
    let executor = Arc::new(run::raised(ThreadPoolExecutor::new(
        scenario.integer("workers"),
    ))?);
    let inside = executor.enter();
    run.at(line::SUBMIT);
    let futures = run::raised(match scenario.text("case") {
        "join" => each_other(&executor, scenario),
        _ => nested(&executor, scenario),
    })?;
    run.at(line::COLLECT);
    let mut values = Vec::new();
    for future in &futures {
        let value = run::raised(future.result())?;
        run.print(&value.to_string());
        values.push(value);
    }
    drop(inside);
    let expected: Vec<i64> = (0..)
        .take(values.len())
        .map(|task| task * task + 1)
        .collect();
    run.check(
        "check-input-order-numbers",
        values == expected,
        format!("{values:?}"),
    );
    run.value("values", run::integers(values));
    Ok(())
}

/// Calls that each wait for a call of their own in the same pool.
#[cfg(feature = "program")]
fn nested(
    executor: &Arc<ThreadPoolExecutor>,
    scenario: &Scenario,
) -> Result<Vec<Future<i64>>, Error> {
    let pause = run::scaled(scenario, "pause");
    let submit = |task: i64| {
        let same = Arc::downgrade(executor);
        executor.submit(move || {
            run::at(line::WAIT);
            run::sleep(pause);
            run::at(line::INNER);
            let Some(same) = same.upgrade() else {
                return Ok(0);
            };
            let square = same.submit(move || {
                run::at(line::WORK);
                Ok(task * task)
            })?;
            run::at(line::RESULT);
            Ok(square.result()? + 1)
        })
    };
    (0..scenario.integer("tasks")).map(submit).collect()
}

/// Two calls that wait for each other's result.
#[cfg(feature = "program")]
fn each_other(
    executor: &ThreadPoolExecutor,
    scenario: &Scenario,
) -> Result<Vec<Future<i64>>, Error> {
    let pause = run::scaled(scenario, "pause");
    let both: Shared<Vec<Future<i64>>> = Shared::new(Vec::new());
    let submit = |other: usize| {
        let both = both.clone();
        executor.submit(move || {
            run::at(line::WAIT);
            run::sleep(pause);
            run::at(line::RESULT);
            let other = both.with(|both| both.get(other).cloned());
            other.map_or(Ok(0), |other| other.result())
        })
    };
    let futures = [1, 0]
        .map(submit)
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    both.with(|both| both.clone_from(&futures));
    Ok(futures)
}
