//! `process-own-memory`: a child changes a global variable, and main looks at its own.
//!
//! A run: a process, or a thread, adds one to a global counter `additions` times and prints it; main joins it and prints the counter, too.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::atomic::{AtomicI64, Ordering},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The addition.
    pub const ADD: u16 = OWN;
    /// The child's `print`.
    pub const CHILD: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// `join`.
    pub const JOIN: u16 = OWN + 3;
    /// Main's `print`.
    pub const MAIN: u16 = OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "process-own-memory",
        fields: &[
            thread_or_process("process"),
            Field::new("additions", "3"),
            Field::new("cold", "off"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Separate memories", "进程相互独立"),
    idea: Text::new(
        "A child changes a global variable. In a process it changes its own copy, for a process has a memory of its own; in a thread it \
         changes the one that all see.",
        "子任务修改一个全局变量。在进程里，它改的是自己的那一份，因为进程有自己的内存；在线程里，它改的是大家都看得到的那一个。",
    ),
    difficulty: Difficulty::First,
    api_names: &["multiprocessing.Process", "threading.Thread", "global"],
    python: card::python(listing),
    look_at: Text::new(
        "The child prints what it made of the counter, and main still prints 0. The report lists both processes with the memory that each used: \
         here they really are two memories, and no line of one can reach the other.",
        "子进程打印出它改过的计数器，而主进程打印的仍然是 0。报告列出两个进程各自使用的内存：这里它们真的是两块内存，一方的任何代码都碰不到另一方。",
    ),
    tries: [
        Try::new(
            "process-own-memory?v=1&kind=thread",
            "The same with a thread: now main sees the change.",
            "换成线程：这次主线程看到了改动。",
        ),
        Try::new(
            "process-own-memory?v=1&additions=1000",
            "A thousand additions: main's counter still stands at 0.",
            "加一千次：主进程的计数器仍然是 0。",
        ),
        Try::new(
            "process-own-memory?v=1&cold=on",
            "A cold start: a worker and a memory are made for the child.",
            "冷启动：为子进程新建 Worker 和内存。",
        ),
    ],
    misconception: Text::new(
        "“Threads and processes can both use shared memory.” Threads share everything by nature; processes share only what is set up for it: a \
         Value, an Array, a block of shared memory.",
        "“线程和进程都能用共享内存。”线程天生共享一切；进程只共享专门为此建立的东西：Value、Array、共享内存块。",
    ),
    threads: |_| 1,
};

/// What its process begins with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&CHANGE],
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
    let writes = scenario.integer("additions");
    Listing::of(&format!("import {module}"))
        .lines("\ncounter = 0\n\ndef change(writes):\n    global counter")
        .line("    for _ in range(writes):")
        .at(line::ADD, "        counter += 1")
        .at(line::CHILD, "    print(\"child sees\", counter)")
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    child = {module}.{class}(target=change, args=({writes},))"
        ))
        .at(line::START, "    child.start()")
        .at(line::JOIN, "    child.join()")
        .at(line::MAIN, "    print(\"main sees\", counter)")
}

/// The global variable: one in each memory.
#[cfg(feature = "program")]
static COUNTER: AtomicI64 = AtomicI64::new(0);

#[cfg(feature = "program")]
static CHANGE: Entry<i64> = Entry::new("change", |_, writes| {
    change(writes);
    Ok(())
});

#[cfg(feature = "program")]
fn change(writes: i64) {
    run::at(line::ADD);
    (0..writes).for_each(|_| drop_old(COUNTER.fetch_add(1, Ordering::Relaxed)));
    run::at(line::CHILD);
    run::print(&format!("child sees {}", COUNTER.load(Ordering::Relaxed)));
}

/// What the counter was before is of no interest.
#[cfg(feature = "program")]
fn drop_old(_: i64) {}

/// Lets a process or a thread change a global variable, and looks at it.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let writes = scenario.integer("additions");
    COUNTER.store(0, Ordering::Relaxed);
    let expected = if is_process(scenario) {
        let child = run.process(&CHANGE, writes);
        run.start_process(&child, line::START)?;
        run.join_process(&child, line::JOIN)?;
        0
    } else {
        let child = run.thread("change", move || change(writes));
        run.start(&child, line::START)?;
        run.join(&child, line::JOIN)?;
        writes
    };
    run.at(line::MAIN);
    let seen = COUNTER.load(Ordering::Relaxed);
    run.print(&format!("main sees {seen}"));
    run.value("main sees", TaskValue::Integer(seen));
    run.check(
        "check-memory-of-its-own",
        seen == expected,
        seen.to_string(),
    );
    Ok(())
}
