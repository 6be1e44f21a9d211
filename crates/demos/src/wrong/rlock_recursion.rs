//! `rlock-recursion`: a thread takes a lock that it has already.
//!
//! A run: a thread walks `depth` levels down; on each it takes the lock, prints and goes on inside. With a `Lock` the second level waits for
//! ever, for the thread itself; an `RLock` counts.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::sync::{Lock, Policy, RLock},
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// Taking the lock.
    pub const TAKE: u16 = python::OWN;
    /// `print`.
    pub const PRINT: u16 = python::OWN + 1;
    /// The next level.
    pub const DOWN: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "rlock-recursion",
        fields: &[
            Field::new("lock_kind", "lock"),
            Field::new("depth", "3").within(1.0, 16.0),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Taking a lock twice", "可重入锁"),
    idea: Text::new(
        "A function takes a lock and calls itself inside. A Lock does not know who has it: the second level waits for the first, which is the same \
         thread.",
        "函数取得锁，又在里面调用自己。Lock 不知道谁持有它：第二层等待第一层，而那是同一个线程。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["threading.Lock", "threading.RLock", "recursion", "deadlock"],
    python: card::python(listing),
    look_at: Text::new(
        "One thread and one lock make the smallest circle: the thread waits for what it has itself. With RLock the depth rises to the number of levels \
         and falls back to 0.",
        "一个线程加一把锁就是最小的圈：线程在等自己手里的东西。用 RLock 时，深度升到层数，再降回 0。",
    ),
    tries: [
        Try::new(
            "rlock-recursion?v=1&lock_kind=rlock",
            "RLock: every level comes in.",
            "RLock：每一层都能进去。",
        ),
        Try::new(
            "rlock-recursion?v=1&depth=1",
            "Only one level: then a Lock is enough.",
            "只有一层：Lock 就够了。",
        ),
        Try::new(
            "rlock-recursion?v=1&lock_kind=rlock&depth=16",
            "Sixteen levels: the lock is free after the last release only.",
            "十六层：最后一次释放之后锁才空闲。",
        ),
    ],
    misconception: Text::new(
        "“RLock is the better Lock.” It hides that a function is entered while it is at work, and only its owner may release it. Better: take the lock \
         in one place, and call a function that needs none.",
        "“RLock 是更好的 Lock。”它会掩盖函数在工作途中又被进入，而且只有持有者能释放。更好的做法：只在一处取锁，再调用不需要锁的函数。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let class = match scenario.text("lock_kind") {
        "rlock" => "RLock",
        _ => "Lock",
    };
    Listing::of("import threading\n\ndef walk(level):")
        .at(line::TAKE, "    with lock:")
        .at(line::PRINT, "        print(\"level\", level)")
        .line(format!("        if level < {}:", scenario.integer("depth")))
        .at(line::DOWN, "            walk(level + 1)")
        .line("")
        .line(format!("lock = threading.{class}()"))
        .line("walker = threading.Thread(target=walk, args=(1,))")
        .at(line::START, "walker.start()")
        .at(line::JOIN, "walker.join()")
}

/// Walks down with the lock of the scenario.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let depth = scenario.integer("depth");
    let reached = Shared::new(0_i64);
    let lock: Arc<dyn Twice> = match scenario.text("lock_kind") {
        "rlock" => Arc::new(RLock::named("lock")),
        _ => Arc::new(Lock::named("lock", Policy::Barging)),
    };
    let (walked, walked_with) = (reached.clone(), lock);
    let walker = run.thread("walk", move || walk(&*walked_with, 1, depth, &walked));
    run.start(&walker, line::START)?;
    run.join(&walker, line::JOIN)?;
    let reached = reached.get();
    run.check(
        "check-every-level",
        reached == depth,
        format!("{reached} of {depth}"),
    );
    Ok(())
}

#[cfg(feature = "program")]
fn walk(lock: &dyn Twice, level: i64, depth: i64, reached: &Shared<i64>) {
    run::at(line::TAKE);
    lock.within(&mut || {
        run::at(line::PRINT);
        run::print(&format!("level {level}"));
        reached.with(|reached| *reached = level);
        if level < depth {
            run::at(line::DOWN);
            walk(lock, level + 1, depth, reached);
        }
        run::at(line::TAKE);
    });
}

/// A lock that may be taken once or often.
#[cfg(feature = "program")]
trait Twice: Send + Sync {
    /// Does this while it has the lock.
    fn within(&self, act: &mut dyn FnMut());
}

#[cfg(feature = "program")]
impl Twice for Lock {
    fn within(&self, act: &mut dyn FnMut()) {
        let _held = self.hold();
        act();
    }
}

#[cfg(feature = "program")]
impl Twice for RLock {
    fn within(&self, act: &mut dyn FnMut()) {
        let _held = self.hold();
        act();
    }
}
