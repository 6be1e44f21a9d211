//! An invented run for tests: two measurements, sleeping and computing, a lock, a gap, a crash.

use crate::charts::{Figures, Point, Series};
use crate::svg::Theme;
use crate::{Token, words::Words};
use report::holds::Hold;
use report::timeline::{MeasurementTimes, Object};
use report::{Lane, Ns, Span, SpanKind, Timeline};
use scenario::message::Argument;
use scenario::{Message, Text};
use trace::entry::Measurement;
use trace::kinds::{Cause, ObjectKind, ThreadState};

pub const MS: u64 = 1_000_000;

/// English sentences as the page's table has them, so that pictures look like the page's.
pub struct English;

impl Words for English {
    fn message(&self, message: &Message) -> String {
        let argument = |name: &str| match message.arguments.iter().find(|(n, _)| *n == name) {
            Some((_, Argument::Text(text))) => text.clone(),
            Some((_, Argument::Number(number))) => number.to_string(),
            None => String::new(),
        };
        let template = match message.id {
            "plot-process-main" => "main process",
            "plot-process" => "process {number}",
            "plot-threads" => "{count} threads",
            "plot-load-cpu" => "CPU-bound",
            "plot-load-io" => "IO-simulated",
            "plot-measurement" => "{load} · {executor} × {workers}",
            "plot-measurement-repeat" => "{load} · {executor} × {workers} · {repeat} of {repeats}",
            "plot-dropped" => "{count} records dropped",
            "plot-tasks-merged" => "{count} tasks",
            "plot-cores" => "{count} cores",
            "plot-axis-workers" => "workers",
            "plot-axis-share" => "share of computing",
            other => return other.trim_start_matches("plot-").to_string(),
        };
        message
            .arguments
            .iter()
            .fold(template.to_string(), |text, (name, _)| {
                text.replace(&format!("{{{name}}}"), &argument(name))
            })
    }

    fn text(&self, text: Text) -> String {
        text.en.to_string()
    }
}

pub fn state(state: ThreadState, cause: Cause, start: u64, end: u64, object: u32) -> Span {
    Span {
        start: Ns(start),
        end: Ns(end),
        kind: SpanKind::State(state, cause),
        object,
        line: 0,
    }
}

pub fn task(measurement: u32, index: u32, start: u64, end: u64) -> Span {
    let kind = SpanKind::Task {
        measurement,
        index,
        failed: index == 5,
    };
    Span {
        start: Ns(start),
        end: Ns(end),
        kind,
        object: 0,
        line: 0,
    }
}

pub fn lane(thread: u32, name: &str) -> Lane {
    Lane {
        thread,
        process: thread >> 16,
        name: name.into(),
        states: Vec::new(),
        tasks: Vec::new(),
        others: Vec::new(),
        started: None,
        ended: None,
    }
}

fn measurement(
    id: u32,
    load: &str,
    executor: &str,
    workers: u32,
    times: [u64; 3],
) -> MeasurementTimes {
    let info = Measurement {
        id,
        load: load.into(),
        executor: executor.into(),
        workers,
        repeat: 0,
        tasks: 4,
        x: None,
    };
    let [begin, ready, end] = times.map(|ms| Some(Ns(ms * MS)));
    MeasurementTimes {
        info,
        begin,
        ready,
        end,
        tasks: Vec::new(),
    }
}

/// One and a half seconds of a run: computing on one and on two threads, then waiting on two.
pub fn run() -> Timeline {
    let mut lanes = vec![main_lane(), worker_lane(0), worker_lane(1)];
    lanes[2].ended = Some((Ns(1450 * MS), ThreadState::Crashed));
    lanes[1].others.push(Span {
        start: Ns(1443 * MS),
        end: Ns(1480 * MS),
        kind: SpanKind::Gap(312),
        object: 0,
        line: 0,
    });
    let mut timeline = Timeline::default();
    timeline.lanes = lanes;
    timeline.measurements = vec![
        measurement(1, "cpu", "serial", 1, [35, 40, 640]),
        measurement(2, "cpu", "threads", 2, [645, 680, 985]),
        measurement(3, "io", "threads", 2, [1035, 1040, 1450]),
    ];
    timeline.objects = vec![lock()];
    timeline.end = Ns(1500 * MS);
    timeline
}

/// Computes by itself, then waits for the workers.
fn main_lane() -> Lane {
    use Cause::{None as No, Result};
    use ThreadState::{Blocked, Ready, Running};
    let mut main = lane(1, "MainThread");
    main.states.push(state(Ready, No, 0, 30 * MS, 0));
    main.states.push(state(Running, No, 30 * MS, 640 * MS, 0));
    main.states
        .push(state(Blocked, Result, 640 * MS, 1480 * MS, 0));
    main.states
        .push(state(Running, No, 1480 * MS, 1500 * MS, 0));
    main.tasks = (0..4u64)
        .map(|i| task(1, i as u32, (40 + i * 150) * MS, (190 + i * 150) * MS))
        .collect();
    main
}

