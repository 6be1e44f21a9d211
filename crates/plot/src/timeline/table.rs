//! The timeline as a table and as one sentence, for those who do not see the picture.

use super::blocks::Class;
use super::moment;
use crate::charts::Table;
use crate::ticks;
use crate::words::{Words, counted, message};
use report::{Ns, Span, SpanKind, Timeline};

/// One row per thread that lived between two moments: time in each state, tasks that ended, failed tasks.
///
/// # Cost
/// Looks at every span: for a table that is asked for, not for every frame.
pub fn table(timeline: &Timeline, (from, to): (Ns, Ns), words: &dyn Words) -> Table {
    let say = |id| words.message(&message(id, &[]));
    let states = [
        "plot-state-running",
        "plot-state-blocked",
        "plot-state-sleeping",
        "plot-state-ready",
    ];
    let mut columns = vec![say("plot-table-thread")];
    columns.extend(states.map(say));
    columns.extend([say("plot-table-tasks"), say("plot-table-failed")]);
    let rows = timeline.lanes.iter().filter_map(|lane| {
        let mut time = [0u64; 4];
        let first = lane.states.partition_point(|span| span.end <= from);
        let inside = lane.states[first..].iter();
        for span in inside.take_while(|span| span.start < to) {
            if let Some(class) = Class::of(span.kind) {
                time[class as usize] += span.overlap(from, to);
            }
        }
        let begins = lane.states.first()?.start;
        if begins > to || lane.ended.is_some_and(|(at, _)| at < from) {
            return None;
        }
        let ended: Vec<&Span> = lane
            .tasks
            .iter()
            .filter(|t| t.end != Ns::OPEN && t.end >= from && t.end <= to)
            .collect();
        let failed = ended
            .iter()
            .filter(|t| matches!(t.kind, SpanKind::Task { failed: true, .. }))
            .count();
        let mut row = vec![lane.name.clone()];
        row.extend(time.map(ticks::duration));
        row.extend([ended.len().to_string(), failed.to_string()]);
        Some(row)
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

/// The accessible name: how many threads, how long, what they do now.
pub fn summary(timeline: &Timeline, words: &dyn Words) -> String {
    if timeline.lanes.is_empty() {
        return words.message(&message("plot-timeline-empty", &[]));
    }
    let length = ticks::duration(timeline.end.0);
    let count = ("count", timeline.lanes.len() as f64);
    let mut text = words.message(&counted(
        "plot-timeline-summary",
        count,
        &[("length", &length)],
    ));
    for present in moment::moment(timeline, timeline.end, words).iter().take(8) {
        text.push(' ');
        text.push_str(&present.text);
        text.push('.');
    }
    text
}
