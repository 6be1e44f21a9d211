//! `ways-to-hang`: five small programs that stop for ever, each for another reason.
//!
//! A run, by `case`: two threads take two locks in opposite orders; two threads each take one permit and want a second; two threads wait for each
//! other's end; two stages each fill the queue to the other before they empty theirs; two threads deadlock while main goes on. `pause` makes
//! sure that both have done their first step before either does its second.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared, Thread},
    runtime::error::Error,
    runtime::sync::{Lock, Policy, Queue, Semaphore},
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep between both steps.
    pub const WAIT: u16 = python::line::WAIT;
    /// The first step.
    pub const FIRST: u16 = python::OWN;
    /// The second step.
    pub const SECOND: u16 = python::OWN + 1;
    /// Main goes on.
    pub const TICK: u16 = python::OWN + 2;
    /// `start`.
    pub const START: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
}

/// Main's looks at the clock while two others hang.
const TICKS: u32 = 8;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ways-to-hang",
        fields: &[
            Field::new("case", "two-locks").offering(&[
                "two-locks",
                "semaphore",
                "join",
                "full-queue",
                "others-go-on",
            ]),
            Field::new("pause", "0.1").within(0.05, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Wrong,
    title: Text::new("Five ways to get stuck", "卡住的五种方式"),
    idea: Text::new(
        "Locks are only one way to wait for ever: permits, joins and full queues do it as well. Each of these programs stops, and the page finds out \
         from what its threads wait for.",
        "永远等下去不只是锁造成的：许可、join 和满了的队列也会。这些程序都会停住，页面根据线程在等什么找出原因。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "threading.Lock",
        "Semaphore",
        "Thread.join",
        "queue.Queue",
        "deadlock",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The result names every waiting thread, what it waits for and who has it. Locks and joins have a holder, so a circle can be shown; a permit or \
         a place in a queue has none: there it only counts that nobody is left who could give it.",
        "结果写出每个等待的线程、它在等什么、东西在谁手里。锁和 join 有持有者，可以画出一个圈；许可和队列里的空位没有持有者，只能看出再没有谁能给出它们。",
    ),
    tries: [
        Try::new(
            "ways-to-hang?v=1&case=semaphore",
            "Two permits, two threads, and each wants two.",
            "两个许可，两个线程，每个都想要两个。",
        ),
        Try::new(
            "ways-to-hang?v=1&case=full-queue",
            "Two stages, each filling the other's queue first.",
            "两个阶段，都先往对方的队列里放。",
        ),
        Try::new(
            "ways-to-hang?v=1&case=others-go-on",
            "Two threads hang while main goes on: the page says so at once.",
            "两个线程卡住而主线程继续运行：页面会立刻指出。",
        ),
    ],
    misconception: Text::new(
        "“A program that hangs is computing something.” It uses no core at all: every thread sleeps and waits for another one. That is why it can be \
         found with certainty, and at once.",
        "“卡住的程序还在算什么。”它一点核心都没用：每个线程都在睡，等着另一个。所以能确定地、立刻找出来。",
    ),
    threads: |_| 2,
};

fn listing(scenario: &Scenario) -> Listing {
    let pause = seconds(scenario.scaled_ms("pause"));
    let case = scenario.text("case");
    let sleep = |l: Listing| l.at(line::WAIT, format!("    time.sleep({pause})"));
    match case {
        "semaphore" => threads(
            sleep(Listing::of("import threading\nimport time\n\ndef work():").at(line::FIRST, "    seats.acquire()"))
                .at(line::SECOND, "    seats.acquire()")
                .lines("    seats.release(2)\n\nseats = threading.Semaphore(2)"),
            "work",
            ["", ""],
        ),
        "join" => threads(
            sleep(Listing::of("import threading\nimport time\n\ndef wait_for(other):"))
                .at(line::SECOND, "    threads[other].join()")
                .line(""),
            "wait_for",
            ["1", "0"],
        ),
        "full-queue" => threads(
            Listing::of("import queue\nimport threading\n\ndef stage(to, back):\n    for number in range(3):")
                .at(line::FIRST, "        to.put(number)")
                .line("    for _ in range(3):")
                .at(line::SECOND, "        back.get()")
                .lines("\nthere, back = queue.Queue(1), queue.Queue(1)"),
            "stage",
            ["there, back", "back, there"],
        ),
        _ => threads_of_locks(sleep, case),
    }
}

fn threads_of_locks(sleep: impl Fn(Listing) -> Listing, case: &str) -> Listing {
    let listing = Listing::of("import threading\nimport time\n\ndef work(first, second):")
        .at(line::FIRST, "    first.acquire()");
    let listing = sleep(listing)
        .at(line::SECOND, "    second.acquire()")
        .lines("    second.release()\n    first.release()\n\na, b = threading.Lock(), threading.Lock()");
    if case != "others-go-on" {
        return threads(listing, "work", ["a, b", "b, a"]);
    }
    listing
        .line("for locks in [(a, b), (b, a)]:")
        .at(
            line::START,
            "    threading.Thread(target=work, args=locks, daemon=True).start()",
        )
        .line(format!("for number in range({TICKS}):"))
        .at(line::TICK, "    time.sleep(0.25)")
        .line("    print(\"main goes on\", number)")
}

/// Two threads with their arguments, started and joined.
fn threads(listing: Listing, target: &str, arguments: [&str; 2]) -> Listing {
    let thread = |arguments: &str| match arguments {
        "" => format!("threading.Thread(target={target})"),
        one if !one.contains(',') => format!("threading.Thread(target={target}, args=({one},))"),
        two => format!("threading.Thread(target={target}, args=({two}))"),
    };
    crate::python::start_and_join(
        listing
            .line("threads = [")
            .line(format!("    {},", thread(arguments[0])))
            .line(format!("    {},", thread(arguments[1])))
            .line("]"),
        line::START,
        line::JOIN,
    )
}

/// Runs into the case.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let pause = run::scaled(scenario, "pause");
    let case = scenario.text("case");
    let threads = match case {
        "semaphore" => of_permits(run, pause),
        "join" => of_joins(run, pause),
        "full-queue" => of_queues(run),
        _ => of_locks(run, pause),
    };
    if case != "others-go-on" {
        run.start_all(&threads, line::START)?;
        run.join_all(&threads, line::JOIN)?;
        run.check("check-all-through", true, "2 of 2");
        return Ok(());
    }
    for thread in &threads {
        run::raised(thread.set_daemon(true))?;
    }
    run.start_all(&threads, line::START)?;
    for number in 0..TICKS {
        run.at(line::TICK);
        run::sleep(pause * 5 / 2);
        run.print(&format!("main goes on {number}"));
    }
    let alive = threads.iter().filter(|thread| thread.is_alive()).count();
    run.check("check-two-hang", alive == 2, format!("{alive} alive"));
    Ok(())
}

