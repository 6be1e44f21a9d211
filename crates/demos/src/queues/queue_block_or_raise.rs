//! `queue-block-or-raise`: put, get, their nowait forms and their timeouts.
//!
//! A run: main makes the calls of `ops` one after the other, putting 1, 2, 3 …; for each it prints the value or the error, and how long the
//! call took. A helper looks every 2 · `timeout`: it takes an item if the queue is full and puts `"from helper"` if it is empty, so that no
//! call waits for ever.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    runtime::error::Error,
    runtime::sync::{Event, Queue},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The helper's look.
    pub const HELP: u16 = OWN;
    /// The helper's `get`.
    pub const HELP_GET: u16 = OWN + 1;
    /// The helper's `put`.
    pub const HELP_PUT: u16 = OWN + 2;
    /// First call of main; the next has the next key, at most 32.
    pub const CALL: u16 = OWN + 16;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "queue-block-or-raise",
        fields: &[
            Field::new("kind", "thread").offering(&["thread"]),
            Field::new("maxsize", "2").within(0.0, 16.0),
            Field::new(
                "ops",
                "put,put,put_nowait,put_timeout,put,get,get,get_nowait,get",
            ),
            Field::new("timeout", "0.5").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Queues,
    title: Text::new("put, get and their nowait forms", "阻塞与异常"),
    idea: Text::new(
        "A full queue makes put wait, an empty one makes get wait. The nowait forms raise instead, and a timeout does first the one, then the \
         other.",
        "队列满了，put 就等待；队列空了，get 就等待。nowait 形式则直接抛出异常；带超时的先等待，再抛出异常。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "queue.Queue",
        "Queue.put",
        "Queue.get",
        "Queue.put_nowait",
        "Queue.get_nowait",
        "queue.Full",
        "queue.Empty",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Each call has its line in the output: what it gave or raised, and after how long. In the timeline the waiting ones are blocked on the \
         queue until the helper makes room or brings an item.",
        "每次调用在输出里有一行：得到了什么或抛出了什么，用了多久。在时间线里，等待的调用阻塞在队列上，直到帮手腾出位置或送来元素。",
    ),
    tries: [
        Try::new(
            "queue-block-or-raise?v=1&maxsize=0",
            "No limit: put never waits, and put_nowait never raises.",
            "不限容量：put 从不等待，put_nowait 从不抛出异常。",
        ),
        Try::new(
            "queue-block-or-raise?v=1&ops=get_nowait,get_timeout,get",
            "An empty queue from the start: Empty at once, Empty later, an item at last.",
            "一开始就是空的：立即 Empty、稍后 Empty、最后得到元素。",
        ),
        Try::new(
            "queue-block-or-raise?v=1&timeout=0&ops=put,put,put_timeout",
            "A timeout of zero: the same as nowait.",
            "超时为零：和 nowait 一样。",
        ),
    ],
    misconception: Text::new(
        "“put and get wait, only the nowait forms raise.” Once they are given a timeout, put and get raise too: Full and Empty.",
        "“put 和 get 只会等待，只有 nowait 形式才抛异常。”一旦给了超时，put 和 get 也会抛出 Full 和 Empty。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let timeout = scenario.scaled_ms("timeout");
    let limit = scenario.integer("maxsize");
    let listing = Listing::of("import queue\nimport threading\nimport time\n")
        .line(format!("numbers = queue.Queue({limit})"))
        .lines("done = threading.Event()\n\ndef help_out():")
        .at(
            line::HELP,
            format!(
                "    while not done.wait({}):",
                seconds((timeout * 2.0).max(100.0))
            ),
        )
        .line("        if numbers.full():")
        .at(line::HELP_GET, "            numbers.get()")
        .line("        elif numbers.empty():")
        .at(line::HELP_PUT, "            numbers.put(\"from helper\")")
        .lines(CALL)
        .lines("\nhelper = threading.Thread(target=help_out)\nhelper.start()");
    let mut number = 0;
    let ops = scenario.text("ops").split(',');
    (line::CALL..)
        .zip(ops)
        .fold(listing, |listing, (key, op)| {
            let (method, more) = match op.strip_suffix("_timeout") {
                Some(method) => (method, format!(", timeout={}", seconds(timeout))),
                None => (op, String::new()),
            };
            if method.starts_with("put") {
                number += 1;
                listing.at(key, format!("call(numbers.{method}, {number}{more})"))
            } else {
                listing.at(key, format!("call(numbers.{method}{more})"))
            }
        })
        .lines("done.set()\nhelper.join()")
}

/// The function that makes a call and prints what became of it.
const CALL: &str = "
def call(function, *args, **options):
    start = time.perf_counter()
    try:
        result = function(*args, **options)
    except (queue.Full, queue.Empty) as error:
        result = type(error).__name__
    print(f\"{function.__name__}: {result} after {time.perf_counter() - start:.2f} s\")";

/// Makes the calls of the script one after the other, while a helper sees to it that none waits for ever.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let timeout = run::scaled(scenario, "timeout");
    let shop = Shop {
        numbers: Arc::new(Queue::named(
            "numbers",
            run::count(scenario, "maxsize") as usize,
        )),
        moved: Shared::default(),
    };
    let done = Arc::new(Event::named("done"));
    let (help, enough) = (shop.clone(), done.clone());
    let pause = (timeout * 2).max(Duration::from_millis(100));
    let helper = run.thread("help_out", move || {
        loop {
            run::at(line::HELP);
            if enough.wait_timeout(pause) {
                break Ok(());
            }
            help.look()?;
        }
    });
    run.start(&helper, 0)?;
    let mut number = 0;
    for (key, op) in (line::CALL..).zip(scenario.text("ops").split(',')) {
        run.at(key);
        number += i64::from(op.starts_with("put"));
        let clock = run::Clock::start();
        let result = shop.call(op, number, timeout);
        let method = op.strip_suffix("_timeout").unwrap_or(op);
        run.print(&format!(
            "{method}: {} after {:.2} s",
            shown(&result),
            clock.seconds()
        ));
        run.outcome_of(&format!("{op}()"), result);
    }
    done.set();
    run.join(&helper, 0)?;
    let (put, taken) = shop.moved.get();
    let left = shop.numbers.qsize();
    run.check(
        "check-items-conserved",
        put == taken + left,
        format!("{put} put, {taken} taken, {left} left"),
    );
    Ok(())
}

/// The queue, and how many items were put and taken.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Shop {
    numbers: Arc<Queue<TaskValue>>,
    moved: Shared<(usize, usize)>,
}

