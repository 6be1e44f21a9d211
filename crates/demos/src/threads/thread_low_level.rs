//! `thread-low-level`: bare start and `allocate_lock`; there is nothing to join.
//!
//! A run: n threads work for `work` and print. With locks each thread releases its own when it is through and main acquires them all; with
//! sleep main sleeps twice the work; with none main ends at once and the threads are cut off.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::Shared,
    crate::run::{self, Run},
    runtime::sync::{Lock, Policy},
    runtime::thread,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work of a thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// `print` of a thread.
    pub const PRINT: u16 = python::OWN;
    /// `release` of a thread.
    pub const RELEASE: u16 = python::OWN + 1;
    /// `start_new_thread`.
    pub const START: u16 = python::OWN + 2;
    /// How main waits.
    pub const MAIN_WAIT: u16 = python::OWN + 3;
    /// The last line.
    pub const END: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-low-level",
        fields: &[
            Field::new("n", "3")
                .within(1.0, 16.0)
                .called("Threads", "线程数")
                .explained("How many threads are started.", "启动多少个线程。"),
            Field::new("wait", "lock"),
            Field::new("work", "0.3").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("The _thread module", "底层 _thread 模块"),
    idea: Text::new(
        "Below threading lies _thread: it starts a function and hands out locks, nothing more. There is no object to join, so main needs \
         another way to wait.",
        "threading 之下是 _thread：只能启动函数、分配锁，别无其他。没有可以 join 的对象，主线程得另想办法等待。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "_thread.start_new_thread",
        "_thread.allocate_lock",
        "lock.acquire",
        "lock.release",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "With a lock for each thread, main is blocked exactly until the last release. With “not at all” main ends and the other lanes are cut \
         off.",
        "每个线程一把锁时，主线程正好阻塞到最后一次 release。选“不等”时，主线程结束，其他泳道被切断。",
    ),
    tries: [
        Try::new(
            "thread-low-level?v=1&wait=none",
            "Do not wait: nobody gets to print.",
            "不等：谁也来不及打印。",
        ),
        Try::new(
            "thread-low-level?v=1&wait=sleep",
            "Sleep instead: it works, as long as the guess is long enough.",
            "改用睡眠：只要估得够长就行。",
        ),
        Try::new(
            "thread-low-level?v=1&n=16",
            "16 threads, 16 locks: compare with the three loops of Thread.",
            "16 个线程、16 把锁：与 Thread 的三个循环比一比。",
        ),
    ],
    misconception: Text::new(
        "“These are other threads than threading's.” They are the same; Thread adds the name, join and the report of errors. And \
         allocate_lock makes the very same type as threading.Lock.",
        "“它们和 threading 的线程不是一回事。”它们完全相同；Thread 只是加上了名字、join 和错误报告。allocate_lock 得到的也正是 threading.Lock 的类型。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let locks = scenario.text("wait") == "lock";
    let work = scenario.scaled_ms("work");
    Listing::of("import _thread\nimport time\n")
        .line(if locks {
            "def work(number, done):"
        } else {
            "def work(number):"
        })
        .at(line::WAIT, format!("    time.sleep({})", seconds(work)))
        .at(line::PRINT, "    print(f\"thread {number} is through\")")
        .when(locks, |l| l.at(line::RELEASE, "    done.release()"))
        .line("")
        .when(locks, |l| l.line("locks = []"))
        .line(format!("for number in range({}):", scenario.integer("n")))
        .when(locks, |l| {
            l.lines(
                "    done = _thread.allocate_lock()\n    done.acquire()\n    locks.append(done)",
            )
            .at(
                line::START,
                "    _thread.start_new_thread(work, (number, done))",
            )
            .line("for done in locks:")
            .at(
                line::MAIN_WAIT,
                "    done.acquire()  # until its thread releases it",
            )
        })
        .when(!locks, |l| {
            l.at(line::START, "    _thread.start_new_thread(work, (number,))")
        })
        .when(scenario.text("wait") == "sleep", |l| {
            l.at(
                line::MAIN_WAIT,
                format!("time.sleep({})  # a guess", seconds(work * 2.0)),
            )
        })
        .at(line::END, "print(\"main ends\")")
}

/// Starts n threads that nobody can join, and waits for them by locks, by a guess, or not at all.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (n, wait) = (scenario.integer("n"), scenario.text("wait"));
    let work = run::scaled(scenario, "work");
    let through = Shared::new(0_i64);
    let mut locks = Vec::new();
    for number in 0..n {
        let done = (wait == "lock").then(|| allocate_held(number));
        locks.extend(done.clone());
        run.at(line::START);
        let through = through.clone();
        let started = thread::start_new_thread(move || {
            run::at(line::WAIT);
            run::sleep(work);
            run::at(line::PRINT);
            run::print(&format!("thread {number} is through"));
            through.with(|count| *count += 1);
            run::at(line::RELEASE);
            done.map_or(Ok(()), |done| done.release())
        });
        run::raised(started)?;
    }
    if wait == "sleep" {
        run.at(line::MAIN_WAIT);
        run::sleep(work * 2);
    }
    for done in locks {
        run.at(line::MAIN_WAIT);
        done.acquire();
    }
    let through = through.get();
    run.at(line::END);
    run.print("main ends");
    run.value("through when main ended", TaskValue::Integer(through));
    if wait == "lock" {
        run.check(
            "check-all-through",
            through == n,
            format!("{through} of {n}"),
        );
    }
    Ok(())
}

/// A lock that is taken already; its thread releases it.
#[cfg(feature = "program")]
fn allocate_held(number: i64) -> Arc<Lock> {
    let lock = Lock::named(&format!("done {number}"), Policy::Barging);
    lock.acquire();
    Arc::new(lock)
}
