//! `false-sharing`: counters side by side in memory, and the same counters far apart.
//!
//! A run: for each way ([`WAYS`]) the loop first, then a pool for each count of workers above 1. Task i adds one to counter i, `rounds` times, and
//! returns its value. Nobody shares a counter; side by side they share a cache line.

use super::pool_map_speedup::pools;
use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, OnRuntime, Plan, Run},
    runtime::context,
    runtime::executors::Execution,
    runtime::pool::Chunk,
    runtime::task::{self, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::atomic::AtomicU32,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The addition.
    pub const ADD: u16 = python::OWN;
    /// The loop.
    pub const LOOP: u16 = python::OWN + 1;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 2;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 3;
}

/// The ways and how many places of four bytes lie from one counter to the next: side by side, and two cache lines apart (processors fetch lines
/// in pairs).
pub const WAYS: [(&str, usize); 2] = [("neighbours", 1), ("padded", 32)];

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "false-sharing",
        fields: &[
            Field::new("tasks", "4").within(1.0, 16.0).called("Counters", "计数器").explained(
                "How many counters; each is counted up by a task of its own.",
                "有多少个计数器；每个由自己的任务累加。",
            ),
            Field::new("rounds", "2000000").within(1.0, 50_000_000.0),
            Field::new("workers", "2,4").within(1.0, 16.0).list().explained(
                "The pools that are measured, one after the other; the plain loop always runs first.",
                "依次测量的池的大小；普通循环总是最先运行。",
            ),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("False sharing", "伪共享"),
    idea: Text::new(
        "Each task counts up a counter of its own; nothing is shared. Yet counters that are neighbours in memory lie on one cache line, and cores take \
         that line from one another.",
        "每个任务累加自己的计数器，什么都不共享。但内存里相邻的计数器落在同一条缓存行上，核心之间会互相抢这一行。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["multiprocessing.dummy.Pool", "array.array", "Pool.map"],
    python: card::python(listing),
    look_at: Text::new(
        "Two charts of the same work: padded counters come near to the number of cores; neighbours may stay below one, slower than the loop. What you see is \
         what was measured here: on a single core both are alike.",
        "同样的工作，两张图：隔开的计数器接近核心数；相邻的可能低于一倍，比循环还慢。你看到的就是这里测到的：只有一个核心时两者一样。",
    ),
    tries: [
        Try::new(
            "false-sharing?v=1&tasks=2&workers=2",
            "Two counters, two workers: the plainest case.",
            "两个计数器、两个线程：最简单的情形。",
        ),
        Try::new(
            "false-sharing?v=1&tasks=16&workers=2,4,8",
            "Sixteen counters fill one cache line: every worker disturbs every other.",
            "十六个计数器正好占满一条缓存行：每个线程都会干扰其他所有线程。",
        ),
        Try::new(
            "false-sharing?v=1&rounds=100000",
            "Fewer rounds: when the lists get short, starting and ending blur the difference.",
            "轮数少一些：任务变短后，启动和结束会掩盖差别。",
        ),
    ],
    misconception: Text::new(
        "“Threads that share no data do not slow each other down.” They share the caches: what lies on one line is taken away as a whole. In Python \
         itself the interpreter costs so much more that you will hardly see it; in compiled code it decides.",
        "“线程不共享数据就不会互相拖慢。”它们共享缓存：同一行里的东西会被整行抢走。在 Python 里，解释器的开销大得多，几乎看不出来；在编译后的代码里它能决定快慢。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let tasks = integer(scenario.integer("tasks"));
    let ways: Vec<String> = WAYS
        .iter()
        .map(|(way, step)| format!("(\"{way}\", {step})"))
        .collect();
    Listing::of("import time\nfrom array import array")
        .when(pooled, |l| l.line("from multiprocessing.dummy import Pool  # a pool of threads"))
        .lines("\ndef count(task):")
        .line(format!("    for _ in range({}):", integer(scenario.integer("rounds"))))
        .at(line::ADD, "        counters[task * step] += 1")
        .lines("    return counters[task * step]\n\nif __name__ == \"__main__\":")
        .line(format!("    tasks = range({tasks})"))
        .line(format!("    for way, step in ({}):", ways.join(", ")))
        .line(format!("        counters = array(\"I\", [0] * {tasks} * step)  # four bytes each"))
        .line("        start = time.perf_counter()")
        .at(line::LOOP, "        expected = [count(task) for task in tasks]")
        .line("        alone = time.perf_counter() - start")
        .line("        print(f\"{way}: loop {alone:.3f} s\")")
        .when(pooled, |l| {
            l.line(format!("        for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .line(format!("            counters = array(\"I\", [0] * {tasks} * step)"))
                .at(line::POOL, "            with Pool(workers) as pool:  # starting them is not timed")
                .line("                start = time.perf_counter()")
                .at(line::MAP, "                results = pool.map(count, tasks, chunksize=1)")
                .line("                seconds = time.perf_counter() - start")
                .line("            assert results == expected")
                .line("            print(f\"{way}: {workers} workers {alone / seconds:.2f} times as fast\")")
        })
}

/// Each way: the loop, then a pool of each size.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let mut times: Vec<(u32, f64)> = Vec::new();
    for (way, step) in WAYS {
        let plan = Plan {
            load: way,
            executor: "serial",
            workers: 1,
            repeat: 0,
            x: None,
            chunk: Chunk::Of(1),
        };
        warm_up();
        run.at(line::LOOP);
        let alone = count(run, scenario, &plan, step)?;
        let seconds = run::seconds(&alone);
        run.print(&format!("{way}: loop {seconds:.3} s"));
        for workers in pools(scenario) {
            run.at(line::MAP);
            let plan = Plan {
                executor: "threads",
                workers,
                ..plan.clone()
            };
            let pooled = count(run, scenario, &plan, step)?;
            let took = run::seconds(&pooled).max(1e-9);
            times.push((workers, took));
            run.check_equal(way, &alone.results, &pooled.results);
            run.print(&format!(
                "{way}: {workers} workers {:.2} times as fast",
                seconds / took
            ));
        }
        let all = alone.results.iter();
        let rounds = Ok(Value::Integer(scenario.integer("rounds")));
        run.check_all(
            "check-rounds-counted",
            all.clone().all(|r| *r == rounds),
            way,
        );
    }
    compare(run, &times);
    Ok(())
}

/// One measurement, on counters of its own.
#[cfg(feature = "program")]
fn count(
    run: &mut Run,
    scenario: &Scenario,
    plan: &Plan<'_>,
    step: usize,
) -> Result<Execution, TaskError> {
    let (tasks, rounds) = (
        run::count(scenario, "tasks"),
        run::count(scenario, "rounds"),
    );
    let places = tasks as usize * step;
    let counters: Vec<AtomicU32> = (0..places).map(|_| AtomicU32::new(0)).collect();
    let list = task::list(tasks, move |index| {
        context::at(line::ADD);
        let counter = &counters[index as usize * step];
        let value = workloads::count_up(counter, rounds, &OnRuntime::default());
        Ok(Value::Integer(value.into()))
    });
    run.execute(plan, list)
}

/// Lets a browser compile the loop well before it is measured: see `run::warm_up`.
#[cfg(feature = "program")]
fn warm_up() {
    for _ in 0..20 {
        workloads::count_up(&AtomicU32::new(0), 50_000, &OnRuntime::default());
    }
}

/// How much faster the padded counters were than the neighbours, on as many workers.
#[cfg(feature = "program")]
fn compare(run: &mut Run, times: &[(u32, f64)]) {
    let (neighbours, padded) = times.split_at(times.len() / 2);
    for ((workers, slow), (_, fast)) in neighbours.iter().zip(padded) {
        let ratio = (slow / fast * 100.0).round() / 100.0;
        let name = format!("padded against neighbours, {workers} workers");
        run.value(&name, TaskValue::Float(ratio));
    }
}
