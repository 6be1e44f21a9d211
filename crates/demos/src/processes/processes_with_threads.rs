//! `processes-with-threads`: processes that run threads of their own.
//!
//! A run: first one thread does all pieces of work, one after the other; then `processes` processes with `threads` threads each do one piece a thread.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, OWN, integer, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Entry, Process, Run},
    runtime::process,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;
    use crate::python;

    /// Computing.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// Waiting.
    pub const WAIT: u16 = python::line::WAIT;
    /// A thread's `start`.
    pub const THREAD: u16 = OWN;
    /// A process's `start`.
    pub const START: u16 = OWN + 1;
    /// Main's `join`.
    pub const JOIN: u16 = OWN + 2;
    /// The last line.
    pub const END: u16 = OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "processes-with-threads",
        fields: &[
            Field::new("processes", "2"),
            Field::new("threads", "3").within(1.0, 8.0),
            Field::new("load", "cpu").offering(&["cpu", "io"]),
            Field::new("n", "200000").within(1000.0, 5_000_000.0),
            Field::new("u", "0.3").within(0.0, 2.0),
            Field::new("gil", "on"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Workshops and workers", "多进程里开多线程"),
    idea: Text::new(
        "A factory has workshops, a workshop has workers: processes that run threads. The threads of a process share its memory and its GIL; other \
         processes have their own.",
        "工厂有车间，车间有工人：进程里运行线程。同一进程的线程共享内存和 GIL；别的进程有自己的。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["multiprocessing.Process", "threading.Thread", "time.sleep"],
    python: card::python(listing),
    look_at: Text::new(
        "Each process is a band of lanes. With a GIL and computing, one thread of each band runs at a time: the speed-up is that of the processes. \
         Waiting overlaps in all threads of all bands.",
        "每个进程是一组泳道。有 GIL 又在计算时，每组同一时刻只有一个线程运行：加速比就是进程数带来的。等待则在所有组的所有线程中重叠。",
    ),
    tries: [
        Try::new(
            "processes-with-threads?v=1&load=io",
            "Waiting instead: six waits take as long as one.",
            "改成等待：六次等待只用一次的时间。",
        ),
        Try::new(
            "processes-with-threads?v=1&processes=1&threads=6",
            "One workshop with six workers: under one GIL they take turns.",
            "一个车间六个工人：在同一个 GIL 下轮流干活。",
        ),
        Try::new(
            "processes-with-threads?v=1&gil=off",
            "Without a GIL: now the cores alone are the limit.",
            "没有 GIL：现在只受核心数限制。",
        ),
    ],
    misconception: Text::new(
        "“More threads in each process make it faster.” For computing under a GIL only more processes do; more threads help where they wait.",
        "“每个进程多开线程就更快。”有 GIL 时，计算只能靠更多进程；线程多了，只在等待时有用。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| {
        let count = |key| u32::try_from(scenario.integer(key)).unwrap_or(0);
        Ahead {
            threads: count("threads"),
            ..Ahead::processes(count("processes"))
        }
    },
    #[cfg(feature = "program")]
    entries: &[&WORKSHOP],
};

fn listing(scenario: &Scenario) -> Listing {
    let is_cpu = scenario.text("load") == "cpu";
    let number = |key| scenario.integer(key).to_string();
    let (n, u) = (
        integer(scenario.integer("n")),
        seconds(scenario.scaled_ms("u")),
    );
    let total = scenario.integer("processes") * scenario.integer("threads");
    let work = |l: Listing| match is_cpu {
        true => l.line(format!("    primes({n})")),
        false => l.at(line::WAIT, format!("    time.sleep({u})")),
    };
    Listing::of("import multiprocessing\nimport threading\nimport time\n")
        .when(is_cpu, |l| python::primes(l).line(""))
        .line("def work():")
        .when(true, work)
        .lines("\ndef workshop(count):\n    threads = [threading.Thread(target=work) for _ in range(count)]")
        .line("    for thread in threads:")
        .at(line::THREAD, "        thread.start()")
        .lines("    for thread in threads:\n        thread.join()\n\nif __name__ == \"__main__\":")
        .lines("    begin = time.perf_counter()")
        .line(format!("    for _ in range({total}):"))
        .line("        work()")
        .lines("    alone = time.perf_counter() - begin\n    begin = time.perf_counter()")
        .line("    processes = [")
        .line(format!(
            "        multiprocessing.Process(target=workshop, args=({},))",
            number("threads")
        ))
        .line(format!("        for _ in range({})", number("processes")))
        .lines("    ]\n    for process in processes:")
        .at(line::START, "        process.start()")
        .line("    for process in processes:")
        .at(line::JOIN, "        process.join()")
        .line("    together = time.perf_counter() - begin")
        .at(
            line::END,
            "    print(f\"alone {alone:.3f} s, together {together:.3f} s\")",
        )
}

/// A piece of work: numbers to count primes below, or milliseconds to wait when that is 0; whether a GIL is held.
#[cfg(feature = "program")]
type Piece = (u32, f64, bool);

#[cfg(feature = "program")]
static WORKSHOP: Entry<(i64, Piece)> = Entry::new("workshop", workshop);

/// Runs a thread for each worker and ends with the number of them as exit code.
#[cfg(feature = "program")]
fn workshop(run: &mut Run, (count, piece): (i64, Piece)) -> Result<(), TaskError> {
    let held = if piece.2 { run.under_gil()? } else { None };
    let threads: Vec<_> = (0..count)
        .map(|_| run.thread("work", move || work(piece)))
        .collect();
    run.start_all(&threads, line::THREAD)?;
    run.join_all(&threads, line::JOIN)?;
    drop(held);
    process::exit(i32::try_from(count).unwrap_or(i32::MAX))
}

#[cfg(feature = "program")]
fn work((n, ms, _): Piece) {
    if let Some(primes) = workloads::basic("primes").filter(|_| n > 0) {
        // It raises nothing, and its number is of no interest.
        let _ = run::run_workload(primes, Arguments::computing(n), line::PRIMES);
    } else {
        run::at(line::WAIT);
        run::sleep(run::duration(ms));
    }
}

/// Does the work alone, then in workshops.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let is_cpu = scenario.text("load") == "cpu";
    let (processes, threads) = (scenario.integer("processes"), scenario.integer("threads"));
    let n = if is_cpu { run::count(scenario, "n") } else { 0 };
    let piece = (n, scenario.scaled_ms("u"), scenario.flag("gil"));
    let alone = Clock::start();
    (0..processes * threads).for_each(|_| work(piece));
    let alone = alone.seconds();
    let all: Vec<Process> = (0..processes)
        .map(|_| run.process(&WORKSHOP, (threads, piece)))
        .collect();
    let together = Clock::start();
    for process in &all {
        run.start_process(process, line::START)?;
    }
    for process in &all {
        run.join_process(process, line::JOIN)?;
    }
    let together = together.seconds();
    run.at(line::END);
    run.print(&format!("alone {alone:.3} s, together {together:.3} s"));
    let mut done = 0;
    for process in &all {
        done += i64::from(run::raised(process.exitcode())?.unwrap_or_default());
    }
    run.value("seconds alone", TaskValue::Float(alone));
    run.value("seconds together", TaskValue::Float(together));
    run.value("speed-up", TaskValue::Float(alone / together));
    let held = done == processes * threads;
    run.check("check-all-workers", held, format!("{done} workers"));
    let one = Duration::from_secs_f64(piece.1.max(0.0) / 1e3).as_secs_f64();
    let bound = is_cpu || together >= one;
    run.check(
        "check-not-below-one-wait",
        bound,
        format!("{together:.3} s"),
    );
    Ok(())
}
