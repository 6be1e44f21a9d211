//! Spans as CSV (RFC 4180), one row each.

use super::name;
use crate::spans::{Lane, Span, SpanKind};
use crate::time::Ns;
use crate::timeline::Timeline;
use std::fmt::Write;

const HEAD: &str =
    "process,thread,thread_name,track,name,object,line,start_us,end_us,measurement,task\r\n";

/// Every span as one row: lane after lane, in each lane states, then tasks, then the rest, in order of time. Times are microseconds since
/// the run's origin with three decimals; `end_us` is empty for a span that never ended, `measurement` and `task` for what has none.
/// O(spans).
pub fn to_csv(timeline: &Timeline) -> String {
    let mut text = String::from(HEAD);
    for lane in &timeline.lanes {
        for (track, spans) in [
            ("state", &lane.states),
            ("task", &lane.tasks),
            ("other", &lane.others),
        ] {
            spans
                .iter()
                .for_each(|span| row(&mut text, timeline, lane, track, span));
        }
    }
    text
}

fn row(text: &mut String, timeline: &Timeline, lane: &Lane, track: &str, span: &Span) {
    let (measurement, task) = match span.kind {
        SpanKind::Task {
            measurement, index, ..
        } => (measurement.to_string(), index.to_string()),
        SpanKind::Chunk { measurement, .. } => (measurement.to_string(), String::new()),
        _ => (String::new(), String::new()),
    };
    let end = if span.end == Ns::OPEN {
        String::new()
    } else {
        micros(span.end)
    };
    let (process, thread, object, line) = (lane.process, lane.thread, span.object, span.line);
    let (lane_name, span_name) = (quoted(&lane.name), quoted(&name(timeline, span)));
    let start = micros(span.start);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{process},{thread},{lane_name},{track},{span_name},{object},{line},{start},{end},{measurement},{task}\r\n"
    );
}

/// Whole nanoseconds as microseconds, exactly.
fn micros(at: Ns) -> String {
    format!("{}.{:03}", at.0 / 1_000, at.0 % 1_000)
}

/// A field; in quotation marks where a comma, a mark or a line break would break the row. A leading `=`, `+`, `-` or `@` is preceded by an
/// apostrophe, since spreadsheets would run it as a formula and names come from programs; so is a leading apostrophe, which a reader could
/// not tell from ours.
fn quoted(field: &str) -> String {
    let guarded = match field.chars().next() {
        Some('=' | '+' | '-' | '@' | '\'' | '\t' | '\r') => format!("'{field}"),
        _ => field.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_cannot_break_a_row_or_be_run_as_formulas() {
        for (field, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("-x,y", "\"'-x,y\""),
        ] {
            assert_eq!(quoted(field), expected);
        }
    }

    #[test]
    fn times_are_exact() {
        assert_eq!(micros(Ns(1_234_567)), "1234.567");
        assert_eq!(micros(Ns(5)), "0.005");
    }
}
