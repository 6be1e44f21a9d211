//! `worker-raises`: what an uncaught error, an exit and a crash do to a thread, a process, a pool and an executor.
//!
//! A run: two are at work. After `work` the first one fails; the second works as long again and returns its number. Main waits for both, and
//! tells exit codes or what it was handed.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::Processes;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run, Thread},
    runtime::error::Error,
    runtime::futures::{Future, ProcessPoolExecutor},
    runtime::jobs::{AsyncResult, Function, Pool},
    runtime::{platform, process},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The first half of the work.
    pub const WORK: u16 = OWN;
    /// The failure.
    pub const FAIL: u16 = OWN + 1;
    /// The second half.
    pub const REST: u16 = OWN + 2;
    /// `start`, or making the pool.
    pub const START: u16 = OWN + 3;
    /// `apply_async` or `submit`.
    pub const SUBMIT: u16 = OWN + 4;
    /// `join`, `get` or `result`.
    pub const WAIT: u16 = OWN + 5;
    /// The last line.
    pub const TELL: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "worker-raises",
        fields: &[
            Field::new("kind", "thread").explained(
                "Who works: two threads, two processes, a Pool of two processes, or a ProcessPoolExecutor of two.",
                "谁在工作：两个线程、两个进程、有两个进程的 Pool，或有两个进程的 ProcessPoolExecutor。",
            ),
            Field::new("fault", "exception"),
            Field::new("work", "0.3").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("An error in a worker", "异常的影响"),
    idea: Text::new(
        "Two work, and the first one fails: by an uncaught error, by sys.exit, or by a crash. Who notices depends on where it worked.",
        "两个在工作，第一个失败了：未捕获的异常、sys.exit，或者崩溃。谁会察觉，取决于它在哪里工作。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "sys.exit",
        "Process.exitcode",
        "BrokenProcessPool",
        "Future.result",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "In a thread an error ends that thread alone: its text is printed, the other goes on, and the program’s exit code is 0. A process ends with \
         exit code 1 (an error), 3 (sys.exit) or −11 (a crash). A pool and an executor hand an error to whoever asks for the result.",
        "线程里的异常只结束那个线程：打印出错误文字，另一个照常继续，程序的退出码是 0。进程的退出码是 1（异常）、3（sys.exit）或 −11（崩溃）。池和执行器会把异常交给索取结果的人。",
    ),
    tries: [
        Try::new(
            "worker-raises?v=1&fault=crash",
            "A crash in a thread: now the whole process ends, with the other thread in it.",
            "线程里崩溃：这下整个进程都结束了，另一个线程也在其中。",
        ),
        Try::new(
            "worker-raises?v=1&kind=pool&fault=exit",
            "sys.exit in a task of a pool: the worker leaves, another takes its place, and that one result never comes.",
            "池的任务里调用 sys.exit：那个工作进程离开，由新的接替，而那一个结果永远不会来。",
        ),
        Try::new(
            "worker-raises?v=1&kind=executor&fault=crash",
            "A crash in an executor: it is broken, and the innocent call fails with it.",
            "执行器里崩溃：执行器损坏，无辜的另一个调用也一起失败。",
        ),
    ],
    misconception: Text::new(
        "“An error in one thread takes the process down.” True of crashes, not of Python exceptions: those end one thread, and nobody but the printed \
         text tells of it.",
        "“一个线程出错，整个进程就完了。”崩溃确实如此，Python 异常却不是：它只结束一个线程，而且除了打印出来的文字，没有人会告诉你。",
    ),
    threads: |_| 2,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    #[cfg(feature = "program")]
    entries: &[&WORK],
    ..Processes::NONE
};

fn listing(scenario: &Scenario) -> Listing {
    let (kind, fault) = (scenario.text("kind"), scenario.text("fault"));
    let work = seconds(scenario.scaled_ms("work"));
    let failure = match fault {
        "exit" => "sys.exit(3)",
        "crash" => "ctypes.string_at(0)  # a wild pointer",
        _ => "raise ValueError(\"nobody catches this\")",
    };
    let start = Listing::default()
        .when(fault == "crash", |l| l.line("import ctypes"))
        .when(matches!(kind, "process" | "pool"), |l| {
            l.line("import multiprocessing")
        })
        .when(fault == "exit", |l| l.line("import sys"))
        .when(kind == "thread", |l| l.line("import threading"))
        .line("import time")
        .when(kind == "executor", |l| {
            l.line("from concurrent.futures import ProcessPoolExecutor")
        })
        .lines("\ndef work(number):")
        .at(line::WORK, format!("    time.sleep({work})"))
        .line("    if number == 1:")
        .at(line::FAIL, format!("        {failure}"))
        .at(line::REST, format!("    time.sleep({work})"))
        .line("    print(number, \"is through\", flush=True)")
        .line("    return number")
        .lines("\nif __name__ == \"__main__\":");
    if matches!(kind, "thread" | "process") {
        joined(start, kind)
    } else {
        asked(start, kind)
    }
}

