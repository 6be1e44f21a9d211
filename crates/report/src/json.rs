//! The report as JSON: an API boundary with a version and a schema (`docs/report.schema.json`), so that inner types may change.
//!
//! Long lists are columns (`tasks.worker[i]`, `tasks.start_ms[i]`, …): ten thousand tasks cost four numbers each, no keys. Times are
//! milliseconds since the run's origin, to the microsecond. What is not known is `null`.

mod write;

pub use write::{Json, Put};

use crate::hang::HangReport;
use crate::metrics::Spread;
use crate::processes::ProcessReport;
use crate::summary::{MeasurementReport, Report, SettingReport, ThreadReport};
use crate::timeline::TaskResult;
use scenario::message::Argument;
use scenario::outcome::{Check, TaskError};
use scenario::{Message, TaskValue, Value};
use trace::kinds::{Cause, ThreadState};

/// Name of the format.
pub const SCHEMA: &str = "parallel-play/report";
/// Its version; grows when a field is removed or changes its meaning, not when one is added.
pub const VERSION: u32 = 1;

impl Report {
    /// The report as compact JSON text, valid against `docs/report.schema.json`.
    ///
    /// # Cost
    /// O(tasks + lines).
    pub fn to_json(&self) -> String {
        Json::object_text(|json| {
            facts(self, json);
            found(self, json);
        })
    }
}

/// What the run was.
fn facts(report: &Report, json: &mut Json) {
    let facts = &report.facts;
    json.field("schema", SCHEMA);
    json.field("version", VERSION);
    json.field("link", &facts.link);
    json.field("demo", &facts.demo);
    json.key("parameters").object(|json| {
        for (key, value) in &facts.parameters {
            parameter(json.key(key), value);
        }
    });
    json.key("notices").list(&facts.notices, |json, notice| {
        json.object(|json| {
            message(json, &notice.message);
            json.field("field", notice.field.as_ref());
        });
    });
    json.key("machine").object(|json| {
        json.field("cores", facts.machine.cores);
        json.field("isolated", facts.machine.isolated);
        json.field("clock_resolution_us", facts.machine.clock_resolution_us);
        json.field("browser", &facts.machine.browser);
    });
    json.field("verdict", facts.verdict.id());
    json.field("crash", facts.crash.as_ref());
    json.field("hidden", facts.hidden);
}

/// What was found of it.
fn found(report: &Report, json: &mut Json) {
    let outcome = report.facts.outcome.as_ref();
    json.field("error", outcome.and_then(|outcome| outcome.error.as_ref()));
    json.field("wall_ms", Ms(report.wall_ms));
    json.key("settings").list(&report.settings, Json::put);
    json.key("measurements")
        .list(&report.measurements, Json::put);
    let results = outcome.map_or(&[][..], |outcome| &outcome.results);
    json.key("results").list(results, |json, (name, result)| {
        json.object(|json| {
            json.field("name", name);
            match result {
                Ok(found) => json.field("value", found),
                Err(error) => json.field("error", error),
            }
        });
    });
    let checks = outcome.map_or(&[][..], |outcome| &outcome.checks);
    json.key("checks").list(checks, Json::put);
    json.key("lines")
        .list(&report.lines, |json, (at, thread, text)| {
            // Three columns in one list.
            json.list(0..3, |json, column| match column {
                0 => json.put(Ms(*at)),
                1 => json.put(*thread),
                _ => json.put(text),
            });
        });
    json.key("processes").list(&report.processes, Json::put);
    json.key("threads").list(&report.threads, Json::put);
    json.key("why").object(|json| message(json, &report.why));
    json.key("warnings").list(&report.warnings, |json, w| {
        json.object(|json| message(json, &w.message()));
    });
    json.field("hang", report.hang.as_ref());
    json.field("records", report.records);
    json.field("records_dropped", report.records_dropped);
    json.field("entries_dropped", report.entries_dropped);
}

