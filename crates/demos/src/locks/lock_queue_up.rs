//! `lock-queue-up`: five threads, one lock.
//!
//! A run: thread i takes the lock, prints, gives it back; it sleeps `hold` while it has the lock or after it has given it back. `fairness`
//! says who gets a lock that is let go: whoever comes first (barging, as in CPython) or the thread that waits longest (fifo).

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    crate::run::{Inside, Shared},
    runtime::error::Error,
    runtime::sync::{Lock, Policy},
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// Taking the lock.
    pub const ACQUIRE: u16 = python::OWN;
    /// `print` of a thread.
    pub const PRINT: u16 = python::OWN + 1;
    /// `release`; with `with` the key of [`ACQUIRE`] stands for both.
    pub const RELEASE: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "lock-queue-up",
        fields: &[
            Field::new("n", "5")
                .within(1.0, 16.0)
                .called("Threads", "线程数")
                .explained("How many threads want the lock.", "多少个线程想要这把锁。"),
            Field::new("hold", "0.5").within(0.05, 2.0),
            Field::new("place", "inside"),
            Field::new("style", "acquire-release"),
            Field::new("fairness", "barging"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Locks,
    title: Text::new("Five threads, one lock", "互斥锁"),
    idea: Text::new(
        "A lock lets in one thread at a time. Five threads take it, do their work and give it back; the others wait in front of it.",
        "锁一次只让一个线程进入。五个线程依次取得锁、完成工作、归还锁；其他线程在锁前等待。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Lock", "Lock.acquire", "Lock.release", "with"],
    python: card::python(listing),
    look_at: Text::new(
        "No two threads hold the lock at once: the holds form a staircase, and above each step lies the wait of all who come later. Five holds \
         of half a second take 2.5 s.",
        "任何时刻只有一个线程持有锁：持有的区间连成台阶，后来者都在等待。五次各半秒的持有，共需 2.5 秒。",
    ),
    tries: [
        Try::new(
            "lock-queue-up?v=1&place=outside",
            "Sleep after the release: 0.5 s instead of 2.5 s, with the same lock.",
            "归还之后再睡：同一把锁，从 2.5 秒变成 0.5 秒。",
        ),
        Try::new(
            "lock-queue-up?v=1&style=with",
            "Use with: the same, but no error can leave the lock shut.",
            "改用 with：效果相同，但出错也不会让锁一直关着。",
        ),
        Try::new(
            "lock-queue-up?v=1&n=16&hold=0.05&fairness=fifo",
            "16 threads, first come first served: watch the order.",
            "16 个线程，先来先得：看看顺序。",
        ),
    ],
    misconception: Text::new(
        "“Locks only make things safe.” They also make threads wait for each other: whoever sleeps or computes with a lock in hand makes all \
         others serial. Hold a lock only for what needs it.",
        "“锁只会带来安全。”锁也让线程互相等待：拿着锁睡眠或计算，会让其他所有线程变成串行。只在必要的那几行持有锁。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let inside = scenario.text("place") == "inside";
    let with = scenario.text("style") == "with";
    let sleep = format!("time.sleep({})", seconds(scenario.scaled_ms("hold")));
    let indent = if with { "        " } else { "    " };
    let listing = Listing::of("import threading\nimport time\n\ndef work(lock, number):")
        .at(
            line::ACQUIRE,
            if with {
                "    with lock:"
            } else {
                "    lock.acquire()"
            },
        )
        .when(inside, |l| l.at(line::WAIT, format!("{indent}{sleep}")))
        .at(
            line::PRINT,
            format!("{indent}print(f\"thread {{number}} had the lock\")"),
        )
        .when(!with, |l| l.at(line::RELEASE, "    lock.release()"))
        .when(!inside, |l| l.at(line::WAIT, format!("    {sleep}")))
        .lines("\nlock = threading.Lock()\nthreads = []")
        .line(format!("for number in range({}):", scenario.integer("n")))
        .line("    threads.append(threading.Thread(target=work, args=(lock, number)))");
    start_and_join(listing, line::START, line::JOIN)
}

/// Starts n threads that take the one lock in turn.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let policy = match scenario.text("fairness") {
        "fifo" => Policy::Fifo,
        _ => Policy::Barging,
    };
    let turn = Turn {
        lock: Arc::new(Lock::named("lock", policy)),
        hold: run::scaled(scenario, "hold"),
        inside: scenario.text("place") == "inside",
        with: scenario.text("style") == "with",
        holders: Inside::default(),
        order: Shared::default(),
    };
    let mut threads = Vec::new();
    for number in 0..scenario.integer("n") {
        let turn = turn.clone();
        threads.push(run.thread("work", move || turn.take(number)));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (order, most) = (turn.order.get(), turn.holders.most());
    run.check("check-lock-exclusive", most == 1, format!("{most} at once"));
    run.check(
        "check-all-through",
        order.len() == threads.len(),
        format!("{} of {}", order.len(), threads.len()),
    );
    run.value("order of holding", run::integers(order));
    Ok(())
}

/// What a thread does with the lock.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Turn {
    lock: Arc<Lock>,
    hold: Duration,
    /// Whether it sleeps while it has the lock.
    inside: bool,
    /// Whether a guard gives the lock back.
    with: bool,
    holders: Inside,
    order: Shared<Vec<i64>>,
}

#[cfg(feature = "program")]
impl Turn {
    fn take(&self, number: i64) -> Result<(), Error> {
        run::at(line::ACQUIRE);
        if self.with {
            let guard = self.lock.hold();
            self.work(number);
            run::at(line::ACQUIRE);
            drop(guard);
        } else {
            self.lock.acquire();
            self.work(number);
            run::at(line::RELEASE);
            self.lock.release()?;
        }
        if !self.inside {
            run::at(line::WAIT);
            run::sleep(self.hold);
        }
        Ok(())
    }

    fn work(&self, number: i64) {
        self.holders.enter();
        if self.inside {
            run::at(line::WAIT);
            run::sleep(self.hold);
        }
        run::at(line::PRINT);
        run::print(&format!("thread {number} had the lock"));
        self.order.with(|order| order.push(number));
        self.holders.leave();
    }
}