/// Two locks in opposite orders.
#[cfg(feature = "program")]
fn of_locks(run: &mut Run, pause: Duration) -> Vec<Thread> {
    let [a, b] = ["a", "b"].map(|name| Arc::new(Lock::named(name, Policy::Barging)));
    let mut pair = |first: Arc<Lock>, second: Arc<Lock>| {
        run.thread("work", move || {
            run::at(line::FIRST);
            let _first = first.hold();
            run::at(line::WAIT);
            run::sleep(pause);
            run::at(line::SECOND);
            let _second = second.hold();
        })
    };
    vec![pair(a.clone(), b.clone()), pair(b, a)]
}

/// Two permits, of which each wants two.
#[cfg(feature = "program")]
fn of_permits(run: &mut Run, pause: Duration) -> Vec<Thread> {
    let seats = Arc::new(Semaphore::named("seats", 2));
    let mut one = || {
        let seats = seats.clone();
        run.thread("work", move || {
            run::at(line::FIRST);
            let _one = seats.hold();
            run::at(line::WAIT);
            run::sleep(pause);
            run::at(line::SECOND);
            let _two = seats.hold();
        })
    };
    vec![one(), one()]
}

/// Each waits for the other's end.
#[cfg(feature = "program")]
fn of_joins(run: &mut Run, pause: Duration) -> Vec<Thread> {
    let both: Shared<Vec<Thread>> = Shared::new(Vec::new());
    let mut waiting_for = |other: usize| {
        let both = both.clone();
        run.thread("wait_for", move || {
            run::at(line::WAIT);
            run::sleep(pause);
            run::at(line::SECOND);
            let other = both.with(|both| both.get(other).cloned());
            other.map_or(Ok(()), |other| other.join())
        })
    };
    let threads = vec![waiting_for(1), waiting_for(0)];
    both.with(|both| both.clone_from(&threads));
    threads
}

/// Each fills the other's queue before it empties its own.
#[cfg(feature = "program")]
fn of_queues(run: &mut Run) -> Vec<Thread> {
    let [there, back] = ["there", "back"].map(|name| Arc::new(Queue::named(name, 1)));
    let mut stage = |to: Arc<Queue<i64>>, from: Arc<Queue<i64>>| {
        run.thread("stage", move || -> Result<(), Error> {
            for number in 0..3 {
                run::at(line::FIRST);
                to.put(number)?;
            }
            for _ in 0..3 {
                run::at(line::SECOND);
                from.get()?;
            }
            Ok(())
        })
    };
    vec![stage(there.clone(), back.clone()), stage(back, there)]
}
