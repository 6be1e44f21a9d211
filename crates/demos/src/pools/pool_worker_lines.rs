//! `pool-worker-lines`: what the workers of a pool print while they work.
//!
//! A run: `map` over `0..tasks` on `workers` threads or processes; each doubles its number, waits `work`, and prints before and after.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, seconds};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Workers},
    runtime::jobs::Function,
    runtime::process,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::BTreeMap,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the pool.
    pub const POOL: u16 = python::OWN;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 1;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-worker-lines",
        fields: &[
            Field::new("tasks", "3").within(1.0, 64.0),
            Field::new("workers", "3").within(1.0, 16.0),
            Field::new("work", "0").within(0.0, 1.0),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Three workers, three tasks", "三个工作者"),
    idea: Text::new(
        "Three workers double the numbers 0, 1, 2. Each says when it starts and when it is through.",
        "三个工作者把 0、1、2 各自乘以二，每个都会说自己何时开始、何时完成。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.map",
        "threading.current_thread",
        "os.getpid",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The results are 0, 2, 4 in every run, and “all finished” comes last. Who took which number, and how the lines mix, changes from run to run.",
        "每次运行结果都是 0、2、4，“all finished”总是最后一行。谁做了哪个数、各行如何交错，每次都不同。",
    ),
    tries: [
        Try::new(
            "pool-worker-lines?v=1&work=0.3",
            "With some work each worker gets one task.",
            "有了一些工作量，每个工作者就各得一个任务。",
        ),
        Try::new(
            "pool-worker-lines?v=1&tasks=9&work=0.1",
            "Nine tasks: the order of starting is the order of the list, the order of finishing is not promised.",
            "九个任务：开始的顺序就是列表的顺序，完成的顺序没有保证。",
        ),
        Try::new(
            "pool-worker-lines?v=1&kind=process&work=0.3",
            "Three processes: each says its number, and what it returns travels back as bytes.",
            "三个进程：各自说出自己的进程号，返回的结果以字节的形式送回。",
        ),
    ],
    misconception: Text::new(
        "“Three tasks on three workers: one each.” A worker that is quick takes a second task before another has woken up.",
        "“三个任务、三个工作者，每个一个。”动作快的会在别的醒来之前再取一个。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    // What a process prints into a pipe waits in a buffer, which is lost when the pool ends it.
    let (module, name, flush) = if is_process(scenario) {
        ("import os", "f\"process {os.getpid()}\"", ", flush=True")
    } else {
        ("import threading", "threading.current_thread().name", "")
    };
    Listing::of(module)
        .line("import time")
        .line(python::pool_import(scenario))
        .lines("\ndef double(number):")
        .line(format!("    name = {name}"))
        .line(format!("    print(f\"{{name}} starts {{number}}\"{flush})"))
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .line(format!(
            "    print(f\"{{name}} finishes {{number}}\"{flush})"
        ))
        .lines("    return number * 2, name\n\nif __name__ == \"__main__\":")
        .at(
            line::POOL,
            format!("    with Pool({}) as pool:", scenario.integer("workers")),
        )
        .at(
            line::MAP,
            format!(
                "        pairs = pool.map(double, range({}), chunksize=1)",
                scenario.integer("tasks")
            ),
        )
        .lines("    print([result for result, name in pairs])\n    print(\"all finished\")")
}

/// What a worker does: waits so long, gives the number doubled, and its name; prints before and after.
#[cfg(feature = "program")]
pub(crate) static DOUBLE: Function<(Duration, i64), (i64, String)> =
    Function::new("double", |(work, number)| {
        // A thread of main's process has a name of its own; in a worker process there is but the main thread.
        let name = match process::getpid() {
            0 => run::worker_name(),
            pid => format!("process {pid}"),
        };
        run::print(&format!("{name} starts {number}"));
        run::at(line::WAIT);
        run::sleep(work);
        run::print(&format!("{name} finishes {number}"));
        Ok((number * 2, name))
    });

/// Numbers doubled by workers that tell what they do.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = scenario.integer("tasks");
    let work = run::scaled(scenario, "work");
    let workers = scenario.integer("workers");
    let pool = run::raised(Workers::start(scenario, workers, line::POOL))?;
    let inside = run::raised(pool.enter())?;
    run.at(line::MAP);
    let pairs = pool.map(&DOUBLE, (0..tasks).map(|number| (work, number)), Some(1));
    let pairs = run::raised(pairs)?;
    drop(inside);
    let results: Vec<i64> = pairs.iter().map(|(result, _)| *result).collect();
    run.print(&run::integers(results.iter().copied()).python());
    run.print("all finished");
    let in_order = results
        .iter()
        .copied()
        .eq((0..tasks).map(|number| number * 2));
    run.check(
        "check-input-order-numbers",
        in_order,
        format!("{results:?}"),
    );
    run.value("results", run::integers(results));
    let mut shares = BTreeMap::<String, i64>::new();
    for (_, name) in pairs {
        *shares.entry(name).or_default() += 1;
    }
    let shares = shares
        .into_iter()
        .map(|(name, count)| (name, TaskValue::Integer(count)));
    run.value("tasks per worker", TaskValue::Record(shares.collect()));
    Ok(())
}
