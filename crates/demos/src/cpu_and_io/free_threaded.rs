//! `free-threaded`: the same pool of threads, once with a GIL and once without.
//!
//! A run, three times over: the task list in a loop, then on a pool of `workers` threads under a GIL, then on the same pool without one. Each
//! task is `primes(n)`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::{pool::Chunk, task::Tasks},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The loop.
    pub const SERIAL: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
    /// The last line.
    pub const PRINT: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "free-threaded",
        fields: &[
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("n", "200000").within(1000.0, 5_000_000.0),
            Field::new("tasks", "16").within(1.0, 64.0),
            Field::new("repeats", "3"),
            Field::new("switch_ms", "5"),
        ],
    },
    chapter: Chapter::CpuAndIo,
    title: Text::new("With and without a GIL", "有 GIL 与无 GIL"),
    idea: Text::new(
        "The same program on the same threads, and one switch flipped: with the GIL four threads compute as fast as one, without it as fast as \
         there are cores.",
        "同一个程序、同样的线程，只拨动一个开关：有 GIL 时四个线程和一个一样快，没有 GIL 时，有多少核心就快多少倍。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "sys._is_gil_enabled",
        "GIL",
        "multiprocessing.dummy.Pool",
        "Pool.map",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Three parts of the timeline: the loop, then lanes that take turns, then lanes side by side. Compare the lengths of the last two: the \
         work is the same.",
        "时间线分三段：先是循环，再是轮流运行的泳道，最后是并排运行的泳道。比较后两段的长度：工作量相同。",
    ),
    tries: [
        Try::new(
            "free-threaded?v=1&workers=2",
            "Two threads: still 1 with the GIL, about 2 without.",
            "两个线程：有 GIL 仍是 1，没有约为 2。",
        ),
        Try::new(
            "free-threaded?v=1&workers=16&tasks=64",
            "Sixteen threads: beyond the cores nothing more is gained.",
            "十六个线程：超过核心数就不再变快。",
        ),
        Try::new(
            "free-threaded?v=1&n=1000&tasks=64",
            "Tiny tasks: starting and handing out weigh more than the work, with or without a GIL.",
            "任务很小：启动和分发比工作本身更费时，有没有 GIL 都一样。",
        ),
    ],
    misconception: Text::new(
        "“Threads in Python never run in parallel.” In the free-threaded build (experimental in 3.13, supported in 3.14) they do. But what the GIL \
         kept apart by luck, such as counter += 1, now needs its lock.",
        "“Python 的线程从不并行。”自由线程版（3.13 中为实验性，3.14 起正式支持）里就并行。不过，以前靠 GIL 碰巧没出错的写法，例如 counter += 1，现在必须加锁。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let interval = python::seconds(scenario.duration_ms("switch_ms"));
    let repeats = scenario.integer("repeats");
    let listing = Listing::of("import sys\nimport time\nfrom multiprocessing.dummy import Pool  # a pool of threads\n\n")
        .line("# One Python is one half of the comparison: run it with python3.13, then with python3.13t.")
        .line("has_gil = getattr(sys, \"_is_gil_enabled\", lambda: True)()")
        .line(format!("sys.setswitchinterval({interval})"))
        .line("");
    python::primes(listing)
        .lines("\ndef work(task):")
        .line(format!("    return primes({})", integer(scenario.integer("n"))))
        .lines("\nif __name__ == \"__main__\":")
        .line(format!("    tasks = range({})", integer(scenario.integer("tasks"))))
        .lines("    times_as_fast = []")
        .line(format!("    for repeat in range({repeats}):"))
        .line("        start = time.perf_counter()")
        .at(line::SERIAL, "        expected = [work(task) for task in tasks]")
        .line("        alone = time.perf_counter() - start")
        .at(
            line::POOL,
            format!("        with Pool({}) as pool:  # starting them is not timed", scenario.integer("workers")),
        )
        .line("            start = time.perf_counter()")
        .at(line::MAP, "            results = pool.map(work, tasks, chunksize=1)")
        .line("            times_as_fast.append(alone / (time.perf_counter() - start))")
        .lines("        assert results == expected\n    median = sorted(times_as_fast)[len(times_as_fast) // 2]")
        .at(
            line::PRINT,
            "    print(f\"{'with' if has_gil else 'without'} the GIL: {median:.2f} times as fast as the loop\")",
        )
}

/// Measures the loop, and the same pool under a GIL and without.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let Some(workload) = workloads::basic("primes") else {
        return Ok(());
    };
    let arguments = Arguments::computing(run::count(scenario, "n"));
    run.set_switch_interval(run::duration(scenario.duration_ms("switch_ms")));
    let tasks = run::tasks_of(
        workload,
        run::count(scenario, "tasks"),
        arguments,
        line::PRIMES,
    );
    run::warm_up(workload, arguments);
    let mut times_as_fast = [Vec::new(), Vec::new()];
    // Each round has its own loop: what disturbs the machine for a while disturbs what is compared alike.
    for repeat in 0..run::count(scenario, "repeats") {
        let workers = run::count(scenario, "workers");
        let ratios = round(run, (repeat, workers), &tasks)?;
        for (list, ratio) in times_as_fast.iter_mut().zip(ratios) {
            list.push(ratio);
        }
    }
    run.at(line::PRINT);
    for (which, ratios) in ["with", "without"].into_iter().zip(&mut times_as_fast) {
        let median = run::median(ratios);
        run.print(&format!(
            "{which} the GIL: {median:.2} times as fast as the loop"
        ));
        run.value(&format!("{which} the GIL"), TaskValue::Float(median));
    }
    Ok(())
}

/// One round: how many times as fast as the loop the pool is with a GIL, and without.
#[cfg(feature = "program")]
fn round(
    run: &mut Run,
    (repeat, workers): (u32, u32),
    tasks: &Arc<dyn Tasks>,
) -> Result<[f64; 2], TaskError> {
    let serial = Plan {
        load: run::load_of("primes"),
        executor: "serial",
        workers: 1,
        repeat,
        x: None,
        chunk: Chunk::Of(1),
    };
    run.at(line::SERIAL);
    let alone = run.execute(&serial, tasks.clone())?;
    let mut times_as_fast = [0.0; 2];
    for (ratio, executor) in times_as_fast.iter_mut().zip(["threads-gil", "threads"]) {
        run.at(line::MAP);
        let plan = Plan {
            executor,
            workers,
            ..serial.clone()
        };
        let pooled = run.execute(&plan, tasks.clone())?;
        run.check_equal("work", &alone.results, &pooled.results);
        *ratio = run::seconds(&alone) / run::seconds(&pooled).max(1e-9);
    }
    if repeat == 0 {
        run.result("work", &alone.results);
    }
    Ok(times_as_fast)
}
