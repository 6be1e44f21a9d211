//! `ipc-value-array`: numbers in shared memory, and why `+=` loses some of them.
//!
//! A run: each of w processes waits until all are there, adds one to a shared `Value` n times, with or without its lock, and as often to a place of
//! its own in a shared `Array`. They meet first because a process takes longer to start than to count: one after the other they lose nothing.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, integer};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
mod numbers;
#[cfg(feature = "program")]
pub(crate) use numbers::program;

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// `with counter.get_lock()`.
    pub const LOCK: u16 = OWN;
    /// `counter.value += 1`.
    pub const ADD: u16 = OWN + 1;
    /// The slot of one's own.
    pub const SLOT: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
    /// `together.wait()`.
    pub const MEET: u16 = OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-value-array",
        fields: &[
            Field::new("workers", "2")
                .within(1.0, 8.0)
                .called("Processes", "进程数")
                .explained("How many processes count.", "多少个进程在计数。"),
            Field::new("rounds", "100000")
                .within(1.0, 1_000_000.0)
                .explained("How often each process adds one.", "每个进程加一多少次。"),
            Field::new("guarded", "off"),
            Field::new("code", "i"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("Shared numbers", "共享内存中的数"),
    idea: Text::new(
        "Value and Array are numbers of C types that all processes see. Each has a lock, but += reads and writes in two steps, and another process may write in between.",
        "Value 和 Array 是所有进程都看得见的 C 类型数。它们各有一把锁，但 += 分读、写两步，别的进程可能在中间写入。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.Value",
        "multiprocessing.Array",
        "Value.get_lock",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The counter against what it should be: without the lock, updates are lost, and how many differs from run to run. Each process's own place of the array is \
         always right.",
        "看计数器与应有的值：不加锁会丢失更新，每次运行丢的数量不同。数组里每个进程自己的位置总是对的。",
    ),
    tries: [
        Try::new(
            "ipc-value-array?v=1&guarded=on",
            "Hold the lock around both steps: nothing is lost. Compare the times.",
            "在两步之外持有锁：一个都不丢。比较一下用时。",
        ),
        Try::new(
            "ipc-value-array?v=1&guarded=on&code=b",
            "A signed byte: the count is right and still not what you wanted, since whole numbers wrap without a word.",
            "有符号字节：计数没错，却不是想要的结果，因为整数会悄悄回绕。",
        ),
        Try::new(
            "ipc-value-array?v=1&workers=1",
            "One process alone: nothing to lose.",
            "只有一个进程：没有什么可丢。",
        ),
    ],
    misconception: Text::new(
        "“A Value has a lock, so counter.value += 1 is safe.” The lock is held for the reading and for the writing, each alone, not for both together.",
        "“Value 自带锁，所以 counter.value += 1 是安全的。”读时持锁，写时也持锁，但不是读写一起持锁。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(u32::try_from(scenario.integer("workers")).unwrap_or(0)),
    #[cfg(feature = "program")]
    entries: &[&numbers::ADD],
};

fn listing(scenario: &Scenario) -> Listing {
    let code = scenario.text("code");
    let workers = scenario.integer("workers");
    let rounds = integer(scenario.integer("rounds"));
    let guarded = scenario.flag("guarded");
    let start = Listing::of("import multiprocessing\n\ndef add(counter, slots, together, me, n):")
        .at(line::MEET, "    together.wait()")
        .line("    for _ in range(n):");
    let step = if guarded {
        start
            .at(line::LOCK, "        with counter.get_lock():")
            .at(line::ADD, "            counter.value += 1")
    } else {
        start.at(line::ADD, "        counter.value += 1")
    };
    step.at(line::SLOT, "        slots[me] += 1")
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    counter = multiprocessing.Value(\"{code}\", 0)"
        ))
        .line(format!(
            "    slots = multiprocessing.Array(\"{code}\", {workers})"
        ))
        .line(format!("    together = multiprocessing.Barrier({workers})"))
        .lines("    processes = [")
        .line(format!(
            "        multiprocessing.Process(target=add, args=(counter, slots, together, me, {rounds}))"
        ))
        .line(format!("        for me in range({workers})"))
        .lines("    ]\n    for process in processes:")
        .at(line::START, "        process.start()")
        .line("    for process in processes:")
        .at(line::JOIN, "        process.join()")
        .line(format!(
            "    print(\"counter\", counter.value, \"of\", {workers} * {rounds})"
        ))
        .line("    print(\"slots\", slots[:])")
}
