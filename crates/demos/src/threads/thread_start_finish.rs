//! `thread-start-finish`: three loops, create, start, join; the last line comes after all threads.
//!
//! A run: n threads are created, then started, then joined. Thread i prints "thread i started", works for `work`, prints "thread i
//! finished"; main prints "all finished" last.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work of a thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// "started".
    pub const STARTED: u16 = python::OWN;
    /// "finished".
    pub const FINISHED: u16 = python::OWN + 1;
    /// Creating a thread.
    pub const NEW: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
    /// The last line.
    pub const END: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-start-finish",
        fields: &[
            Field::new("n", "3")
                .within(1.0, 16.0)
                .called("Threads", "线程数")
                .explained("How many threads are started.", "启动多少个线程。"),
            Field::new("work", "0.3").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Started, finished", "线程的启动与结束"),
    idea: Text::new(
        "Three loops: create the threads, start them, join them. Whatever order the threads print in, the last line is always main's.",
        "三个循环：创建线程、启动线程、等待线程。不管线程按什么顺序打印，最后一行总是主线程的。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Thread", "Thread.start", "Thread.join"],
    python: card::python(listing),
    look_at: Text::new(
        "Until the second loop every thread is new: created, but not running. “all finished” stands last in the output, in every run.",
        "到第二个循环之前，每个线程都是“新建”状态：已经创建，但没有运行。每次运行，“all finished”都在输出的最后一行。",
    ),
    tries: [
        Try::new(
            "thread-start-finish?v=1&n=16&work=0",
            "16 threads without work: look how the lines mix.",
            "16 个没有工作的线程：看看各行如何交错。",
        ),
        Try::new(
            "thread-start-finish?v=1&work=2",
            "Longer work: main is blocked on its first join nearly all the time.",
            "工作更久：主线程几乎一直阻塞在第一个 join 上。",
        ),
        Try::new(
            "thread-start-finish?v=1&n=1",
            "One thread: started, finished, all finished.",
            "一个线程：started、finished、all finished。",
        ),
    ],
    misconception: Text::new(
        "“Created means running.” A Thread object is only a plan until start is called. The second surprise: threads that start in order need \
         not finish in order.",
        "“创建了就在运行。”调用 start 之前，Thread 对象只是一份计划。还有一点常让人意外：按顺序启动的线程，不一定按顺序结束。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let listing = Listing::of("import threading\nimport time\n\ndef work(number):")
        .at(line::STARTED, "    print(f\"thread {number} started\")")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .at(line::FINISHED, "    print(f\"thread {number} finished\")")
        .lines("\nthreads = []")
        .line(format!("for number in range({}):", scenario.integer("n")))
        .at(
            line::NEW,
            "    threads.append(threading.Thread(target=work, args=(number,)))",
        );
    start_and_join(listing, line::START, line::JOIN).at(line::END, "print(\"all finished\")")
}

/// Creates all threads, starts all, joins all.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (n, work) = (scenario.integer("n"), run::scaled(scenario, "work"));
    let (started, finished) = (Shared::new(Vec::new()), Shared::new(Vec::new()));
    let mut threads = Vec::new();
    for number in 0..n {
        run.at(line::NEW);
        let (started, finished) = (started.clone(), finished.clone());
        threads.push(run.thread("work", move || {
            run::at(line::STARTED);
            run::print(&format!("thread {number} started"));
            started.with(|list| list.push(number));
            run::at(line::WAIT);
            run::sleep(work);
            run::at(line::FINISHED);
            run::print(&format!("thread {number} finished"));
            finished.with(|list| list.push(number));
        }));
    }
    let early = started.with(|list| list.len());
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (started, finished) = (started.get(), finished.get());
    run.at(line::END);
    run.print("all finished");
    run.check(
        "check-created-is-not-running",
        early == 0,
        format!("{early} ran before the first start"),
    );
    run.check(
        "check-all-through",
        [started.len(), finished.len()] == [n as usize; 2],
        format!("{} started, {} finished", started.len(), finished.len()),
    );
    run.value("order of starting", run::integers(started));
    run.value("order of finishing", run::integers(finished));
    Ok(())
}
