//! `lock-never-taken`: a lock guards nothing by existing.
//!
//! A run: the program makes a lock; `n` threads add 1 to one number `rounds` times each, and none, some or all of them take the lock for it.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, start_and_join};
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

    /// The addition with the lock.
    pub const LOCKED: u16 = python::OWN;
    /// The addition without it.
    pub const FREE: u16 = python::OWN + 1;
    /// `start`.
    pub const START: u16 = python::OWN + 2;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "lock-never-taken",
        fields: &[
            Field::new("taken_by", "none"),
            Field::new("threads", "4").within(2.0, 16.0),
            Field::new("rounds", "200000").within(1.0, 1_000_000.0),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("A lock nobody takes", "未被使用的锁"),
    idea: Text::new(
        "A program makes a lock so that its threads are safe, and never takes it. The lock exists; it guards nothing.",
        "程序为了线程安全创建了一把锁，却从不取它。锁确实存在，但什么也没保护。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Lock", "_thread.allocate_lock", "race condition"],
    python: card::python(listing),
    look_at: Text::new(
        "The lock has no track in the timeline: nobody ever had it. The number is too low. It is too low as well when only some take the lock: those who \
         do not are not held up by it.",
        "时间线里没有这把锁的轨道：从来没有谁持有过它。结果偏小。只有一部分线程取锁时同样偏小：不取锁的线程不受它约束。",
    ),
    tries: [
        Try::new(
            "lock-never-taken?v=1&taken_by=some",
            "Half of them take it: additions are still lost.",
            "一半的线程取锁：加法仍然会丢。",
        ),
        Try::new(
            "lock-never-taken?v=1&taken_by=all&rounds=20000",
            "All take it: the number is exact.",
            "全部取锁：结果准确。",
        ),
        Try::new(
            "lock-never-taken?v=1&threads=2",
            "Two threads are enough to lose some.",
            "两个线程就足以丢失一些。",
        ),
    ],
    misconception: Text::new(
        "“A lock prevents deadlocks.” It prevents races, and only if everybody takes it who touches what it stands for. Deadlocks are made of locks.",
        "“锁能防止死锁。”锁防止的是竞态，而且每个碰到数据的线程都要取它才行。死锁正是由锁造成的。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let rounds = integer(scenario.integer("rounds"));
    let taken = scenario.text("taken_by");
    let n = scenario.integer("threads");
    let body = |l: Listing, locked: bool| {
        let l = l
            .line("    global total")
            .line(format!("    for _ in range({rounds}):"));
        if locked {
            l.line("        with lock:")
                .at(line::LOCKED, "            total += one()")
        } else {
            l.at(line::FREE, "        total += one()")
        }
    };
    let listing = Listing::of(
        "import threading\n\ndef one():\n    return 1  # the interpreter may switch threads here",
    )
    .lines("\ndef add():");
    let listing = body(listing, taken == "all");
    let listing = if taken == "some" {
        body(listing.lines("\ndef add_with_lock():"), true)
    } else {
        listing
    };
    let listing = listing
        .lines("\ntotal = 0\nlock = threading.Lock()\nthreads = []")
        .line(format!("for number in range({n}):"))
        .line(match taken {
            "some" => "    target = add_with_lock if number % 2 else add",
            _ => "    target = add",
        })
        .line("    threads.append(threading.Thread(target=target))");
    start_and_join(listing, line::START, line::JOIN).line("print(total)")
}

/// Lets threads add to one number, with the lock or without.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (count, rounds) = (scenario.integer("threads"), scenario.integer("rounds"));
    let total = Arc::new(AtomicI64::new(0));
    let lock = Arc::new(Lock::named("lock", Policy::Barging));
    let taken = scenario.text("taken_by");
    let mut threads = Vec::new();
    for number in 0..count {
        let (total, lock) = (total.clone(), lock.clone());
        let locked = taken == "all" || taken == "some" && number % 2 == 1;
        threads.push(run.thread("add", move || {
            run::at(if locked { line::LOCKED } else { line::FREE });
            for _ in 0..rounds {
                let held = locked.then(|| lock.hold());
                // Two steps: what `+=` is on a plain number.
                let before = total.load(Relaxed);
                total.store(before + 1, Relaxed);
                drop(held);
                run::proceed();
            }
        }));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (seen, expected) = (total.load(Relaxed), count * rounds);
    run.print(&seen.to_string());
    run.value("total", TaskValue::Integer(seen));
    run.value("expected", TaskValue::Integer(expected));
    run.check(
        "check-no-more-than-added",
        seen <= expected,
        format!("{seen} of {expected}"),
    );
    if taken == "all" {
        run.check(
            "check-every-addition",
            seen == expected,
            format!("{seen} of {expected}"),
        );
    }
    Ok(())
}
