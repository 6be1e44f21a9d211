//! `starvation`: a thread that never comes in, since others are always faster.
//!
//! A run: greedy threads take the lock `rounds` times each, work for `hold` with it and want it again at once; a patient thread wants it once.
//! `fairness` says who gets a lock that is let go.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Shared},
    runtime::sync::{Lock, Policy},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work with the lock.
    pub const WAIT: u16 = python::line::WAIT;
    /// A greedy thread takes the lock.
    pub const GREEDY: u16 = python::OWN;
    /// The patient thread comes.
    pub const COMES: u16 = python::OWN + 1;
    /// The patient thread wants the lock.
    pub const PATIENT: u16 = python::OWN + 2;
    /// It has it.
    pub const GOT: u16 = python::OWN + 3;
    /// `start`.
    pub const START: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "starvation",
        fields: &[
            Field::new("threads", "2")
                .within(1.0, 8.0)
                .called("Greedy threads", "贪心线程")
                .explained(
                    "How many want the lock again and again.",
                    "有多少线程反复要这把锁。",
                ),
            Field::new("rounds", "20").within(1.0, 100.0),
            Field::new("hold", "0.05").within(0.01, 1.0),
            Field::new("fairness", "barging"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Starvation", "饥饿"),
    idea: Text::new(
        "Greedy threads let the lock go and take it again in the same breath. A patient thread is woken each time, comes too late, and waits on.",
        "贪心线程刚放开锁，转眼又取走。耐心的线程每次被唤醒都晚了一步，只好继续等。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "threading.Lock",
        "fairness",
        "starvation",
        "priority inversion",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The patient lane is one long wait, while the lock's track changes hands between the greedy ones. First come, first served: it is next, however \
         greedy the others are.",
        "耐心线程的泳道是一段长长的等待，锁的轨道只在贪心线程之间换手。先来先得时，不管别人多贪心，下一个就是它。",
    ),
    tries: [
        Try::new(
            "starvation?v=1&fairness=fifo",
            "First come, first served: compare the wait.",
            "先来先得：比较等待时间。",
        ),
        Try::new(
            "starvation?v=1&threads=1",
            "One greedy thread is enough.",
            "一个贪心线程就够了。",
        ),
        Try::new(
            "starvation?v=1&threads=8&rounds=10",
            "Eight of them.",
            "八个贪心线程。",
        ),
    ],
    misconception: Text::new(
        "“Everybody who waits gets his turn.” No lock of Python promises that. And a thread that matters can be held up by one that does not: whoever \
         has the lock sets the pace, whatever its importance (priority inversion).",
        "“等着总会轮到。”Python 的锁都不作这种保证。而且重要的线程会被不重要的拖住：谁持有锁，谁就决定节奏，与重要性无关（优先级反转）。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0) + 1,
};

const FAIR_LOCK: &str = "
class FairLock:
    def __init__(self):
        self.turn, self.next, self.served = threading.Condition(), 0, 0

    def __enter__(self):
        with self.turn:
            mine, self.next = self.next, self.next + 1
            while mine != self.served:
                self.turn.wait()

    def __exit__(self, *error):
        with self.turn:
            self.served += 1
            self.turn.notify_all()
";

fn listing(scenario: &Scenario) -> Listing {
    let fifo = scenario.text("fairness") == "fifo";
    let hold = scenario.scaled_ms("hold");
    let listing = Listing::of("import threading\nimport time")
        .when(fifo, |l| l.lines(FAIR_LOCK))
        .lines("\ndef greedy():")
        .line(format!(
            "    for _ in range({}):",
            scenario.integer("rounds")
        ))
        .at(line::GREEDY, "        with lock:")
        .at(
            line::WAIT,
            format!("            time.sleep({})", seconds(hold)),
        )
        .lines("\ndef patient():")
        .at(
            line::COMES,
            format!("    time.sleep({})", seconds(hold / 2.0)),
        )
        .line("    start = time.perf_counter()")
        .at(line::PATIENT, "    with lock:")
        .at(
            line::GOT,
            "        print(\"waited\", time.perf_counter() - start)",
        )
        .line("")
        .line(if fifo {
            "lock = FairLock()"
        } else {
            "lock = threading.Lock()"
        })
        .line(format!(
            "threads = [threading.Thread(target=greedy) for _ in range({})]",
            scenario.integer("threads")
        ))
        .line("threads.append(threading.Thread(target=patient))");
    start_and_join(listing, line::START, line::JOIN)
}

/// Lets greedy threads and a patient one want the same lock.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let policy = match scenario.text("fairness") {
        "fifo" => Policy::Fifo,
        _ => Policy::Barging,
    };
    let (rounds, count) = (scenario.integer("rounds"), scenario.integer("threads"));
    let race = Race {
        lock: Arc::new(Lock::named("lock", policy)),
        hold: run::scaled(scenario, "hold"),
        turns: Shared::new(0),
        waited: Shared::new((0.0, 0)),
    };
    let mut threads = Vec::new();
    for _ in 0..count {
        let race = race.clone();
        threads.push(run.thread("greedy", move || race.greedy(rounds)));
    }
    let patient = race.clone();
    threads.push(run.thread("patient", move || patient.patient()));
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let turns = race.turns.get();
    let (seconds, passed) = race.waited.get();
    run.check(
        "check-every-turn",
        turns == rounds * count + 1,
        format!("{turns} turns"),
    );
    run.value(
        "seconds that the patient thread waited",
        TaskValue::Float((seconds * 1e3_f64).round() / 1e3),
    );
    run.value("times that it was passed", TaskValue::Integer(passed));
    Ok(())
}

/// The lock and what is noted of it.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Race {
    lock: Arc<Lock>,
    hold: Duration,
    /// How often it was taken.
    turns: Shared<i64>,
    /// How long the patient thread waited, and how many turns went by.
    waited: Shared<(f64, i64)>,
}

#[cfg(feature = "program")]
impl Race {
    fn greedy(&self, rounds: i64) {
        for _ in 0..rounds {
            run::at(line::GREEDY);
            let _held = self.lock.hold();
            self.turns.with(|turns| *turns += 1);
            run::at(line::WAIT);
            run::sleep(self.hold);
            run::at(line::GREEDY);
        }
    }

    fn patient(&self) {
        run::at(line::COMES);
        run::sleep(self.hold / 2);
        let (before, clock) = (self.turns.get(), Clock::start());
        run::at(line::PATIENT);
        let _held = self.lock.hold();
        run::at(line::GOT);
        let seconds = clock.seconds();
        let passed = self.turns.with(|turns| {
            *turns += 1;
            *turns - 1 - before
        });
        self.waited.with(|waited| *waited = (seconds, passed));
        run::print(&format!("waited {seconds:.3}"));
    }
}
