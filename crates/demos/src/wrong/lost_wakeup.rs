//! `lost-wakeup`: a notification that comes before the wait is lost.
//!
//! A run: a producer puts one item for each consumer and notifies after each; consumers wait for the condition and take one item each. `look` says
//! whether a consumer looks for an item before it waits: not at all, once (`if`), or again after every wake-up (`while`). `start_first` and `gap`
//! decide who is first.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Thread},
    runtime::error::{Error, Kind},
    runtime::sync::{Condition, RLock},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The producer's pause between two items.
    pub const PAUSE: u16 = python::line::WAIT;
    /// `notify_all`.
    pub const NOTIFY: u16 = python::OWN;
    /// `wait`.
    pub const WAIT: u16 = python::OWN + 1;
    /// Taking the item.
    pub const TAKE: u16 = python::OWN + 2;
    /// The gap between both starts.
    pub const GAP: u16 = python::OWN + 3;
    /// `start`.
    pub const START: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "lost-wakeup",
        fields: &[
            Field::new("look", "none"),
            Field::new("start_first", "producer"),
            Field::new("consumers", "1").within(1.0, 8.0),
            Field::new("gap", "0.3"),
            Field::new("pause", "0.1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("A lost wake-up", "丢失的唤醒"),
    idea: Text::new(
        "notify wakes whoever waits at that moment, and is forgotten. Who comes later and waits without looking waits for something that has \
         happened already.",
        "notify 只唤醒当时正在等待的线程，随后就被忘记。后来者如果不看一眼就等，等的是已经发生过的事。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "threading.Condition",
        "Condition.wait",
        "Condition.notify_all",
        "Condition.wait_for",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The producer's lane has ended long before the consumer's wait begins, and no arrow ends at the consumer. With while it looks first, finds the \
         item and does not wait at all.",
        "生产者的泳道早已结束，消费者才开始等待，没有任何箭头指向它。用 while 时它先看一眼，发现元素，根本不用等。",
    ),
    tries: [
        Try::new(
            "lost-wakeup?v=1&look=while",
            "Look in a loop: nothing is lost, whoever is first.",
            "在循环里查看：无论谁先，都不会丢。",
        ),
        Try::new(
            "lost-wakeup?v=1&look=if&start_first=consumer&consumers=2",
            "if instead of while, two consumers: both are woken for one item, the second finds none.",
            "用 if 代替 while，两个消费者：为一个元素唤醒了两个，第二个扑空。",
        ),
        Try::new(
            "lost-wakeup?v=1&start_first=consumer",
            "The consumer first: now it works, which is the danger.",
            "消费者先启动：这次成功了，危险正在于此。",
        ),
    ],
    misconception: Text::new(
        "“A condition remembers that it was notified.” Only an event does. A condition is a place to wait; what is waited for must be a fact that \
         can be looked at, in a while loop, with the lock held.",
        "“条件变量会记住被通知过。”只有事件会。条件变量只是等待的地方；等的必须是可以查看的事实，并且要持锁、在 while 循环里查看。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("consumers")).unwrap_or(0) + 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let consumers = scenario.integer("consumers");
    let first = scenario.text("start_first") == "producer";
    let (one, other) = if first {
        ("[producer]", "consumers")
    } else {
        ("consumers", "[producer]")
    };
    let listing = Listing::of("import threading\nimport time\n\ndef produce():")
        .line(format!("    for number in range({consumers}):"))
        .lines("        with changed:\n            items.append(number)")
        .at(line::NOTIFY, "            changed.notify_all()")
        .at(
            line::PAUSE,
            format!(
                "        time.sleep({})",
                seconds(scenario.scaled_ms("pause"))
            ),
        )
        .lines("\ndef consume():\n    with changed:");
    let listing = match scenario.text("look") {
        "if" => listing
            .line("        if not items:")
            .at(line::WAIT, "            changed.wait()"),
        "while" => listing
            .line("        while not items:")
            .at(line::WAIT, "            changed.wait()"),
        _ => listing.at(line::WAIT, "        changed.wait()"),
    };
    listing
        .at(line::TAKE, "        print(\"took\", items.pop(0))")
        .lines("\nitems = []\nchanged = threading.Condition()\nproducer = threading.Thread(target=produce)")
        .line(format!("consumers = [threading.Thread(target=consume) for _ in range({consumers})]"))
        .line(format!("for thread in {one}:"))
        .at(line::START, "    thread.start()")
        .at(line::GAP, format!("time.sleep({})", seconds(scenario.scaled_ms("gap"))))
        .line(format!("for thread in {other}:"))
        .at(line::START, "    thread.start()")
        .line("for thread in [producer] + consumers:")
        .at(line::JOIN, "    thread.join()")
}

/// Lets consumers wait for items that a producer brings, before or after.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let count = scenario.integer("consumers");
    let shop = Shop {
        changed: Arc::new(Condition::named(
            "changed",
            Arc::new(RLock::named("lock of changed")),
        )),
        items: Shared::new(Vec::new()),
        taken: Shared::new(0),
    };
    let (pause, gap) = (run::scaled(scenario, "pause"), run::scaled(scenario, "gap"));
    let look = Look::of(scenario.text("look"));
    let to = shop.clone();
    let producer = run.thread("produce", move || to.produce(count, pause));
    let mut consumers: Vec<Thread> = Vec::new();
    for _ in 0..count {
        let from = shop.clone();
        consumers.push(run.thread("consume", move || from.consume(look)));
    }
    let both = [vec![producer], consumers];
    let (first, second) = match scenario.text("start_first") {
        "producer" => (&both[0], &both[1]),
        _ => (&both[1], &both[0]),
    };
    run.start_all(first, line::START)?;
    run.at(line::GAP);
    run::sleep(gap);
    run.start_all(second, line::START)?;
    both.iter()
        .try_for_each(|threads| run.join_all(threads, line::JOIN))?;
    let (taken, left) = (
        shop.taken.get(),
        shop.items.with(|items| items.len() as i64),
    );
    let seen = format!("{taken} taken, {left} left");
    run.check("check-items-conserved", taken + left == count, seen);
    run.value("taken", TaskValue::Integer(taken));
    run.value("left", TaskValue::Integer(left));
    Ok(())
}

/// When a consumer looks for an item.
#[cfg(feature = "program")]
#[derive(Clone, Copy, PartialEq)]
enum Look {
    Never,
    Once,
    Always,
}

#[cfg(feature = "program")]
impl Look {
    fn of(id: &str) -> Look {
        match id {
            "if" => Look::Once,
            "while" => Look::Always,
            _ => Look::Never,
        }
    }
}

/// Items and the condition under which they are taken.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Shop {
    changed: Arc<Condition<RLock>>,
    items: Shared<Vec<i64>>,
    taken: Shared<i64>,
}

#[cfg(feature = "program")]
impl Shop {
    fn produce(&self, count: i64, pause: Duration) -> Result<(), Error> {
        for number in 0..count {
            {
                let _held = self.changed.hold();
                self.items.with(|items| items.push(number));
                run::at(line::NOTIFY);
                self.changed.notify_all()?;
            }
            run::at(line::PAUSE);
            run::sleep(pause);
        }
        Ok(())
    }

    fn consume(&self, look: Look) -> Result<(), Error> {
        let _held = self.changed.hold();
        run::at(line::WAIT);
        let is_there = || self.items.with(|items| !items.is_empty());
        if look == Look::Never || !is_there() {
            self.changed.wait()?;
        }
        while look == Look::Always && !is_there() {
            self.changed.wait()?;
        }
        run::at(line::TAKE);
        let item = self
            .items
            .with(|items| (!items.is_empty()).then(|| items.remove(0)));
        let nothing = || Error::new(Kind::from_name("IndexError"), "pop from empty list");
        run::print(&format!("took {}", item.ok_or_else(nothing)?));
        self.taken.with(|taken| *taken += 1);
        Ok(())
    }
}
