//! `crash-isolation`: a crash ends its process, and no other.
//!
//! A run: four processes, or threads, work in turns of a tenth of `work`; number `victim` crashes after half of it, as a wild pointer would: a trap.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run},
    runtime::platform,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The first half of the work.
    pub const WORK: u16 = OWN;
    /// The crash.
    pub const CRASH: u16 = OWN + 1;
    /// The second half.
    pub const REST: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
    /// The exit codes.
    pub const TELL: u16 = OWN + 5;
}

/// Who works.
const WORKERS: i64 = 4;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "crash-isolation",
        fields: &[
            thread_or_process("process"),
            Field::new("victim", "2").within(0.0, WORKERS as f64),
            Field::new("work", "1").within(0.0, 5.0),
            Field::new("cold", "off"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("One crashes", "崩溃隔离"),
    idea: Text::new(
        "Four work, and one of them crashes. A crash ends the whole process that it happens in, with all its threads; other processes go on.",
        "四个在工作，其中一个崩溃。崩溃会结束它所在的整个进程，连同其中所有线程；其他进程照常继续。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.Process",
        "Process.exitcode",
        "threading.Thread",
        "ctypes.string_at",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "With processes the victim's lane ends with a cross, its exit code is −11, and three finish. With threads the whole band ends: the run is \
         over. A lock or a half-sent message that the victim held stays as it was.",
        "用进程时，出事的泳道以叉号结束，退出码是 −11，另外三个正常完成。用线程时，整组一起结束，运行就此终止。出事者持有的锁、只发了一半的消息都保持原样。",
    ),
    tries: [
        Try::new(
            "crash-isolation?v=1&kind=thread",
            "The same with threads: what becomes of the other three?",
            "换成线程：另外三个会怎样？",
        ),
        Try::new(
            "crash-isolation?v=1&victim=0",
            "Nobody crashes: four exit codes 0.",
            "没有人崩溃：四个退出码都是 0。",
        ),
        Try::new(
            "crash-isolation?v=1&victim=1&work=0.2",
            "The first one crashes, early: the others do not even notice.",
            "第一个早早崩溃：其他进程甚至没有察觉。",
        ),
    ],
    misconception: Text::new(
        "“An error in one thread takes the process down.” A Python exception ends that thread alone; what takes the process down is a crash: a fault in \
         native code, out of memory, a kill.",
        "“一个线程出错，整个进程就完了。”Python 异常只结束那个线程；让整个进程结束的是崩溃：本地代码出错、内存耗尽、被杀死。",
    ),
    threads: |_| WORKERS as u32,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(WORKERS as u32),
    #[cfg(feature = "program")]
    entries: &[&WORK],
};

fn is_process(scenario: &Scenario) -> bool {
    scenario.text("kind") == "process"
}

fn listing(scenario: &Scenario) -> Listing {
    let (module, class) = if is_process(scenario) {
        ("multiprocessing", "Process")
    } else {
        ("threading", "Thread")
    };
    let half = seconds(scenario.scaled_ms("work") / 2.0);
    let victim = scenario.integer("victim");
    Listing::of("import ctypes")
        .line(format!("import {module}"))
        .lines("import time\n\ndef work(number):")
        .at(line::WORK, format!("    time.sleep({half})"))
        .when(victim > 0, |l| {
            l.line(format!("    if number == {victim}:"))
                .at(line::CRASH, "        ctypes.string_at(0)  # a wild pointer")
        })
        .at(line::REST, format!("    time.sleep({half})"))
        .line("    print(number, \"is through\")")
        .lines("\nif __name__ == \"__main__\":\n    workers = [")
        .line(format!(
            "        {module}.{class}(target=work, args=(number,))"
        ))
        .line(format!("        for number in range(1, {})", WORKERS + 1))
        .lines("    ]\n    for worker in workers:")
        .at(line::START, "        worker.start()")
        .line("    for worker in workers:")
        .at(line::JOIN, "        worker.join()")
        .when(is_process(scenario), |l| {
            l.at(
                line::TELL,
                "    print([worker.exitcode for worker in workers])",
            )
        })
}

/// What a worker is told: its number, the victim's, milliseconds of half the work.
#[cfg(feature = "program")]
type Told = (i64, i64, f64);

#[cfg(feature = "program")]
static WORK: Entry<Told> = Entry::new("work", |_, told| {
    work(told);
    Ok(())
});

#[cfg(feature = "program")]
fn work((number, victim, half_ms): Told) {
    run::at(line::WORK);
    run::sleep(run::duration(half_ms));
    if number == victim {
        run::at(line::CRASH);
        platform::trap();
    }
    run::at(line::REST);
    run::sleep(run::duration(half_ms));
    run::print(&format!("{number} is through"));
}

/// Starts four, of whom one crashes.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let victim = scenario.integer("victim");
    let half_ms = scenario.scaled_ms("work") / 2.0;
    let told = move |number| (number, victim, half_ms);
    if !is_process(scenario) {
        let all: Vec<_> = (1..=WORKERS)
            .map(|number| run.thread("work", move || work(told(number))))
            .collect();
        run.start_all(&all, line::START)?;
        run.join_all(&all, line::JOIN)?;
        run.check("check-others-finish", true, "nobody crashed");
        return Ok(());
    }
    let all: Vec<Process> = (1..=WORKERS)
        .map(|number| run.process(&WORK, told(number)))
        .collect();
    let codes = run.exit_codes(&all, (line::START, line::JOIN))?;
    run.at(line::TELL);
    run.print(&format!("{codes:?}"));
    let expected = (1..=WORKERS).map(|number| if number == victim { -11 } else { 0 });
    let held = codes.iter().copied().eq(expected);
    run.check("check-others-finish", held, format!("{codes:?}"));
    run.value("exit codes", run::integers(codes));
    Ok(())
}
