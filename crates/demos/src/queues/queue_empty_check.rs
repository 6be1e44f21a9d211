//! `queue-empty-check`: "stop when empty" is a race.
//!
//! A run: the producer puts `items` numbers, sleeping `pause` after each; a consumer leaves its loop when the queue looks empty. `start_first`
//! says who is started first. Taken + left = put, always; two consumers may block for ever, one after the other's take.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    runtime::error::Error,
    runtime::sync::Queue,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The producer's sleep.
    pub const WAIT: u16 = python::line::WAIT;
    /// `put`.
    pub const PUT: u16 = python::OWN;
    /// `empty`.
    pub const CHECK: u16 = python::OWN + 1;
    /// `get`.
    pub const GET: u16 = python::OWN + 2;
    /// A consumer's last line.
    pub const TAKEN: u16 = python::OWN + 3;
    /// `start`.
    pub const START: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
    /// Main's last line.
    pub const LEFT: u16 = python::OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "queue-empty-check",
        fields: &[
            Field::new("start_first", "consumer"),
            Field::new("pause", "0")
                .within(0.0, 0.5)
                .called("Producer's pause", "生产者停顿")
                .explained(
                    "How long the producer sleeps after each item.",
                    "生产者每放一个元素后睡多久。",
                ),
            Field::new("consumers", "1").within(1.0, 8.0),
            Field::new("items", "10").within(1.0, 200.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("“Stop when empty” is a race", "判空退出的陷阱"),
    idea: Text::new(
        "The consumer takes items until the queue is empty, then leaves. But empty now does not mean finished: the producer may not even have \
         begun.",
        "消费者不断取元素，队列空了就离开。但此刻为空并不等于结束：生产者可能还没开始。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "queue.Queue",
        "Queue.empty",
        "Queue.get",
        "Queue.qsize",
        "Queue.put",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Started first, the consumer finds an empty queue and is gone: taken 0, left 10. Taken and left always add up to what was put, however \
         the race ends.",
        "消费者先启动，看到空队列就走了：取走 0 个，剩下 10 个。不管竞争结果如何，取走的加剩下的总等于放入的。",
    ),
    tries: [
        Try::new(
            "queue-empty-check?v=1&start_first=producer",
            "Producer first, no pause: right nearly always, and that is the danger.",
            "生产者先启动、没有停顿：几乎总是对的，危险就在这里。",
        ),
        Try::new(
            "queue-empty-check?v=1&start_first=producer&pause=0.1",
            "A producer that pauses: the consumer overtakes it and leaves.",
            "生产者有停顿：消费者追上它，然后离开。",
        ),
        Try::new(
            "queue-empty-check?v=1&start_first=producer&consumers=8",
            "Eight consumers: one may see the last item, lose it to another, and wait for ever.",
            "八个消费者：有的可能看到最后一个元素，却被别人取走，从此永远等待。",
        ),
    ],
    misconception: Text::new(
        "“empty() tells me that all is done.” It tells how things were a moment ago. Use a sentinel, shutdown, or join with task_done: they say \
         what empty cannot, that nothing more will come.",
        "“empty() 说明全部完成了。”它说的只是刚才的情况。请用哨兵值、shutdown，或 join 配合 task_done：它们能说明 empty 说不了的事，也就是不会再有元素。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("consumers")).unwrap_or(0) + 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let pause = scenario.scaled_ms("pause");
    let order = match scenario.text("start_first") {
        "producer" => "for thread in [producer] + consumers:",
        _ => "for thread in consumers + [producer]:",
    };
    Listing::of("import queue\nimport threading")
        .when(pause > 0.0, |l| l.line("import time"))
        .lines("\ndef produce():")
        .line(format!(
            "    for number in range({}):",
            integer(scenario.integer("items"))
        ))
        .at(line::PUT, "        numbers.put(number)")
        .when(pause > 0.0, |l| {
            l.at(
                line::WAIT,
                format!("        time.sleep({})", seconds(pause)),
            )
        })
        .lines("\ndef consume():\n    taken = 0")
        .at(line::CHECK, "    while not numbers.empty():")
        .at(line::GET, "        numbers.get()")
        .line("        taken += 1")
        .at(line::TAKEN, "    print(\"taken\", taken)")
        .lines("\nnumbers = queue.Queue()\nproducer = threading.Thread(target=produce)")
        .line(format!(
            "consumers = [threading.Thread(target=consume) for _ in range({})]",
            scenario.integer("consumers")
        ))
        .line(order)
        .at(line::START, "    thread.start()")
        .line(order)
        .at(line::JOIN, "    thread.join()")
        .at(line::LEFT, "print(\"left\", numbers.qsize())")
}

/// Consumers take items until the queue looks empty, whether or not the producer is through.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let items = scenario.integer("items");
    let (numbers, taken) = (Arc::new(Queue::named("numbers", 0)), Shared::new(0_i64));
    let pause = run::scaled(scenario, "pause");
    let to = numbers.clone();
    let producer = run.thread("produce", move || {
        for number in 0..items {
            run::at(line::PUT);
            to.put(number)?;
            if !pause.is_zero() {
                run::at(line::WAIT);
                run::sleep(pause);
            }
        }
        Ok(())
    });
    let mut threads = Vec::new();
    for _ in 0..scenario.integer("consumers") {
        let (numbers, taken) = (numbers.clone(), taken.clone());
        threads.push(run.thread("consume", move || consume(&numbers, &taken)));
    }
    match scenario.text("start_first") {
        "producer" => threads.insert(0, producer),
        _ => threads.push(producer),
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    run.at(line::LEFT);
    let (taken, left) = (taken.get(), numbers.qsize() as i64);
    run.print(&format!("left {left}"));
    run.value("taken", TaskValue::Integer(taken));
    run.value("left", TaskValue::Integer(left));
    run.check(
        "check-items-conserved",
        taken + left == items,
        format!("{taken} taken, {left} left"),
    );
    Ok(())
}

#[cfg(feature = "program")]
fn consume(numbers: &Queue<i64>, all_taken: &Shared<i64>) -> Result<(), Error> {
    let mut taken = 0;
    loop {
        run::at(line::CHECK);
        if numbers.empty() {
            break;
        }
        run::at(line::GET);
        numbers.get()?;
        taken += 1;
        all_taken.with(|all| *all += 1);
    }
    run::at(line::TAKEN);
    run::print(&format!("taken {taken}"));
    Ok(())
}
