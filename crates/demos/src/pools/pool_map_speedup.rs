//! `pool-map-speedup`: the same waits in a loop, then on pools of 2 and 4.
//!
//! A run: the loop first, as the baseline, then a pool for each count of workers above 1 ([`pools`]); tasks are handed out one at a time.
//! Task i waits `u` and returns i.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, seconds, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::ready::is_process,
    crate::run::{self, Plan, Run, Timed},
    runtime::context,
    runtime::jobs::Function,
    runtime::pool::Chunk,
    runtime::task::{self, TaskResult, Value},
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The call in the loop.
    pub const LOOP: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-map-speedup",
        fields: &[
            Field::new("tasks", "4").within(1.0, 64.0),
            Field::new("u", "1").within(0.05, 2.0),
            Field::new("workers", "1,2,4").within(1.0, 16.0).list().explained(
                "The pools that are measured, one after the other. 1 is the plain loop, which always runs first.",
                "依次测量的池的大小。1 就是普通循环，它总是最先运行。",
            ),
            thread_or_process("process"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Serial, 2 processes, 4 processes", "单进程与进程池"),
    idea: Text::new(
        "Four waits of one second: in a loop, on a pool of two, on a pool of four. map hands the tasks out and gives back one list, in the \
         order of the input.",
        "四次一秒的等待：放在循环里、交给两个进程的池、交给四个进程的池。map 负责分发任务，并按输入的顺序返回一个列表。",
    ),
    difficulty: Difficulty::First,
    api_names: &["Pool", "Pool.map", "multiprocessing.Pool", "multiprocessing.dummy.Pool", "multiprocessing.pool.ThreadPool"],
    python: card::python(listing),
    look_at: Text::new(
        "Count the rows of waits in the timeline: four tasks on two workers make two rounds, on four workers one. The time follows the rounds, \
         so it falls in steps. The result is the same list each time.",
        "在时间线里数一数等待有几轮：四个任务，两个进程要两轮，四个进程只要一轮。时间取决于轮数，所以一级一级地下降。每次得到的列表都相同。",
    ),
    tries: [
        Try::new(
            "pool-map-speedup?v=1&workers=1,2,3,4",
            "Three workers for four tasks: no better than two, since someone has to go twice.",
            "四个任务用三个进程：不比两个快，总有一个进程要做两次。",
        ),
        Try::new(
            "pool-map-speedup?v=1&kind=thread",
            "Threads instead of processes: the same times, for tasks that only wait.",
            "把进程换成线程：对于只是等待的任务，时间相同。",
        ),
        Try::new(
            "pool-map-speedup?v=1&tasks=64&u=0.05&workers=1,2,4,8,16",
            "Many short waits: the steps become a curve.",
            "很多短的等待：台阶变成了曲线。",
        ),
    ],
    misconception: Text::new(
        "“More workers are always faster.” Only up to the number of tasks, and only if they share the work without a rest: the time is the \
         number of rounds, tasks ÷ workers rounded up, times the length of a task.",
        "“进程越多越快。”最多到任务数为止，而且要能平分才有用：总时间等于轮数（任务数除以线程数，向上取整）乘以每个任务的时长。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

/// The sizes of the pools that a run measures after the loop, in the order given.
pub fn pools(scenario: &Scenario) -> Vec<u32> {
    scenario
        .integers("workers")
        .iter()
        .filter_map(|count| u32::try_from(*count).ok())
        .filter(|count| *count > 1)
        .collect()
}

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    Listing::of("import time")
        .when(pooled, |l| l.line(python::pool_import(scenario)))
        .line("")
        .line("def fetch(page):")
        .at(line::WAIT, format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))))
        .line("    return page")
        .line("")
        .line("if __name__ == \"__main__\":")
        .line(format!("    pages = list(range({}))", integer(scenario.integer("tasks"))))
        .line("")
        .line("    start = time.perf_counter()")
        .line("    results = []")
        .line("    for page in pages:")
        .at(line::LOOP, "        results.append(fetch(page))")
        .line("    print(f\"loop: {time.perf_counter() - start:.2f} s\", results)")
        .when(pooled, |l| {
            l.line("")
                .line(format!("    for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .at(line::POOL, "        with Pool(workers) as pool:  # starting them is not timed")
                .line("            start = time.perf_counter()")
                .at(line::MAP, "            results = pool.map(fetch, pages, chunksize=1)")
                .line("            print(f\"pool of {workers}: {time.perf_counter() - start:.2f} s\", results)")
        })
}

/// The loop, then a pool of each size; the three lists are the same.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let page = run::duration(scenario.scaled_ms("u"));
    let tasks = task::list(run::count(scenario, "tasks"), move |index| {
        context::at(line::WAIT);
        run::wait(page);
        Ok(Value::Integer(index.into()))
    });
    let plan = Plan {
        load: "io",
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
    run.result("loop", &serial.results);
    for workers in pools(scenario) {
        let plan = Plan {
            workers,
            ..plan.clone()
        };
        let (results, seconds) = if is_process(scenario) {
            on_processes(run, &plan, scenario)?
        } else {
            run.at(line::MAP);
            let plan = Plan {
                executor: "threads",
                ..plan
            };
            let execution = run.execute(&plan, tasks.clone())?;
            let seconds = run::seconds(&execution);
            (execution.results, seconds)
        };
        let name = format!("pool of {workers}");
        run.print(&format!("{name}: {seconds:.2} s {}", run::repr(&results)));
        run.check_equal(&name, &serial.results, &results);
        run.result(&name, &results);
    }
    Ok(())
}

/// What a task of a process does: waits so many nanoseconds, and gives its page.
#[cfg(feature = "program")]
pub(crate) static FETCH: Function<(u64, i64), i64> = Function::new("fetch", |(wait_ns, page)| {
    context::at(line::WAIT);
    run::wait(Duration::from_nanos(wait_ns));
    Ok(page)
});

/// The same tasks on a pool of processes: results and seconds.
#[cfg(feature = "program")]
fn on_processes(
    run: &mut Run,
    plan: &Plan<'_>,
    scenario: &Scenario,
) -> Result<(Vec<TaskResult>, f64), TaskError> {
    let tasks = run::count(scenario, "tasks");
    let what = Timed {
        load: plan.load,
        executor: "processes",
        workers: plan.workers,
        tasks,
    };
    let wait_ns = run::duration(scenario.scaled_ms("u")).as_nanos() as u64;
    let (pages, seconds) = run.timed_processes(what, 0, line::POOL, |pool| {
        run::at(line::MAP);
        pool.map_chunked(&FETCH, (0..i64::from(tasks)).map(|page| (wait_ns, page)), 1)
    })?;
    let results = pages.into_iter().map(|page| Ok(Value::Integer(page)));
    Ok((results.collect(), seconds))
}
