//! `thread-shared-list`: a list made by main, changed by one thread, read by another.
//!
//! A run: the first thread appends `add` and prints the list; the second prints it. What makes the second come after the first: main sleeps
//! `gap` between the starts, or joins the first before it starts the second, or the second waits for an event that the first sets.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    crate::run::{Shared, Thread},
    runtime::sync::Event,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// `append`.
    pub const APPEND: u16 = OWN;
    /// The second thread's `print`.
    pub const READ: u16 = OWN + 1;
    /// What orders the threads: sleep, join or the event's `wait`.
    pub const ORDER: u16 = OWN + 2;
    /// `start` of the first.
    pub const FIRST: u16 = OWN + 3;
    /// `start` of the second.
    pub const SECOND: u16 = OWN + 4;
    /// `join` of the second.
    pub const JOIN: u16 = OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-shared-list",
        fields: &[
            Field::new("start_list", "100,58"),
            Field::new("add", "89"),
            Field::new("order_by", "sleep"),
            Field::new("gap", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Threads see the same list", "线程共享变量"),
    idea: Text::new(
        "Main makes a list, one thread appends to it, another reads it. All see the same list, for the threads of a process share its memory.",
        "主线程建立一个列表，一个线程往里追加，另一个线程读取。大家看到的是同一个列表，因为同一进程的线程共享内存。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "threading.Thread",
        "threading.Event",
        "Thread.join",
        "list.append",
        "time.sleep",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The second thread prints the new number although nobody handed it over. With a gap of 0 it may print the old list: then nothing orders \
         the two.",
        "第二个线程打印出了新的数，尽管没有人把它传过去。间隔为 0 时，它可能打印出旧的列表：这时没有任何东西规定先后。",
    ),
    tries: [
        Try::new(
            "thread-shared-list?v=1&gap=0",
            "No gap: run it several times. Is the new number always there?",
            "没有间隔：多运行几次。新的数每次都在吗？",
        ),
        Try::new(
            "thread-shared-list?v=1&order_by=join",
            "Order by join: right every time, and without waiting longer than needed.",
            "用 join 排序：每次都对，而且不多等。",
        ),
        Try::new(
            "thread-shared-list?v=1&order_by=event",
            "Order by an event: both threads run, and one waits for the other's signal.",
            "用事件排序：两个线程都在运行，一个等另一个的信号。",
        ),
    ],
    misconception: Text::new(
        "“Sleep long enough and the order is safe.” Sleeping usually puts the threads in order; only join, an event or a lock does so always. A \
         sleep is a guess about how long others take.",
        "“睡得够久，顺序就有保证。”睡眠只是通常能排好顺序；只有 join、事件或锁才总能保证。睡眠是在猜别人要用多久。",
    ),
    threads: |_| 2,
};

fn listing(scenario: &Scenario) -> Listing {
    let order = scenario.text("order_by");
    let start: Vec<String> = scenario
        .integers("start_list")
        .iter()
        .map(i64::to_string)
        .collect();
    Listing::of("import threading")
        .when(order == "sleep", |l| l.line("import time"))
        .line("")
        .lines(&wrapped("numbers = [", &start))
        .when(order == "event", |l| l.line("ready = threading.Event()"))
        .lines("\ndef append():")
        .at(
            line::APPEND,
            format!("    numbers.append({})", scenario.integer("add")),
        )
        .line("    print(\"first sees\", numbers)")
        .when(order == "event", |l| l.line("    ready.set()"))
        .lines("\ndef read():")
        .when(order == "event", |l| l.at(line::ORDER, "    ready.wait()"))
        .at(line::READ, "    print(\"second sees\", numbers)")
        .lines("\nfirst = threading.Thread(target=append)\nsecond = threading.Thread(target=read)")
        .at(line::FIRST, "first.start()")
        .when(order == "sleep", |l| {
            l.at(
                line::ORDER,
                format!(
                    "time.sleep({})  # a guess",
                    seconds(scenario.scaled_ms("gap"))
                ),
            )
        })
        .when(order == "join", |l| l.at(line::ORDER, "first.join()"))
        .at(line::SECOND, "second.start()")
        .when(order != "join", |l| l.line("first.join()"))
        .at(line::JOIN, "second.join()")
}

/// A list in Python, ten numbers a line.
fn wrapped(head: &str, numbers: &[String]) -> String {
    let lines: Vec<String> = numbers.chunks(10).map(|chunk| chunk.join(", ")).collect();
    format!("{head}{}]", lines.join(",\n    "))
}

/// One thread appends to a list, another reads it.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let order = scenario.text("order_by");
    let seen = Shared::new(Vec::new());
    let [first, second] = threads(run, scenario, &seen);
    run.start(&first, line::FIRST)?;
    match order {
        "sleep" => {
            run.at(line::ORDER);
            run::sleep(run::scaled(scenario, "gap"));
        }
        "join" => {
            run.join(&first, line::ORDER)?;
        }
        _ => {}
    }
    run.start(&second, line::SECOND)?;
    run.join_all(&[first, second], line::JOIN)?;
    note(run, scenario, seen.get());
    Ok(())
}

/// What a thread saw: who it is, where the list lies, what is in it.
#[cfg(feature = "program")]
type Sight = (&'static str, usize, Vec<i64>);

/// The thread that appends and the thread that reads.
#[cfg(feature = "program")]
fn threads(run: &mut Run, scenario: &Scenario, seen: &Shared<Vec<Sight>>) -> [Thread; 2] {
    let numbers = Shared::new(scenario.integers("start_list").to_vec());
    let event = (scenario.text("order_by") == "event").then(|| Arc::new(Event::named("ready")));
    let add = scenario.integer("add");
    let (to, list, ready) = (seen.clone(), numbers.clone(), event.clone());
    let first = run.thread("append", move || {
        run::at(line::APPEND);
        list.with(|list| list.push(add));
        look("first", &list, &to);
        if let Some(ready) = ready {
            ready.set();
        }
    });
    let to = seen.clone();
    let second = run.thread("read", move || {
        if let Some(ready) = event {
            run::at(line::ORDER);
            ready.wait();
        }
        run::at(line::READ);
        look("second", &numbers, &to);
    });
    [first, second]
}

/// Prints the list and notes it.
#[cfg(feature = "program")]
fn look(who: &'static str, list: &Shared<Vec<i64>>, seen: &Shared<Vec<Sight>>) {
    let (at, numbers) = list.with(|list| (std::ptr::from_ref(list).addr(), list.clone()));
    run::print(&format!("{who} sees {numbers:?}"));
    seen.with(|seen| seen.push((who, at, numbers)));
}

#[cfg(feature = "program")]
fn note(run: &mut Run, scenario: &Scenario, mut seen: Vec<Sight>) {
    seen.sort_unstable();
    let [(_, first_at, first), (_, second_at, second)] = &seen[..] else {
        return;
    };
    run.value("first sees", run::integers(first.iter().copied()));
    run.value("second sees", run::integers(second.iter().copied()));
    run.value(
        "address of the list",
        TaskValue::Text(format!("{first_at:#x}")),
    );
    run.check(
        "check-same-list",
        first_at == second_at,
        format!("{first_at:#x} and {second_at:#x}"),
    );
    if scenario.text("order_by") != "sleep" {
        let is_new = second.last() == Some(&scenario.integer("add")) && second.len() == first.len();
        run.check("check-second-sees-new", is_new, format!("{second:?}"));
    }
}
