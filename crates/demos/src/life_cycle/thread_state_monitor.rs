//! `thread-state-monitor`: `is_alive`, `enumerate`, `active_count`, polled by a thread.
//!
//! A run: n workers, worker i of n works (sleeps) for `work`·(i + 1)/n; a monitor looks every `poll` until none is alive. Each look is a row
//! of the result: the count and the names.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    crate::run::{Shared, Thread},
    runtime::thread,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The work of a thread.
    pub const WORK: u16 = OWN;
    /// A look of the monitor.
    pub const LOOK: u16 = OWN + 1;
    /// The monitor's sleep.
    pub const POLL: u16 = OWN + 2;
    /// `start` of the workers.
    pub const START: u16 = OWN + 3;
    /// `join` of the monitor.
    pub const JOIN: u16 = OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-state-monitor",
        fields: &[
            Field::new("n", "4")
                .within(1.0, 16.0)
                .called("Threads", "线程数")
                .explained("How many threads are watched.", "监测多少个线程。"),
            Field::new("work", "1.2")
                .within(0.3, 3.0)
                .called("Longest work", "最长的工作")
                .explained(
                    "How long the last thread works; the others take evenly less.",
                    "最后一个线程工作多久；其他线程依次均匀递减。",
                ),
            Field::new("poll", "0.1").within(0.02, 0.5),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::LifeCycle,
    title: Text::new("Watch thread states", "线程状态监测"),
    idea: Text::new(
        "A monitor thread asks again and again who is alive. Below its answers lies the real timeline, so that you can see what it missed.",
        "一个监测线程反复询问谁还活着。它的回答下面就是真实的时间线，可以看出它漏掉了什么。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threading.enumerate",
        "threading.active_count",
        "Thread.is_alive",
        "Thread.name",
        "Thread.ident",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The count begins at the number of threads plus two, for main and the monitor count as well. It falls at the first look after a thread \
         has ended, never at the end itself.",
        "计数从线程数加二开始，因为主线程和监测线程自己也算在内。线程结束后，要到下一次查看，计数才会下降。",
    ),
    tries: [
        Try::new(
            "thread-state-monitor?v=1&poll=0.5",
            "Look rarely: several threads end between two looks.",
            "少看几次：两次查看之间有好几个线程结束。",
        ),
        Try::new(
            "thread-state-monitor?v=1&poll=0.02",
            "Look often: closer to the truth, and dearer.",
            "多看几次：更接近真实，代价也更大。",
        ),
        Try::new(
            "thread-state-monitor?v=1&n=16",
            "16 threads: the count falls from 18 to 2.",
            "16 个线程：计数从 18 降到 2。",
        ),
    ],
    misconception: Text::new(
        "“is_alive tells me the state.” It tells what was true a moment ago; the thread may have ended since. And alive means started and not \
         ended, nothing about running or waiting.",
        "“is_alive 告诉我线程的状态。”它说的是刚才的情况，此刻线程可能已经结束。活着只表示已启动、未结束，并不说明它在运行还是在等待。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0) + 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let (n, work) = (scenario.integer("n"), scenario.scaled_ms("work"));
    Listing::of("import threading\nimport time\n\ndef work(seconds):")
        .at(line::WORK, "    time.sleep(seconds)")
        .lines("\ndef monitor():\n    while True:")
        .at(line::LOOK, "        names = [thread.name for thread in threading.enumerate()]")
        .lines(
            "        print(threading.active_count(), names)\n        if not any(thread.is_alive() for thread in workers):\n            break",
        )
        .at(line::POLL, format!("        time.sleep({})", seconds(scenario.scaled_ms("poll"))))
        .lines("\nworkers = []")
        .line(format!("for i in range({n}):"))
        .line(format!("    length = {} * (i + 1) / {n}", seconds(work)))
        .lines("    workers.append(threading.Thread(target=work, args=(length,), name=f\"worker-{i}\"))\nfor thread in workers:")
        .at(line::START, "    thread.start()")
        .lines("watch = threading.Thread(target=monitor, name=\"monitor\")\nwatch.start()")
        .at(line::JOIN, "watch.join()")
}

/// Starts n workers and a thread that watches them.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let n = run::count(scenario, "n");
    let (work, poll) = (run::scaled(scenario, "work"), run::scaled(scenario, "poll"));
    let mut workers = Vec::new();
    for i in 0..n {
        let length = work * (i + 1) / n;
        workers.push(
            Thread::new(move || {
                run::at(line::WORK);
                run::sleep(length);
            })
            .name(&format!("worker-{i}")),
        );
    }
    run.start_all(&workers, line::START)?;
    let looks = Shared::new(Vec::new());
    let noted = looks.clone();
    let watch = Thread::new(move || monitor(&workers, poll, &noted)).name("monitor");
    run.start(&watch, line::START)?;
    run.join(&watch, line::JOIN)?;
    let left = thread::active_count();
    let counts: Vec<i64> = looks.with(|looks| looks.iter().map(|count| *count as i64).collect());
    run.check(
        "check-alive-falls",
        counts.is_sorted_by(|a, b| a >= b) && counts.iter().all(|count| *count <= i64::from(n) + 2),
        format!("{counts:?}"),
    );
    run.check("check-only-main-left", left == 1, format!("{left} alive"));
    run.value("threading.active_count()", run::integers(counts));
    Ok(())
}

/// Looks who is alive until no worker is.
#[cfg(feature = "program")]
fn monitor(workers: &[Thread], poll: Duration, looks: &Shared<Vec<usize>>) {
    loop {
        run::at(line::LOOK);
        let names = run::alive();
        let count = thread::active_count();
        looks.with(|looks| looks.push(count));
        run::print(&format!("{count} {names:?}"));
        if !workers.iter().any(Thread::is_alive) {
            break;
        }
        run::at(line::POLL);
        run::sleep(poll);
    }
}
