//! `dummy-pool`: the pool of `multiprocessing.dummy`, waiting and computing.
//!
//! A run: the tasks in a loop, then on a pool of threads under a GIL or, to compare, of processes. A waiting task waits `u`, a computing one counts the primes below `n`.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run, Timed},
    runtime::error::Error,
    runtime::jobs::Function,
    runtime::pool::Chunk,
    runtime::task::{self, TaskResult, Value},
    scenario::outcome::TaskError,
    std::time::Duration,
    workloads::Arguments,
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
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "dummy-pool",
        fields: &[
            Field::new("load", "io").offering(&["io", "cpu"]),
            Field::new("tasks", "4").within(1.0, 32.0),
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("u", "1").within(0.05, 2.0),
            Field::new("n", "300000").within(1000.0, 10_000_000.0),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Same API, threads inside", "线程池 dummy"),
    idea: Text::new(
        "multiprocessing.dummy has the names of multiprocessing, with threads behind them. Change one import, and the pool of processes is a pool of threads.",
        "multiprocessing.dummy 的名字与 multiprocessing 相同，背后却是线程。改一行 import，进程池就变成线程池。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "multiprocessing.dummy",
        "multiprocessing.dummy.Pool",
        "multiprocessing.pool.ThreadPool",
        "Pool.map",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Four waits of a second take one second: waiting threads do not mind the GIL. Computing takes as long as the loop, since one thread computes at a time.",
        "四次一秒的等待只用一秒：等待的线程不受 GIL 影响。计算则和循环一样久，因为同一时刻只有一个线程在计算。",
    ),
    tries: [
        Try::new(
            "dummy-pool?v=1&load=cpu",
            "Computing tasks: the pool is no faster than the loop.",
            "计算任务：池并不比循环快。",
        ),
        Try::new(
            "dummy-pool?v=1&load=cpu&kind=process",
            "The same on four processes: each computes for itself, as many at once as there are cores.",
            "换成四个进程：各算各的，有几个核心就能同时算几个。",
        ),
        Try::new(
            "dummy-pool?v=1&kind=process",
            "Waiting on four processes: no faster than on four threads.",
            "四个进程上的等待：并不比四个线程快。",
        ),
    ],
    misconception: Text::new(
        "“dummy is a fake for tests.” These are real threads, with shared memory and the GIL. What they lack is what makes processes costly: copying.",
        "“dummy 是测试用的假货。”它们是真正的线程，共享内存，也受 GIL 约束。它们没有的，正是让进程昂贵的东西：复制。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let computes = scenario.text("load") == "cpu";
    let listing = Listing::of("import time")
        .line(if is_process(scenario) {
            "from multiprocessing import Pool  # processes; with multiprocessing.dummy: threads"
        } else {
            "from multiprocessing.dummy import Pool  # threads; without dummy: processes"
        })
        .line("");
    let listing = if computes {
        python::primes(listing).line("")
    } else {
        listing
    };
    let listing = listing.line("def work(task):");
    let listing = if computes {
        listing.line(format!(
            "    return primes({})",
            integer(scenario.integer("n"))
        ))
    } else {
        listing
            .at(
                line::WAIT,
                format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
            )
            .line("    return task")
    };
    listing
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .line("    start = time.perf_counter()")
        .at(line::LOOP, "    results = [work(task) for task in tasks]")
        .line("    print(f\"loop: {time.perf_counter() - start:.2f} s\", results)")
        .at(
            line::POOL,
            format!("    with Pool({}) as pool:", scenario.integer("workers")),
        )
        .line("        start = time.perf_counter()")
        .at(
            line::MAP,
            "        results = pool.map(work, tasks, chunksize=1)",
        )
        .line("        print(f\"pool: {time.perf_counter() - start:.2f} s\", results)")
}

/// The loop, then the pool; the lists are the same.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let computes = scenario.text("load") == "cpu";
    let wait = run::scaled(scenario, "u");
    let arguments = run::arguments(scenario, 0);
    let primes = workloads::find("primes").filter(|_| computes);
    if let Some(primes) = primes {
        run::warm_up(primes, arguments);
    }
    let tasks = task::list(run::count(scenario, "tasks"), move |index| match primes {
        Some(primes) => run::run_workload(primes, Arguments { index, ..arguments }, line::PRIMES),
        None => {
            run::at(line::WAIT);
            run::wait(wait);
            Ok(Value::Integer(index.into()))
        }
    });
    let plan = Plan {
        load: if computes { "cpu" } else { "io" },
        executor: "serial",
        workers: 1,
        repeat: 0,
        x: None,
        chunk: Chunk::Of(1),
    };
    run.at(line::LOOP);
    let serial = run.execute(&plan, tasks.clone())?;
    run.print(&format!(
        "loop: {:.2} s {}",
        run::seconds(&serial),
        run::repr(&serial.results)
    ));
    let workers = run::count(scenario, "workers");
    let (results, seconds) = if is_process(scenario) {
        on_processes(run, scenario, workers)?
    } else {
        run.at(line::MAP);
        let plan = Plan {
            executor: "threads-gil",
            workers,
            ..plan
        };
        let pooled = run.execute(&plan, tasks)?;
        let seconds = run::seconds(&pooled);
        (pooled.results, seconds)
    };
    run.print(&format!("pool: {seconds:.2} s {}", run::repr(&results)));
    run.check_equal("pool", &serial.results, &results);
    run.result("results", &results);
    Ok(())
}

/// What a task of a process does: counts the primes below its number, if that is not 0; else waits so long and gives its index.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<(u32, Duration, u32), i64> =
    Function::new("work", |(n, wait, index)| {
        let Some(primes) = workloads::find("primes").filter(|_| n > 0) else {
            run::at(line::WAIT);
            run::wait(wait);
            return Ok(index.into());
        };
        match run::run_workload(primes, Arguments::computing(n), line::PRIMES)? {
            Value::Integer(count) => Ok(count),
            other => Err(Error::type_error(format!("primes gave {other:?}"))),
        }
    });

/// The same tasks on a pool of processes: results and seconds.
#[cfg(feature = "program")]
fn on_processes(
    run: &mut Run,
    scenario: &Scenario,
    workers: u32,
) -> Result<(Vec<TaskResult>, f64), TaskError> {
    let computes = scenario.text("load") == "cpu";
    let what = Timed {
        load: if computes { "cpu" } else { "io" },
        executor: "processes",
        workers,
        tasks: run::count(scenario, "tasks"),
    };
    let n = if computes {
        run::count(scenario, "n")
    } else {
        0
    };
    let wait = run::scaled(scenario, "u");
    let (values, seconds) = run.timed_workers(what, scenario, line::POOL, |pool| {
        run::at(line::MAP);
        pool.map(
            &WORK,
            (0..what.tasks).map(|index| (n, wait, index)),
            Some(1),
        )
    })?;
    let results = values.into_iter().map(|value| Ok(Value::Integer(value)));
    Ok((results.collect(), seconds))
}
