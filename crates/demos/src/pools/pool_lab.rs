//! `pool-lab`: any workload on any executor, for tests, benchmarks and the curious. Opened by link, not listed.
//!
//! A run: the task list once, on the executor chosen. An error is the result of its task and the others go on. The task `fail_at` raises
//! in place of its work; the workload `fail` raises in every task; both raise `ValueError("task i failed")`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::cpu_and_io::mixed;
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::catalogue::OFFERED_EXECUTORS;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::error::Error,
    runtime::pool::Chunk,
    runtime::task,
    scenario::outcome::TaskError,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The call of a task.
    pub const CALL: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
    /// The endless loop, or the endless wait.
    pub const ENDLESS: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-lab",
        fields: &[
            Field::new("workload", "primes"),
            Field::new("executor", "threads").offering(OFFERED_EXECUTORS),
            Field::new("tasks", "8"),
            Field::new("workers", "4"),
            Field::new("n", "1000000"),
            Field::new("latency", "250"),
            Field::new("cpu_share", "50"),
            Field::new("chunk", "0"),
            Field::new("fail_at", "-1"),
            Field::new("traced", "on"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Pool laboratory", "线程池实验台"),
    idea: Text::new(
        "Any workload on any executor, once. For tests, for measuring, and for finding out what happens.",
        "任意负载配任意执行器，运行一次。用于测试、测量，也用来看看会发生什么。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["Pool.map", "multiprocessing.dummy.Pool"],
    python: card::python(listing),
    look_at: Text::new(
        "The report says for every task which worker ran it, from when to when, and what it returned or raised.",
        "报告给出每个任务由哪个线程运行、从何时到何时，以及返回或抛出了什么。",
    ),
    tries: [
        Try::new(
            "pool-lab?v=1&workload=empty&tasks=10000&workers=2",
            "Ten thousand empty tasks: the price of a task by itself.",
            "一万个空任务：一个任务本身的开销。",
        ),
        Try::new(
            "pool-lab?v=1&workload=sleep&tasks=8&fail_at=3",
            "Task 3 raises: the seven others go on.",
            "任务 3 抛出错误：其余七个照常进行。",
        ),
        Try::new(
            "pool-lab?v=1&workload=spin&tasks=4&workers=4",
            "Tasks that never end: press Stop.",
            "永不结束的任务：按“停止”。",
        ),
    ],
    misconception: Text::new(
        "“An error in a pool ends the pool.” It is the result of its task; map raises it in the caller when all tasks are through.",
        "“池里出错，整个池就结束了。”错误只是那个任务的结果；等所有任务完成后，map 才在调用者那里抛出它。",
    ),
    threads: |scenario| match scenario.text("executor") {
        "serial" => 0,
        _ => u32::try_from(scenario.integer("workers")).unwrap_or(0),
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let workload = scenario.text("workload");
    let pooled = scenario.text("executor") != "serial";
    let header = match workload {
        "sleep" | "mixed" => "import time",
        "wait-forever" => "import threading",
        _ => "",
    };
    Listing::of(header)
        .when(pooled, |l| l.line("from multiprocessing.dummy import Pool  # a pool of threads"))
        .when(pooled || !header.is_empty(), |l| l.line(""))
        .when(matches!(workload, "primes" | "mixed"), |l| python::primes(l).line(""))
        .when(true, |l| work(l, scenario))
        .lines("def attempt(task):\n    try:")
        .at(line::CALL, "        return work(task)")
        .lines("    except Exception as error:  # the others go on\n        return error\n\nif __name__ == \"__main__\":")
        .line(format!("    tasks = range({})", integer(scenario.integer("tasks"))))
        .when(!pooled, |l| l.line("    print([attempt(task) for task in tasks])"))
        .when(pooled, |l| {
            l.at(line::POOL, format!("    with Pool({}) as pool:", scenario.integer("workers")))
                .at(line::MAP, format!("        print(pool.map(attempt, tasks{}))", chunk(scenario)))
        })
}

fn chunk(scenario: &Scenario) -> String {
    match scenario.integer("chunk") {
        0 => String::new(),
        size => format!(", chunksize={}", integer(size)),
    }
}

fn work(listing: Listing, scenario: &Scenario) -> Listing {
    let fail_at = scenario.integer("fail_at");
    let raise = "raise ValueError(f\"task {task} failed\")";
    let parts = mixed(scenario, scenario.integer("cpu_share"));
    let listing = listing.line("def work(task):").when(fail_at >= 0, |l| {
        l.line(format!("    if task == {}:", integer(fail_at)))
            .line(format!("        {raise}"))
    });
    let listing = match scenario.text("workload") {
        "primes" => listing.line(format!(
            "    return primes({})",
            integer(scenario.integer("n"))
        )),
        "sleep" => listing.at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("latency"))),
        ),
        "mixed" => listing
            .line(format!("    count = primes({})", integer(parts.n)))
            .at(
                line::WAIT,
                format!("    time.sleep({})", seconds(parts.wait_ms)),
            )
            .line("    return count"),
        "empty" => listing.line("    pass"),
        "fail" => listing.line(format!("    {raise}")),
        "wait-forever" => listing.at(line::ENDLESS, "    threading.Event().wait()"),
        _ => listing
            .at(line::ENDLESS, "    while True:")
            .line("        pass"),
    };
    listing.line("")
}

/// The task list once, on the executor chosen.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let id = scenario.text("workload");
    let Some(workload) = workloads::find(id) else {
        return Ok(());
    };
    let key = match id {
        "primes" | "mixed" => line::PRIMES,
        "sleep" => line::WAIT,
        "spin" | "spin-deaf" | "wait-forever" => line::ENDLESS,
        _ => 0, // Over in less time than a record takes.
    };
    let fail_at = u32::try_from(scenario.integer("fail_at")).ok();
    let arguments = run::arguments(scenario, scenario.integer("cpu_share"));
    let tasks = task::list(run::count(scenario, "tasks"), move |index| {
        if fail_at == Some(index) {
            return Err(Error::value(format!("task {index} failed")));
        }
        run::run_workload(workload, Arguments { index, ..arguments }, key)
    });
    let chunk = match run::count(scenario, "chunk") {
        0 => Chunk::Default,
        size => Chunk::Of(size),
    };
    let executor = scenario.text("executor");
    let workers = if executor == "serial" {
        1
    } else {
        run::count(scenario, "workers").max(1)
    };
    run.at(line::MAP);
    let execution = run.execute(
        &Plan {
            load: run::load_of(id),
            executor,
            workers,
            repeat: 0,
            x: None,
            chunk,
        },
        tasks,
    )?;
    run.print(&run::repr(&execution.results));
    run.result("results", &execution.results);
    Ok(())
}
