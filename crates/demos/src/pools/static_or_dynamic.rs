//! `static-or-dynamic`: tasks of unequal length, shared out beforehand or one at a time.
//!
//! A run: for each way ([`WAYS`]) the loop first, then a pool for each count of workers above 1. Static: each worker gets one block of consecutive
//! tasks. Dynamic: whoever is free takes the next task. A task waits `u` times its length, and returns its number.

use super::pool_map_speedup::pools;
use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, kernels, seconds, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::context,
    runtime::executors::Execution,
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
    workloads::{Lengths, latency},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The loop.
    pub const LOOP: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The ways of sharing out, in the order of measuring: loads of the report.
pub const WAYS: [&str; 2] = ["static", "dynamic"];

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "static-or-dynamic",
        fields: &[
            Field::new("tasks", "12").within(1.0, 64.0),
            Field::new("lengths", "rising"),
            Field::new("skew", "8").within(1.0, 50.0),
            Field::new("u", "0.04").within(0.01, 1.0).called("Shortest task", "最短的任务").explained(
                "How long the shortest task waits.",
                "最短的任务等多久。",
            ),
            Field::new("workers", "2,4").within(1.0, 16.0).list().explained(
                "The pools that are measured, one after the other; the plain loop always runs first.",
                "依次测量的池的大小；普通循环总是最先运行。",
            ),
            thread_or_process("thread"),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Static or dynamic", "静态与动态调度"),
    idea: Text::new(
        "Twelve tasks, the last eight times as long as the first. Shared out beforehand, one worker gets all the long ones; handed out one at a time, \
         whoever is free takes the next.",
        "十二个任务，最后一个的长度是第一个的八倍。事先分好，长任务都落到一个线程手里；逐个发放，谁有空谁取下一个。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["Pool.map", "chunksize", "multiprocessing.dummy.Pool"],
    python: card::python(listing),
    look_at: Text::new(
        "In the static runs the lanes end one after the other: an idle tail for everyone but the last. In the dynamic runs they end nearly together, \
         and the curve comes closer to the ideal line.",
        "静态运行时，各泳道一个接一个地结束：除了最后一个，其余都有一段空闲的尾巴。动态运行时它们几乎同时结束，曲线也更接近理想直线。",
    ),
    tries: [
        Try::new(
            "static-or-dynamic?v=1&lengths=last-long",
            "One long task, and it comes last: now dynamic has a tail too. Long tasks should come first.",
            "只有一个长任务，而且排在最后：这时动态也有尾巴了。长任务应该排在前面。",
        ),
        Try::new(
            "static-or-dynamic?v=1&lengths=even",
            "All the same: sharing out beforehand is just as good.",
            "长短一样：事先分好同样好。",
        ),
        Try::new(
            "static-or-dynamic?v=1&lengths=random&tasks=48&workers=2,4,8",
            "Many tasks of random length: chance evens out a part of it, dynamic the rest.",
            "许多长短随机的任务：偶然抵消一部分差别，动态发放抵消其余部分。",
        ),
    ],
    misconception: Text::new(
        "“Divide the tasks evenly, and the work is divided evenly.” Equal numbers of tasks are equal work only if all tasks are equally long. When \
         nobody knows, hand out small pieces late.",
        "“任务平均分了，工作也就平均分了。”只有每个任务一样长，数量相等才等于工作量相等。不知道长短时，就小块地、晚一点发放。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let skewed = kernels::is_skewed(scenario);
    let random = skewed && scenario.text("lengths") == "random";
    let times = if skewed { " * length(task)" } else { "" };
    Listing::of("import time")
        .when(pooled, |l| l.line(python::pool_import(scenario)))
        .line("")
        .when(random, |l| kernels::draw(l, scenario).line(""))
        .when(skewed, |l| kernels::length(l, scenario).line(""))
        .line("def work(task):")
        .at(line::WAIT, format!("    time.sleep({}{times})", seconds(scenario.scaled_ms("u"))))
        .lines("    return task\n\nif __name__ == \"__main__\":")
        .line(format!("    tasks = range({})", integer(scenario.integer("tasks"))))
        .line("    for way in (\"static\", \"dynamic\"):")
        .line("        start = time.perf_counter()")
        .at(line::LOOP, "        expected = [work(task) for task in tasks]")
        .line("        print(f\"{way}: loop {time.perf_counter() - start:.2f} s\")")
        .when(pooled, |l| {
            l.line(format!("        for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .line("            size = -(-len(tasks) // workers) if way == \"static\" else 1  # rounded up")
                .at(line::POOL, "            with Pool(workers) as pool:  # starting them is not timed")
                .line("                start = time.perf_counter()")
                .at(line::MAP, "                results = pool.map(work, tasks, chunksize=size)")
                .line("                print(f\"{way}: {workers} workers {time.perf_counter() - start:.2f} s\")")
                .line("            assert results == expected")
        })
}

/// Each way: the loop, then a pool of each size.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let lengths = lengths(scenario);
    let tasks = run::list(scenario, waits);
    for way in WAYS {
        let plan = Plan {
            load: way,
            executor: "serial",
            workers: 1,
            repeat: 0,
            x: None,
            chunk: Chunk::Of(1),
        };
        run.at(line::LOOP);
        let serial = run.execute(&plan, tasks.clone())?;
        run.print(&format!("{way}: loop {:.2} s", run::seconds(&serial)));
        not_below_ideal(run, &lengths, (1, 1), &serial);
        for workers in pools(scenario) {
            let size = match way {
                "static" => tasks.len().div_ceil(workers),
                _ => 1,
            };
            run.at(line::MAP);
            let plan = Plan {
                executor: run::pool_executor(scenario),
                workers,
                chunk: Chunk::Of(size),
                ..plan.clone()
            };
            let pooled = run.execute(&plan, tasks.clone())?;
            run.print(&format!(
                "{way}: {workers} workers {:.2} s",
                run::seconds(&pooled)
            ));
            run.check_equal(way, &serial.results, &pooled.results);
            not_below_ideal(run, &lengths, (workers, size), &pooled);
        }
    }
    let seconds = |length: &Duration| TaskValue::Float(length.as_secs_f64());
    let lengths = lengths.iter().map(seconds).collect();
    run.value("lengths", TaskValue::List(lengths));
    Ok(())
}

/// How long each task waits.
#[cfg(feature = "program")]
fn lengths(scenario: &Scenario) -> Vec<Duration> {
    let (tasks, shortest) = (run::count(scenario, "tasks"), run::scaled(scenario, "u"));
    let lengths = Lengths::from_id(scenario.text("lengths"));
    let (longest, seed) = (
        scenario.integer("skew") as f64,
        run::count(scenario, "seed"),
    );
    let length = |index| latency::scaled(shortest, lengths.factor((index, tasks), longest, seed));
    (0..tasks).map(length).collect()
}

/// The list: each task waits as long as it is.
#[cfg(feature = "program")]
pub(crate) fn waits(scenario: &Scenario) -> Arc<dyn Tasks> {
    let lengths = lengths(scenario);
    task::list(lengths.len() as u32, move |index| {
        context::at(line::WAIT);
        run::wait(lengths[index as usize]);
        Ok(Value::Integer(index.into()))
    })
}

/// No pool is faster than its longest chunk, nor than all the work divided by its workers.
#[cfg(feature = "program")]
fn not_below_ideal(
    run: &mut Run,
    lengths: &[Duration],
    (workers, size): (u32, u32),
    pooled: &Execution,
) {
    let chunks = lengths.chunks(size.max(1) as usize);
    let longest = chunks.map(|chunk| chunk.iter().sum::<Duration>()).max();
    let share = lengths.iter().sum::<Duration>() / workers;
    let ideal = longest.unwrap_or_default().max(share).as_secs_f64();
    let seconds = run::seconds(pooled);
    // Half a millisecond: the clocks of two workers may differ by a step.
    run.check_all(
        "check-not-below-ideal",
        seconds >= ideal - 5e-4,
        format!("{workers} workers: {seconds:.4} s, at least {ideal:.4} s"),
    );
}