#[cfg(feature = "program")]
impl Shop {
    /// Makes one call of the script.
    fn call(&self, op: &str, number: i64, timeout: Duration) -> Result<TaskValue, Error> {
        let item = TaskValue::Integer(number);
        match op {
            "put" => self.noted_put(self.numbers.put(item)),
            "put_nowait" => self.noted_put(self.numbers.put_nowait(item)),
            "put_timeout" => self.noted_put(self.numbers.put_timeout(item, timeout)),
            "get_nowait" => self.noted_get(self.numbers.get_nowait()),
            "get_timeout" => self.noted_get(self.numbers.get_timeout(timeout)),
            _ => self.noted_get(self.numbers.get()),
        }
    }

    /// What the helper does: makes room in a full queue, fills an empty one.
    fn look(&self) -> Result<(), Error> {
        if self.numbers.full() {
            run::at(line::HELP_GET);
            self.noted_get(self.numbers.get()).map(drop)
        } else if self.numbers.empty() {
            run::at(line::HELP_PUT);
            let item = TaskValue::Text("from helper".to_owned());
            self.noted_put(self.numbers.put(item)).map(drop)
        } else {
            Ok(())
        }
    }

    fn noted_put(&self, result: Result<(), Error>) -> Result<TaskValue, Error> {
        self.moved
            .with(|(put, _)| *put += usize::from(result.is_ok()));
        result.map(|()| TaskValue::Unit)
    }

    fn noted_get(&self, result: Result<TaskValue, Error>) -> Result<TaskValue, Error> {
        self.moved
            .with(|(_, taken)| *taken += usize::from(result.is_ok()));
        result
    }
}

/// What the Python prints: the value, or the name of the error's type.
#[cfg(feature = "program")]
fn shown(result: &Result<TaskValue, Error>) -> String {
    match result {
        Ok(TaskValue::Text(text)) => text.clone(),
        Ok(value) => value.python(),
        Err(error) => error.kind().name().trim_start_matches("queue.").to_owned(),
    }
}
