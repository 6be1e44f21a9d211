//! `threads-or-pool`: a thread or process for each task, or a few for all.
//!
//! A run: `tasks` threads, started in a loop and joined, no more than [`AT_ONCE`] alive at once; then an executor of at most `workers` threads with
//! the same tasks. Each task waits `work`. With `curve` the same, and a loop, for the lengths [`LENGTHS_US`]. With processes no more than [`AT_ONCE`]
//! are made, and there is no curve.

#[cfg(feature = "program")]
mod ways;

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{integer, seconds, tuple};
use crate::ready::{Processes, is_process};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    self::ways::{Length, Ways},
    crate::run::{self, Entry, Process, Run, Shared, Timed},
    runtime::error::Error,
    runtime::futures::{Future, ProcessPoolExecutor},
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
    /// `join` of one that has to end before the next may start.
    pub const FIRST: u16 = python::OWN + 4;
    /// The call in the loop.
    pub const LOOP: u16 = python::OWN + 5;
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
            Field::new("tasks", "200").within(1.0, 1000.0).explained(
                "How many calls there are, and threads made for them. At most 47 threads are alive at once, since each is a worker of the browser.",
                "有多少次调用，也就为它们创建多少个线程。同时最多 47 个线程，因为每个都是浏览器的一个 Worker。",
            ),
            Field::new("work", "0.001").within(0.0, 0.1),
            Field::new("workers", "8").within(1.0, 16.0),
            thread_or_process("thread").explained(
                "Threads, or processes: of those no more than 47 are started, and there is no curve.",
                "线程还是进程：进程最多启动 47 个，也不画曲线。",
            ),
            Field::new("curve", "on").explained(
                "Also measures tasks of 0.25, 0.5, 1, 2 and 4 ms: in a loop, a thread for each, and on the executor.",
                "同时测量 0.25、0.5、1、2、4 毫秒的任务：用循环、每个任务一个线程、用执行器。",
            ),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("A thread per task or a pool", "多线程与线程池"),
    idea: Text::new(
        "Two hundred short tasks: once with a new thread for each, once on an executor of at most eight threads, which are reused.",
        "两百个很短的任务：一次为每个任务新建线程，一次用最多八个线程的执行器，线程重复使用。",
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
        "Two hundred thin rows against at most eight. The executor starts a thread only when a call comes and none is idle, so with short tasks it may need \
         fewer. In the chart: the longer the tasks, the less starting counts.",
        "两百条细行，对比最多八行。执行器只在来了调用又没有空闲线程时才启动线程，所以任务很短时可能用得更少。看图：任务越长，启动的开销越不重要。",
    ),
    tries: [
        Try::new(
            "threads-or-pool?v=1&work=0.1",
            "Longer tasks: 47 threads wait at once, eight take 25 rounds. Now the pool is slower.",
            "任务更长：47 个线程同时等待，八个线程要 25 轮。这时池更慢。",
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
        let own = scenario.integer("tasks").min(AT_ONCE);
        u32::try_from(own.max(scenario.integer("workers"))).unwrap_or(0)
    },
};

/// Threads or processes beside main that are alive at once.
const AT_ONCE: i64 = 47;
/// Lengths of tasks that `curve` goes through, in microseconds.
const LENGTHS_US: [i64; 5] = [250, 500, 1000, 2000, 4000];
/// The load of the report, which the page draws over the length of a task.
#[cfg(feature = "program")]
const LOAD: &str = "task-length";

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
    let length = seconds(scenario.scaled_ms("work"));
    let curve = scenario.flag("curve");
    Listing::of("import threading\nimport time\nfrom concurrent.futures import ThreadPoolExecutor")
        .lines(
            "\nnames = set()\n\ndef work(length):\n    names.add(threading.current_thread().name)",
        )
        .at(line::WAIT, "    time.sleep(length)")
        .lines("\ndef in_threads(length):")
        .line(format!(
            "    threads = [threading.Thread(target=work, args=(length,)) for _ in range({tasks})]"
        ))
        .line("    for i, thread in enumerate(threads):")
        .when(scenario.integer("tasks") > AT_ONCE, |l| {
            l.line(format!(
                "        if i >= {AT_ONCE}:  # no more alive at once"
            ))
            .at(
                line::FIRST,
                format!("            threads[i - {AT_ONCE}].join()"),
            )
        })
        .at(line::START, "        thread.start()")
        .line("    for thread in threads:")
        .at(line::JOIN, "        thread.join()")
        .lines("\ndef in_executor(length):")
        .at(
            line::POOL,
            format!("    with ThreadPoolExecutor({workers}) as executor:"),
        )
        .line(format!("        for _ in range({tasks}):"))
        .at(line::SUBMIT, "            executor.submit(work, length)")
        .when(curve, |l| {
            l.lines("\ndef in_loop(length):")
                .line(format!("    for _ in range({tasks}):"))
                .at(line::LOOP, "        work(length)")
        })
        .lines("\nstart = time.perf_counter()")
        .line(format!("in_threads({length})"))
        .line("print(f\"{len(names)} threads: {time.perf_counter() - start:.3f} s\")")
        .lines("\nnames.clear()\nstart = time.perf_counter()")
        .line(format!("in_executor({length})"))
        .line("print(f\"executor, {len(names)} threads: {time.perf_counter() - start:.3f} s\")")
        .when(curve, |l| over_lengths(l, scenario))
}

/// The same ways at each length.
fn over_lengths(listing: Listing, scenario: &Scenario) -> Listing {
    let scale = match scenario.float("time_scale") {
        1.0 => String::new(),
        scale => format!(" * {scale}"),
    };
    listing
        .line("")
        .line(format!("for us in {}:", tuple(LENGTHS_US)))
        .line("    for way in (in_loop, in_threads, in_executor):")
        .line("        start = time.perf_counter()")
        .line(format!("        way(us / 1_000_000{scale})"))
        .line("        ms = (time.perf_counter() - start) * 1000")
        .line("        print(f\"{us} us, {way.__name__[3:]}: {ms:.2f} ms\")")
}

/// Both ways, timed; how many threads or processes each took. Then with `curve` the same over the length of a task.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    if is_process(scenario) {
        return program_of_processes(run, scenario);
    }
    let ways = Ways {
        tasks: run::count(scenario, "tasks"),
        workers: run::count(scenario, "workers"),
        names: Shared::default(),
    };
    let chosen = Length {
        x: (scenario.duration_ms("work") * 1e3).round() as i64,
        wait: run::scaled(scenario, "work"),
    };
    let seconds = ways.each_its_own(run, chosen)?;
    let made = ways.names.with(core::mem::take).len() as i64;
    run.print(&format!("{made} threads: {seconds:.3} s"));
    let seconds = ways.pooled(run, chosen)?;
    let used = ways.names.with(core::mem::take).len() as i64;
    run.print(&format!("executor, {used} threads: {seconds:.3} s"));
    run.value("threads made", TaskValue::Integer(made));
    run.value("threads of the executor", TaskValue::Integer(used));
    run.check(
        "check-workers-bounded",
        made == i64::from(ways.tasks) && used <= i64::from(ways.workers),
        format!("{made} threads, {used} of the executor"),
    );
    if scenario.flag("curve") {
        ways.curve(run, scenario)?;
    }
    Ok(())
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
        load: LOAD,
        executor: "multiprocessing.Process",
        workers: tasks as u32,
        tasks: tasks as u32,
    };
    let (made, seconds) = run.timed(what, |_| Ok(all), |all| each_a_process(all))?;
    run.print(&format!("{made} processes: {seconds:.3} s"));
    let what = Timed {
        executor: "processes",
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
