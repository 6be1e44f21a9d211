//! `lock-error-leaks`: an error between acquire and release leaves the lock shut.
//!
//! A run: thread i takes the lock, works for `hold`, prints, gives the lock back; thread `fail_at` raises in between. With acquire and release
//! the lock stays taken by a thread that has ended; with `with` it is given back on the way out.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::error::{Error, Kind},
    runtime::sync::{Lock, Policy},
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work.
    pub const WAIT: u16 = python::line::WAIT;
    /// Taking the lock.
    pub const ACQUIRE: u16 = python::OWN;
    /// `raise`.
    pub const RAISE: u16 = python::OWN + 1;
    /// `print`.
    pub const PRINT: u16 = python::OWN + 2;
    /// `release`.
    pub const RELEASE: u16 = python::OWN + 3;
    /// `start`.
    pub const START: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "lock-error-leaks",
        fields: &[
            Field::new("threads", "4").within(2.0, 16.0),
            Field::new("fail_at", "2")
                .within(-1.0, 15.0)
                .called("Failing thread", "出错的线程")
                .explained(
                    "The number of the thread that raises; −1 for none.",
                    "抛出错误的线程编号；−1 表示没有。",
                ),
            Field::new("style", "acquire-release"),
            Field::new("hold", "0.2"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("A release that never comes", "忘记释放锁"),
    idea: Text::new(
        "An error between acquire and release skips the release. The thread ends, the lock stays shut, and everybody after it waits for ever.",
        "acquire 与 release 之间出错，release 就被跳过。线程结束了，锁却一直关着，后来者永远等待。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["Lock.acquire", "Lock.release", "with", "try … finally"],
    python: card::python(listing),
    look_at: Text::new(
        "The culprit's lane has ended while the lock's track still carries its name. The threads that wait are named, and so is the one that took the lock \
         and never gave it back.",
        "肇事线程的泳道已经结束，而锁的轨道上还写着它的名字。等待的线程都被点名，取走锁却没有归还的那个也一样。",
    ),
    tries: [
        Try::new(
            "lock-error-leaks?v=1&style=with",
            "With with: the same error, and all others go on.",
            "改用 with：同样的错误，其他线程照常继续。",
        ),
        Try::new(
            "lock-error-leaks?v=1&fail_at=-1",
            "No error: acquire and release are fine, until the day they are not.",
            "没有错误：acquire 与 release 一切正常，直到出错的那天。",
        ),
        Try::new(
            "lock-error-leaks?v=1&fail_at=0",
            "The first one fails: nobody ever gets in.",
            "第一个就出错：谁也进不去。",
        ),
    ],
    misconception: Text::new(
        "“When a thread ends, its locks are freed.” A lock has no owner in Python and knows nothing of threads that end. Use with, or try and finally.",
        "“线程结束时，它的锁会被释放。”Python 的锁没有所有者，也不知道线程已经结束。请用 with，或者 try 加 finally。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let with = scenario.text("style") == "with";
    let (indent, take) = if with {
        ("        ", "    with lock:")
    } else {
        ("    ", "    lock.acquire()")
    };
    let listing = Listing::of("import threading\nimport time\n\ndef work(number):")
        .at(line::ACQUIRE, take)
        .at(
            line::WAIT,
            format!(
                "{indent}time.sleep({})",
                seconds(scenario.scaled_ms("hold"))
            ),
        )
        .line(format!(
            "{indent}if number == {}:",
            scenario.integer("fail_at")
        ))
        .at(
            line::RAISE,
            format!("{indent}    raise ValueError(f\"thread {{number}} fails\")"),
        )
        .at(
            line::PRINT,
            format!("{indent}print(f\"thread {{number}} is through\")"),
        )
        .when(!with, |l| l.at(line::RELEASE, "    lock.release()"))
        .lines("\nlock = threading.Lock()\nthreads = []")
        .line(format!(
            "for number in range({}):",
            scenario.integer("threads")
        ))
        .line("    threads.append(threading.Thread(target=work, args=(number,)))");
    start_and_join(listing, line::START, line::JOIN)
}

/// Starts the threads, one of which fails with the lock in hand.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let count = scenario.integer("threads");
    let work = Work {
        lock: Arc::new(Lock::named("lock", Policy::Fifo)),
        hold: run::scaled(scenario, "hold"),
        fails: scenario.integer("fail_at"),
        with: scenario.text("style") == "with",
        through: Shared::new(0),
    };
    let mut threads = Vec::new();
    for number in 0..count {
        let work = work.clone();
        threads.push(run.thread("work", move || work.take(number)));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let through = work.through.get();
    let expected = count - i64::from((0..count).contains(&work.fails));
    run.check(
        "check-others-through",
        through == expected,
        format!("{through} of {expected}"),
    );
    Ok(())
}

/// What a thread does.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Work {
    lock: Arc<Lock>,
    hold: Duration,
    fails: i64,
    /// Whether a guard gives the lock back.
    with: bool,
    through: Shared<i64>,
}

#[cfg(feature = "program")]
impl Work {
    fn take(&self, number: i64) -> Result<(), Error> {
        run::at(line::ACQUIRE);
        if self.with {
            let guard = self.lock.hold();
            self.inside(number)?;
            run::at(line::ACQUIRE);
            drop(guard);
            return Ok(());
        }
        self.lock.acquire();
        self.inside(number)?;
        run::at(line::RELEASE);
        self.lock.release()
    }

    fn inside(&self, number: i64) -> Result<(), Error> {
        run::at(line::WAIT);
        run::sleep(self.hold);
        if number == self.fails {
            run::at(line::RAISE);
            let text = format!("thread {number} fails");
            return Err(Error::new(Kind::from_name("ValueError"), text));
        }
        run::at(line::PRINT);
        run::print(&format!("thread {number} is through"));
        self.through.with(|through| *through += 1);
        Ok(())
    }
}
