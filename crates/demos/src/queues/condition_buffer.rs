//! `condition-buffer`: a bounded buffer made by hand, of one lock and two conditions.
//!
//! A run: as `producer-consumer`, but `put` and `get` are the program's own. A putter waits for "not full", a taker for "not empty"; both conditions
//! share the lock that guards the list. Main puts one sentinel (`None`) for each consumer.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    super::taken,
    crate::run::{self, Run, Shared, Thread},
    runtime::error::Error,
    runtime::sync::{Condition, Lock, Policy},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::collections::VecDeque,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// A consumer's work.
    pub const WORK: u16 = python::line::WAIT;
    /// A putter's `wait` for room.
    pub const WAIT_ROOM: u16 = python::OWN;
    /// `notify` of a taker.
    pub const NOTIFY_TAKER: u16 = python::OWN + 1;
    /// A taker's `wait` for an item.
    pub const WAIT_ITEM: u16 = python::OWN + 2;
    /// `notify` of a putter.
    pub const NOTIFY_PUTTER: u16 = python::OWN + 3;
    /// A consumer's `print`.
    pub const PRINT: u16 = python::OWN + 4;
    /// `start`.
    pub const START: u16 = python::OWN + 5;
    /// `join` of the producers.
    pub const JOIN_PRODUCERS: u16 = python::OWN + 6;
    /// Sentinels.
    pub const CLOSE: u16 = python::OWN + 7;
    /// `join` of the consumers.
    pub const JOIN_CONSUMERS: u16 = python::OWN + 8;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "condition-buffer",
        fields: &[
            Field::new("items", "10").within(1.0, 200.0),
            Field::new("producers", "1").within(1.0, 8.0),
            Field::new("consumers", "1").within(1.0, 8.0),
            Field::new("work", "0.3").within(0.0, 1.0),
            Field::new("maxsize", "2")
                .within(1.0, 50.0)
                .called("Places in the buffer", "缓冲区容量")
                .explained("How many items fit.", "能放多少个元素。"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("A buffer of conditions", "用条件变量做缓冲区"),
    idea: Text::new(
        "What a bounded queue does inside: one lock guards a list, one condition is waited on for room, another for an item. Whoever changes the \
         list notifies the other side.",
        "有界队列的内部：一把锁保护列表，一个条件变量等空位，另一个等元素。谁改了列表，就通知对方。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "threading.Condition",
        "Condition.wait",
        "Condition.notify",
        "threading.Lock",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The buffer is full after two items; from then on the producer waits on not_full, and each item that is taken wakes it for one more. In \
         between both wait for the lock, but only for an instant.",
        "放入两个元素后缓冲区就满了；此后生产者等在 not_full 上，每取走一个元素就唤醒它再放一个。其间双方也会等锁，但只是一瞬间。",
    ),
    tries: [
        Try::new(
            "condition-buffer?v=1&consumers=4",
            "Four consumers: a quarter of the time, and not_empty is waited on as well.",
            "四个消费者：时间变成四分之一，not_empty 上也有人等了。",
        ),
        Try::new(
            "condition-buffer?v=1&maxsize=1&work=0.1",
            "Room for one: putting and taking alternate.",
            "只能放一个：放和取交替进行。",
        ),
        Try::new(
            "condition-buffer?v=1&maxsize=50",
            "Room for all: the producer never waits.",
            "全放得下：生产者从不等待。",
        ),
    ],
    misconception: Text::new(
        "“After wait returns, there is an item.” Only that somebody notified: another taker may have been quicker. So wait stands in a while loop. \
         And notify gives away nothing: the woken thread still has to get the lock.",
        "“wait 返回后就有元素了。”只说明有人通知过：别的消费者可能更快。所以 wait 要放在 while 循环里。而且 notify 并不交出锁：被唤醒的线程还得先拿到锁。",
    ),
    threads: |scenario| {
        u32::try_from(scenario.integer("producers") + scenario.integer("consumers")).unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let (items, producers) = (
        integer(scenario.integer("items")),
        scenario.integer("producers"),
    );
    let work = seconds(scenario.scaled_ms("work"));
    buffer(Listing::of("import threading\nimport time\n\n"), scenario)
        .lines("\ndef produce(first):")
        .line(format!("    for number in range(first, {items}, {producers}):"))
        .lines("        put(number)\n\ndef consume(name):\n    while True:\n        number = get()")
        .lines("        if number is None:\n            break")
        .at(line::WORK, format!("        time.sleep({work})"))
        .at(line::PRINT, "        print(f\"{name} took {number}\")")
        .line("")
        .line(format!("producers = [threading.Thread(target=produce, args=(i,)) for i in range({producers})]"))
        .line(format!(
            "consumers = [threading.Thread(target=consume, args=(f\"consumer-{{i}}\",)) for i in range({})]",
            scenario.integer("consumers")
        ))
        .line("for thread in producers + consumers:")
        .at(line::START, "    thread.start()")
        .line("for thread in producers:")
        .at(line::JOIN_PRODUCERS, "    thread.join()")
        .line("for _ in consumers:")
        .at(line::CLOSE, "    put(None)")
        .line("for thread in consumers:")
        .at(line::JOIN_CONSUMERS, "    thread.join()")
}

/// The lock, its conditions, and the two functions.
fn buffer(listing: Listing, scenario: &Scenario) -> Listing {
    let places = scenario.integer("maxsize");
    listing
        .lines("items = []\nlock = threading.Lock()")
        .lines("not_full = threading.Condition(lock)\nnot_empty = threading.Condition(lock)")
        .lines("\ndef put(item):\n    with lock:")
        .line(format!("        while len(items) >= {places}:"))
        .at(line::WAIT_ROOM, "            not_full.wait()")
        .line("        items.append(item)")
        .at(line::NOTIFY_TAKER, "        not_empty.notify()")
        .lines("\ndef get():\n    with lock:\n        while not items:")
        .at(line::WAIT_ITEM, "            not_empty.wait()")
        .line("        item = items.pop(0)")
        .at(line::NOTIFY_PUTTER, "        not_full.notify()")
        .line("        return item")
}

/// Producers put into a buffer of the program's own, consumers take; the end is told by sentinels.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let buffer = Buffer::new(run::count(scenario, "maxsize") as usize);
    let work = run::scaled(scenario, "work");
    let taken: Shared<Vec<(usize, i64)>> = Shared::default();
    let (items, count) = (scenario.integer("items"), scenario.integer("producers"));
    let producers: Vec<Thread> = (0..count)
        .map(|first| {
            let to = buffer.clone();
            run.thread("produce", move || {
                (first..items)
                    .step_by(count as usize)
                    .try_for_each(|number| to.put(Some(number)))
            })
        })
        .collect();
    let consumers: Vec<Thread> = (0..run::count(scenario, "consumers") as usize)
        .map(|me| {
            let (from, taken) = (buffer.clone(), taken.clone());
            run.thread("consume", move || consume(me, &from, work, &taken))
        })
        .collect();
    run.start_all(&producers, line::START)?;
    run.start_all(&consumers, line::START)?;
    run.join_all(&producers, line::JOIN_PRODUCERS)?;
    for _ in &consumers {
        run.at(line::CLOSE);
        run::raised(buffer.put(None))?;
    }
    run.join_all(&consumers, line::JOIN_CONSUMERS)?;
    note(run, scenario, &buffer, &taken.get());
    Ok(())
}

#[cfg(feature = "program")]
fn consume(
    me: usize,
    from: &Buffer,
    work: Duration,
    taken: &Shared<Vec<(usize, i64)>>,
) -> Result<(), Error> {
    while let Some(number) = from.get()? {
        taken.with(|taken| taken.push((me, number)));
        run::at(line::WORK);
        run::sleep(work);
        run::at(line::PRINT);
        run::print(&format!("consumer-{me} took {number}"));
    }
    Ok(())
}

/// The list, its lock, and the two conditions under which it may be changed.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Buffer {
    places: usize,
    /// What is in it; the most that ever was. Its own lock is never contended: [`Buffer::not_full`]'s is held around it.
    items: Shared<(VecDeque<Option<i64>>, usize)>,
    not_full: Arc<Condition<Lock>>,
    not_empty: Arc<Condition<Lock>>,
}

