//! `main-guard`: what a spawned process loads before it begins, and what the guard keeps it from.
//!
//! A run: processes are started. Each first loads the program anew, which is simulated: it does the work that stands at the program's top level.
//! With the guard it then begins; without it, loading comes to the line that starts processes, which raises.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run},
    runtime::ipc::shared::Value,
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The first line of the program's top level.
    pub const TOP: u16 = OWN;
    /// Its work.
    pub const WORK: u16 = OWN + 1;
    /// What a process is for.
    pub const RUNS: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
    /// The exit codes.
    pub const TELL: u16 = OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "main-guard",
        fields: &[
            Field::new("guarded", "on")
                .called("Main guard", "入口保护")
                .explained(
                    "Whether the program starts its processes under if __name__ == \"__main__\".",
                    "程序是否在 if __name__ == \"__main__\" 之下启动进程。",
                ),
            Field::new("processes", "2").within(1.0, 8.0),
            Field::new("work", "0.5")
                .called("Work at the top", "顶层的工作")
                .explained(
                    "How long the program's top level takes whenever it is loaded.",
                    "程序每次被加载时，顶层代码要用多久。",
                ),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("The main guard", "入口保护"),
    idea: Text::new(
        "A spawned process loads the main program anew before it begins. What stands at its top level runs once more in every child; the guard keeps the \
         start of processes out of it.",
        "spawn 出来的进程在开始之前会重新加载主程序。写在顶层的代码在每个子进程里都会再运行一次；入口保护让“启动进程”那部分不再运行。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["__main__", "freeze_support", "get_context"],
    python: card::python(listing),
    look_at: Text::new(
        "Each child first does the work of the top level again (here that step is simulated: a process of this page loads no Python). Only then does it \
         run its function; without the guard it never comes so far: it raises RuntimeError, and its exit code is 1.",
        "每个子进程先重做一遍顶层的工作（这一步是模拟的：本页的进程不加载 Python），然后才运行自己的函数；没有入口保护就走不到那里：抛出 RuntimeError，退出码是 1。",
    ),
    tries: [
        Try::new(
            "main-guard?v=1&guarded=off",
            "Without the guard: every child tries to start children before it has begun.",
            "去掉入口保护：每个子进程在开始之前就想再启动子进程。",
        ),
        Try::new(
            "main-guard?v=1&work=2&processes=4",
            "Two seconds of work at the top: who pays for it, and how often?",
            "顶层有两秒的工作：谁来付，付几次？",
        ),
        Try::new(
            "main-guard?v=1&work=0",
            "Nothing at the top but functions: loading costs nothing.",
            "顶层只有函数：加载没有开销。",
        ),
    ],
    misconception: Text::new(
        "“The guard is a habit that only Windows needs.” Wherever processes are spawned, and from Python 3.14 on no system forks by default, the program is \
         loaded anew in each child. freeze_support() is only for programs packed into one file.",
        "“入口保护只是 Windows 才需要的习惯。”凡是用 spawn 的地方，每个子进程都会重新加载程序；从 Python 3.14 起，没有系统默认使用 fork。freeze_support() 只对打包成单个文件的程序有用。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(u32::try_from(scenario.integer("processes")).unwrap_or(0)),
    #[cfg(feature = "program")]
    entries: &[&LOAD],
};

fn listing(scenario: &Scenario) -> Listing {
    let guarded = scenario.flag("guarded");
    Listing::of("import multiprocessing\nimport time\n")
        .at(line::TOP, "print(\"top level of\", __name__)")
        .at(
            line::WORK,
            format!("time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .lines("\ndef work(number):")
        .at(line::RUNS, "    print(\"process\", number, \"runs\")")
        .lines(
            "\ndef main():\n    spawn = multiprocessing.get_context(\"spawn\")\n    processes = [",
        )
        .line("        spawn.Process(target=work, args=(number,))")
        .line(format!(
            "        for number in range({})",
            scenario.integer("processes")
        ))
        .lines("    ]\n    for process in processes:")
        .at(line::START, "        process.start()")
        .line("    for process in processes:")
        .at(line::JOIN, "        process.join()")
        .at(line::TELL, "        print(\"exit code\", process.exitcode)")
        .line("")
        .when(guarded, |l| {
            l.lines("if __name__ == \"__main__\":\n    main()")
        })
        .when(!guarded, |l| {
            l.line("main()  # runs in every child, too, while it loads")
        })
}

/// What a process is given: its number, milliseconds of the top level, whether there is a guard, how often the top level ran.
#[cfg(feature = "program")]
type Given = (i64, f64, bool, Value<i64>);

#[cfg(feature = "program")]
static LOAD: Entry<Given> = Entry::new("work", load);

/// What Python says when a process that is still being loaded starts another.
#[cfg(feature = "program")]
const TOO_EARLY: &str = "An attempt has been made to start a new process before the current process has finished its bootstrapping phase.";

#[cfg(feature = "program")]
fn top_level(run: &Run, name: &str, ms: f64) {
    run.at(line::TOP);
    run.print(&format!("top level of {name}"));
    run.at(line::WORK);
    run::sleep(run::duration(ms));
}

#[cfg(feature = "program")]
fn load(run: &mut Run, (number, ms, guarded, loads): Given) -> Result<(), TaskError> {
    top_level(run, "__mp_main__", ms);
    let held = loads.get_lock().hold();
    loads.set(loads.get() + 1);
    drop(held);
    if !guarded {
        run.at(line::START);
        return Err(TaskError::new("RuntimeError", TOO_EARLY));
    }
    run.at(line::RUNS);
    run.print(&format!("process {number} runs"));
    Ok(())
}

/// Does the top level's work, starts processes that do it again, tells their exit codes.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (ms, guarded) = (scenario.scaled_ms("work"), scenario.flag("guarded"));
    top_level(run, "__main__", ms);
    let loads = run::raised(Value::named("loads", 1))?;
    let all: Vec<Process> = (0..scenario.integer("processes"))
        .map(|number| run.process(&LOAD, (number, ms, guarded, loads.clone())))
        .collect();
    for process in &all {
        run.start_process(process, line::START)?;
    }
    let mut codes = Vec::new();
    for process in &all {
        run.join_process(process, line::JOIN)?;
        run.at(line::TELL);
        let code = run::raised(process.exitcode())?.unwrap_or_default();
        run.print(&format!("exit code {code}"));
        codes.push(i64::from(code));
    }
    let held = codes.iter().all(|code| *code == i64::from(!guarded));
    run.check("check-exit-codes", held, format!("{codes:?}"));
    run.value("top level ran", TaskValue::Integer(loads.get()));
    run.value("exit codes", run::integers(codes));
    Ok(())
}
