//! Names that stand on spans, made once per drawing where they repeat.

use crate::words::{Words, executor_name, load_name, message, task_function};
use report::timeline::MeasurementTimes;
use report::{Span, SpanKind, Timeline};
use trace::kinds::{Cause, ThreadState};

/// Functions of the measurements' tasks, by measurement id.
pub(crate) struct Names {
    functions: Vec<(u32, String)>,
    sleep: String,
    start: String,
    gil: String,
    waits: String,
}

impl Names {
    pub fn new(timeline: &Timeline, words: &dyn Words) -> Names {
        let functions = timeline
            .measurements
            .iter()
            .map(|m| (m.info.id, task_function(&m.info.load).to_string()))
            .collect();
        let say = |id| words.message(&message(id, &[]));
        Names {
            functions,
            sleep: say("plot-sleep"),
            start: say("plot-start"),
            gil: say("plot-wants-gil"),
            waits: say("plot-waits"),
        }
    }

    /// `primes #3`, as the program would write it.
    pub fn task(&self, span: &Span) -> String {
        let SpanKind::Task {
            measurement, index, ..
        } = span.kind
        else {
            return String::new();
        };
        match self.functions.iter().find(|(id, _)| *id == measurement) {
            Some((_, function)) => format!("{function} #{index}"),
            None => format!("#{index}"),
        }
    }

    /// What stands on a span that is not running: the object waited for, or the kind of waiting.
    pub fn waiting(&self, span: &Span, timeline: &Timeline) -> String {
        if let Some(name) = timeline.object_name(span) {
            return name.to_string();
        }
        match span.kind {
            SpanKind::State(ThreadState::Ready, _) => self.start.clone(),
            SpanKind::State(_, Cause::Gil) => self.gil.clone(),
            SpanKind::State(_, Cause::Sleep | Cause::Io) => self.sleep.clone(),
            _ => self.waits.clone(),
        }
    }
}

/// `CPU-bound · threads × 2`, with the repetition where there are several.
pub(crate) fn measurement(
    timeline: &Timeline,
    times: &MeasurementTimes,
    words: &dyn Words,
) -> String {
    let info = &times.info;
    let repeats = timeline
        .measurements
        .iter()
        .filter(|m| is_repeat(m, times))
        .map(|m| m.info.repeat + 1)
        .max()
        .unwrap_or(1);
    let load = load_name(&info.load, words);
    let load = info.x.map_or(load.clone(), |x| format!("{load} {x} %"));
    let executor = executor_name(&info.executor, words);
    let (workers, repeat, repeats) = (
        info.workers.to_string(),
        (info.repeat + 1).to_string(),
        repeats.to_string(),
    );
    let mut arguments = vec![
        ("load", load.as_str()),
        ("executor", &executor),
        ("workers", &workers),
    ];
    if repeats == "1" {
        return words.message(&message("plot-measurement", &arguments));
    }
    arguments.extend([("repeat", repeat.as_str()), ("repeats", &repeats)]);
    words.message(&message("plot-measurement-repeat", &arguments))
}

fn is_repeat(a: &MeasurementTimes, b: &MeasurementTimes) -> bool {
    let key = |m: &MeasurementTimes| {
        (
            m.info.load.clone(),
            m.info.executor.clone(),
            m.info.workers,
            m.info.x,
        )
    };
    key(a) == key(b)
}
