//! `one-core-switching`: processes that take turns on an imitated core.
//!
//! A run: each process has `rounds` pieces of computing to do. It draws a number, waits until it is among those whose turn it is, computes for a slice of
//! time, and lets the next one on. As many are on at once as there are cores to imitate. A switch may cost time, in which nobody computes.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Entry, Process, Run},
    runtime::error::Error,
    runtime::ipc::shared::Array,
    runtime::ipc::sync::Condition,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    serde::{Deserialize, Serialize},
    std::time::Duration,
    workloads::{Arguments, Workload},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// A process waits for its turn.
    pub const TURN: u16 = OWN;
    /// What a switch costs.
    pub const SWITCH: u16 = OWN + 1;
    /// It computes.
    pub const COMPUTE: u16 = OWN + 2;
    /// It lets the next one on.
    pub const NEXT: u16 = OWN + 3;
    /// It is through.
    pub const DONE: u16 = OWN + 4;
    /// `start`.
    pub const START: u16 = OWN + 5;
    /// `join`.
    pub const JOIN: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "one-core-switching",
        fields: &[
            Field::new("workers", "4")
                .within(1.0, 8.0)
                .called("Processes", "进程数")
                .explained("How many processes compute.", "多少个进程在计算。"),
            Field::new("limit", "1")
                .within(1.0, 8.0)
                .called("Cores", "核数")
                .explained(
                    "How many cores are imitated: so many processes compute at once.",
                    "模拟多少个核：同时有这么多进程在计算。",
                ),
            Field::new("switch_ms", "10")
                .called("Time slice", "时间片")
                .explained(
                    "How long a process computes before the next one may.",
                    "一个进程算多久，才轮到下一个。",
                ),
            Field::new("latency", "0")
                .within(0.0, 5.0)
                .called("Cost of a switch", "切换开销")
                .explained(
                    "How long nobody computes when another process comes on.",
                    "换一个进程时，有多久没有人在计算。",
                ),
            Field::new("rounds", "3000")
                .within(1.0, 20000.0)
                .called("Pieces of work", "工作份数")
                .explained(
                    "How many pieces of computing each process has to do.",
                    "每个进程要做多少份计算。",
                ),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("One core, many processes", "单核切换"),
    idea: Text::new(
        "A core runs one thing at a time and switches fast, so that all seem to go on. The core is imitated here: whoever has no turn waits.",
        "一个核同一时刻只运行一件事，但切换得很快，看起来大家都在前进。这里的核是模拟的：没轮到的就等待。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["multiprocessing.Process", "multiprocessing.Condition"],
    python: card::python(listing),
    look_at: Text::new(
        "The blue spans take turns and never lie above one another; all end late, one shortly after the other. With 2 cores two lie above one another at \
         any moment. The cores are simulated by turns; the computing is real.",
        "蓝色的时间段轮流出现，从不上下重叠；大家都很晚才结束，前后相隔不久。用 2 个核，任何时刻都有两段重叠。核是用轮流来模拟的，计算是真的。",
    ),
    tries: [
        Try::new(
            "one-core-switching?v=1&limit=2",
            "Two cores: when are they through? Your machine must have two for it.",
            "两个核：多久做完？你的机器得真有两个核。",
        ),
        Try::new(
            "one-core-switching?v=1&latency=5&switch_ms=5",
            "A switch that costs as much as a slice: half of the time is lost.",
            "切换的开销和时间片一样大：一半时间白白浪费。",
        ),
        Try::new(
            "one-core-switching?v=1&switch_ms=100",
            "Long slices: hardly any switch. Who is through first now?",
            "时间片很长：几乎不切换。现在谁先做完？",
        ),
    ],
    misconception: Text::new(
        "“One core can do only one thing, so several processes are of no use.” On one core they cannot be parallel, but they are concurrent: all get on, and \
         while one waits another computes. What is not gained is time.",
        "“一个核只能做一件事，所以多个进程没有用。”单核上不能并行，但可以并发：大家都在前进，一个等待时另一个计算。只是总时间不会变短。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(u32::try_from(scenario.integer("workers")).unwrap_or(0)),
    #[cfg(feature = "program")]
    entries: &[&WORK],
};

/// Numbers below which a piece of work looks for primes.
const PIECE: u32 = 2000;

const CORE: &str = "
def piece():  # a piece of computing
    found = 0
    for number in range(2, 2000):
        for divisor in range(2, int(number ** 0.5) + 1):
            if number % divisor == 0:
                break
        else:
            found += 1
    return found

def work(number, changed, core):
    left = ROUNDS
    while left:
        with changed:
            turn = core[DRAWN]
            core[DRAWN] += 1
            while turn >= core[CALLED]:";

fn listing(scenario: &Scenario) -> Listing {
    let cost = scenario.scaled_ms("latency");
    Listing::of("import multiprocessing\nimport time\n")
        .line(format!("ROUNDS = {}", scenario.integer("rounds")))
        .line(format!(
            "SLICE = {}",
            seconds(scenario.duration_ms("switch_ms"))
        ))
        .line("DRAWN, CALLED, LAST, INSIDE, MOST = range(5)")
        .lines(CORE)
        .at(line::TURN, "                changed.wait()")
        .line("            switches, core[LAST] = core[LAST] != number, number")
        .line("            core[INSIDE] += 1")
        .line("            core[MOST] = max(core[MOST], core[INSIDE])")
        .when(cost > 0.0, |l| {
            l.line("        if switches:").at(
                line::SWITCH,
                format!("            time.sleep({})", seconds(cost)),
            )
        })
        .line("        end = time.perf_counter() + SLICE")
        .line("        while left and time.perf_counter() < end:")
        .at(line::COMPUTE, "            piece()")
        .lines("            left -= 1\n        with changed:\n            core[INSIDE] -= 1\n            core[CALLED] += 1")
        .at(line::NEXT, "            changed.notify_all()")
        .at(line::DONE, "    print(\"process\", number, \"is through\")")
        .lines("\nif __name__ == \"__main__\":")
        .line("    changed = multiprocessing.Condition()")
        .line("    core = multiprocessing.Array(\"q\", 5)")
        .line(format!("    core[CALLED], core[LAST] = {}, -1", scenario.integer("limit")))
        .line("    processes = [")
        .line("        multiprocessing.Process(target=work, args=(number, changed, core))")
        .line(format!("        for number in range({})", scenario.integer("workers")))
        .lines("    ]\n    for process in processes:")
        .at(line::START, "        process.start()")
        .line("    for process in processes:")
        .at(line::JOIN, "        process.join()")
        .line(format!("    print(core[MOST], \"of\", {}, \"cores used at once\")", scenario.integer("limit")))
}

/// The imitated cores: a condition, and what it is about.
#[cfg(feature = "program")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Core {
    changed: Condition,
    words: Array<i64>,
}

/// Numbers drawn so far.
#[cfg(feature = "program")]
const DRAWN: i64 = 0;
/// Numbers below this have their turn, or had it.
#[cfg(feature = "program")]
const CALLED: i64 = 1;
/// Who was on last.
#[cfg(feature = "program")]
const LAST: i64 = 2;
/// How many are on.
#[cfg(feature = "program")]
const INSIDE: i64 = 3;
/// The most that were on at once.
#[cfg(feature = "program")]
const MOST: i64 = 4;

#[cfg(feature = "program")]
impl Core {
    fn new(cores: i64) -> Result<Self, Error> {
        let core = Self {
            changed: Condition::new()?,
            words: Array::zeros(5)?,
        };
        core.words.set(CALLED, cores)?;
        core.words.set(LAST, -1)?;
        Ok(core)
    }

    fn add(&self, word: i64, by: i64) -> Result<i64, Error> {
        let now = self.words.get(word)? + by;
        self.words.set(word, now)?;
        Ok(now)
    }

    /// Waits for a turn; whether somebody else had the last one.
    fn come_on(&self, number: i64) -> Result<bool, Error> {
        run::at(line::TURN);
        let _held = self.changed.hold();
        let turn = self.add(DRAWN, 1)? - 1;
        while turn >= self.words.get(CALLED)? {
            self.changed.wait()?;
        }
        let switches = self.words.get(LAST)? != number;
        self.words.set(LAST, number)?;
        let inside = self.add(INSIDE, 1)?;
        self.words.set(MOST, self.words.get(MOST)?.max(inside))?;
        Ok(switches)
    }

    /// Lets the next one on.
    fn go_off(&self) -> Result<(), Error> {
        run::at(line::NEXT);
        let _held = self.changed.hold();
        self.add(INSIDE, -1)?;
        self.add(CALLED, 1)?;
        self.changed.notify_all()
    }
}

/// What a process is given: its number, the cores, pieces of work, the slice, the cost of a switch.
#[cfg(feature = "program")]
type Given = (i64, Core, u32, Duration, Duration);

#[cfg(feature = "program")]
static WORK: Entry<Given> = Entry::new("work", work);

#[cfg(feature = "program")]
fn work(run: &mut Run, (number, core, rounds, slice, cost): Given) -> Result<(), TaskError> {
    let primes = workloads::basic("primes");
    let mut left = rounds;
    while left > 0 {
        let switches = run::raised(core.come_on(number))?;
        if switches && !cost.is_zero() {
            run.at(line::SWITCH);
            run::sleep(cost);
        }
        left = compute(primes, left, slice);
        run::raised(core.go_off())?;
    }
    run.at(line::DONE);
    run.print(&format!("process {number} is through"));
    Ok(())
}

/// Computes for a slice of time; pieces that are left.
#[cfg(feature = "program")]
fn compute(primes: Option<&'static Workload>, mut left: u32, slice: Duration) -> u32 {
    run::at(line::COMPUTE);
    let clock = Clock::start();
    while left > 0 && clock.seconds() < slice.as_secs_f64() {
        if let Some(primes) = primes {
            // It raises nothing, and its number is of no interest.
            let _ = run::run_workload(primes, Arguments::computing(PIECE), line::COMPUTE);
        }
        left -= 1;
    }
    left
}

/// Starts them, waits for all, and tells how many were on at once.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let cores = scenario.integer("limit");
    let core = run::raised(Core::new(cores))?;
    let slice = run::duration(scenario.duration_ms("switch_ms"));
    let cost = run::scaled(scenario, "latency");
    let rounds = run::count(scenario, "rounds");
    let all: Vec<Process> = (0..scenario.integer("workers"))
        .map(|number| run.process(&WORK, (number, core.clone(), rounds, slice, cost)))
        .collect();
    let clock = Clock::start();
    for process in &all {
        run.start_process(process, line::START)?;
    }
    for process in &all {
        run.join_process(process, line::JOIN)?;
    }
    let together = clock.seconds();
    let most = run::raised(core.words.get(MOST))?;
    run.print(&format!("{most} of {cores} cores used at once"));
    let turns = run::raised(core.words.get(DRAWN))?;
    run.value("seconds", TaskValue::Float(together));
    run.value("turns", TaskValue::Integer(turns));
    run.check("check-places", most <= cores, format!("{most} of {cores}"));
    Ok(())
}
