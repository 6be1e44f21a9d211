//! `thread-many`: keep the threads in a list, start all, then join all.
//!
//! A run: n threads, thread i sleeps `u` and prints i. Joined after all are started, inside the start loop, or never; then main ends first
//! and the program still waits for them.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// `print` of a thread.
    pub const PRINT: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
    /// The last line.
    pub const END: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-many",
        fields: &[
            Field::new("n", "5")
                .within(1.0, 32.0)
                .called("Threads", "线程数")
                .explained("How many threads are started.", "启动多少个线程。"),
            Field::new("join", "after-all"),
            Field::new("u", "0.2").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Many threads in a list", "多线程的创建"),
    idea: Text::new(
        "Several threads run the same function, each with its own argument. Main keeps them in a list, starts all, and only then waits for \
         each.",
        "多个线程运行同一个函数，各有自己的参数。主线程把它们放在列表里，全部启动之后，才逐个等待。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Thread", "Thread.start", "Thread.join", "args"],
    python: card::python(listing),
    look_at: Text::new(
        "All spans lie on top of each other: the whole takes as long as one thread. With join inside the loop they form a staircase.",
        "所有区间叠在一起：总时间和一个线程一样长。把 join 放进循环里，就成了台阶。",
    ),
    tries: [
        Try::new(
            "thread-many?v=1&join=inside-loop",
            "Join inside the loop: each start waits for the thread before it.",
            "在循环里 join：每次启动都要等前一个线程结束。",
        ),
        Try::new(
            "thread-many?v=1&join=never",
            "Never join: main is through first, but the program still waits for the threads.",
            "从不 join：主线程先结束，但程序仍会等所有线程。",
        ),
        Try::new(
            "thread-many?v=1&n=32",
            "Start 32: the time hardly changes, since all of them only wait.",
            "启动 32 个：时间几乎不变，因为它们都只是在等待。",
        ),
    ],
    misconception: Text::new(
        "“start and join belong together.” A join right after its start makes the threads take turns, and nothing is gained. Note also that \
         args is a tuple: one argument needs its comma.",
        "“start 后面紧跟 join。”这样线程就轮流运行，什么也没有得到。另外，args 是元组：只有一个参数也要带逗号。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let join = scenario.text("join");
    Listing::of("import threading\nimport time\n\ndef show(number):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .at(line::PRINT, "    print(number)")
        .lines("\nthreads = []")
        .line(format!("for number in range({}):", scenario.integer("n")))
        .line("    thread = threading.Thread(target=show, args=(number,))")
        .line("    threads.append(thread)")
        .at(line::START, "    thread.start()")
        .when(join == "inside-loop", |l| {
            l.at(line::JOIN, "    thread.join()")
        })
        .when(join == "after-all", |l| {
            l.line("for thread in threads:")
                .at(line::JOIN, "    thread.join()")
        })
        .at(line::END, "print(\"main is through\")")
}

/// Starts n threads and joins them after all are started, after each start, or never.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (join, u) = (scenario.text("join"), run::scaled(scenario, "u"));
    let (shown, inside) = (Shared::new(Vec::new()), run::Inside::default());
    let mut threads = Vec::new();
    for number in 0..scenario.integer("n") {
        let (shown, inside) = (shown.clone(), inside.clone());
        let thread = run.thread("show", move || {
            inside.enter();
            run::at(line::WAIT);
            run::sleep(u);
            run::at(line::PRINT);
            run::print(&number.to_string());
            shown.with(|shown| shown.push(number));
            inside.leave();
        });
        run.start(&thread, line::START)?;
        if join == "inside-loop" {
            run.join(&thread, line::JOIN)?;
        }
        threads.push(thread);
    }
    if join == "after-all" {
        run.join_all(&threads, line::JOIN)?;
    }
    run.at(line::END);
    run.print("main is through");
    run.join_all(&threads, 0)?; // What Python does when main is through, here for the notes.
    note(run, scenario, shown.get(), inside.most());
    Ok(())
}

/// The order of the prints, and what must hold whatever it is.
#[cfg(feature = "program")]
fn note(run: &mut Run, scenario: &Scenario, shown: Vec<i64>, most: u32) {
    run.value("order", run::integers(shown.iter().copied()));
    run.value("most at once", TaskValue::Integer(most.into()));
    let mut sorted = shown;
    sorted.sort_unstable();
    run.check(
        "check-each-once",
        sorted.iter().copied().eq(0..scenario.integer("n")),
        format!("{sorted:?}"),
    );
    if scenario.text("join") == "inside-loop" {
        run.check("check-one-at-a-time", most == 1, format!("{most} at once"));
    }
}
