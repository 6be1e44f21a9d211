//! `shared-image-watch`: a child that watches a picture in shared memory until it is told to stop.
//!
//! A run: main makes a block as big as a picture; a child attaches once and sums it again and again; after a while main fills it; then an event ends
//! the watch.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::memory::{SharedMemory, SharedMemoryManager},
    runtime::ipc::shared::Value,
    runtime::ipc::sync::Event,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child attaches.
    pub const ATTACH: u16 = OWN;
    /// It waits for the next look.
    pub const POLL: u16 = OWN + 1;
    /// It sums.
    pub const SUM: u16 = OWN + 2;
    /// Main sleeps.
    pub const WAIT: u16 = OWN + 3;
    /// Main fills.
    pub const FILL: u16 = OWN + 4;
    /// `join`.
    pub const JOIN: u16 = OWN + 5;
}

/// Numbers of a pixel.
const DEPTH: i64 = 3;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "shared-image-watch",
        fields: &[
            Field::new("height", "480"),
            Field::new("width", "640"),
            Field::new("poll", "0.3").explained(
                "How long the child waits between two looks.",
                "子进程两次查看之间等多久。",
            ),
            Field::new("delay", "2")
                .called("Filled after", "多久后填充")
                .explained("When main fills the picture.", "主进程何时填充图片。"),
            Field::new("fill", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::SharedMemory,
    title: Text::new("A picture in shared memory", "共享内存中的图像"),
    idea: Text::new(
        "Main makes a block as big as a picture, a child attaches by name and sums it every now and then. When main fills it, the child sees it at its next look.",
        "主进程创建一块和图片一样大的内存，子进程按名称附加并不时求和。主进程填充后，子进程下次查看就能看到。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "SharedMemoryManager",
        "SharedMemory",
        "multiprocessing.Event",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The child attaches once and then only waits and sums; the sums are 0 until main has filled the picture. No transfer carries a pixel.",
        "子进程只附加一次，之后只是等待和求和；主进程填充之前和都是 0。没有任何传输携带像素。",
    ),
    tries: [
        Try::new(
            "shared-image-watch?v=1&fill=255",
            "Fill it with 255: the last sum is 255 times as large.",
            "用 255 填充：最后的和是原来的 255 倍。",
        ),
        Try::new(
            "shared-image-watch?v=1&poll=0.05",
            "Look more often: the change is seen sooner, and the child works more.",
            "看得更勤：更早发现变化，子进程也更忙。",
        ),
        Try::new(
            "shared-image-watch?v=1&height=1080&width=1920",
            "A picture of 6 MB: still nothing is sent.",
            "6 MB 的图片：仍然什么都不发送。",
        ),
    ],
    misconception: Text::new(
        "“The child can loop for ever; join will end it.” join waits for it: a loop without an event that ends it makes join wait for ever. Attach once, close once.",
        "“子进程可以一直循环，join 会结束它。”join 是在等它：没有事件来结束循环，join 就永远等下去。附加一次，关闭一次。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&WATCH],
};

fn size(scenario: &Scenario) -> i64 {
    scenario.integer("height") * scenario.integer("width") * DEPTH
}

fn listing(scenario: &Scenario) -> Listing {
    let size = size(scenario);
    let poll = seconds(scenario.scaled_ms("poll"));
    Listing::of("import multiprocessing\nimport time\nfrom multiprocessing import shared_memory")
        .lines("from multiprocessing.managers import SharedMemoryManager\n")
        .line("def watch(name, stop, last):")
        .at(line::ATTACH, "    memory = shared_memory.SharedMemory(name=name)")
        .lines("    stopped = False\n    while not stopped:")
        .at(line::POLL, format!("        stopped = stop.wait({poll})"))
        .at(line::SUM, format!("        last.value = sum(memory.buf[:{size}])"))
        .lines("    memory.close()\n\nif __name__ == \"__main__\":")
        .line("    with SharedMemoryManager() as manager:")
        .line(format!("        memory = manager.SharedMemory({size})"))
        .line("        stop, last = multiprocessing.Event(), multiprocessing.Value(\"q\", -1)")
        .line("        process = multiprocessing.Process(target=watch, args=(memory.name, stop, last))")
        .line("        process.start()")
        .at(
            line::WAIT,
            format!("        time.sleep({})", seconds(scenario.scaled_ms("delay"))),
        )
        .line("        print(\"before\", last.value)")
        .at(
            line::FILL,
            format!(
                "        memory.buf[:{size}] = bytes([{}]) * {size}",
                scenario.integer("fill")
            ),
        )
        .lines("        stop.set()")
        .at(line::JOIN, "        process.join()")
        .line("        print(\"after\", last.value)")
}

/// The child: sums the picture until it is told to stop; the name, the event, where the last sum goes, bytes, the pause.
#[cfg(feature = "program")]
static WATCH: Entry<(String, Event, Value<i64>, usize, Duration)> = Entry::new("watch", watch);

#[cfg(feature = "program")]
fn watch(
    run: &mut Run,
    (name, stop, last, size, poll): (String, Event, Value<i64>, usize, Duration),
) -> Result<(), TaskError> {
    run.at(line::ATTACH);
    let memory = run::raised(SharedMemory::attach(&name))?;
    let picture = run::raised(memory.as_array::<u8>(&[size]))?;
    loop {
        run.at(line::POLL);
        let stopped = stop.wait_timeout(poll);
        run.at(line::SUM);
        last.set(picture.sum());
        if stopped {
            return Ok(());
        }
    }
}

/// Makes the picture, fills it after a while, ends the watch.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let size = size(scenario);
    let mut manager = SharedMemoryManager::new();
    run::raised(manager.start())?;
    let memory = run::raised(manager.shared_memory(size))?;
    let stop = run::raised(Event::named("stop"))?;
    let last = run::raised(Value::named("last", -1i64))?;
    let given = (
        memory.name().to_owned(),
        stop.clone(),
        last.clone(),
        size as usize,
        run::scaled(scenario, "poll"),
    );
    let process = run.process(&WATCH, given);
    run.start_process(&process, 0)?;
    run.at(line::WAIT);
    run::sleep(run::scaled(scenario, "delay"));
    let before = last.get();
    run.print(&format!("before {before}"));
    run.at(line::FILL);
    let fill = scenario.integer("fill");
    run::raised(memory.as_array::<u8>(&[size as usize]))?.fill(fill as u8);
    stop.set();
    run.join_process(&process, line::JOIN)?;
    let after = last.get();
    run.print(&format!("after {after}"));
    manager.shutdown();
    run.check(
        "check-sum-full",
        after == size * fill,
        format!("{after} of {}", size * fill),
    );
    run.value("before", TaskValue::Integer(before));
    run.value("after", TaskValue::Integer(after));
    Ok(())
}
