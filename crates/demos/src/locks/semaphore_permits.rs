//! `semaphore-permits`: a counter of free places.
//!
//! A run: each thread takes a permit, holds it for `hold`, gives it back. When all are through main releases once more: a bounded semaphore
//! refuses with `ValueError`, a plain one grows.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Inside,
    crate::run::{self, Run},
    runtime::error::Error,
    runtime::sync::{BoundedSemaphore, Semaphore},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a thread that is in.
    pub const WAIT: u16 = python::line::WAIT;
    /// Taking a permit.
    pub const ACQUIRE: u16 = python::OWN;
    /// `print` of a thread.
    pub const PRINT: u16 = python::OWN + 1;
    /// `start`.
    pub const START: u16 = python::OWN + 2;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 3;
    /// The release too many.
    pub const EXTRA: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "semaphore-permits",
        fields: &[
            Field::new("threads", "5").within(1.0, 32.0),
            Field::new("permits", "2").within(1.0, 16.0),
            Field::new("hold", "0.5").within(0.05, 2.0),
            Field::new("bounded", "off"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Locks,
    title: Text::new("n permits", "信号量"),
    idea: Text::new(
        "A semaphore counts free places. Who enters takes one, who leaves gives one back, and when none is left the next has to wait.",
        "信号量记录还有几个空位。进入时取走一个，离开时归还一个；没有空位时，后来的就要等待。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "threading.Semaphore",
        "threading.BoundedSemaphore",
        "Semaphore.acquire",
        "Semaphore.release",
        "with",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Never more than two lanes are inside at once; five threads come in three rounds, 1.5 s. The last line of the output tells what one \
         release too many does.",
        "同时在里面的泳道从不超过两条；五个线程分三轮，共 1.5 秒。输出的最后一行说明多释放一次会怎样。",
    ),
    tries: [
        Try::new(
            "semaphore-permits?v=1&permits=5",
            "As many permits as threads: nobody ever waits.",
            "许可数等于线程数：谁也不用等。",
        ),
        Try::new(
            "semaphore-permits?v=1&permits=1",
            "One permit: a lock, but without an owner.",
            "一个许可：相当于锁，但没有持有者。",
        ),
        Try::new(
            "semaphore-permits?v=1&bounded=on",
            "Bounded: the release too many is refused.",
            "有上限：多余的释放被拒绝。",
        ),
    ],
    misconception: Text::new(
        "“A semaphore is a lock with a number.” With one permit it excludes like a lock, but nobody owns it: any thread may release, even one \
         that never acquired, and a plain semaphore then lets in one more.",
        "“信号量就是带数字的锁。”只有一个许可时，它像锁一样互斥，但没有持有者：任何线程都可以释放，哪怕从没取得过；普通信号量随后就会多放进一个。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let class = if scenario.flag("bounded") {
        "BoundedSemaphore"
    } else {
        "Semaphore"
    };
    let listing = Listing::of("import threading\nimport time\n\ndef work(number):")
        .at(line::ACQUIRE, "    with places:")
        .at(line::PRINT, "        print(f\"thread {number} is in\")")
        .at(
            line::WAIT,
            format!(
                "        time.sleep({})",
                seconds(scenario.scaled_ms("hold"))
            ),
        )
        .line("")
        .line(format!(
            "places = threading.{class}({})",
            scenario.integer("permits")
        ))
        .line("threads = []")
        .line(format!(
            "for number in range({}):",
            scenario.integer("threads")
        ))
        .line("    threads.append(threading.Thread(target=work, args=(number,)))");
    start_and_join(listing, line::START, line::JOIN)
        .line("try:")
        .at(line::EXTRA, "    places.release()  # one too many")
        .lines("    print(\"now there is one place more\")\nexcept ValueError as error:\n    print(\"ValueError:\", error)")
}

/// Lets threads in, as many at once as there are permits, then releases once too often.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let permits = run::count(scenario, "permits");
    let hold = run::scaled(scenario, "hold");
    let places = Arc::new(Places::new(scenario.flag("bounded"), permits));
    let inside = Inside::default();
    let mut threads = Vec::new();
    for number in 0..scenario.integer("threads") {
        let (places, inside) = (places.clone(), inside.clone());
        threads.push(run.thread("work", move || {
            run::at(line::ACQUIRE);
            places.within(|| {
                inside.enter();
                run::at(line::PRINT);
                run::print(&format!("thread {number} is in"));
                run::at(line::WAIT);
                run::sleep(hold);
                inside.leave();
            });
        }));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let most = inside.most();
    run.value("most at once", TaskValue::Integer(most.into()));
    run.check(
        "check-permits",
        most <= permits,
        format!("{most} inside, {permits} permits"),
    );
    run.at(line::EXTRA);
    let extra = places.release();
    let left = places.value();
    match &extra {
        Ok(()) => run.print("now there is one place more"),
        Err(error) => {
            run.print(&error.to_string());
            run.error("places.release()", error);
        }
    }
    let expected = permits + u32::from(extra.is_ok());
    run.check(
        "check-permits-conserved",
        left == expected && extra.is_err() == scenario.flag("bounded"),
        format!("{left} free, {expected} expected"),
    );
    run.value("free places", TaskValue::Integer(left.into()));
    Ok(())
}

/// The semaphore, of either kind.
#[cfg(feature = "program")]
enum Places {
    Plain(Semaphore),
    Bounded(BoundedSemaphore),
}

#[cfg(feature = "program")]
impl Places {
    fn new(bounded: bool, permits: u32) -> Self {
        if bounded {
            Places::Bounded(BoundedSemaphore::named("places", permits))
        } else {
            Places::Plain(Semaphore::named("places", permits))
        }
    }

    /// Python's `with`.
    fn within(&self, act: impl FnOnce()) {
        match self {
            Places::Plain(semaphore) => {
                let _place = semaphore.hold();
                act();
            }
            Places::Bounded(semaphore) => {
                let _place = semaphore.hold();
                act();
            }
        }
    }

    fn release(&self) -> Result<(), Error> {
        match self {
            Places::Plain(semaphore) => {
                semaphore.release();
                Ok(())
            }
            Places::Bounded(semaphore) => semaphore.release(),
        }
    }

    fn value(&self) -> u32 {
        match self {
            Places::Plain(semaphore) => semaphore.value(),
            Places::Bounded(semaphore) => semaphore.value(),
        }
    }
}
