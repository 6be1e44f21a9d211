//! `event-never-cleared`: a loop on `wait` without `clear` spins at the pace of its own sleep.
//!
//! A run: a waiter goes through `stop_after` rounds (0 = for ever) of wait, print, sleep `pause`. Main sleeps `pause` and sets the event once;
//! if somebody clears it, main sets it again every 1.5 · `pause` while the waiter lives. Then it joins.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    crate::run::{Shared, Thread},
    runtime::sync::Event,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The waiter's sleep.
    pub const WAIT: u16 = python::line::WAIT;
    /// `event.wait`.
    pub const GATE: u16 = python::OWN;
    /// The waiter's `print`.
    pub const ROUND: u16 = python::OWN + 1;
    /// `event.clear`.
    pub const CLEAR: u16 = python::OWN + 2;
    /// Main's sleep.
    pub const MAIN_WAIT: u16 = python::OWN + 3;
    /// `event.set`.
    pub const SET: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "event-never-cleared",
        fields: &[
            Field::new("clear", "off"),
            Field::new("pause", "0.5").within(0.05, 2.0),
            Field::new("stop_after", "5").within(0.0, 50.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Locks,
    title: Text::new("The event stays set", "事件不会自动清除"),
    idea: Text::new(
        "A thread waits for an event in a loop, and main sets it once. Since nobody clears it, every later wait returns at once, and the loop \
         runs on by itself.",
        "线程在循环里等待事件，主线程只设置了一次。因为没有人清除它，之后的每次等待都立即返回，循环自己转个不停。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["threading.Event", "Event.wait", "Event.set", "Event.clear"],
    python: card::python(listing),
    look_at: Text::new(
        "One set, and round follows round, half a second apart: the pause is the only brake. With clear there is one round for each set.",
        "只有一次 set，却一轮接一轮，间隔半秒：唯一的刹车就是那个停顿。有了 clear，一次 set 才对应一轮。",
    ),
    tries: [
        Try::new(
            "event-never-cleared?v=1&stop_after=0",
            "Never stop: main's join does not return. Press Stop.",
            "永不结束：主线程的 join 不会返回。请按“停止”。",
        ),
        Try::new(
            "event-never-cleared?v=1&clear=by-waiter",
            "Let the waiter clear: one round for each set.",
            "由等待者清除：一次 set 一轮。",
        ),
        Try::new(
            "event-never-cleared?v=1&clear=by-setter",
            "Let the setter clear at once: only who waits at that moment gets through.",
            "由设置者立即清除：只有当时正在等待的线程能通过。",
        ),
    ],
    misconception: Text::new(
        "“wait consumes the signal.” An event has no memory of who saw it: it is set or not. If each signal should count once, clear it, or \
         use a semaphore or a queue.",
        "“wait 会消耗掉信号。”事件不记得谁看到过它：只有已设置和未设置两种状态。如果每个信号只应生效一次，就要 clear，或者改用信号量、队列。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let clear = scenario.text("clear");
    let pause = scenario.scaled_ms("pause");
    let rounds = match scenario.integer("stop_after") {
        0 => "itertools.count()".to_owned(),
        rounds => format!("range({rounds})"),
    };
    let listing = Listing::default()
        .when(scenario.integer("stop_after") == 0, |l| l.line("import itertools"))
        .lines("import threading\nimport time\n\ndef rounds():")
        .line(format!("    for number in {rounds}:"))
        .at(line::GATE, "        signal.wait()")
        .at(line::ROUND, "        print(\"round\", number)")
        .when(clear == "by-waiter", |l| l.at(line::CLEAR, "        signal.clear()"))
        .at(line::WAIT, format!("        time.sleep({})", seconds(pause)))
        .lines("\nsignal = threading.Event()\nwaiter = threading.Thread(target=rounds)\nwaiter.start()");
    if clear == "off" {
        listing
            .at(line::MAIN_WAIT, format!("time.sleep({})", seconds(pause)))
            .at(line::SET, "signal.set()  # once and for all")
            .at(line::JOIN, "waiter.join()")
    } else {
        listing
            .line("while waiter.is_alive():")
            .at(
                line::MAIN_WAIT,
                format!("    time.sleep({})", seconds(pause * 1.5)),
            )
            .at(line::SET, "    signal.set()")
            .when(clear == "by-setter", |l| {
                l.at(line::CLEAR, "    signal.clear()")
            })
            .at(line::JOIN, "waiter.join()")
    }
}

/// Lets a thread go through its rounds of waiting, and sets the event once, or as often as it is cleared.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let signal = Arc::new(Event::named("signal"));
    let rounds = Shared::new(0_i64);
    let pause = run::scaled(scenario, "pause");
    let waiter = waiter(run, scenario, &signal, &rounds);
    run.start(&waiter, 0)?;
    let sets = match scenario.text("clear") {
        "off" => {
            run.at(line::MAIN_WAIT);
            run::sleep(pause);
            run.at(line::SET);
            signal.set();
            1
        }
        clear => set_again(run, &waiter, &signal, pause * 3 / 2, clear == "by-setter"),
    };
    run.join(&waiter, line::JOIN)?;
    let rounds = rounds.get();
    run.value("rounds", TaskValue::Integer(rounds));
    run.value("sets", TaskValue::Integer(sets));
    let seen = format!("{rounds} rounds, {sets} sets");
    match scenario.text("clear") {
        "off" => run.check(
            "check-one-set-every-round",
            rounds == scenario.integer("stop_after") && signal.is_set(),
            seen,
        ),
        // A set that is cleared by the setter may be seen twice by a waiter that is quick, so nothing is promised then.
        "by-waiter" => run.check("check-round-per-set", rounds <= sets, seen),
        _ => {}
    }
    Ok(())
}

/// The thread that waits, prints, sleeps, round by round.
#[cfg(feature = "program")]
fn waiter(run: &mut Run, scenario: &Scenario, signal: &Arc<Event>, rounds: &Shared<i64>) -> Thread {
    let (signal, rounds) = (signal.clone(), rounds.clone());
    let clears = scenario.text("clear") == "by-waiter";
    let pause = run::scaled(scenario, "pause");
    let last = match scenario.integer("stop_after") {
        0 => i64::MAX,
        count => count,
    };
    run.thread("rounds", move || {
        for number in 0..last {
            run::at(line::GATE);
            signal.wait();
            run::at(line::ROUND);
            run::print(&format!("round {number}"));
            rounds.with(|rounds| *rounds += 1);
            if clears {
                run::at(line::CLEAR);
                signal.clear();
            }
            run::at(line::WAIT);
            run::sleep(pause);
        }
    })
}

/// Sets the event again and again while the waiter lives; tells how often.
#[cfg(feature = "program")]
fn set_again(run: &Run, waiter: &Thread, signal: &Event, pause: Duration, clears: bool) -> i64 {
    let mut sets = 0;
    while waiter.is_alive() {
        run.at(line::MAIN_WAIT);
        run::sleep(pause);
        run.at(line::SET);
        signal.set();
        sets += 1;
        if clears {
            run.at(line::CLEAR);
            signal.clear();
        }
    }
    sets
}
