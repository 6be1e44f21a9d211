//! `life-cycle-five-states`: new, ready, running, blocked, terminated.
//!
//! A run: all threads are created, started, joined. Each carries out the script: compute = `primes(n)`, sleep = a sleep of `u`, lock =
//! `primes(n)` while holding the one lock.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, seconds, start_and_join};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    crate::run::{Inside, Shared},
    runtime::error::Error,
    runtime::sync::{Lock, Policy},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// Creating the threads.
    pub const NEW: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
    /// First step of the script; the next has the next key, at most 16.
    pub const STEP: u16 = python::OWN + 16;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "life-cycle-five-states",
        fields: &[
            Field::new("workers", "3").within(1.0, 16.0),
            Field::new("script", "compute,sleep,lock,compute"),
            Field::new("gil", "on"),
            Field::new("n", "300000").within(1000.0, 5_000_000.0),
            Field::new("u", "0.2")
                .within(0.0, 2.0)
                .called("Sleep", "睡眠时长"),
            Field::new("switch_ms", "5"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::LifeCycle,
    title: Text::new("Five states", "五种状态"),
    idea: Text::new(
        "From start to end a thread is new, ready, running, blocked or terminated. Here three threads go through all of them: they compute, \
         sleep, queue for a lock and compute again.",
        "从创建到结束，线程总处于新建、就绪、运行、阻塞、终止之一。这里三个线程把它们都走一遍：计算、睡眠、排队等锁、再计算。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "threading.Thread",
        "threading.Lock",
        "time.sleep",
        "sys.setswitchinterval",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "With the GIL on, only one lane runs at a time while the others are ready: they want to run and must wait for their turn. A thread \
         that sleeps or waits for the lock is blocked and wants nothing.",
        "打开 GIL 时，同一时刻只有一条泳道在运行，其余的处于就绪：想运行，但要等轮到自己。睡眠或等锁的线程是阻塞的，什么也不要。",
    ),
    tries: [
        Try::new(
            "life-cycle-five-states?v=1&gil=off",
            "Switch the GIL off: ready disappears, running overlaps.",
            "关掉 GIL：就绪不见了，运行重叠起来。",
        ),
        Try::new(
            "life-cycle-five-states?v=1&script=lock,lock,lock",
            "Only the lock: someone is always blocked.",
            "只用锁：总有人被阻塞。",
        ),
        Try::new(
            "life-cycle-five-states?v=1&workers=8&switch_ms=50",
            "Eight threads and a long switch interval: longer turns, longer waits.",
            "八个线程、较长的切换间隔：每次运行更久，等待也更久。",
        ),
    ],
    misconception: Text::new(
        "“A started thread is running.” It is ready; it runs when a core and, in CPython, the GIL are free. The states shown are those that the \
         program causes: whether the system gives a thread a core at that instant, a browser cannot see.",
        "“启动了就在运行。”它只是就绪；等到有核心空闲，在 CPython 里还要等到 GIL，它才运行。这里显示的是程序造成的状态：\
         系统那一刻有没有把核心给它，浏览器看不到。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let listing = python::gil(Listing::of("import threading\nimport time"), scenario).line("");
    let mut listing = python::primes(listing).lines("\nlock = threading.Lock()\n\ndef life():");
    for (key, step) in (line::STEP..).zip(scenario.text("script").split(',')) {
        let n = integer(scenario.integer("n"));
        listing = match step {
            "sleep" => listing.at(
                key,
                format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
            ),
            "lock" => listing
                .at(key, "    with lock:")
                .line(format!("        primes({n})")),
            _ => listing.at(key, format!("    primes({n})")),
        };
    }
    let listing = listing.line("").at(
        line::NEW,
        format!(
            "threads = [threading.Thread(target=life) for _ in range({})]",
            scenario.integer("workers")
        ),
    );
    start_and_join(listing, line::START, line::JOIN)
}

/// Lets threads go through the script, under a GIL or without.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    run.set_switch_interval(run::duration(scenario.duration_ms("switch_ms")));
    let _attached = match scenario.flag("gil") {
        true => run.under_gil()?,
        false => None,
    };
    let life = Life {
        script: scenario
            .text("script")
            .split(',')
            .map(str::to_owned)
            .collect(),
        n: run::count(scenario, "n"),
        u: run::scaled(scenario, "u"),
        lock: Arc::new(Lock::named("lock", Policy::Barging)),
        holders: Inside::default(),
        through: Shared::new(0_i64),
    };
    let mut threads = Vec::new();
    for _ in 0..scenario.integer("workers") {
        run.at(line::NEW);
        let life = life.clone();
        threads.push(run.thread("life", move || life.live()));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    let (through, most) = (life.through.get(), life.holders.most());
    run.value("threads through", TaskValue::Integer(through));
    run.check(
        "check-all-through",
        through == scenario.integer("workers"),
        format!("{through} through"),
    );
    run.check("check-lock-exclusive", most <= 1, format!("{most} at once"));
    Ok(())
}

/// What a thread does with its life.
#[cfg(feature = "program")]
#[derive(Clone)]
struct Life {
    script: Vec<String>,
    n: u32,
    u: Duration,
    lock: Arc<Lock>,
    holders: Inside,
    through: Shared<i64>,
}

#[cfg(feature = "program")]
impl Life {
    fn live(&self) -> Result<(), Error> {
        for (key, step) in (line::STEP..).zip(&self.script) {
            run::at(key);
            match step.as_str() {
                "sleep" => run::sleep(self.u),
                "lock" => {
                    let _held = self.lock.hold();
                    self.holders.enter();
                    self.compute()?;
                    self.holders.leave();
                }
                _ => self.compute()?,
            }
        }
        self.through.with(|through| *through += 1);
        Ok(())
    }

    fn compute(&self) -> Result<(), Error> {
        let Some(primes) = workloads::basic("primes") else {
            return Ok(());
        };
        run::run_workload(primes, Arguments::computing(self.n), 0).map(drop)
    }
}
