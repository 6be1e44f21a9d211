//! `thread-create`: target, name, start; what the target returns goes nowhere.
//!
//! A run: main creates a thread with the name and target chosen, starts it, joins it, prints. An error of the target goes to the
//! except-hook; main goes on.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::text;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Thread},
    runtime::error::Error,
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python::OWN;

    /// What the target does.
    pub const TARGET: u16 = OWN;
    /// Creating the thread.
    pub const NEW: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// `join`.
    pub const JOIN: u16 = OWN + 3;
    /// The last line.
    pub const END: u16 = OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-create",
        fields: &[
            Field::new("name", "thread_1"),
            Field::new("target", "get-cwd"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Create and start a thread", "创建线程"),
    idea: Text::new(
        "A thread is made with something to call, gets a name, and runs once it is started. Main waits for it with join.",
        "创建线程时告诉它要调用什么，再给它一个名字；调用 start 之后它才运行。主线程用 join 等它结束。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "threading.Thread",
        "Thread.start",
        "Thread.join",
        "Thread.name",
        "threading.current_thread",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The new lane begins at start, not where the thread is created. Main's lane is blocked on join until the other ends.",
        "新的泳道从 start 开始，而不是从创建处开始。主线程的泳道在 join 上阻塞，直到另一个线程结束。",
    ),
    tries: [
        Try::new(
            "thread-create?v=1&target=print",
            "Let it print: the output has the thread's name.",
            "让它打印：输出里有线程的名字。",
        ),
        Try::new(
            "thread-create?v=1&target=raise",
            "Let it raise: the error is reported, and main goes on as if nothing had happened.",
            "让它抛出异常：错误会被报告，而主线程照常继续。",
        ),
        Try::new(
            "thread-create?v=1&name=downloader",
            "Give it a name that says what it does.",
            "给它起一个能说明用途的名字。",
        ),
    ],
    misconception: Text::new(
        "“The thread returns its value to me.” What the target returns is dropped. Put results into a queue or a shared list, or use a pool, \
         whose futures do carry them.",
        "“线程会把返回值交给我。”目标函数的返回值被丢弃了。要得到结果，请放进队列或共享列表，或者使用线程池：它的 future 会带回结果。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let body = match scenario.text("target") {
        "print" => "    print(\"hello from\", threading.current_thread().name)",
        "raise" => "    raise ValueError(\"nobody catches this\")",
        _ => "    return os.getcwd()  # goes nowhere",
    };
    Listing::default()
        .when(scenario.text("target") == "get-cwd", |l| {
            l.line("import os")
        })
        .lines("import threading\n\ndef work():")
        .at(line::TARGET, body)
        .line("")
        .at(
            line::NEW,
            format!(
                "thread = threading.Thread(target=work, name={})",
                text(scenario.text("name"))
            ),
        )
        .line("print(\"created\", thread.name)")
        .at(line::START, "thread.start()")
        .at(line::JOIN, "thread.join()")
        .at(line::END, "print(\"finished\", thread.name)")
}

/// Creates, starts and joins one thread; what its target gives goes nowhere.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (name, target) = (scenario.text("name"), scenario.text("target").to_owned());
    run.at(line::NEW);
    let own_name = name.to_owned();
    let thread = Thread::new(move || call(&target, &own_name)).name(name);
    run.print(&format!("created {name}"));
    let before = thread.is_alive();
    run.start(&thread, line::START)?;
    run.join(&thread, line::JOIN)?;
    let after = thread.is_alive();
    run.at(line::END);
    run.print(&format!("finished {name}"));
    run.value("thread.join()", TaskValue::Unit);
    run.check(
        "check-alive-only-between",
        !before && !after,
        format!("alive before start: {before}, after join: {after}"),
    );
    Ok(())
}

/// What the thread calls. Its value is dropped with the thread.
#[cfg(feature = "program")]
fn call(target: &str, name: &str) -> Result<&'static str, Error> {
    run::at(line::TARGET);
    match target {
        "print" => run::print(&format!("hello from {name}")),
        "raise" => return Err(Error::value("nobody catches this")),
        _ => {}
    }
    Ok("/") // The working directory of a page.
}