/// The rest where workers are joined.
fn joined(listing: Listing, kind: &str) -> Listing {
    let class = match kind {
        "thread" => "threading.Thread",
        _ => "multiprocessing.Process",
    };
    let listing = listing
        .line(format!(
            "    workers = [{class}(target=work, args=(number,)) for number in (1, 2)]"
        ))
        .line("    for worker in workers:")
        .at(line::START, "        worker.start()")
        .line("    for worker in workers:")
        .at(line::WAIT, "        worker.join()");
    match kind {
        "thread" => listing.at(line::TELL, "    print(\"main goes on\")"),
        _ => listing.at(
            line::TELL,
            "    print([worker.exitcode for worker in workers])",
        ),
    }
}

/// The rest where results are asked for.
fn asked(listing: Listing, kind: &str) -> Listing {
    let (made, call, result) = match kind {
        "pool" => (
            "multiprocessing.Pool(2)",
            "apply_async(work, (number,))",
            "get(timeout=5)",
        ),
        _ => ("ProcessPoolExecutor(2)", "submit(work, number)", "result()"),
    };
    listing
        .at(line::START, format!("    with {made} as pool:"))
        .at(
            line::SUBMIT,
            format!("        results = [pool.{call} for number in (1, 2)]"),
        )
        .lines("        for result in results:\n            try:")
        .at(
            line::WAIT,
            format!("                print(\"value\", result.{result})"),
        )
        .lines("            except BaseException as error:  # SystemExit is no Exception")
        .line("                print(type(error).__name__)")
        .at(line::TELL, "    print(\"main goes on\")")
}

/// What a worker is told: its number, how the first one fails, nanoseconds of half the work.
#[cfg(feature = "program")]
type Told = (i64, String, u64);

#[cfg(feature = "program")]
static WORK: Entry<Told> = Entry::new("work", |_, told| run::raised(work(told)).map(drop));

/// The same as a task of a pool or an executor.
#[cfg(feature = "program")]
pub(crate) static TASK: Function<Told, i64> = Function::new("work", work);

#[cfg(feature = "program")]
fn work((number, fault, half_ns): Told) -> Result<i64, Error> {
    let half = Duration::from_nanos(half_ns);
    run::at(line::WORK);
    run::sleep(half);
    if number == 1 {
        run::at(line::FAIL);
        match &*fault {
            "exit" => process::exit(EXIT_CODE),
            "crash" => platform::trap(),
            _ => return Err(Error::value("nobody catches this")),
        }
    }
    run::at(line::REST);
    run::sleep(half);
    run::print(&format!("{number} is through"));
    Ok(number)
}

/// What the first one leaves with.
#[cfg(feature = "program")]
const EXIT_CODE: i32 = 3;

/// Two at work, one of whom fails.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let fault = scenario.text("fault");
    let half_ns = run::scaled(scenario, "work").as_nanos() as u64;
    let told = |number| (number, fault.to_owned(), half_ns);
    match scenario.text("kind") {
        "thread" => threads(run, [told(1), told(2)]),
        "process" => processes(run, fault, [told(1), told(2)]),
        "pool" => {
            let handed = run::raised(by_pool(run, [told(1), told(2)]))?;
            tell(run, &handed, pool_hands(fault))
        }
        _ => {
            let handed = run::raised(by_executor(run, [told(1), told(2)]))?;
            tell(run, &handed, executor_hands(fault))
        }
    }
}

#[cfg(feature = "program")]
fn threads(run: &mut Run, told: [Told; 2]) -> Result<(), TaskError> {
    let [first, second] = told.map(|told| run.thread("work", move || work(told)));
    let all: [Thread; 2] = [first, second];
    run.start_all(&all, line::START)?;
    run.join_all(&all, line::WAIT)?;
    run.at(line::TELL);
    run.print("main goes on");
    let ended = all.iter().all(|thread| !thread.is_alive());
    run.check("check-others-finish", ended, "main and the second thread");
    Ok(())
}