impl Put for &HangReport {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("cycle", self.is_cycle);
            json.field("everyone", self.everyone);
            json.field("found_ms", Ms(self.found_ms));
            json.field("after_ms", Ms(self.after_ms));
            json.key("waits").list(&self.waits, |json, w| {
                json.object(|json| {
                    json.field("thread", w.thread);
                    json.field("name", &w.name);
                    json.field("cause", cause(w.cause));
                    json.field("object", w.object);
                    json.field("object_name", &w.object_name);
                    json.field("holder", w.holder);
                    json.field("holder_name", &w.holder_name);
                    json.field("holder_has_ended", w.holder_has_ended);
                    json.field("since_ms", Ms(w.since_ms));
                });
            });
            json.key("taken").list(&self.taken, |json, t| {
                json.object(|json| {
                    json.field("thread", t.thread);
                    json.field("name", &t.name);
                    json.field("object", t.object);
                    json.field("object_name", &t.object_name);
                    json.field("at_ms", Ms(t.at_ms));
                });
            });
        });
    }
}

impl Put for &MeasurementReport {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("id", self.id);
            json.field("load", &self.load);
            json.field("executor", &self.executor);
            json.field("workers", self.workers);
            json.field("repeat", self.repeat);
            json.field("x", self.x);
            json.field("start_ms", self.start_ms.map(Ms));
            json.field("makespan_ms", self.makespan_ms.map(Ms));
            json.field("wall_ms", self.wall_ms.map(Ms));
            json.field("speed_up", self.speed_up.map(Ratio));
            json.field("utilisation", self.utilisation.map(Ratio));
            json.key("tasks").object(|json| tasks(json, &self.tasks));
        });
    }
}

/// Columns, one place per task of the list; `errors` by the task's index.
fn tasks(json: &mut Json, tasks: &[Option<TaskResult>]) {
    let known = |task: &Option<TaskResult>, cell: fn(&TaskResult) -> Ms| task.as_ref().map(cell);
    json.key("worker").list(tasks, |json, task| {
        json.put(task.as_ref().map(|task| task.thread));
    });
    json.key("start_ms").list(tasks, |json, task| {
        json.put(known(task, |task| Ms(task.start.as_ms())));
    });
    json.key("end_ms").list(tasks, |json, task| {
        json.put(known(task, |task| Ms(task.end.as_ms())));
    });
    fn value(task: &Option<TaskResult>) -> Option<&Result<TaskValue, TaskError>> {
        task.as_ref()?.value.as_ref()
    }
    json.key("value").list(tasks, |json, task| {
        json.put(value(task).and_then(|value| value.as_ref().ok()));
    });
    json.key("errors").object(|json| {
        for (index, task) in tasks.iter().enumerate() {
            if let Some(Err(error)) = value(task) {
                json.field(&index.to_string(), error);
            }
        }
    });
}

impl Put for &SettingReport {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("load", &self.load);
            json.field("executor", &self.executor);
            json.field("workers", self.workers);
            json.field("x", self.x);
            json.field("repeats", self.repeats);
            spread(json.key("start_ms"), self.start_ms, MICROSECOND);
            spread(json.key("makespan_ms"), self.makespan_ms, MICROSECOND);
            spread(json.key("wall_ms"), self.wall_ms, MICROSECOND);
            spread(json.key("speed_up"), self.speed_up, TEN_THOUSANDTH);
        });
    }
}

fn spread(json: &mut Json, spread: Option<Spread>, steps: f64) {
    let Some(spread) = spread else {
        return json.put(None::<f64>);
    };
    json.object(|json| {
        json.field("median", rounded(spread.median, steps));
        json.field("low", rounded(spread.low, steps));
        json.field("high", rounded(spread.high, steps));
        json.field("n", spread.n);
    });
}

impl Put for &ProcessReport {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("number", self.facts.number);
            json.field("name", &self.name);
            json.field("parent", self.parent);
            json.field("exit_code", self.facts.exit);
            json.field("memory_bytes", self.facts.memory_bytes);
            json.field("start_ms", self.start_ms.map(Ms));
            json.field("crash", self.facts.crash.as_ref());
            json.key("still_has").list(&self.still_has, Json::put);
        });
    }
}

