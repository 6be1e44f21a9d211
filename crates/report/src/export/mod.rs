//! A run for other programs: Trace Event JSON for trace viewers, CSV for spreadsheets. Both are boundaries, told of in `docs/automation.md`.

mod csv;
mod trace_event;

pub use csv::to_csv;
pub use trace_event::to_trace_event;

use crate::spans::{Span, SpanKind};
use crate::timeline::Timeline;
use trace::kinds::{Cause, Transfer};

/// What a span is called in exports: plain words, English, without spaces in front or behind.
fn name(timeline: &Timeline, span: &Span) -> String {
    let label = match span.kind {
        SpanKind::State(state, Cause::None) => crate::json::state(state).to_owned(),
        SpanKind::State(state, cause) => {
            format!(
                "{}: {}",
                crate::json::state(state),
                crate::json::cause(cause)
            )
        }
        SpanKind::Task { index, .. } => format!("task {index}"),
        SpanKind::Chunk { first, count, .. } => format!("chunk {first}+{count}"),
        SpanKind::Transfer(transfer, bytes) => format!("{} {bytes} B", transfer_name(transfer)),
        SpanKind::Gap(count) => format!("gap of {count} records"),
    };
    match timeline.object_name(span) {
        Some(name) => format!("{label} {name}"),
        None => label,
    }
}

fn transfer_name(transfer: Transfer) -> &'static str {
    match transfer {
        Transfer::Serialise => "serialise",
        Transfer::Send => "send",
        Transfer::Receive => "receive",
        Transfer::Deserialise => "deserialise",
    }
}
