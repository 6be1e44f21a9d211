//! `event-gate`: one thread sets, the others wait; the event stays set.
//!
//! A run: the waiters wait for the event; main sleeps `delay` and sets it; then one late thread waits for it and passes at once.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    runtime::sync::Event,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// Main's sleep.
    pub const WAIT: u16 = python::line::WAIT;
    /// `event.wait`.
    pub const GATE: u16 = python::OWN;
    /// `print` behind it.
    pub const PASSED: u16 = python::OWN + 1;
    /// `event.set`.
    pub const SET: u16 = python::OWN + 2;
    /// Start of the late thread.
    pub const LATE: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "event-gate",
        fields: &[
            Field::new("waiters", "1").within(1.0, 8.0),
            Field::new("delay", "1").within(0.0, 3.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Locks,
    title: Text::new("Wait for a signal", "事件"),
    idea: Text::new(
        "An event is a gate: shut at first, and open for all once somebody sets it. Threads wait in front of it without using a core.",
        "事件就像一道门：起初关着，有人调用 set 之后就为所有线程打开。线程在门前等待，不占用核心。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Event", "Event.wait", "Event.set", "Event.is_set"],
    python: card::python(listing),
    look_at: Text::new(
        "All waits end at the same moment, when main sets the event, and none before it. The late thread does not wait at all: the gate stays \
         open.",
        "所有等待都在主线程调用 set 的那一刻结束，谁也不会提前。迟到的线程完全不用等：门一直开着。",
    ),
    tries: [
        Try::new(
            "event-gate?v=1&waiters=8",
            "Eight waiters: one set wakes them all. In which order?",
            "八个等待者：一次 set 唤醒所有线程。按什么顺序？",
        ),
        Try::new(
            "event-gate?v=1&delay=0",
            "No delay: some find the gate open already.",
            "没有延迟：有的线程来时门已经开了。",
        ),
        Try::new(
            "event-gate?v=1&waiters=4&delay=3",
            "A long wait: four blocked lanes, and not one core in use.",
            "等久一点：四条阻塞的泳道，一个核心也没有用。",
        ),
    ],
    misconception: Text::new(
        "“A signal is lost if nobody waits for it.” Not with an event: set is remembered until clear, so who comes late passes at once. Only a \
         Condition's notify is lost when nobody waits.",
        "“没人等待时，信号就丢了。”事件不会：set 会一直保留到 clear，迟到的线程直接通过。只有 Condition 的 notify 才会在没人等待时丢失。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("waiters")).unwrap_or(0) + 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let waiters = scenario.integer("waiters");
    Listing::of("import threading\nimport time\n\ndef pass_gate(number):")
        .at(line::GATE, "    gate.wait()")
        .at(line::PASSED, "    print(f\"thread {number} goes on\")")
        .lines("\ngate = threading.Event()\nthreads = []")
        .line(format!("for number in range({}):  # the last one comes late", waiters + 1))
        .lines("    threads.append(threading.Thread(target=pass_gate, args=(number,)))\nfor thread in threads[:-1]:\n    thread.start()")
        .at(line::WAIT, format!("time.sleep({})", seconds(scenario.scaled_ms("delay"))))
        .line("print(\"is_set:\", gate.is_set())")
        .at(line::SET, "gate.set()")
        .line("print(\"is_set:\", gate.is_set())")
        .at(line::LATE, "threads[-1].start()")
        .line("for thread in threads:")
        .at(line::JOIN, "    thread.join()")
}

/// Lets the waiters wait until main opens the gate; the last thread comes when it is open.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let gate = Arc::new(Event::named("gate"));
    // Whether main has come to `set`, and who went on before that.
    let (opened, passed, early) = (
        Shared::new(false),
        Shared::new(Vec::new()),
        Shared::new(0_i64),
    );
    let mut threads = Vec::new();
    for number in 0..=scenario.integer("waiters") {
        let (gate, opened) = (gate.clone(), opened.clone());
        let (passed, early) = (passed.clone(), early.clone());
        threads.push(run.thread("pass_gate", move || {
            run::at(line::GATE);
            gate.wait();
            if !opened.get() {
                early.with(|early| *early += 1);
            }
            run::at(line::PASSED);
            run::print(&format!("thread {number} goes on"));
            passed.with(|passed| passed.push(number));
        }));
    }
    let (late, waiters) = threads.split_last().expect("there is a late thread");
    run.start_all(waiters, 0)?;
    run.at(line::WAIT);
    run::sleep(run::scaled(scenario, "delay"));
    run.print(&format!("is_set: {}", run::python_bool(gate.is_set())));
    run.at(line::SET);
    opened.with(|opened| *opened = true);
    gate.set();
    run.print(&format!("is_set: {}", run::python_bool(gate.is_set())));
    run.start(late, line::LATE)?;
    run.join_all(&threads, line::JOIN)?;
    let (early, passed) = (early.get(), passed.get());
    run.check("check-gate", early == 0, format!("{early} went on early"));
    run.check(
        "check-all-through",
        passed.len() == threads.len() && gate.is_set(),
        format!("{} of {}", passed.len(), threads.len()),
    );
    run.value("order of going on", run::integers(passed));
    Ok(())
}
