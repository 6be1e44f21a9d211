//! `threads-or-pool`: a thread or process for each task, or a few for all.
//!
//! A run: `tasks` threads, started in a loop and joined; then an executor of at most `workers` threads with the same tasks. Each task waits `work`.
//! The same with processes, of which no more than [`AT_ONCE`] can live at once.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use crate::ready::{Processes, is_process};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run, Shared, Thread, Timed},
    runtime::error::Error,
    runtime::futures::{Future, ProcessPoolExecutor, ThreadPoolExecutor},
    runtime::jobs::Function,
    runtime::process,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::BTreeSet,
    std::time::Duration,
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
            thread_or_process("thread").explained(
                "Threads, or processes: of those no more than 47 are started.",
                "线程还是进程：进程最多启动 47 个。",
            ),
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
        "concurrent.futures.ProcessPoolExecutor",
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
            "threads-or-pool?v=1&kind=process",
            "Processes: starting costs more, so reusing saves more.",
            "换成进程：启动更贵，重复使用省得更多。",
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

/// Processes beside main that can be alive at once.
const AT_ONCE: i64 = 47;

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    #[cfg(feature = "program")]
    entries: &[&WORK],
    ..Processes::NONE
};

/// How many processes are made, one for each task.
fn processes(scenario: &Scenario) -> i64 {
    scenario.integer("tasks").min(AT_ONCE)
}

fn listing(scenario: &Scenario) -> Listing {
    if is_process(scenario) {
        listing_of_processes(scenario)
    } else {
        listing_of_threads(scenario)
    }
}

fn listing_of_processes(scenario: &Scenario) -> Listing {
    let (tasks, workers) = (processes(scenario), scenario.integer("workers"));
    let body = Listing::of("start = time.perf_counter()")
        .line(format!(
            "processes = [multiprocessing.Process(target=work) for _ in range({tasks})]"
        ))
        .line("for process in processes:")
        .at(line::START, "    process.start()")
        .line("for process in processes:")
        .at(line::JOIN, "    process.join()")
        .line("numbers = {process.pid for process in processes}")
        .line("print(f\"{len(numbers)} processes: {time.perf_counter() - start:.3f} s\")")
        .lines("\nstart = time.perf_counter()")
        .at(
            line::POOL,
            format!("with ProcessPoolExecutor({workers}) as executor:"),
        )
        .at(
            line::SUBMIT,
            format!("    calls = [executor.submit(work) for _ in range({tasks})]"),
        )
        .line("numbers = {call.result() for call in calls}")
        .line(
            "print(f\"executor, {len(numbers)} processes: {time.perf_counter() - start:.3f} s\")",
        );
    Listing::of("import multiprocessing\nimport os\nimport time")
        .line("from concurrent.futures import ProcessPoolExecutor")
        .lines("\ndef work():")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .lines("    return os.getpid()\n\n")
        .guarded(body)
}

fn listing_of_threads(scenario: &Scenario) -> Listing {
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

/// Both ways, timed; how many threads or processes each took.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    if is_process(scenario) {
        return program_of_processes(run, scenario);
    }
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

/// What a process of its own does: waits so long.
#[cfg(feature = "program")]
static WORK: Entry<Duration> = Entry::new("work", |_, wait| {
    run::at(line::WAIT);
    run::sleep(wait);
    Ok(())
});

/// The same as a call of the executor: in which process it was made.
#[cfg(feature = "program")]
pub(crate) static CALL: Function<Duration, String> = Function::new("work", |wait| {
    run::at(line::WAIT);
    run::sleep(wait);
    Ok(process::current_process().get_name())
});

/// Both ways with processes.
#[cfg(feature = "program")]
fn program_of_processes(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let wait = run::scaled(scenario, "work");
    let (tasks, workers) = (processes(scenario), scenario.integer("workers"));
    let all: Vec<Process> = (0..tasks).map(|_| run.process(&WORK, wait)).collect();
    let what = Timed {
        load: "processes started",
        executor: "processes",
        workers: tasks as u32,
        tasks: tasks as u32,
    };
    let (made, seconds) = run.timed(what, |_| Ok(all), |all| each_a_process(all))?;
    run.print(&format!("{made} processes: {seconds:.3} s"));
    let what = Timed {
        load: "executor",
        workers: workers as u32,
        ..what
    };
    run.at(line::POOL);
    let start = |_| ProcessPoolExecutor::new(workers);
    let (used, seconds) = run.timed(what, start, |executor| {
        run::at(line::SUBMIT);
        let calls = (0..tasks).map(|_| executor.submit(&CALL, wait));
        let calls: Vec<Future<String>> = calls.collect::<Result<_, _>>()?;
        drop(executor.enter());
        calls
            .iter()
            .map(Future::result)
            .collect::<Result<BTreeSet<String>, Error>>()
    })?;
    let used = used.len() as i64;
    run.print(&format!("executor, {used} processes: {seconds:.3} s"));
    run.value("processes made", TaskValue::Integer(made));
    run.value("processes of the executor", TaskValue::Integer(used));
    run.check(
        "check-workers-bounded",
        made == tasks && used <= workers,
        format!("{made} processes, {used} of the executor"),
    );
    Ok(())
}

/// Starts and joins them; how many different ones there were.
#[cfg(feature = "program")]
fn each_a_process(processes: &[Process]) -> Result<i64, Error> {
    run::at(line::START);
    processes.iter().try_for_each(Process::start)?;
    run::at(line::JOIN);
    processes.iter().try_for_each(Process::join)?;
    let names: BTreeSet<String> = processes.iter().map(Process::get_name).collect();
    Ok(names.len() as i64)
}
