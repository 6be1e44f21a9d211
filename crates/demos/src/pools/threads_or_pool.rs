//! `threads-or-pool`: a thread for each task, or a few threads for all.
//!
//! A run: `tasks` threads, started in a loop and joined; then an executor of at most `workers` threads with the same tasks. Each task waits `work`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Thread, Timed},
    runtime::error::Error,
    runtime::futures::ThreadPoolExecutor,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::BTreeSet,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// `start`.
    pub const START: u16 = python::OWN;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 1;
    /// Making the executor.
    pub const POOL: u16 = python::OWN + 2;
    /// `submit`.
    pub const SUBMIT: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "threads-or-pool",
        fields: &[
            Field::new("tasks", "40").within(1.0, 48.0),
            Field::new("work", "0.001").within(0.0, 0.1),
            Field::new("workers", "8").within(1.0, 16.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("A thread per task or a pool", "多线程与线程池"),
    idea: Text::new(
        "Forty short tasks: once with a new thread for each, once on an executor of at most eight threads, which are reused.",
        "四十个很短的任务：一次为每个任务新建线程，一次用最多八个线程的执行器，线程重复使用。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threading.Thread",
        "concurrent.futures.ThreadPoolExecutor",
        "Executor.submit",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Forty thin rows against at most eight. The executor starts a thread only when a call comes and none is idle, so with short tasks it may need fewer \
         than eight.",
        "四十条细行，对比最多八行。执行器只在来了调用又没有空闲线程时才启动线程，所以任务很短时可能用不到八个。",
    ),
    tries: [
        Try::new(
            "threads-or-pool?v=1&work=0.1",
            "Longer tasks: forty threads wait all at once, eight in five rounds. Now the pool is slower.",
            "任务更长：四十个线程同时等待，八个线程要五轮。这时池更慢。",
        ),
        Try::new(
            "threads-or-pool?v=1&work=0",
            "No work at all: only the price of starting is left.",
            "完全没有工作：只剩下启动的开销。",
        ),
        Try::new(
            "threads-or-pool?v=1&workers=1",
            "An executor of one.",
            "只有一个线程的执行器。",
        ),
    ],
    misconception: Text::new(
        "“A pool has a fixed number of threads, and is always faster.” An executor’s number is a maximum, reached on demand. And where tasks mostly wait, a limit \
         costs time: what it saves is threads.",
        "“池的线程数固定，而且总是更快。”执行器的数目只是上限，按需达到。任务主要在等待时，限制反而费时间：它省下的是线程。",
    ),
    threads: |scenario| {
        u32::try_from(scenario.integer("tasks").max(scenario.integer("workers"))).unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let (tasks, workers) = (
        integer(scenario.integer("tasks")),
        scenario.integer("workers"),
    );
    Listing::of("import threading\nimport time\nfrom concurrent.futures import ThreadPoolExecutor")
        .lines("\nnames = set()\n\ndef work():\n    names.add(threading.current_thread().name)")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .lines("\nstart = time.perf_counter()")
        .line(format!(
            "threads = [threading.Thread(target=work) for _ in range({tasks})]"
        ))
        .line("for thread in threads:")
        .at(line::START, "    thread.start()")
        .line("for thread in threads:")
        .at(line::JOIN, "    thread.join()")
        .line("print(f\"{len(names)} threads: {time.perf_counter() - start:.3f} s\")")
        .lines("\nnames.clear()\nstart = time.perf_counter()")
        .at(
            line::POOL,
            format!("with ThreadPoolExecutor({workers}) as executor:"),
        )
        .line(format!("    for _ in range({tasks}):"))
        .at(line::SUBMIT, "        executor.submit(work)")
        .line("print(f\"executor, {len(names)} threads: {time.perf_counter() - start:.3f} s\")")
}

/// Both ways, timed; how many threads each took.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (tasks, workers) = (
        run::count(scenario, "tasks"),
        run::count(scenario, "workers"),
    );
    let wait = run::scaled(scenario, "work");
    let names = Shared::<BTreeSet<String>>::default();
    let noted = names.clone();
    let work = move || {
        noted.with(|names| names.insert(run::worker_name()));
        run::at(line::WAIT);
        run::sleep(wait);
        Ok::<_, Error>(())
    };
    let seconds = each_its_own(run, tasks, &work)?;
    let made = names.with(core::mem::take).len() as i64;
    run.print(&format!("{made} threads: {seconds:.3} s"));
    let what = Timed {
        load: "executor",
        executor: "threads",
        workers,
        tasks,
    };
    run.at(line::POOL);
    let start = |_| ThreadPoolExecutor::new(workers.into());
    let ((), seconds) = run.timed(what, start, |executor| {
        let _inside = executor.enter();
        run::at(line::SUBMIT);
        (0..tasks).try_for_each(|_| executor.submit(work.clone()).map(drop))
    })?;
    let used = names.with(core::mem::take).len() as i64;
    run.print(&format!("executor, {used} threads: {seconds:.3} s"));
    run.value("threads made", TaskValue::Integer(made));
    run.value("threads of the executor", TaskValue::Integer(used));
    run.check(
        "check-workers-bounded",
        made == i64::from(tasks) && used <= i64::from(workers),
        format!("{made} threads, {used} of the executor"),
    );
    Ok(())
}

/// A thread for each task; the seconds it took.
#[cfg(feature = "program")]
fn each_its_own(
    run: &mut Run,
    tasks: u32,
    work: &(impl Fn() -> Result<(), Error> + Clone + Send + 'static),
) -> Result<f64, TaskError> {
    let threads: Vec<Thread> = (0..tasks)
        .map(|_| run.thread("work", work.clone()))
        .collect();
    let what = Timed {
        load: "threads started",
        executor: "threads",
        workers: tasks,
        tasks,
    };
    let ((), seconds) = run.timed(
        what,
        |_| Ok(threads),
        |threads| {
            run::at(line::START);
            threads.iter().try_for_each(Thread::start)?;
            run::at(line::JOIN);
            threads.iter().try_for_each(Thread::join)
        },
    )?;
    Ok(seconds)
}
