//! `process-start-join`: `Process`, its arguments, `join`, and what exit codes tell.
//!
//! A run: n processes, each says that it runs and sleeps `work`; then each ends as `ends_by` says: it returns, calls `sys.exit(3)`, raises, or sleeps
//! on until main terminates or kills it. Main joins all and prints their exit codes. As many processes as can be alive at once are 48, main included:
//! one more is refused, which main prints, and the others go on.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run},
    runtime::process,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The first line of `work`.
    pub const RUNS: u16 = OWN;
    /// Its sleep.
    pub const WORK: u16 = OWN + 1;
    /// How it ends.
    pub const END: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// Main's sleep before it ends the others.
    pub const WAIT: u16 = OWN + 4;
    /// `terminate` or `kill`.
    pub const SIGNAL: u16 = OWN + 5;
    /// `join`.
    pub const JOIN: u16 = OWN + 6;
    /// The exit codes.
    pub const TELL: u16 = OWN + 7;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "process-start-join",
        fields: &[
            Field::new("n", "3")
                .within(1.0, 48.0)
                .called("Processes", "进程数")
                .explained("How many processes are started.", "启动多少个进程。"),
            Field::new("ends_by", "normal"),
            Field::new("work", "0.3").within(0.0, 5.0),
            Field::new("cold", "off"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Start, join, exit codes", "进程的创建"),
    idea: Text::new(
        "A process is started like a thread, but runs in a memory of its own. How it ended stands in its exit code.",
        "进程的启动和线程一样，但它在自己的内存里运行。它怎样结束，写在退出码里。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "multiprocessing.Process",
        "Process.start",
        "Process.join",
        "Process.exitcode",
        "Process.terminate",
        "Process.kill",
        "sys.exit",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Each process has a band of its own in the timeline. Exit code 0 is fine, 1 an error that nobody caught, 3 came from sys.exit(3); −15 \
         and −9 are the signals of terminate and kill, and the lane ends in the middle of its sleep.",
        "时间线里每个进程自成一组。退出码 0 表示正常，1 表示没有人捕获的错误，3 来自 sys.exit(3)；−15 和 −9 是 terminate 与 kill 的信号，泳道在睡眠途中断开。",
    ),
    tries: [
        Try::new(
            "process-start-join?v=1&ends_by=raise",
            "Let them raise: main goes on, and sees exit code 1.",
            "让它们抛出异常：主进程照常继续，看到退出码 1。",
        ),
        Try::new(
            "process-start-join?v=1&ends_by=terminate",
            "Terminate them in their sleep: no line after it runs, no finally.",
            "在睡眠中终止它们：之后的代码都不再执行，finally 也不执行。",
        ),
        Try::new(
            "process-start-join?v=1&n=48&ends_by=terminate",
            "With main they would be 49, and 48 can be alive at once: what becomes of the last one, and of the others?",
            "算上主进程就是 49 个，而同时最多只能有 48 个：最后一个会怎样？其他的呢？",
        ),
    ],
    misconception: Text::new(
        "“join brings back what the function returned.” It brings back nothing: a return value is dropped, and an error stays in the child. Only \
         the exit code comes out; results need a queue, a pipe or a pool.",
        "“join 会带回函数的返回值。”它什么也不带回：返回值被丢弃，错误留在子进程里。出来的只有退出码；要结果，得用队列、管道或池。",
    ),
    threads: |_| 0,
};

/// Processes beside main that can be alive at once.
const AT_ONCE: i64 = 47;

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(u32::try_from(scenario.integer("n")).unwrap_or(0)),
    #[cfg(feature = "program")]
    entries: &[&WORK],
};

