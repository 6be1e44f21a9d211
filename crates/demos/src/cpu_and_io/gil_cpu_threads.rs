//! `gil-cpu-threads`: computing on threads, with and without a GIL.
//!
//! A run, three times over: the task list in a loop as the baseline, then on a pool for each count of workers, tasks handed out one at a
//! time; each task is `primes(n)`. With the GIL no two running spans of the process overlap.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::{pool::Chunk, task::Tasks},
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
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "gil-cpu-threads",
        fields: &[
            Field::new("workers", "1,2,4")
                .within(1.0, 16.0)
                .list()
                .explained(
                    "The pools that are measured, one after the other.",
                    "依次测量的池的大小。",
                ),
            Field::new("n", "200000").within(1000.0, 5_000_000.0),
            Field::new("gil", "on"),
            Field::new("tasks", "16").within(1.0, 64.0),
            Field::new("repeats", "3"),
            Field::new("switch_ms", "5"),
        ],
    },
    chapter: Chapter::CpuAndIo,
    title: Text::new("Computing on threads, with a GIL", "GIL 与计算密集"),
    idea: Text::new(
        "With a GIL, only one thread of a process runs Python code at any moment. Threads that compute take turns: more of them do not make it \
         faster.",
        "有 GIL 时，一个进程里任何时刻只有一个线程运行 Python 代码。计算的线程只能轮流：再多也不会更快。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "sys.setswitchinterval",
        "multiprocessing.dummy.Pool",
        "Pool.map",
        "GIL",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Zoom in: the running spans of the lanes never overlap, and every few milliseconds the GIL changes hands. The curve stays at 1. Without \
         the GIL it rises up to the number of cores.",
        "放大看：各泳道的运行区间从不重叠，每隔几毫秒 GIL 就换手。曲线停在 1。没有 GIL 时，它一直升到核心数。",
    ),
    tries: [
        Try::new(
            "gil-cpu-threads?v=1&gil=off",
            "Switch the GIL off: the same threads, now side by side.",
            "关掉 GIL：同样的线程，现在并排运行。",
        ),
        Try::new(
            "gil-cpu-threads?v=1&switch_ms=1&workers=4",
            "A short switch interval: more changes of hands, same sum of work.",
            "缩短切换间隔：换手更频繁，总工作量不变。",
        ),
        Try::new(
            "gil-cpu-threads?v=1&switch_ms=100&workers=4",
            "A long one: the others wait much longer for their turn.",
            "加长切换间隔：其他线程要等更久才轮到。",
        ),
    ],
    misconception: Text::new(
        "“Threads use all my cores.” Under a GIL not for Python code. They do while they wait, inside libraries that let the GIL go, and in \
         free-threaded builds of Python.",
        "“线程能用上所有核心。”有 GIL 时，Python 代码做不到。等待时、在会释放 GIL 的库里，以及在自由线程版的 Python 里，才可以。",
    ),
    threads: |scenario| {
        scenario
            .integers("workers")
            .iter()
            .filter_map(|count| u32::try_from(*count).ok())
            .max()
            .unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let header =
        Listing::of("import time\nfrom multiprocessing.dummy import Pool  # a pool of threads");
    let listing = python::gil(header, scenario).line("");
    python::primes(listing)
        .lines("\ndef work(task):")
        .line(format!(
            "    return primes({})",
            integer(scenario.integer("n"))
        ))
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .when(true, |l| {
            measure(l, scenario, [line::SERIAL, line::POOL, line::MAP])
        })
}

