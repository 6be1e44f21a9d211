//! `timer-cancel`: a call that comes later, once, unless it is cancelled.
//!
//! A run: a timer of `delay` is started; main pauses, cancels it or not, and waits for its end. Cancelled before its time it never fires.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::seconds;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Shared},
    runtime::thread::Timer,
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The function that the timer calls.
    pub const FIRE: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// Main's pause.
    pub const PAUSE: u16 = python::OWN + 2;
    /// `cancel`.
    pub const CANCEL: u16 = python::OWN + 3;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 4;
    /// The last line.
    pub const END: u16 = python::OWN + 5;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "timer-cancel",
        fields: &[
            Field::new("delay", "1")
                .within(0.0, 5.0)
                .called("Fires after", "多久后触发")
                .explained(
                    "How long the timer waits before it calls.",
                    "定时器等多久才调用。",
                ),
            Field::new("cancel", "after-pause"),
            Field::new("pause", "0.5").within(0.0, 5.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Timer", "定时器"),
    idea: Text::new(
        "A Timer is a thread that waits and then calls a function, once. Until then cancel() calls it off.",
        "Timer 是一个线程：先等待，再调用一次函数。在那之前，cancel() 可以取消。",
    ),
    difficulty: Difficulty::First,
    api_names: &["threading.Timer", "Timer.cancel"],
    python: card::python(listing),
    look_at: Text::new(
        "The timer's lane: blocked on its own event until the time is over, or until cancel() sets it. After that the function is called, or not.",
        "看定时器的泳道：阻塞在自己的事件上，直到时间到，或者 cancel() 把事件设上。之后函数才被调用，或者不被调用。",
    ),
    tries: [
        Try::new(
            "timer-cancel?v=1&cancel=never",
            "Do not cancel: it fires once.",
            "不取消：触发一次。",
        ),
        Try::new(
            "timer-cancel?v=1&pause=1.5",
            "Cancel too late: it has fired, and cancel() says nothing.",
            "取消得太晚：已经触发，cancel() 什么也不说。",
        ),
        Try::new(
            "timer-cancel?v=1&cancel=before-start",
            "Cancel before the start: the thread starts and ends at once.",
            "启动前就取消：线程一启动就结束。",
        ),
    ],
    misconception: Text::new(
        "“A timer repeats.” It calls once and its thread ends; for a beat you need a loop. And cancel() does not stop a function that has begun.",
        "“定时器会重复。”它只调用一次，线程就结束；要周期执行得自己写循环。而且 cancel() 停不下已经开始的函数。",
    ),
    threads: |_| 1,
};

fn listing(scenario: &Scenario) -> Listing {
    let cancel = scenario.text("cancel");
    Listing::of("import threading\nimport time\n\ndef fire():")
        .at(line::FIRE, "    print(\"fired\")")
        .line("")
        .line(format!(
            "timer = threading.Timer({}, fire)",
            seconds(scenario.scaled_ms("delay"))
        ))
        .when(cancel == "before-start", |l| {
            l.at(line::CANCEL, "timer.cancel()")
        })
        .at(line::START, "timer.start()")
        .at(
            line::PAUSE,
            format!("time.sleep({})", seconds(scenario.scaled_ms("pause"))),
        )
        .when(cancel == "after-pause", |l| {
            l.at(line::CANCEL, "timer.cancel()")
        })
        .at(line::JOIN, "timer.join()")
        .at(line::END, "print(\"the timer's thread has ended\")")
}

/// Starts the timer, cancels it as asked, and waits for its end.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (cancel, delay) = (scenario.text("cancel"), run::scaled(scenario, "delay"));
    let fired = Shared::new(0_i64);
    let count = fired.clone();
    let timer = Timer::new(delay, move || {
        run::at(line::FIRE);
        run::print("fired");
        count.with(|fired| *fired += 1);
    });
    timer.thread().set_name("Thread-1 (Timer)");
    if cancel == "before-start" {
        run.at(line::CANCEL);
        timer.cancel();
    }
    let clock = Clock::start();
    run.start(timer.thread(), line::START)?;
    run.at(line::PAUSE);
    run::sleep(run::scaled(scenario, "pause"));
    if cancel == "after-pause" {
        run.at(line::CANCEL);
        timer.cancel();
    }
    let cancelled = clock.seconds();
    run.join(timer.thread(), line::JOIN)?;
    run.at(line::END);
    run.print("the timer's thread has ended");
    let fired = fired.get();
    run.value("calls", TaskValue::Integer(fired));
    // The clock was started before the timer: cancelled by then, it was cancelled before its time.
    let right = match cancel {
        "never" => fired == 1,
        "before-start" => fired == 0,
        _ if cancelled < delay.as_secs_f64() => fired == 0,
        _ => fired <= 1,
    };
    run.check("check-timer", right, format!("{fired}"));
    Ok(())
}
