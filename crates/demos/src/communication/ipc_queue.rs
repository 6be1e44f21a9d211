//! `ipc-queue`: a queue between processes, its feeder, and why a child is joined only after its queue is drained.
//!
//! A run: a child puts n numbers and returns; main gets them before it joins the child, or after.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, integer};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::ipc::Queue,
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child's `put`.
    pub const PUT: u16 = OWN;
    /// The end of the child's function, where its feeder still writes.
    pub const LAST: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// Main's `get`.
    pub const GET: u16 = OWN + 3;
    /// `join`.
    pub const JOIN: u16 = OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-queue",
        fields: &[
            Field::new("items", "5").within(1.0, 50_000.0),
            Field::new("drain", "before-join"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("A queue between processes", "进程队列"),
    idea: Text::new(
        "It looks like the queue of threads, but every item is written down, copied and read again. A feeder thread of the child does the writing, a little later.",
        "它看起来像线程的队列，但每个元素都要写成字节、复制、再读出来。写的工作由子进程里的一个喂送线程稍后完成。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.Queue",
        "Queue.put",
        "Queue.get",
        "Process.join",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The child's main thread serialises at each put (in CPython its feeder does). The lane QueueFeederThread in the child's band sends, when the puts are long done. Main receives and deserialises.",
        "子进程的主线程在每次 put 时序列化（在 CPython 里由 feeder 线程做）。子进程那一组里的 QueueFeederThread 泳道负责发送，那时早已放完。主进程接收并反序列化。",
    ),
    tries: [
        Try::new(
            "ipc-queue?v=1&items=50000&drain=after-join",
            "Join first, with many items: the child waits for room in the pipe, main waits for the child. Press Stop to leave.",
            "元素很多，却先 join：子进程等管道腾出位置，主进程等子进程。按“停止”离开。",
        ),
        Try::new(
            "ipc-queue?v=1&drain=after-join",
            "Join first, with five: they fit into the pipe, so nobody notices the mistake.",
            "只有五个元素时先 join：管道装得下，谁也没发现这个错误。",
        ),
        Try::new(
            "ipc-queue?v=1&items=20000",
            "Twenty thousand items, drained in time: how many go with one send?",
            "两万个元素，及时取走：一次发送带走多少个？",
        ),
    ],
    misconception: Text::new(
        "“Join the children first, then read what they have put.” A child does not end before its feeder has written everything, and the feeder waits for a reader: \
         get first, then join.",
        "“先 join 子进程，再读它放入的东西。”喂送线程写完之前子进程不会结束，而喂送线程在等人读取：先 get，再 join。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead {
        threads: 1,
        ..Ahead::processes(1)
    },
    #[cfg(feature = "program")]
    entries: &[&PRODUCE],
};

fn listing(scenario: &Scenario) -> Listing {
    let items = integer(scenario.integer("items"));
    let early = scenario.text("drain") == "before-join";
    let get = |listing: Listing| {
        listing.at(
            line::GET,
            format!("    numbers = [queue.get() for _ in range({items})]"),
        )
    };
    let join = |listing: Listing| listing.at(line::JOIN, "    process.join()");
    let head = Listing::of("import multiprocessing\n\ndef produce(queue, n):")
        .line("    for number in range(n):")
        .at(line::PUT, "        queue.put(number)")
        .at(line::LAST, "    print(\"child: put\", n)")
        .lines("\nif __name__ == \"__main__\":\n    queue = multiprocessing.Queue()")
        .line(format!(
            "    process = multiprocessing.Process(target=produce, args=(queue, {items}))"
        ))
        .at(line::START, "    process.start()");
    let body = if early {
        join(get(head))
    } else {
        get(join(head))
    };
    body.line("    print(\"got\", len(numbers), \"numbers, sum\", sum(numbers))")
}

/// The child: puts numbers and returns.
#[cfg(feature = "program")]
static PRODUCE: Entry<(Queue<i64>, i64)> = Entry::new("produce", produce);

#[cfg(feature = "program")]
fn produce(run: &mut Run, (queue, n): (Queue<i64>, i64)) -> Result<(), TaskError> {
    run.at(line::PUT);
    (0..n).try_for_each(|number| run::raised(queue.put(number)))?;
    run.at(line::LAST);
    run.print(&format!("child: put {n}"));
    Ok(()) // Dropping the queue waits for the feeder, as the end of a Python process does.
}

/// Starts the child, gets and joins in the order that was asked for.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let items = scenario.integer("items");
    let queue = run::raised(Queue::named("queue", 0))?;
    let process = run.process(&PRODUCE, (queue.clone(), items));
    run.start_process(&process, line::START)?;
    let early = scenario.text("drain") == "before-join";
    if !early {
        run.join_process(&process, line::JOIN)?;
    }
    run.at(line::GET);
    let numbers = (0..items)
        .map(|_| run::raised(queue.get()))
        .collect::<Result<Vec<i64>, TaskError>>()?;
    if early {
        run.join_process(&process, line::JOIN)?;
    }
    let (got, sum) = (numbers.len(), numbers.iter().sum::<i64>());
    run.print(&format!("got {got} numbers, sum {sum}"));
    let left = queue.qsize();
    run.check(
        "check-items-conserved",
        numbers.iter().copied().eq(0..items) && left == 0,
        format!("{items} put, {got} taken, {left} left"),
    );
    run.value("sum", TaskValue::Integer(sum));
    Ok(())
}