impl Put for &ThreadReport {
    fn put(self, json: &mut Json) {
        let ms = |ns: u64| Ms(crate::Ns(ns).as_ms());
        json.object(|json| {
            json.field("id", self.id);
            json.field("process", self.process);
            json.field("name", &self.name);
            json.field("start_ms", Ms(self.start_ms));
            json.field("end_ms", self.end_ms.map(Ms));
            json.field("state", state(self.state));
            json.field("running_ms", ms(self.shares.running));
            json.field("ready_ms", ms(self.shares.ready));
            json.field("blocked_ms", ms(self.shares.blocked));
            json.field("sleeping_ms", ms(self.shares.sleeping));
            json.field("transfer_ms", ms(self.shares.transfer));
            json.field("has_gap", self.shares.has_gap);
        });
    }
}

/// The word of a state in reports and exports.
pub fn state(state: ThreadState) -> &'static str {
    match state {
        ThreadState::New => "new",
        ThreadState::Ready => "ready",
        ThreadState::Running => "running",
        ThreadState::Blocked => "blocked",
        ThreadState::Terminated => "terminated",
        ThreadState::Crashed => "crashed",
    }
}

/// The word of a cause in reports and exports.
pub fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::None => "none",
        Cause::Lock => "lock",
        Cause::Condition => "condition",
        Cause::Semaphore => "semaphore",
        Cause::Event => "event",
        Cause::Barrier => "barrier",
        Cause::Queue => "queue",
        Cause::Join => "join",
        Cause::Sleep => "sleep",
        Cause::Io => "io",
        Cause::Pipe => "pipe",
        Cause::Result => "result",
        Cause::Gil => "gil",
    }
}

impl Put for &Check {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("id", &self.id);
            json.field("held", self.held);
            json.field("seen", &self.seen);
        });
    }
}

impl Put for &TaskError {
    fn put(self, json: &mut Json) {
        json.object(|json| {
            json.field("kind", &self.kind);
            json.field("message", &self.message);
        });
    }
}

/// The fields of a message.
fn message(json: &mut Json, message: &Message) {
    json.field("id", message.id);
    json.key("arguments").object(|json| {
        for (name, argument) in &message.arguments {
            match argument {
                Argument::Text(text) => json.field(name, text),
                Argument::Number(number) => json.field(name, *number),
            }
        }
    });
}

fn parameter(json: &mut Json, value: &Value) {
    match value {
        Value::Integer(whole) => json.put(*whole),
        Value::Float(x) | Value::Duration(x) => json.put(*x),
        Value::Choice(text) | Value::Text(text) => json.put(text),
        Value::Choices(list) => json.list(list, Json::put),
        Value::Flag(on) => json.put(*on),
        Value::Integers(list) => json.list(list, |json, whole| json.put(*whole)),
    }
}

/// A picture is told as its size, since its bytes are no use in a report.
impl Put for &TaskValue {
    fn put(self, json: &mut Json) {
        match self {
            TaskValue::Unit => json.put(None::<f64>),
            TaskValue::Integer(whole) => json.put(*whole),
            TaskValue::Float(x) => json.put(*x),
            TaskValue::Text(text) => json.put(text),
            TaskValue::List(items) => json.list(items, Json::put),
            TaskValue::Record(pairs) => json.object(|json| {
                for (key, value) in pairs {
                    json.field(key, value);
                }
            }),
            TaskValue::Image { width, height, .. } => json.object(|json| {
                json.key("image").object(|json| {
                    json.field("width", *width);
                    json.field("height", *height);
                });
            }),
        }
    }
}

/// Steps of a millisecond to which times are told: no clock of a browser is finer than 5 microseconds.
const MICROSECOND: f64 = 1e3;
/// Steps of one to which ratios are told.
const TEN_THOUSANDTH: f64 = 1e4;

/// Milliseconds, to the microsecond.
struct Ms(f64);

impl Put for Ms {
    fn put(self, json: &mut Json) {
        json.put(rounded(self.0, MICROSECOND));
    }
}

/// A ratio, to the fourth decimal.
struct Ratio(f64);

impl Put for Ratio {
    fn put(self, json: &mut Json) {
        json.put(rounded(self.0, TEN_THOUSANDTH));
    }
}

fn rounded(x: f64, steps: f64) -> f64 {
    (x * steps).round() / steps
}
