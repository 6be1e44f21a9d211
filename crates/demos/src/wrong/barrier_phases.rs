//! `barrier-phases`: nobody begins the next phase before all have ended this one.
//!
//! A run: each thread works, waits at the barrier, and so on for `phases` phases; thread i works (i + 1) / n of `work`. In phase `break_at` one
//! thread breaks the barrier instead of waiting, and all who wait there get an error.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::sync::Barrier,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The work of a phase.
    pub const WORK: u16 = python::line::WAIT;
    /// Waiting at the barrier.
    pub const MEET: u16 = python::OWN;
    /// Breaking it.
    pub const ABORT: u16 = python::OWN + 1;
    /// `print`.
    pub const PRINT: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "barrier-phases",
        fields: &[
            Field::new("threads", "4").within(1.0, 16.0),
            Field::new("phases", "3"),
            Field::new("work", "0.4").within(0.0, 2.0),
            Field::new("break_at", "-1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("A barrier keeps step", "屏障"),
    idea: Text::new(
        "At a barrier everyone waits until all have come; then all go on together. So no thread begins phase two while another is still in phase one.",
        "到了屏障，先到的要等所有线程到齐，再一起出发。所以没有线程会在别人还在第一阶段时就开始第二阶段。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threading.Barrier",
        "Barrier.wait",
        "Barrier.abort",
        "BrokenBarrierError",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The waits before the barrier end at one moment in all lanes: the slowest sets the pace, and the fast ones wait most. The barrier's track counts \
         who has arrived.",
        "屏障前的等待在所有泳道上同时结束：最慢的决定节奏，快的等得最久。屏障的轨道显示已到达几个。",
    ),
    tries: [
        Try::new(
            "barrier-phases?v=1&break_at=1",
            "Break it in phase 1: everybody gets BrokenBarrierError.",
            "在第 1 阶段打破它：所有线程得到 BrokenBarrierError。",
        ),
        Try::new(
            "barrier-phases?v=1&threads=16&phases=5",
            "Sixteen threads, five phases.",
            "十六个线程，五个阶段。",
        ),
        Try::new(
            "barrier-phases?v=1&work=0",
            "No work: only the meeting remains.",
            "没有工作：只剩下会合。",
        ),
    ],
    misconception: Text::new(
        "“If one does not come, the others go on after a while.” They wait for ever, unless somebody breaks the barrier or it has a timeout; then \
         nobody passes, and it must be reset.",
        "“有一个没来，其他的等一会儿就走。”它们会一直等下去，除非有人打破屏障或设了超时；那样谁也通不过，还得 reset。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("threads")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let (n, broken) = (scenario.integer("threads"), scenario.integer("break_at"));
    let broken = (0..scenario.integer("phases"))
        .contains(&broken)
        .then_some(broken);
    let work = seconds(scenario.scaled_ms("work"));
    let listing = Listing::of("import threading\nimport time\n\ndef work(number):")
        .line(format!(
            "    for phase in range({}):",
            scenario.integer("phases")
        ))
        .at(
            line::WORK,
            format!("        time.sleep({work} * (number + 1) / {n})"),
        );
    let listing = match broken {
        Some(phase) => listing
            .line(format!("        if phase == {phase} and number == 0:"))
            .at(line::ABORT, "            barrier.abort()")
            .line("        try:")
            .at(line::MEET, "            barrier.wait()")
            .line("        except threading.BrokenBarrierError:")
            .at(
                line::PRINT,
                "            return print(f\"{number}: broken in phase {phase}\")",
            ),
        None => listing.at(line::MEET, "        barrier.wait()"),
    };
    let listing = listing
        .at(
            line::PRINT,
            "        print(f\"{number}: phase {phase} is over\")",
        )
        .line("")
        .line(format!("barrier = threading.Barrier({n})"))
        .line(format!(
            "threads = [threading.Thread(target=work, args=(i,)) for i in range({n})]"
        ));
    start_and_join(listing, line::START, line::JOIN)
}

/// Lets threads go through phases in step.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (n, phases) = (run::count(scenario, "threads"), scenario.integer("phases"));
    let broken = scenario.integer("break_at");
    let march = March {
        barrier: Arc::new(Barrier::named("barrier", n)),
        work: run::scaled(scenario, "work"),
        parties: n,
        phases,
        broken,
        arrived: Shared::new(vec![0; phases as usize]),
        early: Shared::new(0),
        passed: Shared::new(0),
    };
    let mut threads = Vec::new();
    for number in 0..n {
        let march = march.clone();
        threads.push(run.thread("work", move || march.walk(number)));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (early, passed) = (march.early.get(), march.passed.get());
    run.check("check-in-step", early == 0, format!("{early} early"));
    let whole = if (0..phases).contains(&broken) {
        broken
    } else {
        phases
    };
    let expected = whole * i64::from(n);
    run.check(
        "check-phases-passed",
        passed == expected,
        format!("{passed} of {expected}"),
    );
    run.value("phases passed", TaskValue::Integer(passed));
    Ok(())
}

/// The barrier and what is noted of it.
#[cfg(feature = "program")]
#[derive(Clone)]
struct March {
    barrier: Arc<Barrier>,
    work: Duration,
    parties: u32,
    phases: i64,
    broken: i64,
    /// By phase, how many have ended it.
    arrived: Shared<Vec<u32>>,
    /// How often a thread came past the barrier before all had arrived.
    early: Shared<i64>,
    /// Phases passed by all threads together.
    passed: Shared<i64>,
}

#[cfg(feature = "program")]
impl March {
    fn walk(&self, number: u32) {
        for phase in 0..self.phases {
            run::at(line::WORK);
            run::sleep(self.work * (number + 1) / self.parties);
            if phase == self.broken && number == 0 {
                run::at(line::ABORT);
                self.barrier.abort();
            }
            self.arrived.with(|arrived| arrived[phase as usize] += 1);
            run::at(line::MEET);
            let met = self.barrier.wait();
            run::at(line::PRINT);
            if met.is_err() {
                return run::print(&format!("{number}: broken in phase {phase}"));
            }
            if self.arrived.with(|arrived| arrived[phase as usize]) < self.parties {
                self.early.with(|early| *early += 1);
            }
            self.passed.with(|passed| *passed += 1);
            run::print(&format!("{number}: phase {phase} is over"));
        }
    }
}
