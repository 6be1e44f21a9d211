//! "At 1.284 s": what every thread did or waited for at one moment, in words.

use super::View;
use super::blocks::{Class, end_of};
use super::hit::span_at;
use super::label::Names;
use super::lane::task_at;
use super::rows::has_track;
use crate::ticks;
use crate::words::{Words, counted, message};
use report::{Lane, Ns, Span, SpanKind, Timeline};
use trace::kinds::{Cause, ThreadState};

/// What one thread did.
#[derive(Clone, Debug, PartialEq)]
pub struct Present {
    /// Thread.
    pub thread: u32,
    /// How it is drawn; `None` where it is not (new, ended).
    pub class: Option<Class>,
    /// The sentence.
    pub text: String,
}

/// What each thread that lived at `at` did. Threads that had ended or not begun are left out.
pub fn moment(timeline: &Timeline, at: Ns, words: &dyn Words) -> Vec<Present> {
    let names = Names::new(timeline, words);
    let lived = timeline
        .lanes
        .iter()
        .filter_map(|lane| Some((lane, span_at(&lane.states, at, timeline.end)?)));
    lived
        .filter_map(|(lane, span)| present(timeline, lane, &span, at, &names, words))
        .collect()
}

fn present(
    timeline: &Timeline,
    lane: &Lane,
    span: &Span,
    at: Ns,
    names: &Names,
    words: &dyn Words,
) -> Option<Present> {
    let SpanKind::State(state, cause) = span.kind else {
        return None;
    };
    let thread = lane.name.as_str();
    let since = ticks::duration(at.since(span.start));
    let object = names.waiting(span, timeline);
    let task = task_at(lane, at, names);
    let id = match (state, cause) {
        (ThreadState::Terminated, _) => return None,
        (ThreadState::New, _) => "plot-moment-new",
        (ThreadState::Crashed, _) => "plot-moment-crashed",
        (ThreadState::Running, _) if task.is_some() => "plot-moment-runs",
        (ThreadState::Running, _) => "plot-moment-running",
        (ThreadState::Ready, _) | (_, Cause::Gil) => "plot-moment-ready",
        (_, Cause::Sleep) => "plot-moment-sleeps",
        (_, Cause::Io) => "plot-moment-io",
        _ => "plot-moment-waits",
    };
    let task = task.unwrap_or_default();
    let arguments = [
        ("thread", thread),
        ("task", &task),
        ("object", &object),
        ("since", &since),
    ];
    Some(Present {
        thread: lane.thread,
        class: Class::of(span.kind),
        text: words.message(&message(id, &arguments)),
    })
}

/// What each object was at `at`: who had it, who waited for it, or how much was in it. Objects that had not changed yet are left out, and
/// so are those without a track.
pub fn objects(timeline: &Timeline, at: Ns, words: &dyn Words) -> Vec<String> {
    let name = |thread: &u32| {
        timeline
            .thread_name(*thread)
            .unwrap_or_default()
            .to_string()
    };
    let moments = timeline.at(at);
    let mut said = Vec::new();
    for object in timeline.objects.iter().filter(|object| has_track(object)) {
        let Some((value, _)) = object.at(at) else {
            continue;
        };
        let waiting = moments
            .iter()
            .filter(|m| m.object == object.id && m.cause != Cause::Join);
        let waiting: Vec<String> = waiting.map(|m| name(&m.thread)).collect();
        let holders: Vec<String> = object.holders_at(at).iter().map(name).collect();
        let value = value.to_string();
        let mut arguments = vec![("object", object.name.as_str()), ("value", &value)];
        let holders = holders.join(", ");
        arguments.push(("thread", &holders));
        let id = match (object.is_exclusive(), holders.is_empty()) {
            (true, true) => "plot-moment-free",
            (true, false) => "plot-moment-held",
            (false, _) => "plot-moment-value",
        };
        let mut text = words.message(&message(id, &arguments));
        if !waiting.is_empty() {
            let waiting = waiting.join(", ");
            text.push_str(
                &words.message(&message("plot-moment-awaited", &[("threads", &waiting)])),
            );
        }
        said.push(text);
    }
    said
}

/// How many lines had been printed by `at`, and the last of them.
pub fn printed(timeline: &Timeline, at: Ns, words: &dyn Words) -> Option<String> {
    let count = timeline.lines.partition_point(|line| line.at <= at);
    let last = timeline.lines[..count].last()?;
    let count = ("count", count as f64);
    Some(words.message(&counted(
        "plot-moment-printed",
        count,
        &[("line", &last.text)],
    )))
}

/// What is said of the chosen span: as [`details`], with the name of its thread first; empty when none is chosen.
pub fn chosen(timeline: &Timeline, view: &View, words: &dyn Words) -> Vec<String> {
    let found = view
        .selection
        .and_then(|s| super::arrows::place_of(timeline, s));
    let Some((lane, place)) = found else {
        return Vec::new();
    };
    let span = &lane.states[place];
    let task = span_at(&lane.tasks, span.start, timeline.end);
    let (thread, mut lines) = details(timeline, lane, span, task.as_ref(), words);
    lines.insert(0, thread);
    lines
}

/// What the hover card says of a span: title (task, or state), and its state with its length and moment.
pub fn details(
    timeline: &Timeline,
    lane: &Lane,
    state: &Span,
    task: Option<&Span>,
    words: &dyn Words,
) -> (String, Vec<String>) {
    let names = Names::new(timeline, words);
    let line = |span: &Span, text: &str| {
        let length = ticks::duration(end_of(span, timeline.end).since(span.start));
        format!("{text}: {length} ({} …)", ticks::moment(span.start, 1e6))
    };
    let mut lines = vec![line(state, &state_name(state, words))];
    if let Some(object) = timeline.object_name(state) {
        lines.push(words.message(&message("plot-waits-for", &[("object", object)])));
    }
    if let Some(task) = task {
        lines.push(line(task, &names.task(task)));
    }
    let place = lane.states.partition_point(|s| s.start < state.start);
    if place < lane.states.len() {
        lines.extend(super::arrows::said(timeline, lane, place, words));
    }
    (lane.name.clone(), lines)
}

/// The word for a state, as in the legend.
pub fn state_name(span: &Span, words: &dyn Words) -> String {
    let id = match (Class::of(span.kind), span.kind) {
        (Some(Class::Running), _) => "plot-state-running",
        (Some(Class::Blocked), _) => "plot-state-blocked",
        (Some(Class::Sleeping), _) => "plot-state-sleeping",
        (Some(Class::Ready), _) => "plot-state-ready",
        (None, SpanKind::State(ThreadState::Crashed, _)) => "plot-state-crashed",
        (None, SpanKind::State(ThreadState::Terminated, _)) => "plot-state-terminated",
        (None, SpanKind::Transfer(..)) => "plot-state-transfer",
        _ => "plot-state-new",
    };
    words.message(&message(id, &[]))
}
