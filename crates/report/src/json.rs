//! The report as JSON: an API boundary with a version and a schema (`docs/report.schema.json`), so that inner types may change.
//!
//! Long lists are columns (`tasks.worker[i]`, `tasks.start_ms[i]`, …): ten thousand tasks cost four numbers each, no keys. Times are
//! milliseconds since the run's origin, to the microsecond. What is not known is `null`.

mod text;

pub use text::to_text;

use crate::hang::HangReport;
use crate::metrics::Spread;
use crate::processes::ProcessReport;
use crate::summary::{MeasurementReport, Report, SettingReport, ThreadReport};
use crate::timeline::TaskResult;
use scenario::message::Argument;
use scenario::outcome::{Check, TaskError};
use scenario::{Message, Notice, Outcome, TaskValue, Value};
use serde_json::{Map, Number, Value as Json, json};
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
        to_text(&self.to_value())
    }

    /// The report as a JSON value.
    pub fn to_value(&self) -> Json {
        let facts = &self.facts;
        let outcome = facts.outcome.as_ref();
        json!({
            "schema": SCHEMA,
            "version": VERSION,
            "link": facts.link,
            "demo": facts.demo,
            "parameters": object(facts.parameters.iter().map(|(key, v)| (key.as_str(), parameter(v)))),
            "notices": list(&facts.notices, notice),
            "machine": {
                "cores": facts.machine.cores,
                "isolated": facts.machine.isolated,
                "clock_resolution_us": number(facts.machine.clock_resolution_us),
                "browser": facts.machine.browser,
            },
            "verdict": facts.verdict.id(),
            "error": outcome.and_then(|o| o.error.as_ref()).map_or(Json::Null, error),
            "crash": facts.crash,
            "hidden": facts.hidden,
            "wall_ms": time(self.wall_ms),
            "settings": list(&self.settings, setting),
            "measurements": list(&self.measurements, measurement),
            "results": outcome.map_or_else(Vec::new, results),
            "checks": outcome.map_or(Json::Array(vec![]), |o| list(&o.checks, check)),
            "lines": list(&self.lines, |(at, thread, text)| json!([time(*at), thread, text])),
            "processes": list(&self.processes, process),
            "threads": list(&self.threads, thread),
            "why": message(&self.why),
            "warnings": list(&self.warnings, |w| message(&w.message())),
            "hang": self.hang.as_ref().map_or(Json::Null, hang),
            "records": self.records,
            "records_dropped": self.records_dropped,
            "entries_dropped": self.entries_dropped,
        })
    }
}

fn hang(h: &HangReport) -> Json {
    json!({
        "cycle": h.is_cycle,
        "everyone": h.everyone,
        "found_ms": time(h.found_ms),
        "after_ms": time(h.after_ms),
        "waits": list(&h.waits, |w| json!({
            "thread": w.thread,
            "name": w.name,
            "cause": cause(w.cause),
            "object": w.object,
            "object_name": w.object_name,
            "holder": w.holder,
            "holder_name": w.holder_name,
            "holder_has_ended": w.holder_has_ended,
            "since_ms": time(w.since_ms),
        })),
        "taken": list(&h.taken, |t| json!({
            "thread": t.thread,
            "name": t.name,
            "object": t.object,
            "object_name": t.object_name,
            "at_ms": time(t.at_ms),
        })),
    })
}

fn measurement(m: &MeasurementReport) -> Json {
    json!({
        "id": m.id,
        "load": m.load,
        "executor": m.executor,
        "workers": m.workers,
        "repeat": m.repeat,
        "x": m.x,
        "start_ms": optional(m.start_ms),
        "makespan_ms": optional(m.makespan_ms),
        "wall_ms": optional(m.wall_ms),
        "speed_up": m.speed_up.map_or(Json::Null, ratio),
        "utilisation": m.utilisation.map_or(Json::Null, ratio),
        "tasks": tasks(&m.tasks),
    })
}

/// Columns, one place per task of the list; `errors` by the task's index.
fn tasks(tasks: &[Option<TaskResult>]) -> Json {
    let column = |cell: &dyn Fn(&TaskResult) -> Json| -> Json {
        tasks
            .iter()
            .map(|task| task.as_ref().map_or(Json::Null, cell))
            .collect()
    };
    let failed = tasks
        .iter()
        .enumerate()
        .filter_map(|(index, task)| match &task.as_ref()?.value {
            Some(Err(found)) => Some((index.to_string(), error(found))),
            _ => None,
        });
    json!({
        "worker": column(&|task| task.thread.into()),
        "start_ms": column(&|task| time(task.start.as_ms())),
        "end_ms": column(&|task| time(task.end.as_ms())),
        "value": column(&|task| match &task.value {
            Some(Ok(found)) => value(found),
            _ => Json::Null,
        }),
        "errors": failed.collect::<Map<String, Json>>(),
    })
}

