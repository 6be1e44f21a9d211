//! `pool-hundred-tasks`: many tasks on few workers, which are used again and again.
//!
//! A run: `tasks` calls of `apply_async` on a pool of `workers` threads or processes; each waits `u` and returns the name of its thread, or the
//! number of its process. Then close, join, and those are counted.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Timed},
    runtime::error::Error,
    runtime::jobs::{AsyncResult, Crew, Function, JobPool},
    runtime::process,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::BTreeMap,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the pool.
    pub const POOL: u16 = python::OWN;
    /// `apply_async`.
    pub const SUBMIT: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
    /// `get`.
    pub const GET: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-hundred-tasks",
        fields: &[
            Field::new("tasks", "100").within(1.0, 1000.0),
            Field::new("workers", "5").within(0.0, 16.0).explained(
                "How many work at the same time; 0: not said, so as many as there are cores.",
                "同时有多少个在工作；0：不写，核心有几个就有几个。",
            ),
            Field::new("u", "0.02").within(0.0, 1.0),
            thread_or_process("process"),
            Field::new("check_results", "on"),
            Field::new("tasks_per_child", "0").within(0.0, 50.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("100 tasks, 5 workers", "进程复用"),
    idea: Text::new(
        "A hundred tasks go to a pool of five. Only five workers are ever made, threads or processes: each takes the next task when it is through with the last.",
        "一百个任务交给只有五个工作者的池，可以是线程或进程。自始至终只有五个：谁做完一个，就取下一个。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.apply_async",
        "AsyncResult.get",
        "Pool.close",
        "Pool.join",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
        "maxtasksperchild",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Five rows in the timeline, twenty tasks in each, one after the other. The result says how many tasks each worker took: about the same \
         number, but nobody promises it.",
        "时间线里有五行，每行一个接一个约二十个任务。结果列出每个进程做了几个任务：大致相同，但没有人保证。",
    ),
    tries: [
        Try::new(
            "pool-hundred-tasks?v=1&workers=0",
            "Do not say how many: the pool takes as many workers as there are cores.",
            "不写数目：核心有几个，池就有几个进程。",
        ),
        Try::new(
            "pool-hundred-tasks?v=1&tasks=12&workers=2&tasks_per_child=1",
            "Each process ends after one task and is replaced: twelve numbers.",
            "每个进程做完一个任务就结束并被替换：十二个进程号。",
        ),
        Try::new(
            "pool-hundred-tasks?v=1&kind=thread&tasks=1000&workers=16&u=0",
            "A thousand tasks without work, on threads: see how unevenly they are taken.",
            "用线程做一千个没有工作的任务：看看分得有多不均匀。",
        ),
    ],
    misconception: Text::new(
        "“Start the pool with start, and pass target= to apply_async.” A pool has no start and apply_async no target: it raises a TypeError. And \
         who never calls get never sees what went wrong.",
        "“用 start 启动池，给 apply_async 传 target=。”池没有 start，apply_async 也没有 target：会抛出 TypeError。而且不调用 get，就永远看不到出了什么错。",
    ),
    // Unset is the number of cores, which a card does not know: more are made as they are asked for.
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let tasks = integer(scenario.integer("tasks"));
    let (modules, pool, name) = if is_process(scenario) {
        (
            "import os\nimport time",
            "multiprocessing import Pool",
            "f\"process {os.getpid()}\"",
        )
    } else {
        (
            "import threading\nimport time",
            "multiprocessing.dummy import Pool  # a pool of threads",
            "threading.current_thread().name",
        )
    };
    let checked = scenario.flag("check_results");
    Listing::of(modules)
        .when(checked, |l| l.line("from collections import Counter"))
        .line(format!("from {pool}"))
        .lines("\ndef work(task):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .line(format!("    return {name}"))
        .lines("\nif __name__ == \"__main__\":")
        .at(
            line::POOL,
            format!("    pool = Pool({})", arguments(scenario)),
        )
        .at(
            line::SUBMIT,
            format!("    results = [pool.apply_async(work, (task,)) for task in range({tasks})]"),
        )
        .line("    pool.close()")
        .at(line::JOIN, "    pool.join()")
        .when(!checked, |l| {
            l.line("    print(f\"{len(results)} tasks submitted, no result asked for\")")
        })
        .when(checked, |l| {
            l.at(
                line::GET,
                "    names = [result.get() for result in results]  # an error would come up here",
            )
            .line("    print(f\"{len(names)} tasks on {len(set(names))} workers\")")
            .line("    for name, count in sorted(Counter(names).items()):")
            .line("        print(f\"{name}: {count}\")")
        })
}

/// What the pool is made with: what is at its default is left out.
fn arguments(scenario: &Scenario) -> String {
    let workers = scenario.integer("workers");
    let share = scenario.integer("tasks_per_child");
    let arguments = [
        (workers > 0).then(|| workers.to_string()),
        (share > 0 && is_process(scenario)).then(|| format!("maxtasksperchild={share}")),
    ];
    let arguments: Vec<String> = arguments.into_iter().flatten().collect();
    arguments.join(", ")
}

/// What a task of a process does: waits so many nanoseconds and says which process it is.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<u64, String> = Function::new("work", |wait_ns| {
    run::at(line::WAIT);
    run::sleep(Duration::from_nanos(wait_ns));
    Ok(format!("process {}", process::getpid()))
});

