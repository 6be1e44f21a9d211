//! What the door tells, as JSON. Its formats are promises: see `docs/automation.md`.

use crate::cards::{self, Cards, Shelf};
use crate::state::{AppState, Shared};
use crate::supervisor::Figures;
use demos::{Group, Row, Shown};
use report::json::{Json, cause, state};
use report::{Lane, Ns, Span, SpanKind};
use scenario::lesson::{Lesson, Words};
use scenario::{Field, Text};
use wasm_bindgen::JsValue;

/// Every demo with its parameter table, those that are only reached by link included.
///
/// # Errors
/// When the cards of a group can be had neither from the page nor from the host.
pub(super) async fn demos(state: &Shared) -> Result<String, JsValue> {
    let mut all = Vec::new();
    for (group, rows) in demos::GROUPS {
        all.push((cards_of(state, *group).await?, *rows));
    }
    let rows = all
        .iter()
        .flat_map(|(cards, rows)| rows.iter().map(move |row| (cards, row)));
    Ok(Json::text(|json| {
        json.list(rows, |json, (cards, row)| {
            json.object(|json| demo(json, row, &cards.lesson(row.spec.id)));
        });
    }))
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

fn demo(json: &mut Json, row: &Row, lesson: &Lesson) {
    json.field("id", row.spec.id);
    json.field("chapter", row.chapter.id());
    json.field("listed", row.shown == Shown::Gallery);
    text(json.key("title"), row.title);
    words(json.key("idea"), &lesson.idea);
    let link = format!("#/{}", scenario::link::encode(&row.spec.defaults()));
    json.field("link", &link);
    let fields = row.spec.fields.iter().zip(&lesson.helps);
    json.key("parameters").list(fields, |json, (field, help)| {
        json.object(|json| parameter(json, field, help));
    });
}

fn parameter(json: &mut Json, field: &Field, help: &Words) {
    let (low, high) = field.range();
    json.field("key", field.key);
    json.field("kind", field.kind().id());
    json.field("unit", field.parameter().unit.symbol());
    json.field("default", field.default);
    json.key("range").list([low, high], Json::put);
    json.key("choices").list(field.choices(), |json, choice| {
        json.object(|json| {
            json.field("id", choice.id);
            text(json.key("label"), choice.label);
        });
    });
    text(json.key("label"), field.label());
    words(json.key("help"), help);
}

fn words(json: &mut Json, words: &Words) {
    both(json, &words.en, &words.zh);
}

fn text(json: &mut Json, text: Text) {
    both(json, text.en, text.zh);
}

fn both(json: &mut Json, en: &str, zh: &str) {
    json.object(|json| {
        json.field("en", en);
        json.field("zh", zh);
    });
}

/// The timeline of the run on the screen so far.
pub(super) fn trace(state: &AppState) -> String {
    let view = state.shown.as_ref();
    let history = view.map(|view| view.history.read());
    let timeline = history.as_deref();
    let lanes = timeline.map_or(&[][..], |timeline| &timeline.lanes);
    let measured = timeline.into_iter().flat_map(|t| &t.measurements);
    let ended: usize = measured.map(|m| m.tasks.iter().flatten().count()).sum();
    Json::object_text(|json| {
        json.field("version", 1);
        if let Some(view) = view {
            json.field("link", &format!("#/{}", view.link));
            json.field("live", view.is_live());
        }
        json.key("lanes").list(lanes, lane);
        json.field("tasks_ended", ended);
        json.field("records", timeline.map_or(0, |t| t.records));
        json.field("dropped", timeline.map_or(0, |t| t.dropped));
        json.field("end_ms", timeline.map_or(0.0, |t| t.end.as_ms()));
    })
}

fn lane(json: &mut Json, lane: &Lane) {
    json.object(|json| {
        json.field("thread", lane.thread);
        json.field("process", lane.process);
        json.field("name", &lane.name);
        json.key("states").list(&lane.states, span);
        json.key("tasks").list(&lane.tasks, span);
    });
}

fn span(json: &mut Json, span: &Span) {
    json.object(|json| {
        json.field("start_ms", span.start.as_ms());
        let end = (span.end != Ns::OPEN).then(|| span.end.as_ms());
        json.field("end_ms", end);
        match span.kind {
            SpanKind::State(is, why) => {
                json.field("state", state(is));
                json.field("cause", cause(why));
            }
            SpanKind::Task {
                measurement,
                index,
                failed,
            } => {
                json.field("measurement", measurement);
                json.field("task", index);
                json.field("failed", failed);
            }
            _ => {}
        }
    });
}

/// Counts of workers and memories, for tests.
pub(super) fn figures(figures: &Figures) -> String {
    Json::object_text(|json| {
        json.field("workers", figures.workers);
        json.field("idle", figures.idle);
        json.field("memories", figures.memories);
        json.field("pooled", figures.pooled);
        json.field("dropped", figures.dropped);
        json.field("retired", figures.retired);
        json.field("script_ms", figures.script_ms);
        json.field("first_paint_ms", figures.first_paint_ms);
        json.field("stop_ms", figures.stop_ms);
        json.field("cut_off", figures.cut_off);
    })
}
