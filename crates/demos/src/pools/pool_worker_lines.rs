//! `pool-worker-lines`: what the workers of a pool print while they work.
//!
//! A run: `map` over `0..tasks` on `workers` threads; each doubles its number, waits `work`, and prints before and after.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::jobs::ThreadPool,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::BTreeMap,
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
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Three workers, three tasks", "三个工作线程"),
    idea: Text::new(
        "Three workers double the numbers 0, 1, 2. Each says when it starts and when it is through.",
        "三个工作线程把 0、1、2 各自乘以二，每个都会说自己何时开始、何时完成。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.map",
        "threading.current_thread",
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
            "有了一些工作量，每个线程就各得一个任务。",
        ),
        Try::new(
            "pool-worker-lines?v=1&tasks=9&work=0.1",
            "Nine tasks: the order of starting is the order of the list, the order of finishing is not promised.",
            "九个任务：开始的顺序就是列表的顺序，完成的顺序没有保证。",
        ),
        Try::new(
            "pool-worker-lines?v=1&workers=1&tasks=5",
            "One worker: the lines come in order.",
            "一个线程：各行按顺序出现。",
        ),
    ],
    misconception: Text::new(
        "“Three tasks on three workers: one each.” A worker that is quick takes a second task before another has woken up.",
        "“三个任务、三个线程，每个一个。”动作快的线程会在别的线程醒来之前再取一个。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    Listing::of("import threading\nimport time")
        .line("from multiprocessing.dummy import Pool  # a pool of threads")
        .lines("\ndef double(number):\n    name = threading.current_thread().name\n    print(f\"{name} starts {number}\")")
        .at(line::WAIT, format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))))
        .lines("    print(f\"{name} finishes {number}\")\n    return number * 2\n\nif __name__ == \"__main__\":")
        .at(line::POOL, format!("    with Pool({}) as pool:", scenario.integer("workers")))
        .at(line::MAP, format!("        results = pool.map(double, range({}), chunksize=1)", scenario.integer("tasks")))
        .lines("    print(results)\n    print(\"all finished\")")
}

/// Numbers doubled by workers that tell what they do.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = scenario.integer("tasks");
    let work = run::scaled(scenario, "work");
    let shares = Shared::<BTreeMap<String, i64>>::default();
    run.at(line::POOL);
    let pool = run::raised(ThreadPool::new(scenario.integer("workers")))?;
    let inside = run::raised(pool.enter())?;
    let counts = shares.clone();
    let double = move |number: i64| {
        let name = run::worker_name();
        run::print(&format!("{name} starts {number}"));
        run::at(line::WAIT);
        run::sleep(work);
        run::print(&format!("{name} finishes {number}"));
        counts.with(|counts| *counts.entry(name).or_default() += 1);
        Ok(number * 2)
    };
    run.at(line::MAP);
    let results = run::raised(pool.map_chunked(double, 0..tasks, 1))?;
    drop(inside);
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
    let shares = shares
        .get()
        .into_iter()
        .map(|(name, count)| (name, TaskValue::Integer(count)));
    run.value("tasks per worker", TaskValue::Record(shares.collect()));
    Ok(())
}
