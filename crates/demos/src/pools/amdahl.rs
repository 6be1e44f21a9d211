//! `amdahl`: a part of the work that only one worker can do bounds the speed-up.
//!
//! A run: the loop first, then a pool for each count of workers above 1. Task 0 first waits for the serial part of the whole work, while the others wait
//! for it; then each task waits for its share of the rest. Waiting stands for work, so that the number of cores does not matter.

use super::pool_map_speedup::pools;
use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::context,
    runtime::pool::Chunk,
    runtime::sync::Event,
    runtime::task::{self, Tasks, Value},
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The parallel part of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The serial part.
    pub const SERIAL: u16 = python::OWN;
    /// Waiting for the serial part.
    pub const READY: u16 = python::OWN + 1;
    /// The loop.
    pub const LOOP: u16 = python::OWN + 2;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 3;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "amdahl",
        fields: &[
            Field::new("serial_share", "20").explained(
                "The share of the whole work that one worker must do before the others can begin.",
                "总工作中必须先由一个线程做完、其他线程才能开始的部分。",
            ),
            Field::new("tasks", "16").within(1.0, 64.0),
            Field::new("u", "0.1").within(0.01, 1.0),
            Field::new("workers", "2,4,8,16").within(1.0, 64.0).list().explained(
                "The pools that are measured, one after the other; the plain loop always runs first.",
                "依次测量的池的大小；普通循环总是最先运行。",
            ),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Amdahl's law", "阿姆达尔定律"),
    idea: Text::new(
        "A fifth of the work must be done by one worker before the others can begin. However many there are, that fifth stays: the speed-up never reaches \
         five.",
        "有五分之一的工作必须先由一个线程做完，其他线程才能开始。线程再多，这五分之一也省不掉：加速比永远到不了五。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["multiprocessing.dummy.Pool", "Pool.map", "threading.Event"],
    python: card::python(listing),
    look_at: Text::new(
        "Every pool begins with the same long wait of one lane while the others are blocked. The dashed line is Amdahl's formula, fitted to the measured \
         points: it is a model, and names the serial share that fits best.",
        "每个池一开始都有一条泳道在长时间等待，其余的被阻塞。虚线是按测量点拟合的阿姆达尔公式：它是模型，并标出最吻合的串行占比。",
    ),
    tries: [
        Try::new(
            "amdahl?v=1&serial_share=0",
            "Nothing serial: the curve follows the ideal line.",
            "没有串行部分：曲线沿着理想直线。",
        ),
        Try::new(
            "amdahl?v=1&serial_share=50",
            "Half of it serial: never twice as fast, with any number of workers.",
            "一半是串行：线程再多也快不到两倍。",
        ),
        Try::new(
            "amdahl?v=1&serial_share=5&tasks=64&u=0.03&workers=4,16,64",
            "Only a twentieth: four workers hardly notice it, 64 get less than a quarter of what they hoped for.",
            "只有二十分之一：四个线程几乎感觉不到，六十四个线程得到的还不到期望的四分之一。",
        ),
    ],
    misconception: Text::new(
        "“Five per cent serial is nothing.” With four workers it costs a tenth; with 64 it costs three quarters of the speed-up. Look for the serial part \
         first, then add workers.",
        "“百分之五的串行不算什么。”四个线程时损失约一成；六十四个线程时，加速比会损失四分之三。先找串行部分，再加线程。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

/// Milliseconds of the serial part of all the work, and of a task's share of the rest.
fn parts_ms(scenario: &Scenario) -> (f64, f64) {
    let (tasks, u) = (scenario.integer("tasks") as f64, scenario.scaled_ms("u"));
    let share = scenario.integer("serial_share") as f64 / 100.0;
    (tasks * u * share, u * (1.0 - share))
}

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let (serial, rest) = parts_ms(scenario);
    Listing::of("import threading\nimport time")
        .when(pooled, |l| {
            l.line("from multiprocessing.dummy import Pool  # a pool of threads")
        })
        .lines("\nready = threading.Event()\n\ndef work(task):\n    if task == 0:")
        .at(
            line::SERIAL,
            format!(
                "        time.sleep({})  # what only one can do",
                seconds(serial)
            ),
        )
        .line("        ready.set()")
        .at(line::READY, "    ready.wait()")
        .at(line::WAIT, format!("    time.sleep({})", seconds(rest)))
        .lines("    return task\n\nif __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .line("    start = time.perf_counter()")
        .at(line::LOOP, "    expected = [work(task) for task in tasks]")
        .line("    alone = time.perf_counter() - start")
        .line("    print(f\"loop: {alone:.2f} s\")")
        .when(pooled, |l| {
            l.line(format!(
                "    for workers in {}:",
                tuple(pools.into_iter().map(i64::from))
            ))
            .line("        ready.clear()")
            .at(
                line::POOL,
                "        with Pool(workers) as pool:  # starting them is not timed",
            )
            .line("            start = time.perf_counter()")
            .at(
                line::MAP,
                "            results = pool.map(work, tasks, chunksize=1)",
            )
            .line("            seconds = time.perf_counter() - start")
            .line("        assert results == expected")
            .line("        print(f\"{workers} workers: {alone / seconds:.2f} times as fast\")")
        })
}

/// The loop, then a pool of each size.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let plan = Plan {
        load: "amdahl",
        executor: "serial",
        workers: 1,
        repeat: 0,
        x: None,
        chunk: Chunk::Of(1),
    };
    run.at(line::LOOP);
    let serial = run.execute(&plan, tasks(scenario))?;
    let alone = run::seconds(&serial);
    run.print(&format!("loop: {alone:.2} s"));
    let (first, rest) = parts_ms(scenario);
    for workers in pools(scenario) {
        run.at(line::MAP);
        let plan = Plan {
            executor: "threads",
            workers,
            ..plan.clone()
        };
        let pooled = run.execute(&plan, tasks(scenario))?;
        let seconds = run::seconds(&pooled);
        run.check_equal("work", &serial.results, &pooled.results);
        // Half a millisecond: the clocks of two workers may differ by a step.
        let rounds = run::count(scenario, "tasks").div_ceil(workers);
        let ideal = (first + rest * f64::from(rounds)) / 1e3;
        let seen = format!("{workers} workers: {seconds:.4} s, at least {ideal:.4} s");
        run.check_all("check-serial-part", seconds >= ideal - 5e-4, seen);
        let gain = alone / seconds.max(1e-9);
        run.print(&format!("{workers} workers: {gain:.2} times as fast"));
    }
    Ok(())
}

/// A list with an event of its own.
#[cfg(feature = "program")]
fn tasks(scenario: &Scenario) -> Arc<dyn Tasks> {
    let ready = Event::named("ready");
    let (first, rest) = parts_ms(scenario);
    let (first, rest) = (run::duration(first), run::duration(rest));
    task::list(run::count(scenario, "tasks"), move |index| {
        if index == 0 {
            context::at(line::SERIAL);
            run::wait(first);
            ready.set();
        }
        context::at(line::READY);
        ready.wait();
        context::at(line::WAIT);
        run::wait(rest);
        Ok(Value::Integer(index.into()))
    })
}