/// The loop and the pools that both demos of the GIL measure, as often as the scenario says: lines with the keys of loop, pool and map.
pub(super) fn measure(
    listing: Listing,
    scenario: &Scenario,
    [serial, pool, map]: [u16; 3],
) -> Listing {
    let repeats = scenario.integer("repeats");
    let pad = if repeats > 1 { "    " } else { "" };
    let counts = tuple(scenario.integers("workers").iter().copied());
    listing
        .when(repeats > 1, |l| l.line(format!("    for repeat in range({repeats}):")))
        .line(format!("{pad}    start = time.perf_counter()"))
        .at(serial, format!("{pad}    expected = [work(task) for task in tasks]"))
        .line(format!("{pad}    alone = time.perf_counter() - start"))
        .line(format!("{pad}    for workers in {counts}:"))
        .at(pool, format!("{pad}        with Pool(workers) as pool:  # starting them is not timed"))
        .line(format!("{pad}            start = time.perf_counter()"))
        .at(map, format!("{pad}            results = pool.map(work, tasks, chunksize=1)"))
        .line(format!("{pad}            seconds = time.perf_counter() - start"))
        .line(format!("{pad}        assert results == expected"))
        .line(format!(
            "{pad}        print(f\"{{workers}} workers: {{seconds:.3f}} s, {{alone / seconds:.2f}} times as fast\")"
        ))
}

#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let arguments = Arguments::computing(run::count(scenario, "n"));
    compare(run, scenario, "primes", (arguments, line::PRIMES))
}

/// Measures what both demos of the GIL measure: the loop, then a pool for each count of workers. Their keys are the same.
#[cfg(feature = "program")]
pub(super) fn compare(
    run: &mut Run,
    scenario: &Scenario,
    workload: &str,
    (arguments, key): (Arguments, u16),
) -> Result<(), TaskError> {
    let Some(workload) = workloads::basic(workload) else {
        return Ok(());
    };
    run.set_switch_interval(run::duration(scenario.duration_ms("switch_ms")));
    let tasks = run::tasks_of(workload, run::count(scenario, "tasks"), arguments, key);
    let plan = Plan {
        load: run::load_of(workload.id),
        executor: "serial",
        workers: 1,
        repeat: 0,
        x: None,
        chunk: Chunk::Of(1),
    };
    run::warm_up(workload, arguments);
    // Each round has its own loop: what disturbs the machine for a while disturbs what is compared alike.
    for repeat in 0..run::count(scenario, "repeats").max(1) {
        let plan = Plan {
            repeat,
            ..plan.clone()
        };
        compare_once(run, scenario, &plan, &tasks)?;
    }
    Ok(())
}

/// One round: the loop, then each of the pools.
#[cfg(feature = "program")]
fn compare_once(
    run: &mut Run,
    scenario: &Scenario,
    plan: &Plan<'_>,
    tasks: &Arc<dyn Tasks>,
) -> Result<(), TaskError> {
    run.at(line::SERIAL);
    let serial = run.execute(plan, tasks.clone())?;
    let alone = run::seconds(&serial);
    let counts = scenario.integers("workers");
    for (place, workers) in counts.iter().enumerate() {
        // A count that stands in the list twice is measured twice.
        let before = |list: &[i64]| list.iter().filter(|other| *other == workers).count() as u32;
        let workers = u32::try_from(*workers).unwrap_or(1).max(1);
        let plan = Plan {
            executor: pool_of(scenario),
            workers,
            repeat: plan.repeat * before(counts) + before(&counts[..place]),
            ..plan.clone()
        };
        run.at(line::MAP);
        let pooled = run.execute(&plan, tasks.clone())?;
        run.check_equal("work", &serial.results, &pooled.results);
        let seconds = run::seconds(&pooled);
        run.print(&format!(
            "{workers} workers: {seconds:.3} s, {:.2} times as fast",
            alone / seconds.max(1e-9)
        ));
    }
    if plan.repeat == 0 {
        run.result("work", &serial.results);
    }
    Ok(())
}

/// The executor that stands for the pool of threads: with the GIL or without.
#[cfg(feature = "program")]
fn pool_of(scenario: &Scenario) -> &'static str {
    if scenario.flag("gil") {
        "threads-gil"
    } else {
        "threads"
    }
}
