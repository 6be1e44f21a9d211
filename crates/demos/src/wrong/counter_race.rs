//! `counter-race`: `n += 1` is a load, an addition and a store, and another thread may come in between.
//!
//! A run: threads add 1 to one number, `rounds` times each. `guard` says how: plainly, with a call between load and store, under a lock, or in one
//! step. With a GIL another thread can only come in where the interpreter switches: at a call or at the end of a round.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    runtime::sync::{Lock, Policy},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::sync::atomic::{AtomicI64, Ordering::Relaxed},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The addition.
    pub const ADD: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "counter-race",
        fields: &[
            Field::new("threads", "4").within(1.0, 16.0),
            Field::new("rounds", "200000").within(1.0, 1_000_000.0),
            Field::new("guard", "none"),
            Field::new("gil", "off"),
            Field::new("switch_ms", "5"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Lost updates", "竞态计数"),
    idea: Text::new(
        "Two threads load the same number, both add one, both store the same result: one addition is lost. How many are lost is another number in \
         every run.",
        "两个线程读到同一个数，各加一，存回同一个结果：丢了一次加法。丢多少，每次运行都不一样。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "+=",
        "threading.Lock",
        "race condition",
        "itertools.count",
        "sys.setswitchinterval",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The number of lost additions, and that it differs from run to run. Nothing in the timeline shows a fault: no thread waits, no error is raised. \
         With the lock the lanes are full of short waits, and the number is right.",
        "看丢了多少次加法，以及每次运行都不同。时间线上看不出任何错误：没有线程等待，也没有异常。加上锁，泳道里全是短暂的等待，结果才正确。",
    ),
    tries: [
        Try::new(
            "counter-race?v=1&gil=on",
            "With a GIL nothing is lost in practice, and nothing promises it.",
            "打开 GIL，实际上什么也没丢，但没有任何保证。",
        ),
        Try::new(
            "counter-race?v=1&gil=on&guard=call",
            "With a GIL and one call in between: lost again.",
            "打开 GIL，中间加一次调用：又丢了。",
        ),
        Try::new(
            "counter-race?v=1&guard=lock&rounds=20000",
            "A lock around each addition: exact, and slow.",
            "每次加法都加锁：准确，但慢。",
        ),
    ],
    misconception: Text::new(
        "“The GIL makes += safe.” It makes one thread run at a time, not one statement. Plain CPython happens not to switch inside n += 1; a call in \
         between, or a build without a GIL, and additions are lost.",
        "“有 GIL，+= 就安全。”GIL 只保证同一时刻一个线程在运行，不保证一条语句不被打断。CPython 恰好不在 n += 1 中间切换；中间多一次调用，或者没有 GIL，加法就会丢。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let guard = scenario.text("guard");
    let listing = Listing::default()
        .when(guard == "atomic", |l| l.line("import itertools"))
        .line("import threading");
    let listing = python::gil(listing, scenario)
        .when(guard == "call", |l| l.lines("\ndef one():\n    return 1"))
        .lines("\ndef add():")
        .when(guard != "atomic", |l| l.line("    global total"))
        .line(format!(
            "    for _ in range({}):",
            integer(scenario.integer("rounds"))
        ));
    let listing = match guard {
        "call" => listing.at(line::ADD, "        total += one()"),
        "lock" => listing
            .line("        with lock:")
            .at(line::ADD, "            total += 1"),
        "atomic" => listing.at(line::ADD, "        next(counter)"),
        _ => listing.at(line::ADD, "        total += 1"),
    };
    let listing = listing
        .line("")
        .line(if guard == "atomic" {
            "counter = itertools.count()"
        } else {
            "total = 0"
        })
        .when(guard == "lock", |l| l.line("lock = threading.Lock()"))
        .line(format!(
            "threads = [threading.Thread(target=add) for _ in range({})]",
            scenario.integer("threads")
        ));
    start_and_join(listing, line::START, line::JOIN)
        .when(guard == "atomic", |l| l.line("total = next(counter)"))
        .line("print(total)")
}

/// Lets threads add to one number.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    if scenario.flag("gil") {
        run.set_switch_interval(run::duration(scenario.duration_ms("switch_ms")));
    }
    let _attached = match scenario.flag("gil") {
        true => run.under_gil()?,
        false => None,
    };
    let (count, rounds) = (scenario.integer("threads"), scenario.integer("rounds"));
    let total = Arc::new(AtomicI64::new(0));
    let lock = Arc::new(Lock::named("lock", Policy::Barging));
    let add = adding(scenario.text("guard"));
    let mut threads = Vec::new();
    for _ in 0..count {
        let (total, lock) = (total.clone(), lock.clone());
        threads.push(run.thread("add", move || {
            run::at(line::ADD);
            for _ in 0..rounds {
                add(&total, &lock);
                run::proceed();
            }
        }));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (seen, expected) = (total.load(Relaxed), count * rounds);
    run.print(&seen.to_string());
    run.value("total", TaskValue::Integer(seen));
    run.value("lost", TaskValue::Integer(expected - seen));
    run.check(
        "check-no-more-than-added",
        seen <= expected,
        format!("{seen} of {expected}"),
    );
    if matches!(scenario.text("guard"), "lock" | "atomic") || count == 1 {
        run.check(
            "check-every-addition",
            seen == expected,
            format!("{seen} of {expected}"),
        );
    }
    Ok(())
}

/// One addition.
#[cfg(feature = "program")]
type Add = fn(&AtomicI64, &Lock);

/// A load and a store, each for itself: what `+=` on a plain number is. The number itself is atomic, since a race on a plain one would have no
/// meaning at all in Rust; what gets lost is the same.
#[cfg(feature = "program")]
fn adding(guard: &str) -> Add {
    match guard {
        "call" => |total, _| {
            let before = total.load(Relaxed);
            run::proceed();
            total.store(before + 1, Relaxed);
        },
        "lock" => |total, lock| {
            let _held = lock.hold();
            let before = total.load(Relaxed);
            total.store(before + 1, Relaxed);
        },
        "atomic" => |total, _| {
            total.fetch_add(1, Relaxed);
        },
        _ => |total, _| {
            let before = total.load(Relaxed);
            total.store(before + 1, Relaxed);
        },
    }
}