/// How many workers there are: as many as cores where the number is left out.
#[cfg(feature = "program")]
fn workers(scenario: &Scenario) -> u32 {
    match run::count(scenario, "workers") {
        0 => process::cpu_count(),
        workers => workers,
    }
}

/// All tasks submitted one by one; who ran how many.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (tasks, workers) = (run::count(scenario, "tasks"), workers(scenario));
    let wait = run::scaled(scenario, "u");
    let what = Timed {
        load: "io",
        executor: "threads",
        workers,
        tasks,
    };
    let key = if scenario.flag("check_results") {
        line::GET
    } else {
        line::JOIN
    };
    let (names, _) = if is_process(scenario) {
        let what = Timed {
            executor: "processes",
            ..what
        };
        let share = scenario.integer("tasks_per_child");
        let wait_ns = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        run.timed_processes(what, share, line::POOL, |pool| {
            run::at(line::SUBMIT);
            let results = (0..tasks).map(|_| pool.apply_async(&WORK, wait_ns));
            let results = results.collect();
            collect(pool, results, key)
        })?
    } else {
        run.timed_pool(what, line::POOL, |pool| {
            run::at(line::SUBMIT);
            let work = move || {
                run::at(line::WAIT);
                run::sleep(wait);
                Ok(run::worker_name())
            };
            let results = (0..tasks).map(|_| pool.apply_async(work)).collect();
            collect(pool, results, key)
        })?
    };
    note(run, scenario, &names);
    Ok(())
}

/// Closes and joins the pool, and gets the results at the line `key`; where the program does not ask for them, our checks still do.
#[cfg(feature = "program")]
fn collect<C: Crew>(
    pool: &JobPool<C>,
    results: Result<Vec<AsyncResult<String>>, Error>,
    key: u16,
) -> Result<Vec<String>, Error> {
    pool.close();
    run::at(line::JOIN);
    pool.join()?;
    run::at(key);
    results?.iter().map(AsyncResult::get).collect()
}

/// Who ran how many.
#[cfg(feature = "program")]
fn note(run: &mut Run, scenario: &Scenario, names: &[String]) {
    let (tasks, workers) = (run::count(scenario, "tasks"), workers(scenario));
    let mut counts = BTreeMap::<&str, i64>::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    if scenario.flag("check_results") {
        run.print(&format!(
            "{} tasks on {} workers",
            names.len(),
            counts.len()
        ));
        for (name, count) in &counts {
            run.print(&format!("{name}: {count}"));
        }
    } else {
        run.print(&format!("{tasks} tasks submitted, no result asked for"));
    }
    // A process ends after its share: so many processes have one, and the last ones need not use theirs up.
    let share = scenario.integer("tasks_per_child");
    let is_reused = if is_process(scenario) && share > 0 {
        counts.values().all(|count| *count <= share)
    } else {
        counts.len() <= workers as usize
    };
    run.check(
        "check-workers-reused",
        is_reused && names.len() == tasks as usize,
        format!("{} workers, {} results", counts.len(), names.len()),
    );
    run.value("workers", TaskValue::Integer(counts.len() as i64));
    let per_worker = counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), TaskValue::Integer(count)));
    run.value("tasks per worker", TaskValue::Record(per_worker.collect()));
}
