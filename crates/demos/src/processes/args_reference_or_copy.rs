//! `args-reference-or-copy`: the same program with a thread and with a process.
//!
//! A run: a child is given a list of `size` numbers and appends one; main joins it and looks at its own list.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{OWN, integer};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run, Shared},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// `append`.
    pub const APPEND: u16 = OWN;
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
        id: "args-reference-or-copy",
        fields: &[
            thread_or_process("process"),
            Field::new("length", "2"),
            Field::new("cold", "off"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Arguments: shared or copied", "传参与多进程的区别"),
    idea: Text::new(
        "A child appends to the list that it was given. A thread is given the very list; a process is given a copy, written to bytes and read again.",
        "子任务往传给它的列表里追加。线程得到的就是那个列表；进程得到的是副本：先写成字节，再读出来。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "multiprocessing.Process",
        "threading.Thread",
        "args",
        "pickle",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "With a process main's list stays as long as it was. The timeline shows the copying: serialise and send in main, receive and deserialise in \
         the child; make the list longer and watch these spans grow.",
        "用进程时，主进程的列表还是原来那么长。时间线显示了复制过程：主进程里序列化、发送，子进程里接收、反序列化；把列表变长，看这些区间怎样变长。",
    ),
    tries: [
        Try::new(
            "args-reference-or-copy?v=1&kind=thread",
            "With a thread nothing is copied: main sees the new number.",
            "用线程时什么都不复制：主线程看到了新的数。",
        ),
        Try::new(
            "args-reference-or-copy?v=1&length=100000",
            "A hundred thousand numbers: how long does the copy take?",
            "十万个数：复制要多久？",
        ),
        Try::new(
            "args-reference-or-copy?v=1&length=100000&kind=thread",
            "The same list with a thread: a reference costs nothing, however long the list.",
            "同样的列表给线程：无论多长，传引用都不花时间。",
        ),
    ],
    misconception: Text::new(
        "“A process works on the list that I gave it.” It works on a copy. What it changes is gone when it ends, unless it sends it back.",
        "“进程处理的就是我给它的列表。”它处理的是副本。进程结束时改动也就没了，除非它把结果送回来。",
    ),
    threads: |_| 1,
};

/// What its process begins with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&APPEND],
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
    Listing::of(&format!("import {module}"))
        .lines("\ndef append(numbers):")
        .at(line::APPEND, "    numbers.append(89)")
        .at(
            line::CHILD,
            "    print(\"child:\", len(numbers), \"numbers, the last is\", numbers[-1])",
        )
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    numbers = ([100, 58] * {})[:{}]",
            integer((scenario.integer("length") + 1) / 2),
            integer(scenario.integer("length"))
        ))
        .line(format!(
            "    child = {module}.{class}(target=append, args=(numbers,))"
        ))
        .at(line::START, "    child.start()")
        .at(line::JOIN, "    child.join()")
        .at(
            line::MAIN,
            "    print(\"main:\", len(numbers), \"numbers, the last is\", numbers[-1])",
        )
}

#[cfg(feature = "program")]
static APPEND: Entry<Vec<i64>> = Entry::new("append", |_, mut numbers| {
    append(&mut numbers);
    Ok(())
});

#[cfg(feature = "program")]
fn append(numbers: &mut Vec<i64>) {
    run::at(line::APPEND);
    numbers.push(89);
    run::at(line::CHILD);
    tell("child", numbers);
}

#[cfg(feature = "program")]
fn tell(who: &str, numbers: &[i64]) {
    let last = numbers.last().copied().unwrap_or_default();
    let count = numbers.len();
    run::print(&format!("{who}: {count} numbers, the last is {last}"));
}

/// Gives a list to a process or a thread, and looks at it afterwards.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let length = run::count(scenario, "length") as usize;
    let numbers: Vec<i64> = [100, 58].into_iter().cycle().take(length).collect();
    let (numbers, expected) = if is_process(scenario) {
        let child = run.process(&APPEND, numbers.clone());
        run.start_process(&child, line::START)?;
        run.join_process(&child, line::JOIN)?;
        (numbers, length)
    } else {
        let shared = Shared::new(numbers);
        let list = shared.clone();
        let child = run.thread("append", move || list.with(append));
        run.start(&child, line::START)?;
        run.join(&child, line::JOIN)?;
        (shared.get(), length + 1)
    };
    run.at(line::MAIN);
    tell("main", &numbers);
    run.value(
        "length of main's list",
        TaskValue::Integer(numbers.len() as i64),
    );
    let held = numbers.len() == expected;
    run.check("check-copied-or-shared", held, numbers.len().to_string());
    Ok(())
}
