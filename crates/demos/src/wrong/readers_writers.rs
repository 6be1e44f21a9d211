//! `readers-writers`: many may read at once, one writes alone.
//!
//! A run: readers and writers each come `rounds` times and stay for `hold`. `prefer` says whether a reader may enter while a writer waits.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Shared},
    runtime::error::Error,
    runtime::sync::{Condition, RLock},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// Staying inside.
    pub const STAY: u16 = python::line::WAIT;
    /// A reader wants in.
    pub const READ: u16 = python::OWN;
    /// A reader leaves.
    pub const READ_END: u16 = python::OWN + 1;
    /// A writer wants in.
    pub const WRITE: u16 = python::OWN + 2;
    /// A writer leaves.
    pub const WRITE_END: u16 = python::OWN + 3;
    /// `start`.
    pub const START: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "readers-writers",
        fields: &[
            Field::new("readers", "4").within(1.0, 12.0),
            Field::new("writers", "1").within(1.0, 4.0),
            Field::new("prefer", "readers"),
            Field::new("rounds", "4").within(1.0, 20.0),
            Field::new("hold", "0.1").within(0.01, 1.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Readers and writers", "读者写者"),
    idea: Text::new(
        "Readers disturb nobody, so many may be inside at once; a writer must be alone. Who goes first when both want in decides who starves.",
        "读者互不打扰，可以同时进去很多个；写者必须独占。两者都想进时谁优先，就决定了谁会饿死。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "threading.Condition",
        "Condition.wait_for",
        "readers–writer lock",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Readers overlap, a writer never overlaps with anyone. If readers go first, the writer's wait lasts as long as one of them is still inside; if \
         writers go first, readers queue up behind it.",
        "读者彼此重叠，写者从不与任何人重叠。读者优先时，只要还有读者在里面，写者就得等；写者优先时，读者在它后面排队。",
    ),
    tries: [
        Try::new(
            "readers-writers?v=1&prefer=writers",
            "Writers first: compare how long the writer waits.",
            "写者优先：比较写者等了多久。",
        ),
        Try::new(
            "readers-writers?v=1&readers=12",
            "Twelve readers: the writer comes last.",
            "十二个读者：写者排到最后。",
        ),
        Try::new(
            "readers-writers?v=1&prefer=writers&writers=4",
            "Four writers first: now the readers wait.",
            "四个写者优先：这回轮到读者等。",
        ),
    ],
    misconception: Text::new(
        "“A readers–writer lock is faster than a lock.” Only if reading takes long and writing is rare. It has more to do at each entry, and it must \
         choose whom it lets starve. Python's library has none.",
        "“读写锁比普通锁快。”只有读得久、写得少时才是。它每次进出要做的事更多，还必须选择让谁挨饿。Python 标准库里没有它。",
    ),
    threads: |scenario| {
        u32::try_from(scenario.integer("readers") + scenario.integer("writers")).unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let may_read = match scenario.text("prefer") {
        "writers" => "lambda: not state[\"writing\"] and not state[\"wanting\"]",
        _ => "lambda: not state[\"writing\"]",
    };
    let stay = format!(
        "        time.sleep({})",
        seconds(scenario.scaled_ms("hold"))
    );
    let rounds = format!("    for _ in range({}):", scenario.integer("rounds"));
    let listing = Listing::of("import threading\nimport time\n\ndef read():")
        .line(&rounds)
        .line("        with changed:")
        .at(line::READ, format!("            changed.wait_for({may_read})"))
        .line("            state[\"reading\"] += 1")
        .at(line::STAY, &stay)
        .line("        with changed:")
        .line("            state[\"reading\"] -= 1")
        .at(line::READ_END, "            changed.notify_all()")
        .lines("\ndef write():")
        .line(&rounds)
        .lines("        with changed:\n            state[\"wanting\"] += 1")
        .at(line::WRITE, "            changed.wait_for(lambda: not state[\"writing\"] and not state[\"reading\"])")
        .lines("            state[\"wanting\"] -= 1\n            state[\"writing\"] += 1")
        .at(line::STAY, &stay)
        .lines("        with changed:\n            state[\"writing\"] -= 1")
        .at(line::WRITE_END, "            changed.notify_all()")
        .lines("\nchanged = threading.Condition()\nstate = {\"reading\": 0, \"writing\": 0, \"wanting\": 0}")
        .line(format!("threads = [threading.Thread(target=read) for _ in range({})]", scenario.integer("readers")))
        .line(format!("threads += [threading.Thread(target=write) for _ in range({})]", scenario.integer("writers")));
    start_and_join(listing, line::START, line::JOIN)
}

/// Lets readers and writers in by the rule of the scenario.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let room = Room {
        changed: Arc::new(Condition::named(
            "changed",
            Arc::new(RLock::named("lock of changed")),
        )),
        inside: Shared::new(Inside::default()),
        writers_first: scenario.text("prefer") == "writers",
        rounds: scenario.integer("rounds"),
        hold: run::scaled(scenario, "hold"),
    };
    let mut threads = Vec::new();
    for _ in 0..scenario.integer("readers") {
        let room = room.clone();
        threads.push(run.thread("read", move || room.visit(Visit::Read)));
    }
    for _ in 0..scenario.integer("writers") {
        let room = room.clone();
        threads.push(run.thread("write", move || room.visit(Visit::Write)));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let seen = room.inside.get();
    let visits = room.rounds * threads.len() as i64;
    run.check(
        "check-writer-alone",
        seen.together == 0,
        format!("{} times", seen.together),
    );
    run.check(
        "check-every-visit",
        seen.visits == visits,
        format!("{} of {visits}", seen.visits),
    );
    run.value("most readers at once", TaskValue::Integer(seen.most));
    run.value(
        "longest wait of a writer in seconds",
        TaskValue::Float((seen.waited * 1e3).round() / 1e3),
    );
    Ok(())
}

/// What somebody wants inside.
#[cfg(feature = "program")]
#[derive(Clone, Copy, PartialEq)]
enum Visit {
    Read,
    Write,
}

/// Who is inside, who wants in, and what was seen.
#[cfg(feature = "program")]
#[derive(Clone, Debug, Default)]
struct Inside {
    reading: i64,
    writing: i64,
    wanting: i64,
    /// Times at which a writer was not alone.
    together: i64,
    visits: i64,
    /// Most readers at once.
    most: i64,
    /// Longest wait of a writer.
    waited: f64,
}

#[cfg(feature = "program")]
#[derive(Clone)]
struct Room {
    changed: Arc<Condition<RLock>>,
    inside: Shared<Inside>,
    writers_first: bool,
    rounds: i64,
    hold: Duration,
}

#[cfg(feature = "program")]
impl Room {
    fn visit(&self, what: Visit) -> Result<(), Error> {
        for _ in 0..self.rounds {
            self.enter(what)?;
            run::at(line::STAY);
            run::sleep(self.hold);
            self.leave(what)?;
        }
        Ok(())
    }

    fn enter(&self, what: Visit) -> Result<(), Error> {
        let clock = Clock::start();
        let _held = self.changed.hold();
        if what == Visit::Write {
            self.inside.with(|inside| inside.wanting += 1);
        }
        run::at(if what == Visit::Read {
            line::READ
        } else {
            line::WRITE
        });
        self.changed.wait_for(|| self.may_enter(what))?;
        self.inside.with(|inside| {
            if what == Visit::Write {
                inside.wanting -= 1;
                inside.writing += 1;
                inside.waited = inside.waited.max(clock.seconds());
            } else {
                inside.reading += 1;
                inside.most = inside.most.max(inside.reading);
            }
            let others = inside.reading + inside.writing;
            inside.together += i64::from(inside.writing > 0 && others > 1);
            inside.visits += 1;
        });
        Ok(())
    }

    fn may_enter(&self, what: Visit) -> bool {
        self.inside.with(|inside| match what {
            Visit::Write => inside.reading + inside.writing == 0,
            Visit::Read => inside.writing == 0 && !(self.writers_first && inside.wanting > 0),
        })
    }

    fn leave(&self, what: Visit) -> Result<(), Error> {
        let _held = self.changed.hold();
        self.inside.with(|inside| match what {
            Visit::Read => inside.reading -= 1,
            Visit::Write => inside.writing -= 1,
        });
        run::at(if what == Visit::Read {
            line::READ_END
        } else {
            line::WRITE_END
        });
        self.changed.notify_all()
    }
}
