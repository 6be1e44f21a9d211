//! The table of spans: read back, it gives the spans again.

use proptest::prelude::*;
use report::export::to_csv;
use report::{Lane, Ns, Span, SpanKind, Timeline};
use trace::kinds::{Cause, ThreadState};

/// A reader of RFC 4180, as simple as can be.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    assert!(row.is_empty() && field.is_empty(), "the last row ends");
    rows
}

/// As somebody reads it who knows that names are guarded against spreadsheets.
fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').unwrap_or(field)
}

/// Whole nanoseconds out of microseconds with three decimals.
fn ns(field: &str) -> Ns {
    if field.is_empty() {
        return Ns::OPEN;
    }
    let (micros, rest) = field.split_once('.').expect("three decimals");
    assert_eq!(rest.len(), 3);
    Ns(format!("{micros}{rest}").parse().expect("a number"))
}

fn a_span() -> impl Strategy<Value = Span> {
    let state = prop::sample::select(ThreadState::ALL);
    let cause = prop::sample::select(Cause::ALL);
    let kind = prop_oneof![
        (state, cause).prop_map(|(state, cause)| SpanKind::State(state, cause)),
        (any::<u32>(), any::<u32>()).prop_map(|(measurement, index)| SpanKind::Task {
            measurement,
            index,
            failed: false
        }),
    ];
    let end = prop::option::of(0u64..1 << 40);
    (kind, 0u64..1 << 50, end, any::<u16>()).prop_map(|(kind, start, length, line)| Span {
        start: Ns(start),
        end: length.map_or(Ns::OPEN, |length| Ns(start + length)),
        kind,
        object: 0,
        line,
    })
}

fn a_lane() -> impl Strategy<Value = Lane> {
    let name = "[-=+@',\"\r\n\ta-c多 ]{0,8}";
    let spans = || prop::collection::vec(a_span(), 0..6);
    (any::<u32>(), 0u32..9, name, spans(), spans(), spans()).prop_map(
        |(thread, process, name, states, tasks, others)| Lane {
            thread,
            process,
            name,
            states,
            tasks,
            others,
            started: None,
            ended: None,
        },
    )
}

proptest! {
    #[test]
    fn every_span_is_a_row_and_can_be_read_back(lanes in prop::collection::vec(a_lane(), 0..4)) {
        let mut timeline = Timeline::default();
        timeline.lanes = lanes;
        let table = rows(&to_csv(&timeline));
        let (head, mut left) = (&table[0], table[1..].iter());
        let place = |name: &str| head.iter().position(|column| column == name).expect("a column");
        for lane in &timeline.lanes {
            for (track, spans) in [("state", &lane.states), ("task", &lane.tasks), ("other", &lane.others)] {
                for span in spans {
                    let row = left.next().expect("a row for each span");
                    let at = |name: &str| row[place(name)].as_str();
                    prop_assert_eq!(row.len(), head.len());
                    prop_assert_eq!((at("process"), at("thread")), (&*lane.process.to_string(), &*lane.thread.to_string()));
                    prop_assert_eq!(unguarded(at("thread_name")), &lane.name);
                    prop_assert_eq!((at("track"), at("line")), (track, &*span.line.to_string()));
                    prop_assert_eq!((ns(at("start_us")), ns(at("end_us"))), (span.start, span.end));
                    if let SpanKind::Task { measurement, index, .. } = span.kind {
                        prop_assert_eq!((at("measurement"), at("task")), (&*measurement.to_string(), &*index.to_string()));
                    }
                }
            }
        }
        prop_assert!(left.next().is_none(), "no row without a span");
    }
}