fn listing(scenario: &Scenario) -> Listing {
    let end = scenario.text("ends_by");
    let work = seconds(scenario.scaled_ms("work"));
    let signal = matches!(end, "terminate" | "kill");
    let refused = scenario.integer("n") > AT_ONCE;
    Listing::of("import multiprocessing")
        .when(end == "exit", |l| l.line("import sys"))
        .lines("import time\n\ndef work(number):")
        .at(line::RUNS, "    print(\"process\", number, \"runs\")")
        .at(line::WORK, format!("    time.sleep({work})"))
        .when(end == "exit", |l| l.at(line::END, "    sys.exit(3)"))
        .when(end == "raise", |l| {
            l.at(line::END, "    raise ValueError(\"nobody catches this\")")
        })
        .when(signal, |l| {
            l.line("    while True:  # until somebody ends it")
                .at(line::END, "        time.sleep(1)")
        })
        .lines("\nif __name__ == \"__main__\":")
        .line("    processes = [")
        .line("        multiprocessing.Process(target=work, args=(number,))")
        .line(format!(
            "        for number in range({})",
            scenario.integer("n")
        ))
        .line("    ]")
        .when(!refused, |l| {
            l.line("    for process in processes:")
                .at(line::START, "        process.start()")
        })
        .when(refused, |l| {
            l.lines("    for process in list(processes):\n        try:")
                .at(line::START, "            process.start()")
                .lines(REFUSED)
        })
        .when(signal, |l| {
            l.at(line::WAIT, format!("    time.sleep({work})"))
                .line("    for process in processes:")
                .at(line::SIGNAL, format!("        process.{end}()"))
        })
        .line("    for process in processes:")
        .at(line::JOIN, "        process.join()")
        .line("    for process in processes:")
        .at(line::TELL, "        print(process.name, process.exitcode)")
}

const REFUSED: &str = "        except BlockingIOError as error:
            print(process.name, error)
            processes.remove(process)";

/// What a process begins with: its number, milliseconds of work, how it ends.
#[cfg(feature = "program")]
static WORK: Entry<(i64, f64, String)> = Entry::new("work", work);

#[cfg(feature = "program")]
fn work(run: &mut Run, (number, ms, end): (i64, f64, String)) -> Result<(), TaskError> {
    run.at(line::RUNS);
    run.print(&format!("process {number} runs"));
    run.at(line::WORK);
    run::sleep(run::duration(ms));
    run.at(line::END);
    match &*end {
        "exit" => process::exit(3),
        "raise" => Err(TaskError::new("ValueError", "nobody catches this")),
        "terminate" | "kill" => loop {
            run::sleep(Duration::from_secs(1));
        },
        _ => Ok(()),
    }
}

/// Starts them; those that are refused are told and left out.
#[cfg(feature = "program")]
fn start(run: &mut Run, all: &mut Vec<Process>) -> Result<(), TaskError> {
    let mut started = Vec::new();
    for process in all.drain(..) {
        match run.start_process(&process, line::START) {
            Ok(()) => started.push(process),
            Err(refused) if refused.kind == "BlockingIOError" => {
                run.print(&format!("{} {}", process.get_name(), refused.message));
            }
            Err(other) => return Err(other),
        }
    }
    *all = started;
    Ok(())
}

/// Starts processes, ends them as asked, and tells their exit codes.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let end = scenario.text("ends_by");
    let ms = scenario.scaled_ms("work");
    let make = |number| run.process(&WORK, (number, ms, end.to_owned()));
    let mut all: Vec<Process> = (0..scenario.integer("n")).map(make).collect();
    start(run, &mut all)?;
    if matches!(end, "terminate" | "kill") {
        run.at(line::WAIT);
        run::sleep(run::duration(ms));
        run.at(line::SIGNAL);
        let signal = if end == "kill" {
            Process::kill
        } else {
            Process::terminate
        };
        all.iter().try_for_each(|p| run::raised(signal(p)))?;
    }
    for process in &all {
        run.join_process(process, line::JOIN)?;
    }
    run.at(line::TELL);
    let codes = all
        .iter()
        .map(|process| {
            let code = run::raised(process.exitcode())?.unwrap_or_default();
            run.print(&format!("{} {code}", process.get_name()));
            Ok(i64::from(code))
        })
        .collect::<Result<Vec<i64>, TaskError>>()?;
    let expected = match end {
        "exit" => 3,
        "raise" => 1,
        "terminate" => -15,
        "kill" => -9,
        _ => 0,
    };
    let held = codes.iter().all(|code| *code == expected);
    run.check("check-exit-codes", held, format!("{codes:?}"));
    run.value("exit codes", run::integers(codes));
    Ok(())
}
