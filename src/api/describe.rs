//! What the door tells, as JSON. Its formats are promises: see `docs/automation.md`.

use crate::cards::{self, Cards, Shelf};
use crate::state::{AppState, Shared};
use crate::supervisor::Figures;
use demos::{Group, Row, Shown};
use report::{Lane, Ns, Span, SpanKind};
use scenario::lesson::{Lesson, Words};
use scenario::{Field, Text};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

/// Every demo with its parameter table, those that are only reached by link included.
///
/// # Errors
/// When the cards of a group can be had neither from the page nor from the host.
pub(super) async fn demos(state: &Shared) -> Result<Value, JsValue> {
    let mut demos = Vec::new();
    for (group, rows) in demos::GROUPS {
        let cards = cards_of(state, *group).await?;
        demos.extend(rows.iter().map(|row| demo(row, &cards.lesson(row.spec.id))));
    }
    Ok(Value::Array(demos))
}

async fn cards_of(state: &Shared, group: Group) -> Result<Cards, JsValue> {
    let here = match &state.borrow().shelves[group as usize] {
        Shelf::Here(cards) => Some(cards.clone()),
        _ => None,
    };
    match here {
        Some(cards) => Ok(cards),
        None => cards::fetch(group).await,
    }
}

fn demo(row: &Row, lesson: &Lesson) -> Value {
    let fields = row.spec.fields.iter().zip(&lesson.helps);
    json!({
        "id": row.spec.id,
        "chapter": row.chapter.id(),
        "listed": row.shown == Shown::Gallery,
        "title": text(row.title),
        "idea": words(&lesson.idea),
        "link": format!("#/{}", scenario::link::encode(&row.spec.defaults())),
        "parameters": fields.map(|(field, help)| parameter(field, help)).collect::<Value>(),
    })
}

fn parameter(field: &Field, help: &Words) -> Value {
    let (low, high) = field.range();
    json!({
        "key": field.key,
        "kind": field.kind().id(),
        "unit": field.parameter().unit.symbol(),
        "default": field.default,
        "range": [low, high],
        "choices": field.choices().map(|c| json!({ "id": c.id, "label": text(c.label) })).collect::<Value>(),
        "label": text(field.label()),
        "help": words(help),
    })
}

fn words(words: &Words) -> Value {
    json!({ "en": words.en, "zh": words.zh })
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
