//! What the door tells, as JSON. Its formats are promises: see `docs/automation.md`.

use crate::state::AppState;
use crate::supervisor::Figures;
use demos::{Row, Shown};
use report::{Lane, Ns, Span, SpanKind};
use scenario::{Field, Text};
use serde_json::{Value, json};

/// Every demo with its parameter table, those that are only reached by link included.
pub(super) fn demos() -> Value {
    demos::ROWS
        .iter()
        .filter(|row| row.shown != Shown::NotYet)
        .map(demo)
        .collect()
}

fn demo(row: &Row) -> Value {
    let card = row.card;
    json!({
        "id": card.spec.id,
        "chapter": card.chapter.id(),
        "listed": row.shown == Shown::Gallery,
        "title": text(card.title),
        "idea": text(card.idea),
        "link": format!("#/{}", scenario::link::encode(&card.spec.defaults())),
        "parameters": card.spec.fields.iter().map(parameter).collect::<Value>(),
    })
}

fn parameter(field: &Field) -> Value {
    let (low, high) = field.range();
    json!({
        "key": field.key,
        "kind": field.kind().id(),
        "unit": field.parameter().unit.symbol(),
        "default": field.default,
        "range": [low, high],
        "choices": field.choices().map(|c| json!({ "id": c.id, "label": text(c.label) })).collect::<Value>(),
        "label": text(field.label()),
        "help": text(field.help()),
    })
}

fn text(text: Text) -> Value {
    json!({ "en": text.en, "zh": text.zh })
}

/// The timeline of the run on the screen so far.
pub(super) fn trace(state: &AppState) -> Value {
    let Some(view) = &state.shown else {
        return json!({ "version": 1, "lanes": [], "tasks_ended": 0, "records": 0, "dropped": 0, "end_ms": 0 });
    };
    let timeline = view.history.read();
    let ended: usize = timeline
        .measurements
        .iter()
        .map(|m| m.tasks.iter().flatten().count())
        .sum();
    json!({
        "version": 1,
        "link": format!("#/{}", view.link),
        "lanes": timeline.lanes.iter().map(lane).collect::<Value>(),
        "tasks_ended": ended,
        "records": timeline.records,
        "dropped": timeline.dropped,
        "end_ms": timeline.end.as_ms(),
    })
}

fn lane(lane: &Lane) -> Value {
    json!({
        "thread": lane.thread,
        "process": lane.process,
        "name": lane.name,
        "states": lane.states.iter().map(span).collect::<Value>(),
        "tasks": lane.tasks.iter().map(span).collect::<Value>(),
    })
}

fn span(span: &Span) -> Value {
    let end = (span.end != Ns::OPEN).then(|| span.end.as_ms());
    let mut value = json!({ "start_ms": span.start.as_ms(), "end_ms": end });
    match span.kind {
        SpanKind::State(state, cause) => {
            value["state"] = format!("{state:?}").to_ascii_lowercase().into();
            value["cause"] = format!("{cause:?}").to_ascii_lowercase().into();
        }
        SpanKind::Task {
            measurement,
            index,
            failed,
        } => {
            value["measurement"] = measurement.into();
            value["task"] = index.into();
            value["failed"] = failed.into();
        }
        _ => {}
    }
    value
}

/// Counts of workers and memories, for tests.
pub(super) fn figures(figures: &Figures) -> Value {
    json!({
        "workers": figures.workers,
        "idle": figures.idle,
        "memories": figures.memories,
        "pooled": figures.pooled,
        "dropped": figures.dropped,
        "retired": figures.retired,
        "script_ms": figures.script_ms,
        "first_paint_ms": figures.first_paint_ms,
        "stop_ms": figures.stop_ms,
        "cut_off": figures.cut_off,
    })
}