#[cfg(feature = "program")]
fn processes(run: &mut Run, fault: &str, told: [Told; 2]) -> Result<(), TaskError> {
    let all: [Process; 2] = told.map(|told| run.process(&WORK, told));
    let codes = run.exit_codes(&all, (line::START, line::WAIT))?;
    run.at(line::TELL);
    run.print(&format!("{codes:?}"));
    let expected = match fault {
        "exit" => EXIT_CODE.into(),
        "crash" => -11,
        _ => 1,
    };
    run.check(
        "check-exit-codes",
        codes == [expected, 0],
        format!("{codes:?}"),
    );
    run.value("exit codes", run::integers(codes));
    Ok(())
}

/// What main was handed for each call: a value or an error.
#[cfg(feature = "program")]
type Handed = Vec<Result<i64, Error>>;

#[cfg(feature = "program")]
fn by_pool(run: &Run, told: [Told; 2]) -> Result<Handed, Error> {
    run.at(line::START);
    let pool = Pool::new(2)?;
    pool.wait_until_ready();
    let _inside = pool.enter()?;
    run.at(line::SUBMIT);
    let calls = told.into_iter().map(|told| pool.apply_async(&TASK, told));
    let results: Vec<AsyncResult<i64>> = calls.collect::<Result<_, _>>()?;
    run.at(line::WAIT);
    let mut lost = 0;
    let mut handed = Vec::new();
    for result in &results {
        // A result is given up only once the pool knows that its worker died with it: however slow the machine is.
        const LOOK: Duration = Duration::from_millis(20);
        handed.push(loop {
            let got = result.get_timeout(LOOK);
            if result.ready() {
                break result.get();
            }
            if pool.tally().lost > lost {
                lost += 1;
                break got;
            }
        });
    }
    Ok(handed)
}

#[cfg(feature = "program")]
fn by_executor(run: &Run, told: [Told; 2]) -> Result<Handed, Error> {
    run.at(line::START);
    let executor = ProcessPoolExecutor::new(2)?;
    let _inside = executor.enter();
    run.at(line::SUBMIT);
    let calls = told.into_iter().map(|told| executor.submit(&TASK, told));
    let futures: Vec<Future<i64>> = calls.collect::<Result<_, _>>()?;
    run.at(line::WAIT);
    Ok(futures.iter().map(Future::result).collect())
}

/// What a pool hands for the first call, by the name of its error, and the promise that is about it.
#[cfg(feature = "program")]
fn pool_hands(fault: &str) -> (&'static str, &'static str) {
    match fault {
        "exception" => ("ValueError", "check-errors-come-out"),
        _ => ("TimeoutError", "check-one-pending"),
    }
}

/// The same of an executor.
#[cfg(feature = "program")]
fn executor_hands(fault: &str) -> (&'static str, &'static str) {
    match fault {
        "exit" => ("SystemExit", "check-errors-come-out"),
        "crash" => ("BrokenProcessPool", "check-value-or-broken"),
        _ => ("ValueError", "check-errors-come-out"),
    }
}

/// Tells what main was handed: for the first call this error, for the second its value, unless the executor broke under it.
#[cfg(feature = "program")]
fn tell(
    run: &mut Run,
    handed: &[Result<i64, Error>],
    (expected, promise): (&str, &str),
) -> Result<(), TaskError> {
    let name = |got: &Result<i64, Error>| match got {
        Ok(value) => format!("value {value}"),
        // As `__name__` has it, without the module.
        Err(error) => error
            .kind()
            .name()
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned(),
    };
    let names: Vec<String> = handed.iter().map(name).collect();
    names.iter().for_each(|name| run.print(name));
    run.at(line::TELL);
    run.print("main goes on");
    let is_kept = match &*names {
        [first, second] => {
            first == expected
                && (second == "value 2" || (second == expected && expected == "BrokenProcessPool"))
        }
        _ => false,
    };
    run.check(promise, is_kept, names.join(", "));
    for (number, got) in ["first result", "second result"].into_iter().zip(handed) {
        run.outcome_of(number, got.clone().map(TaskValue::Integer));
    }
    Ok(())
}