fn setting(s: &SettingReport) -> Json {
    json!({
        "load": s.load,
        "executor": s.executor,
        "workers": s.workers,
        "x": s.x,
        "repeats": s.repeats,
        "start_ms": spread(s.start_ms, time),
        "makespan_ms": spread(s.makespan_ms, time),
        "wall_ms": spread(s.wall_ms, time),
        "speed_up": spread(s.speed_up, ratio),
    })
}

fn spread(spread: Option<Spread>, show: fn(f64) -> Json) -> Json {
    spread.map_or(
        Json::Null,
        |s| json!({ "median": show(s.median), "low": show(s.low), "high": show(s.high), "n": s.n }),
    )
}

fn process(p: &ProcessReport) -> Json {
    json!({
        "number": p.facts.number,
        "name": p.name,
        "parent": p.parent,
        "exit_code": p.facts.exit,
        "memory_bytes": p.facts.memory_bytes,
        "start_ms": optional(p.start_ms),
        "crash": p.facts.crash,
        "still_has": p.still_has,
    })
}

fn thread(t: &ThreadReport) -> Json {
    let ms = |ns: u64| time(crate::Ns(ns).as_ms());
    json!({
        "id": t.id,
        "process": t.process,
        "name": t.name,
        "start_ms": time(t.start_ms),
        "end_ms": optional(t.end_ms),
        "state": state(t.state),
        "running_ms": ms(t.shares.running),
        "ready_ms": ms(t.shares.ready),
        "blocked_ms": ms(t.shares.blocked),
        "sleeping_ms": ms(t.shares.sleeping),
        "transfer_ms": ms(t.shares.transfer),
        "has_gap": t.shares.has_gap,
    })
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

fn results(outcome: &Outcome) -> Vec<Json> {
    let one = |(name, result): &(String, Result<TaskValue, TaskError>)| match result {
        Ok(found) => json!({ "name": name, "value": value(found) }),
        Err(found) => json!({ "name": name, "error": error(found) }),
    };
    outcome.results.iter().map(one).collect()
}

fn check(check: &Check) -> Json {
    json!({ "id": check.id, "held": check.held, "seen": check.seen })
}

fn error(error: &TaskError) -> Json {
    json!({ "kind": error.kind, "message": error.message })
}

fn notice(notice: &Notice) -> Json {
    let mut found = message(&notice.message);
    found["field"] = notice.field.clone().into();
    found
}

fn message(message: &Message) -> Json {
    let arguments = message.arguments.iter().map(|(name, argument)| {
        let shown = match argument {
            Argument::Text(text) => text.clone().into(),
            Argument::Number(n) => number(*n),
        };
        (*name, shown)
    });
    json!({ "id": message.id, "arguments": object(arguments) })
}

fn parameter(value: &Value) -> Json {
    match value {
        Value::Integer(n) => (*n).into(),
        Value::Float(x) | Value::Duration(x) => number(*x),
        Value::Choice(text) | Value::Text(text) => text.clone().into(),
        Value::Choices(list) => list.clone().into(),
        Value::Flag(on) => (*on).into(),
        Value::Integers(list) => list.clone().into(),
    }
}

/// A value as JSON; a picture as its size, since its bytes are no use in a report.
fn value(found: &TaskValue) -> Json {
    match found {
        TaskValue::Unit => Json::Null,
        TaskValue::Integer(n) => (*n).into(),
        TaskValue::Float(x) => number(*x),
        TaskValue::Text(text) => text.clone().into(),
        TaskValue::List(items) => list(items, value),
        TaskValue::Record(pairs) => object(pairs.iter().map(|(key, v)| (key.as_str(), value(v)))),
        TaskValue::Image { width, height, .. } => {
            json!({ "image": { "width": width, "height": height } })
        }
    }
}

fn object<'k>(pairs: impl Iterator<Item = (&'k str, Json)>) -> Json {
    Json::Object(pairs.map(|(key, value)| (key.to_owned(), value)).collect())
}

fn list<T>(items: &[T], show: impl Fn(&T) -> Json) -> Json {
    items.iter().map(show).collect()
}

fn optional(ms: Option<f64>) -> Json {
    ms.map_or(Json::Null, time)
}

/// Milliseconds, to the microsecond: no clock of a browser is finer than 5.
fn time(ms: f64) -> Json {
    number((ms * 1e3).round() / 1e3)
}

/// A ratio, to the fourth decimal.
fn ratio(ratio: f64) -> Json {
    number((ratio * 1e4).round() / 1e4)
}

/// A number; whole ones without a point, and as text those that JSON has none for (`inf`, `NaN`).
fn number(x: f64) -> Json {
    if x.fract() == 0.0 && x.abs() < 9e15 {
        return (x as i64).into();
    }
    Number::from_f64(x).map_or_else(|| x.to_string().into(), Json::Number)
}
