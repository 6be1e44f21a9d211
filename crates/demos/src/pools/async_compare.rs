//! `async-compare`: the same tasks on an event loop, on threads, on processes, in a loop.
//!
//! A run: each executor chosen, one after the other. A waiting task waits `latency`, a computing one counts the primes below `n`. The event loop has
//! one thread and begins all tasks at once; the pool has `workers`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::{Arguments, Workload},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The loop.
    pub const LOOP: u16 = python::OWN;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 1;
    /// `asyncio.run`.
    pub const RUN: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "async-compare",
        fields: &[
            Field::new("load", "io").offering(&["io", "cpu"]),
            Field::new("tasks", "64").within(1.0, 2000.0),
            Field::new("latency", "250"),
            Field::new("n", "50000").within(1000.0, 10_000_000.0),
            Field::new("executors", "threads,async").offering(&[
                "serial",
                "threads",
                "processes",
                "work-stealing",
                "rayon-stock",
                "async",
            ]),
            Field::new("workers", "16").within(1.0, 32.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Async", "协程对比"),
    idea: Text::new(
        "Sixty-four waits: on sixteen threads, and on an event loop, which has one thread and begins them all at once.",
        "六十四次等待：用十六个线程，再用事件循环；后者只有一个线程，却一次全部开始。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "asyncio.gather",
        "asyncio.sleep",
        "async def",
        "await",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Threads need four rounds, the event loop one. Then compute: on the event loop nothing overlaps, since a task that computes lets nobody else run.",
        "线程要四轮，事件循环只要一轮。再换成计算：在事件循环上什么都不重叠，因为一个任务在计算时，别的都得等。",
    ),
    tries: [
        Try::new(
            "async-compare?v=1&tasks=2000",
            "Two thousand waits on one thread.",
            "一个线程上的两千次等待。",
        ),
        Try::new(
            "async-compare?v=1&load=cpu&executors=serial,threads,processes,async&workers=4",
            "Computing: threads and processes use the cores, the event loop is the plain loop.",
            "计算：线程和进程用上多个核心，事件循环就等于普通循环。",
        ),
        Try::new(
            "async-compare?v=1&workers=32&tasks=32",
            "As many threads as waits: equal.",
            "线程与等待一样多：不相上下。",
        ),
    ],
    misconception: Text::new(
        "“async makes it faster.” It makes waiting cheap: a wait costs an entry in a list instead of a thread. It gives no second core, and one task that computes \
         stops them all.",
        "“用了 async 就更快。”它让等待变便宜：一次等待只占列表里的一项，而不是一个线程。它不会多出一个核心，而且一个任务在计算，就挡住所有任务。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let computes = scenario.text("load") == "cpu";
    let executors = scenario.choices("executors");
    let has = |name: &str| executors.iter().any(|known| known == name);
    // A process reads this file anew: what stands behind the guard is done by main alone.
    let (guard, indent) = match has("processes") {
        true => ("\nif __name__ == \"__main__\":", "    "),
        false => ("", ""),
    };
    let wait = seconds(scenario.scaled_ms("latency"));
    let primes = format!("    return primes({})", integer(scenario.integer("n")));
    let listing = Listing::default()
        .when(has("async"), |l| l.line("import asyncio"))
        .when(has("processes"), |l| l.line("import multiprocessing"))
        .line("import time")
        .when(has("threads"), |l| {
            l.line("from multiprocessing.dummy import Pool  # a pool of threads")
        })
        .line("")
        .when(computes, |l| python::primes(l).line(""));
    let body = |l: Listing, sleep: &str| {
        if computes {
            l.line(primes.clone())
        } else {
            l.at(line::WAIT, format!("    {sleep}({wait})"))
                .line("    return task")
        }
    };
    let listing = listing
        .when(has("threads") || has("serial") || has("processes"), |l| body(l.line("def work(task):"), "time.sleep").line(""))
        .when(has("async"), |l| {
            body(l.line("async def work_async(task):"), "await asyncio.sleep")
                .lines("\nasync def gather():\n    return await asyncio.gather(*(work_async(task) for task in tasks))\n\n")
        })
        .lines("def show(name, start, results):\n    print(f\"{name}: {time.perf_counter() - start:.2f} s, sum {sum(results)}\")")
        .line("")
        .line(format!("tasks = range({})", integer(scenario.integer("tasks"))))
        .lines(guard);
    executors.iter().fold(listing, |l, executor| {
        run_on(l, executor, scenario.integer("workers"), indent)
    })
}

fn run_on(listing: Listing, executor: &str, workers: i64, indent: &str) -> Listing {
    let start = format!("{indent}start = time.perf_counter()");
    let pool = match executor {
        "threads" => "Pool",
        _ => "multiprocessing.Pool",
    };
    match executor {
        "threads" | "processes" => listing
            .line(format!("{indent}with {pool}({workers}) as pool:"))
            .line(format!("    {start}"))
            .at(
                line::MAP,
                format!(
                    "{indent}    show(\"{executor}\", start, pool.map(work, tasks, chunksize=1))"
                ),
            ),
        "work-stealing" | "rayon-stock" => {
            listing.line(format!("{indent}# {executor}: Python has no such pool"))
        }
        "async" => listing.line(start).at(
            line::RUN,
            format!("{indent}show(\"async\", start, asyncio.run(gather()))"),
        ),
        _ => listing.line(start).at(
            line::LOOP,
            format!("{indent}show(\"serial\", start, [work(task) for task in tasks])"),
        ),
    }
}

/// The list on each executor chosen; all give the same.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    if let Some(primes) = primes(scenario) {
        run::warm_up(primes, run::arguments(scenario, 0));
    }
    let tasks = run::list(scenario, work);
    let mut first = None;
    for executor in scenario.choices("executors") {
        let key = match executor.as_str() {
            "async" => line::RUN,
            "serial" => line::LOOP,
            _ => line::MAP,
        };
        let workers = run.workers_of(executor, run::count(scenario, "workers"))?;
        run.at(key);
        let plan = Plan {
            load: scenario.text("load"),
            executor,
            workers,
            repeat: 0,
            x: None,
            chunk: Chunk::Of(1),
        };
        let done = run.execute(&plan, tasks.clone())?;
        let sum: i64 = done
            .results
            .iter()
            .flatten()
            .map(|value| if let Value::Integer(n) = value { *n } else { 0 })
            .sum();
        run.print(&format!(
            "{executor}: {:.2} s, sum {sum}",
            run::seconds(&done)
        ));
        run.value(executor, TaskValue::Integer(sum));
        let expected = first.get_or_insert_with(|| done.results.clone());
        run.check_equal(executor, expected, &done.results);
    }
    Ok(())
}

/// What computing tasks do; `None` where tasks wait.
#[cfg(feature = "program")]
fn primes(scenario: &Scenario) -> Option<&'static Workload> {
    workloads::find("primes").filter(|_| scenario.text("load") == "cpu")
}

/// The list: each task counts primes, or waits and gives its number.
#[cfg(feature = "program")]
pub(crate) fn work(scenario: &Scenario) -> Arc<dyn Tasks> {
    let latency = run::scaled(scenario, "latency");
    let (primes, arguments) = (primes(scenario), run::arguments(scenario, 0));
    task::list(run::count(scenario, "tasks"), move |index| match primes {
        Some(primes) => run::run_workload(primes, Arguments { index, ..arguments }, line::PRIMES),
        None => {
            run::at(line::WAIT);
            run::wait(latency);
            Ok(Value::Integer(index.into()))
        }
    })
}