#[cfg(feature = "program")]
impl Buffer {
    fn new(places: usize) -> Self {
        let lock = Arc::new(Lock::named("lock", Policy::Barging));
        let condition = |name| Arc::new(Condition::named(name, lock.clone()));
        Buffer {
            places,
            items: Shared::default(),
            not_full: condition("not_full"),
            not_empty: condition("not_empty"),
        }
    }

    fn put(&self, item: Option<i64>) -> Result<(), Error> {
        let _held = self.not_full.hold();
        while self.items.with(|(items, _)| items.len() >= self.places) {
            run::at(line::WAIT_ROOM);
            self.not_full.wait()?;
        }
        self.items.with(|(items, most)| {
            items.push_back(item);
            *most = items.len().max(*most);
        });
        run::at(line::NOTIFY_TAKER);
        self.not_empty.notify(1)
    }

    fn get(&self) -> Result<Option<i64>, Error> {
        let _held = self.not_empty.hold();
        let item = loop {
            if let Some(item) = self.items.with(|(items, _)| items.pop_front()) {
                break item;
            }
            run::at(line::WAIT_ITEM);
            self.not_empty.wait()?;
        };
        run::at(line::NOTIFY_PUTTER);
        self.not_full.notify(1)?;
        Ok(item)
    }
}

/// What was taken, and what must hold however the threads took turns.
#[cfg(feature = "program")]
fn note(run: &mut Run, scenario: &Scenario, buffer: &Buffer, taken: &[(usize, i64)]) {
    let items = scenario.integer("items");
    let (left, most) = buffer.items.with(|(items, most)| (items.len(), *most));
    run.value("taken", TaskValue::Integer(taken.len() as i64));
    run.value("most in the buffer", TaskValue::Integer(most as i64));
    taken::each_once(run, taken, left, items);
    run.check(
        "check-places",
        most <= buffer.places,
        format!("{most} in {} places", buffer.places),
    );
    taken::in_order(run, scenario, taken);
}
