//! `shared-image-tearing`: a reader that finds half an old and half a new picture, since shared memory does not synchronise.
//!
//! A run: a child fills a picture with zeros and ones by turns; main sums it again and again until the child has ended, with or without a lock. A
//! sum that is neither nothing nor full is torn.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::memory::SharedMemory,
    runtime::ipc::sync::{Event, Lock},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child's filling.
    pub const FILL: u16 = OWN;
    /// It says that it is ready.
    pub const DONE: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// Main's sum.
    pub const SUM: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
}

/// Numbers of a pixel.
const DEPTH: i64 = 3;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "shared-image-tearing",
        fields: &[
            Field::new("guarded", "off"),
            Field::new("writes", "100"),
            Field::new("height", "480"),
            Field::new("width", "640"),
        ],
    },
    chapter: Chapter::SharedMemory,
    title: Text::new("Half a picture", "撕裂的图像"),
    idea: Text::new(
        "A child fills a shared picture with zeros and ones by turns while main sums it. Without a lock, main may see a picture that is half old and half new.",
        "子进程轮流用 0 和 1 填满一张共享图片，主进程同时对它求和。不加锁时，主进程可能看到一半旧、一半新的图片。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "SharedMemory",
        "multiprocessing.Lock",
        "multiprocessing.Event",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "How many sums were torn: neither 0 nor full. With the lock the two lanes take turns, and none is.",
        "看有多少次求和是撕裂的：既不是 0 也不是满值。加锁后两条泳道轮流，一次也没有。",
    ),
    tries: [
        Try::new(
            "shared-image-tearing?v=1&guarded=on",
            "With the lock: no torn picture, ever.",
            "加上锁：绝不会有撕裂的图片。",
        ),
        Try::new(
            "shared-image-tearing?v=1&height=8&width=8",
            "A tiny picture: torn seldom or never, which proves nothing.",
            "很小的图片：很少或从不撕裂，但这什么也证明不了。",
        ),
        Try::new(
            "shared-image-tearing?v=1&writes=1000",
            "A thousand writes: more chances to look at the wrong moment.",
            "写一千次：更多机会在错误的时刻去看。",
        ),
    ],
    misconception: Text::new(
        "“Shared memory is safe as long as only one process writes.” One writer is enough for a reader to see a half: use a lock, an event, or two pictures by turns.",
        "“只要只有一个进程写，共享内存就是安全的。”一个写者就足以让读者看到一半：要用锁、事件，或轮流使用两张图片。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&WRITE],
};

fn size(scenario: &Scenario) -> i64 {
    scenario.integer("height") * scenario.integer("width") * DEPTH
}

fn listing(scenario: &Scenario) -> Listing {
    let guarded = scenario.flag("guarded");
    let size = size(scenario);
    let under = |listing: Listing, indent: &str, key, text: &str| {
        let listing = listing.when(guarded, |l| l.line(format!("{indent}with lock:")));
        let deeper = if guarded { "    " } else { "" };
        listing.at(key, format!("{indent}{deeper}{text}"))
    };
    let head = Listing::of("import multiprocessing\nfrom multiprocessing import shared_memory")
        .lines("\ndef write(name, lock, done):")
        .line("    memory = shared_memory.SharedMemory(name=name)")
        .line(format!(
            "    for turn in range({}):",
            scenario.integer("writes")
        ));
    let fill = format!("memory.buf[:{size}] = bytes([turn % 2]) * {size}");
    let head = under(head, "        ", line::FILL, &fill)
        .at(line::DONE, "    done.set()")
        .line("    memory.close()")
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    memory = shared_memory.SharedMemory(create=True, size={size})"
        ))
        .line("    lock, done = multiprocessing.Lock(), multiprocessing.Event()")
        .line("    process = multiprocessing.Process(target=write, args=(memory.name, lock, done))")
        .at(line::START, "    process.start()")
        .lines("    looks = torn = 0\n    while not done.is_set():");
    let count = format!("ones = bytes(memory.buf[:{size}]).count(1)");
    under(head, "        ", line::SUM, &count)
        .line("        looks += 1")
        .line(format!("        torn += ones not in (0, {size})"))
        .at(line::JOIN, "    process.join()")
        .lines("    memory.close()\n    memory.unlink()")
        .line("    print(\"torn:\", torn, \"of\", looks)")
}

/// What the child needs: the block's name, the lock, the event, bytes, turns, whether it holds the lock.
#[cfg(feature = "program")]
type Given = (String, Lock, Event, (usize, i64), bool);

/// The child: fills by turns.
#[cfg(feature = "program")]
static WRITE: Entry<Given> = Entry::new("write", write);

#[cfg(feature = "program")]
fn write(
    run: &mut Run,
    (name, lock, done, (size, turns), guarded): Given,
) -> Result<(), TaskError> {
    let memory = run::raised(SharedMemory::attach(&name))?;
    let picture = run::raised(memory.as_array::<u8>(&[size]))?;
    run.at(line::FILL);
    for turn in 0..turns {
        runtime::checkpoint::proceed();
        let held = guarded.then(|| lock.hold());
        picture.fill((turn % 2) as u8);
        drop(held);
    }
    run.at(line::DONE);
    done.set();
    Ok(())
}

/// Starts the child and sums until it has ended.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let guarded = scenario.flag("guarded");
    let size = size(scenario);
    let memory = run::raised(SharedMemory::create(size))?;
    let lock = run::raised(Lock::named("picture"))?;
    let done = run::raised(Event::named("done"))?;
    let turns = scenario.integer("writes");
    let given = (
        memory.name().to_owned(),
        lock.clone(),
        done.clone(),
        (size as usize, turns),
        guarded,
    );
    let process = run.process(&WRITE, given);
    run.start_process(&process, line::START)?;
    let picture = run::raised(memory.as_array::<u8>(&[size as usize]))?;
    let (mut looks, mut torn) = (0i64, 0i64);
    run.at(line::SUM);
    while !done.is_set() {
        runtime::checkpoint::proceed();
        let held = guarded.then(|| lock.hold());
        let ones = picture.sum();
        drop(held);
        looks += 1;
        torn += i64::from(ones != 0 && ones != size);
    }
    run.join_process(&process, line::JOIN)?;
    run::raised(memory.unlink())?;
    run.print(&format!("torn: {torn} of {looks}"));
    if guarded {
        run.check("check-none-torn", torn == 0, format!("{torn} of {looks}"));
    }
    run.value("looks", TaskValue::Integer(looks));
    run.value("torn", TaskValue::Integer(torn));
    Ok(())
}
