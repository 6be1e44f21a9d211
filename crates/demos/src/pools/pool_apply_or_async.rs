//! `pool-apply-or-async`: the same tasks submitted one after the other, or all at once.
//!
//! A run: a loop of `apply`, which waits each time; or a loop of `apply_async` and then a loop of `get`. Task i waits `u` and returns i².

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Timed},
    runtime::jobs::{Callbacks, Function},
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the pool.
    pub const POOL: u16 = python::OWN;
    /// `apply`, or `apply_async`.
    pub const SUBMIT: u16 = python::OWN + 1;
    /// `get`.
    pub const GET: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-apply-or-async",
        fields: &[
            Field::new("tasks", "8").within(1.0, 64.0),
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("u", "0.3").within(0.0, 1.0),
            Field::new("mode", "apply"),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("apply, apply_async", "同步与异步提交"),
    idea: Text::new(
        "A pool of four and eight tasks, submitted in a loop. With apply the loop waits for each task before it submits the next; with apply_async it \
         submits them all, and waits afterwards.",
        "四个工作者的池，在循环里提交八个任务。用 apply，每提交一个就等它做完；用 apply_async，先全部提交，之后再等。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.apply",
        "Pool.apply_async",
        "AsyncResult.get",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "With apply the tasks make a staircase: four workers, and never more than one at work, 2.4 s. With apply_async they lie side by side: 0.6 s.",
        "用 apply，任务排成台阶：四个工作者，从来只有一个在干活，共 2.4 秒。用 apply_async，任务并排：0.6 秒。",
    ),
    tries: [
        Try::new(
            "pool-apply-or-async?v=1&mode=async",
            "The same with apply_async: two rounds of four.",
            "换成 apply_async：四个一轮，共两轮。",
        ),
        Try::new(
            "pool-apply-or-async?v=1&mode=async&workers=8&kind=process",
            "Eight workers, here processes: one round.",
            "八个工作者，这里是进程：一轮完成。",
        ),
        Try::new(
            "pool-apply-or-async?v=1&workers=16",
            "apply with sixteen workers: no faster at all.",
            "apply 配十六个工作者：一点也不快。",
        ),
    ],
    misconception: Text::new(
        "“It runs in a pool, so it runs in parallel.” A pool alone makes nothing parallel: somebody must submit the next task before the last one is through.",
        "“放进池里就是并行。”池本身不会让任何东西并行：必须在上一个任务完成之前就提交下一个。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let tasks = integer(scenario.integer("tasks"));
    let listing = Listing::of("import time")
        .line(python::pool_import(scenario))
        .lines("\ndef work(task):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .lines("    return task * task\n\nif __name__ == \"__main__\":")
        .at(
            line::POOL,
            format!("    with Pool({}) as pool:", scenario.integer("workers")),
        )
        .line("        start = time.perf_counter()");
    let listing = if scenario.text("mode") == "async" {
        listing
            .at(
                line::SUBMIT,
                format!(
                    "        pending = [pool.apply_async(work, (task,)) for task in range({tasks})]"
                ),
            )
            .at(
                line::GET,
                "        results = [result.get() for result in pending]",
            )
    } else {
        listing.at(
            line::SUBMIT,
            format!("        results = [pool.apply(work, (task,)) for task in range({tasks})]"),
        )
    };
    listing.line("        print(f\"{time.perf_counter() - start:.2f} s\", results)")
}

/// What a task does: waits so long, gives its square.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<(Duration, i64), i64> = Function::new("work", |(wait, task)| {
    run::at(line::WAIT);
    run::sleep(wait);
    Ok(task * task)
});

/// The loop of calls, timed.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (tasks, workers) = (
        run::count(scenario, "tasks"),
        run::count(scenario, "workers"),
    );
    let wait = run::scaled(scenario, "u");
    let is_async = scenario.text("mode") == "async";
    let what = Timed {
        load: "io",
        executor: "threads",
        workers,
        tasks,
    };
    let (results, seconds) = run.timed_workers(what, scenario, line::POOL, |pool| {
        let _inside = pool.enter()?;
        run::at(line::SUBMIT);
        let all = 0..i64::from(tasks);
        if !is_async {
            return all
                .map(|task| pool.apply(&WORK, (wait, task)))
                .collect::<Result<Vec<_>, _>>();
        }
        let submit = |task| pool.apply_async(&WORK, (wait, task), Callbacks::none());
        let pending: Result<Vec<_>, _> = all.map(submit).collect();
        run::at(line::GET);
        pending?.iter().map(|result| result.get()).collect()
    })?;
    let list = run::integers(results.iter().copied());
    run.print(&format!("{seconds:.2} s {}", list.python()));
    let in_order = results
        .iter()
        .copied()
        .eq((0..i64::from(tasks)).map(|task| task * task));
    run.check(
        "check-input-order-numbers",
        in_order,
        format!("{results:?}"),
    );
    run.value("results", list);
    Ok(())
}
