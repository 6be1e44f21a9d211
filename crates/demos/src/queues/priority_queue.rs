//! `priority-queue`: in which order three kinds of queue give back what was put.
//!
//! A run: the items are put in the given order and taken until the queue is empty. With ties two pairs of the same priority follow, whose
//! second parts cannot be compared: the second `put` raises, and its item is in the queue all the same.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::tuple;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    core::cmp::Ordering,
    runtime::error::Error,
    runtime::stop::Stopped,
    runtime::sync::{LifoQueue, PriorityQueue, Queue},
    runtime::thread::raise,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// `put`.
    pub const PUT: u16 = python::OWN;
    /// `get`.
    pub const GET: u16 = python::OWN + 1;
    /// The second `put` of a tie.
    pub const TIE: u16 = python::OWN + 2;
    /// What is in the queue afterwards.
    pub const COUNT: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "priority-queue",
        fields: &[
            Field::new("order", "priority"),
            Field::new("put_list", "3,1,2").list(),
            Field::new("ties", "off"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("LIFO and priority queues", "优先队列"),
    idea: Text::new(
        "Three queues with the same methods. What differs is who comes out first: the oldest item, the newest, or the smallest.",
        "三种队列，方法相同。不同的只是谁先出来：最早的、最新的，还是最小的。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "queue.PriorityQueue",
        "queue.LifoQueue",
        "queue.Queue",
        "TypeError",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The printed numbers, and the queue's track: it rises by one with each put and falls with each get.",
        "看打印出的数，以及队列的轨道：每次 put 升一格，每次 get 降一格。",
    ),
    tries: [
        Try::new(
            "priority-queue?v=1&order=lifo",
            "A stack: the last one first.",
            "栈：后进先出。",
        ),
        Try::new(
            "priority-queue?v=1&ties=on",
            "Two items of the same priority: the whole item is compared, and a dict cannot be.",
            "两个元素优先级相同：会比较整个元素，而字典无法比较。",
        ),
        Try::new(
            "priority-queue?v=1&put_list=5,4,3,2,1",
            "Put them in falling order: they come out rising.",
            "按降序放入：取出来是升序。",
        ),
    ],
    misconception: Text::new(
        "“Equal priorities come out in the order of going in.” Not promised: ties compare the rest of the item, and raise TypeError where that \
         has no order. Put a running number between priority and item.",
        "“优先级相同时按放入的先后取出。”没有这种保证：相同就比较元素的其余部分，无法比较时抛出 TypeError。可以在优先级和元素之间加一个递增编号。",
    ),
    threads: |_| 0,
};

fn class(scenario: &Scenario) -> &'static str {
    match scenario.text("order") {
        "fifo" => "Queue",
        "lifo" => "LifoQueue",
        _ => "PriorityQueue",
    }
}

fn listing(scenario: &Scenario) -> Listing {
    let class = class(scenario);
    let items = tuple(scenario.integers("put_list").iter().copied());
    Listing::of("import queue")
        .line("")
        .line(format!("items = queue.{class}()"))
        .line(format!("for number in {items}:"))
        .at(line::PUT, "    items.put(number)")
        .line("while not items.empty():")
        .at(line::GET, "    print(items.get())")
        .when(scenario.flag("ties"), |l| {
            l.line("")
                .line(format!("tasks = queue.{class}()"))
                .at(line::PUT, "tasks.put((1, {\"name\": \"a\"}))")
                .line("try:")
                .at(line::TIE, "    tasks.put((1, {\"name\": \"b\"}))")
                .line("except TypeError as error:")
                .line("    print(\"TypeError:\", error)")
                .at(line::COUNT, "print(\"in the queue:\", tasks.qsize())")
        })
}

/// A priority and a dict: equal priorities compare the dicts, which Python refuses.
#[cfg(feature = "program")]
#[derive(PartialEq, Eq)]
struct Task {
    priority: i64,
    name: &'static str,
}

#[cfg(feature = "program")]
impl Ord for Task {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.priority.cmp(&other.priority) {
            Ordering::Equal => raise(Error::type_error(
                "'<' not supported between instances of 'dict' and 'dict'",
            )),
            order => order,
        }
    }
}

#[cfg(feature = "program")]
impl PartialOrd for Task {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// One of the three, by what the demo needs of it.
#[cfg(feature = "program")]
enum Items<T: Ord> {
    Fifo(Queue<T>),
    Lifo(LifoQueue<T>),
    Priority(PriorityQueue<T>),
}

#[cfg(feature = "program")]
impl<T: Ord> Items<T> {
    fn new(class: &str, name: &str) -> Self {
        match class {
            "Queue" => Items::Fifo(Queue::named(name, 0)),
            "LifoQueue" => Items::Lifo(LifoQueue::named(name, 0)),
            _ => Items::Priority(PriorityQueue::named(name, 0)),
        }
    }

    fn put(&self, item: T) -> Result<(), Error> {
        match self {
            Items::Fifo(queue) => queue.put(item),
            Items::Lifo(queue) => queue.put(item),
            Items::Priority(queue) => queue.put(item),
        }
    }

    fn get(&self) -> Result<T, Error> {
        match self {
            Items::Fifo(queue) => queue.get(),
            Items::Lifo(queue) => queue.get(),
            Items::Priority(queue) => queue.get(),
        }
    }

    fn qsize(&self) -> usize {
        match self {
            Items::Fifo(queue) => queue.qsize(),
            Items::Lifo(queue) => queue.qsize(),
            Items::Priority(queue) => queue.qsize(),
        }
    }
}

/// Puts all, takes all, and tries a tie.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (class, given) = (class(scenario), scenario.integers("put_list"));
    let items = Items::new(class, "items");
    for number in given {
        run.at(line::PUT);
        run::raised(items.put(*number))?;
    }
    let mut taken = Vec::new();
    while items.qsize() > 0 {
        run.at(line::GET);
        let number = run::raised(items.get())?;
        run.print(&number.to_string());
        taken.push(number);
    }
    let mut expected = given.to_vec();
    match class {
        "Queue" => {}
        "LifoQueue" => expected.reverse(),
        _ => expected.sort_unstable(),
    }
    run.value("taken", run::integers(taken.iter().copied()));
    run.check(
        "check-order-of-queue",
        taken == expected,
        format!("{taken:?}"),
    );
    if scenario.flag("ties") {
        tie(run, class)?;
    }
    Ok(())
}

/// Two items of the same priority.
#[cfg(feature = "program")]
fn tie(run: &mut Run, class: &str) -> Result<(), TaskError> {
    let tasks = Items::new(class, "tasks");
    let task = |name| Task { priority: 1, name };
    run.at(line::PUT);
    run::raised(tasks.put(task("a")))?;
    run.at(line::TIE);
    match catch_unwind(AssertUnwindSafe(|| tasks.put(task("b")))) {
        Ok(put) => run::raised(put)?,
        Err(payload) if Stopped::is(&*payload) => resume_unwind(payload),
        Err(payload) => match payload.downcast::<Error>() {
            Ok(error) => {
                run.print(&error.to_string());
                run.error("tasks.put((1, {…}))", &error);
            }
            Err(payload) => resume_unwind(payload),
        },
    }
    run.at(line::COUNT);
    let count = tasks.qsize();
    run.print(&format!("in the queue: {count}"));
    run.value("tasks.qsize()", TaskValue::Integer(count as i64));
    run.check("check-tie-is-in", count == 2, format!("{count}"));
    Ok(())
}
