//! `daemon-and-join`: what the end of main does to a thread, and what `join` does not do.
//!
//! A run: one thread works for `work` and says that it is through; main joins it, with a time-out, until its end or not at all, asks whether
//! it is alive, and ends. A daemon is cut off then; for any other thread the program waits.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Shared, Thread},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work of the thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// `print` of the thread.
    pub const PRINT: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
    /// `is_alive`.
    pub const ALIVE: u16 = python::OWN + 3;
    /// The last line.
    pub const END: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "daemon-and-join",
        fields: &[
            Field::new("daemon", "off"),
            Field::new("work", "2").within(0.0, 5.0),
            Field::new("join", "with-timeout").offering(&["with-timeout", "until-end", "never"]),
            Field::new("timeout", "0.5").within(0.0, 3.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::LifeCycle,
    title: Text::new("Daemon threads", "守护线程"),
    idea: Text::new(
        "A program waits at its end for its threads, but not for daemons. And a join with a timeout only waits: it neither ends the thread nor \
         says whether the time was enough.",
        "程序结束前会等它的线程，但不等守护线程。带超时的 join 只是等待：既不会结束线程，也不说时间够不够。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["Thread.daemon", "Thread.join", "Thread.is_alive"],
    python: card::python(listing),
    look_at: Text::new(
        "The end of main's lane. Without “daemon” main waits there until the thread is through; with it the thread's lane is cut off at the \
         same moment, and its last line never comes.",
        "看主线程泳道的末端。不是守护线程时，主线程在那里一直等到它做完；是守护线程时，它的泳道在同一刻被切断，最后一行永远不会打印。",
    ),
    tries: [
        Try::new(
            "daemon-and-join?v=1&daemon=on",
            "Make it a daemon: main ends, and the thread with it.",
            "设为守护线程：主线程结束，它也跟着结束。",
        ),
        Try::new(
            "daemon-and-join?v=1&daemon=on&join=until-end",
            "Join the daemon without a timeout: now it gets through.",
            "不带超时地 join 守护线程：这下它能做完了。",
        ),
        Try::new(
            "daemon-and-join?v=1&join=never",
            "Never join: the program waits all the same.",
            "从不 join：程序照样等它。",
        ),
    ],
    misconception: Text::new(
        "“join(0.5) ends the thread after half a second, or tells me that it is still busy.” It does neither: it returns None either way. Ask \
         is_alive() afterwards.",
        "“join(0.5) 会在半秒后结束线程，或者告诉我它还没完。”都不会：两种情况都返回 None。之后要用 is_alive() 询问。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let daemon = if scenario.flag("daemon") {
        "True"
    } else {
        "False"
    };
    let join = match scenario.text("join") {
        "with-timeout" => Some(seconds(scenario.scaled_ms("timeout"))),
        "until-end" => Some(String::new()),
        _ => None,
    };
    Listing::of("import threading\nimport time\n\ndef work():")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .at(line::PRINT, "    print(\"work is through\")")
        .line("")
        .line(format!(
            "thread = threading.Thread(target=work, daemon={daemon})"
        ))
        .at(line::START, "thread.start()")
        .when(join.is_some(), |l| {
            l.at(
                line::JOIN,
                format!(
                    "print(\"join returned\", thread.join({}))",
                    join.unwrap_or_default()
                ),
            )
        })
        .at(line::ALIVE, "print(\"alive:\", thread.is_alive())")
        .at(line::END, "print(\"main ends\")")
}

/// Starts the thread, joins it as asked, and ends.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let work = run::scaled(scenario, "work");
    let through = Shared::new(false);
    let said = through.clone();
    let thread = run.thread("work", move || {
        run::at(line::WAIT);
        run::sleep(work);
        said.with(|through| *through = true);
        run::at(line::PRINT);
        run::print("work is through");
    });
    let thread = thread.daemon(scenario.flag("daemon"));
    run.start(&thread, line::START)?;
    let limit = match scenario.text("join") {
        "with-timeout" => Some(run::scaled(scenario, "timeout")),
        "until-end" => Some(Duration::MAX),
        _ => None,
    };
    if let Some(limit) = limit {
        join(run, &thread, limit)?;
    }
    run.at(line::ALIVE);
    let alive = thread.is_alive();
    run.print(&format!("alive: {}", run::python_bool(alive)));
    run.value(
        "thread.is_alive()",
        TaskValue::Text(run::python_bool(alive).into()),
    );
    // It may say that it is through a moment before it has ended, never the other way round.
    let consistent = alive || through.get();
    run.check(
        "check-ended-is-through",
        consistent,
        run::python_bool(alive),
    );
    run.at(line::END);
    run.print("main ends");
    Ok(())
}

/// Joins and notes that it returned nothing, and not too early.
#[cfg(feature = "program")]
fn join(run: &mut Run, thread: &Thread, limit: Duration) -> Result<(), TaskError> {
    run.at(line::JOIN);
    let clock = Clock::start();
    let joined = if limit == Duration::MAX {
        thread.join()
    } else {
        thread.join_timeout(limit)
    };
    run::raised(joined)?;
    let waited = clock.seconds();
    let patient = !thread.is_alive() || waited >= limit.as_secs_f64();
    run.print("join returned None");
    run.value("thread.join()", TaskValue::Unit);
    run.check("check-join-patient", patient, format!("{waited:.3} s"));
    Ok(())
}