/// Computes, waits for the lock, then waits for IO twice; the second worker is 6 ms later.
fn worker_lane(worker: u32) -> Lane {
    use Cause::{Io, Lock, None as No};
    use ThreadState::{Blocked, Ready, Running};
    let mut lane = lane(worker + 2, &format!("worker-{}", worker + 1));
    let shift = u64::from(worker) * 6;
    lane.states
        .push(state(Ready, No, 645 * MS, (672 + shift) * MS, 0));
    lane.states.push(state(
        Running,
        No,
        (672 + shift) * MS,
        (976 + shift) * MS,
        0,
    ));
    lane.states
        .push(state(Blocked, Lock, (976 + shift) * MS, 1040 * MS, 7));
    lane.states
        .push(state(Running, No, 1040 * MS, 1042 * MS, 0));
    lane.states
        .push(state(Blocked, Io, 1042 * MS, 1242 * MS, 0));
    lane.states
        .push(state(Running, No, 1242 * MS, 1243 * MS, 0));
    lane.states
        .push(state(Blocked, Io, 1243 * MS, 1443 * MS, 0));
    for half in 0..2u64 {
        let index = worker + 2 * half as u32;
        lane.tasks.push(task(
            2,
            index,
            (672 + shift + half * 152) * MS,
            (824 + shift + half * 152) * MS,
        ));
    }
    lane.tasks.push(task(3, worker, 1041 * MS, 1242 * MS));
    lane.tasks.push(task(3, worker + 4, 1242 * MS, 1443 * MS));
    lane
}

fn lock() -> Object {
    let hold = |start, end| Hold {
        start: Ns(start * MS),
        end: Ns(end * MS),
    };
    Object {
        id: 7,
        kind: Some(ObjectKind::Lock),
        name: "lock L".into(),
        values: Vec::new(),
        holds: vec![(2, vec![hold(700, 976)]), (3, vec![hold(976, 1040)])],
    }
}

pub fn figures() -> Figures {
    let series = |executor: &str, values: &[(f64, f64, f64, f64)]| Series {
        executor: executor.into(),
        points: values
            .iter()
            .map(|(x, y, low, high)| Point {
                x: *x,
                y: *y,
                low: *low,
                high: *high,
                repeats: 5,
                makespan_ms: 600.0 / y,
            })
            .collect(),
    };
    Figures {
        load: "cpu".into(),
        series: vec![
            series("serial", &[(1.0, 1.0, 1.0, 1.0)]),
            series(
                "threads",
                &[
                    (1.0, 0.99, 0.97, 1.0),
                    (2.0, 1.92, 1.8, 1.96),
                    (4.0, 1.95, 1.7, 2.02),
                ],
            ),
            series(
                "threads-gil",
                &[
                    (1.0, 0.98, 0.96, 1.0),
                    (2.0, 0.97, 0.9, 1.0),
                    (4.0, 0.96, 0.9, 1.0),
                ],
            ),
            series(
                "processes",
                &[
                    (1.0, 0.97, 0.9, 1.0),
                    (2.0, 1.85, 1.8, 1.9),
                    (4.0, 1.9, 1.7, 1.97),
                ],
            ),
        ],
        cores: 2,
        expected: 4,
        ..Figures::default()
    }
}

/// The colours of `www/styles/tokens.css`: light, or dark.
pub fn theme(dark: bool) -> Theme {
    let colours = Token::ALL.map(|token| css(dark, token.property()));
    Theme {
        colours: colours.to_vec(),
        font: "system-ui, Noto Sans, DejaVu Sans, sans-serif".into(),
        code_font: "ui-monospace, DejaVu Sans Mono, monospace".into(),
    }
}

pub const TOKENS: &str = include_str!("../../../www/styles/tokens.css");

/// The value of a custom property in the light or the chosen dark block.
pub fn css(dark: bool, property: &str) -> String {
    let block = if dark {
        TOKENS.split(":root[data-theme=\"dark\"] {").nth(1)
    } else {
        TOKENS.split(":root {").nth(1)
    };
    let block = block.and_then(|b| b.split('}').next()).unwrap_or_default();
    let value = block
        .split(';')
        .find_map(|line| line.trim().strip_prefix(property)?.strip_prefix(": "));
    value
        .unwrap_or_else(|| panic!("{property} is not in tokens.css (dark: {dark})"))
        .to_string()
}
