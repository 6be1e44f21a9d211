//! `gil-io-threads`: waiting on threads lets the GIL go.
//!
//! A run: the task list in a loop as the baseline, then on a pool for each count of workers, tasks handed out one at a time; each task sleeps
//! `u` and returns `None`.

use super::gil_cpu_threads::measure;
use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    super::gil_cpu_threads::compare,
    crate::run::{self, Run},
    scenario::outcome::TaskError,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The loop.
    pub const SERIAL: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "gil-io-threads",
        fields: &[
            Field::new("tasks", "8").within(1.0, 64.0),
            Field::new("u", "0.5").within(0.05, 2.0),
            Field::new("workers", "1,2,4,8")
                .within(1.0, 16.0)
                .list()
                .explained(
                    "The pools that are measured, one after the other.",
                    "依次测量的池的大小。",
                ),
            Field::new("gil", "on"),
            Field::new("repeats", "1"),
            Field::new("switch_ms", "5"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::CpuAndIo,
    title: Text::new("Waiting on threads, with a GIL", "GIL 与 IO 密集"),
    idea: Text::new(
        "A thread that waits lets the GIL go, so others can run or wait as well. For waiting, threads are as good with a GIL as without.",
        "等待的线程会放开 GIL，别的线程就能运行，也能一起等待。对于等待，有没有 GIL，线程都一样好用。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "time.sleep",
        "multiprocessing.dummy.Pool",
        "Pool.map",
        "GIL",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Eight waits of half a second: 4 s on one worker, then 2, 1 and 0.5 s, GIL or not. All lanes sleep at the same time, and nobody holds the \
         GIL while it does.",
        "八次半秒的等待：一个线程 4 秒，然后是 2、1、0.5 秒，有没有 GIL 都一样。所有泳道同时在睡，睡着的谁也不持有 GIL。",
    ),
    tries: [
        Try::new(
            "gil-io-threads?v=1&gil=off",
            "Switch the GIL off: nothing changes.",
            "关掉 GIL：什么也没变。",
        ),
        Try::new(
            "gil-io-threads?v=1&workers=3,5,7",
            "Three, five, seven: the time follows the rounds, not the count.",
            "三、五、七个：时间取决于轮数，而不是线程数。",
        ),
        Try::new(
            "gil-io-threads?v=1&tasks=64&u=0.05&workers=1,16",
            "64 short waits on 16 threads: 16 times as fast on any machine.",
            "64 次短等待、16 个线程：在任何机器上都快 16 倍。",
        ),
    ],
    misconception: Text::new(
        "“Never use threads in Python.” For waiting, for networks, files and devices, they are the plain and cheap way. And since 3.13 there are \
         builds of Python without a GIL.",
        "“Python 里不要用线程。”等待网络、文件、设备时，线程是简单又便宜的办法。而且从 3.13 起，已有不带 GIL 的 Python 版本。",
    ),
    threads: |scenario| {
        scenario
            .integers("workers")
            .iter()
            .filter_map(|count| u32::try_from(*count).ok())
            .max()
            .unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let header =
        Listing::of("import time\nfrom multiprocessing.dummy import Pool  # a pool of threads");
    python::gil(header, scenario)
        .lines("\ndef work(task):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .when(true, |l| {
            measure(l, scenario, [line::SERIAL, line::POOL, line::MAP])
        })
}

#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let arguments = Arguments::waiting(run::scaled(scenario, "u"));
    compare(run, scenario, "sleep", (arguments, line::WAIT))
}
