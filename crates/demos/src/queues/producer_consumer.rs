//! `producer-consumer`: producers put numbers, consumers take and process each.
//!
//! A run: producer p of P puts p, p + P, p + 2P … below `items`. A consumer takes a number, works for `work`, prints. The end: main joins the
//! producers and puts one sentinel (`None`) for each consumer, or calls `shutdown`; or a consumer leaves when it finds the queue empty.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    super::taken,
    crate::run::{self, Run},
    crate::run::{Shared, Thread},
    runtime::error::{Error, Kind},
    runtime::sync::{Queue, Shutdown},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// A consumer's work.
    pub const WAIT: u16 = python::line::WAIT;
    /// `put`.
    pub const PUT: u16 = python::OWN;
    /// `get`.
    pub const GET: u16 = python::OWN + 1;
    /// A consumer's `print`.
    pub const PRINT: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join` of the producers.
    pub const JOIN_PRODUCERS: u16 = python::OWN + 4;
    /// Sentinels, or `shutdown`.
    pub const CLOSE: u16 = python::OWN + 5;
    /// `join` of the consumers.
    pub const JOIN_CONSUMERS: u16 = python::OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "producer-consumer",
        fields: &[
            Field::new("items", "10").within(1.0, 200.0),
            Field::new("producers", "1").within(1.0, 8.0),
            Field::new("consumers", "1").within(1.0, 8.0),
            Field::new("work", "1").within(0.0, 1.0),
            Field::new("maxsize", "0").within(0.0, 50.0),
            Field::new("stop", "sentinel"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("Hand over through a queue", "多线程队列版"),
    idea: Text::new(
        "Producers put numbers into a queue, consumers take them out and work on each. The queue does the locking, and whoever finds nothing \
         waits.",
        "生产者把数放进队列，消费者逐个取出并处理。加锁由队列负责，取不到东西的线程就等待。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "queue.Queue",
        "Queue.put",
        "Queue.get",
        "Queue.shutdown",
        "queue.ShutDown",
        "threading.Thread",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Each number is taken exactly once. The producer is through at once, the queue fills, and one consumer needs ten seconds for ten items: \
         it is the bottleneck.",
        "每个数恰好被取走一次。生产者马上就放完了，队列越积越多；一个消费者处理十个元素要十秒：瓶颈就在这里。",
    ),
    tries: [
        Try::new(
            "producer-consumer?v=1&consumers=5",
            "Five consumers: 2 s instead of 10.",
            "五个消费者：从 10 秒变成 2 秒。",
        ),
        Try::new(
            "producer-consumer?v=1&producers=8&work=0.2",
            "Eight producers, one consumer: no faster than one producer.",
            "八个生产者、一个消费者：并不比一个生产者快。",
        ),
        Try::new(
            "producer-consumer?v=1&maxsize=2&work=0.3",
            "Room for two: now the producer has to wait as well.",
            "只能放两个：现在生产者也要等了。",
        ),
    ],
    misconception: Text::new(
        "“It is slow, so produce faster.” The slower side sets the pace: more producers only make the queue longer. And the end must be said: \
         one sentinel for each consumer, or shutdown.",
        "“太慢了，就加快生产。”快慢由较慢的一方决定：增加生产者只会让队列更长。另外，结束必须告知：每个消费者一个哨兵值，或者调用 shutdown。",
    ),
    threads: |scenario| {
        u32::try_from(scenario.integer("producers") + scenario.integer("consumers")).unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let stop = scenario.text("stop");
    let (items, producers) = (
        integer(scenario.integer("items")),
        scenario.integer("producers"),
    );
    let listing = Listing::of("import queue\nimport threading\nimport time\n\ndef produce(first):")
        .line(format!(
            "    for number in range(first, {items}, {producers}):"
        ))
        .at(line::PUT, "        numbers.put(number)")
        .lines("\ndef consume(name):");
    let listing = match stop {
        "shutdown" => listing
            .lines("    while True:\n        try:")
            .at(line::GET, "            number = numbers.get()")
            .lines("        except queue.ShutDown:\n            break"),
        "empty-check" => listing
            .line("    while not numbers.empty():")
            .at(line::GET, "        number = numbers.get()"),
        _ => listing
            .line("    while True:")
            .at(line::GET, "        number = numbers.get()")
            .lines("        if number is None:\n            break"),
    };
    let listing = listing
        .at(line::WAIT, format!("        time.sleep({})", seconds(scenario.scaled_ms("work"))))
        .at(line::PRINT, "        print(f\"{name} took {number}\")")
        .line("")
        .line(format!("numbers = queue.Queue({})", scenario.integer("maxsize")))
        .line(format!("producers = [threading.Thread(target=produce, args=(i,)) for i in range({producers})]"))
        .line(format!(
            "consumers = [threading.Thread(target=consume, args=(f\"consumer-{{i}}\",)) for i in range({})]",
            scenario.integer("consumers")
        ))
        .line("for thread in producers + consumers:")
        .at(line::START, "    thread.start()")
        .line("for thread in producers:")
        .at(line::JOIN_PRODUCERS, "    thread.join()");
    match stop {
        "shutdown" => listing.at(line::CLOSE, "numbers.shutdown()"),
        "empty-check" => listing,
        _ => listing
            .line("for _ in consumers:")
            .at(line::CLOSE, "    numbers.put(None)"),
    }
    .line("for thread in consumers:")
    .at(line::JOIN_CONSUMERS, "    thread.join()")
}

/// Producers put, consumers take; the end is told by sentinels, by `shutdown`, or guessed from an empty queue.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let belt = Belt {
        numbers: Arc::new(Queue::named(
            "numbers",
            run::count(scenario, "maxsize") as usize,
        )),
        stop: match scenario.text("stop") {
            "shutdown" => Stop::Shutdown,
            "empty-check" => Stop::EmptyCheck,
            _ => Stop::Sentinel,
        },
        work: run::scaled(scenario, "work"),
        taken: Shared::default(),
    };
    let (producers, consumers) = threads(run, scenario, &belt);
    run.start_all(&producers, line::START)?;
    run.start_all(&consumers, line::START)?;
    run.join_all(&producers, line::JOIN_PRODUCERS)?;
    match belt.stop {
        Stop::Shutdown => {
            run.at(line::CLOSE);
            belt.numbers.shutdown(Shutdown::Drain);
        }
        Stop::Sentinel => {
            for _ in &consumers {
                run.at(line::CLOSE);
                run::raised(belt.numbers.put(None))?;
            }
        }
        Stop::EmptyCheck => {}
    }
    run.join_all(&consumers, line::JOIN_CONSUMERS)?;
    note(run, scenario, &belt);
    Ok(())
}

/// How a consumer learns that nothing more will come.
#[cfg(feature = "program")]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Sentinel,
    Shutdown,
    EmptyCheck,
}

/// What all threads work at.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Belt {
    /// `None` is the sentinel.
    numbers: Arc<Queue<Option<i64>>>,
    stop: Stop,
    work: Duration,
    /// Who took what, in order of taking.
    taken: Shared<Vec<(usize, i64)>>,
}

#[cfg(feature = "program")]
fn threads(run: &mut Run, scenario: &Scenario, belt: &Belt) -> (Vec<Thread>, Vec<Thread>) {
    let (items, count) = (scenario.integer("items"), scenario.integer("producers"));
    let producers = (0..count)
        .map(|first| {
            let numbers = belt.numbers.clone();
            run.thread("produce", move || {
                for number in (first..items).step_by(count as usize) {
                    run::at(line::PUT);
                    numbers.put(Some(number))?;
                }
                Ok(())
            })
        })
        .collect();
    let consumers = (0..run::count(scenario, "consumers") as usize)
        .map(|me| {
            let belt = belt.clone();
            run.thread("consume", move || belt.consume(me))
        })
        .collect();
    (producers, consumers)
}

#[cfg(feature = "program")]
impl Belt {
    fn consume(&self, me: usize) -> Result<(), Error> {
        loop {
            run::at(line::GET);
            if self.stop == Stop::EmptyCheck && self.numbers.empty() {
                return Ok(());
            }
            let number = match self.numbers.get() {
                Ok(Some(number)) => number,
                Ok(None) => return Ok(()),
                Err(error) if *error.kind() == Kind::ShutDown => return Ok(()),
                Err(error) => return Err(error),
            };
            self.taken.with(|taken| taken.push((me, number)));
            run::at(line::WAIT);
            run::sleep(self.work);
            run::at(line::PRINT);
            run::print(&format!("consumer-{me} took {number}"));
        }
    }
}

/// What was taken, and what must hold however the threads took turns.
#[cfg(feature = "program")]
fn note(run: &mut Run, scenario: &Scenario, belt: &Belt) {
    let items = scenario.integer("items");
    let taken = belt.taken.get();
    let left = belt.numbers.qsize();
    run.value("taken", TaskValue::Integer(taken.len() as i64));
    run.value("left", TaskValue::Integer(left as i64));
    if belt.stop == Stop::EmptyCheck {
        run.check(
            "check-items-conserved",
            taken.len() + left == items as usize,
            format!("{} taken, {left} left", taken.len()),
        );
    } else {
        taken::each_once(run, &taken, left, items);
    }
    taken::in_order(run, scenario, &taken);
}
