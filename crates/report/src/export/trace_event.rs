//! Chrome's Trace Event format, as trace viewers (Perfetto among them) open it.
//!
//! Each thread becomes two rows, since slices of a row must nest and a state may end inside a task: the thread itself with its tasks, chunks,
//! transfers and gaps, and beside it `<name> · states`. Objects become counters, wake-ups whose woken thread is known become arrows.
//!
//! Origin: "Trace Event Format" (Google, 2016): phases M, X, C, s, f; times in microseconds.

use super::name;
use crate::json::Json;
use crate::spans::{Lane, Span};
use crate::time::Ns;
use crate::timeline::{Timeline, Wake};

/// Thread ids have 16 bits in a process; states stand on rows above them.
const STATES_ROW: u32 = 1 << 16;

/// The whole run as one JSON object. Spans that never ended end with the run. O(spans).
pub fn to_trace_event(timeline: &Timeline) -> String {
    let mut events = Events {
        text: String::from("{\"displayTimeUnit\":\"ms\",\"traceEvents\":["),
    };
    let mut processes: Vec<u32> = timeline.lanes.iter().map(|lane| lane.process).collect();
    processes.dedup();
    for process in processes {
        events.meta("process_name", process, 0, &format!("process {process}"));
    }
    for lane in &timeline.lanes {
        thread(&mut events, timeline, lane);
    }
    for object in &timeline.objects {
        for (at, value, _) in &object.values {
            events.push("C", (object.id >> 24, 0), Some(*at), &object.name, |json| {
                json.key("args").object(|json| json.field("value", *value));
            });
        }
    }
    for (id, wake) in (0..).zip(timeline.wakes.iter().filter(|wake| wake.to != 0)) {
        arrow(&mut events, id, wake);
    }
    events.text.push_str("]}");
    events.text
}

struct Events {
    text: String,
}

impl Events {
    /// An event of a phase, on a row (process, thread); at a moment, unless it is about the row itself; `rest` writes what only its phase has.
    fn push(
        &mut self,
        phase: &str,
        (process, row): (u32, u32),
        at: Option<Ns>,
        name: &str,
        rest: impl FnOnce(&mut Json),
    ) {
        if !self.text.ends_with('[') {
            self.text.push(',');
        }
        self.text.push_str(&Json::object_text(|json| {
            json.field("ph", phase);
            json.field("pid", process);
            json.field("tid", row);
            if let Some(at) = at {
                json.field("ts", micros(at));
            }
            json.field("name", name);
            rest(json);
        }));
    }

    fn meta(&mut self, what: &str, process: u32, row: u32, name: &str) {
        self.push("M", (process, row), None, what, |json| {
            json.key("args").object(|json| json.field("name", name));
        });
    }
}

fn thread(events: &mut Events, timeline: &Timeline, lane: &Lane) {
    let row = lane.thread & 0xffff;
    events.meta("thread_name", lane.process, row, &lane.name);
    let states = format!("{} · states", lane.name);
    events.meta("thread_name", lane.process, row + STATES_ROW, &states);
    let mut slices: Vec<&Span> = lane.tasks.iter().chain(&lane.others).collect();
    // The outer slice first where two begin together, so that viewers nest them.
    slices.sort_by_key(|span| (span.start, core::cmp::Reverse(span.end)));
    for (row, span) in slices
        .into_iter()
        .map(|span| (row, span))
        .chain(lane.states.iter().map(|span| (row + STATES_ROW, span)))
    {
        let end = span.end.min(timeline.end).max(span.start);
        let name = name(timeline, span);
        events.push("X", (lane.process, row), Some(span.start), &name, |json| {
            json.field("dur", lasting(span.start, end));
        });
    }
}

fn arrow(events: &mut Events, id: u32, wake: &Wake) {
    for (phase, thread) in [("s", wake.from), ("f", wake.to)] {
        let row = (thread >> 16, thread & 0xffff);
        events.push(phase, row, Some(wake.at), "wake", |json| {
            json.field("id", id);
            json.field("cat", "wake");
            if phase == "f" {
                json.field("bp", "e");
            }
        });
    }
}

fn micros(at: Ns) -> f64 {
    at.0 as f64 / 1e3
}

/// A tenth of a nanosecond, in microseconds: far more than the rounding of floats at any moment of a run.
const ROUNDING: f64 = 1e-4;

/// How long a slice lasts, less a tenth of a nanosecond: readers add it to the begin, or to the begin less that of the run, in floats, and
/// one that came out after the end would hold the slice that follows for one inside (seen with speedscope).
fn lasting(start: Ns, end: Ns) -> f64 {
    (micros(end) - micros(start) - ROUNDING).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_slice_never_reaches_into_the_next(start in 0u64..1 << 44, length in 0u64..1 << 40) {
            let end = Ns(start + length);
            let origin = micros(Ns(start / 3));
            let sum = micros(Ns(start)) + lasting(Ns(start), end);
            let shifted = micros(Ns(start)) - origin + lasting(Ns(start), end);
            prop_assert!(sum <= micros(end), "{sum} after {}", micros(end));
            prop_assert!(length == 0 || shifted < micros(end) - origin, "{shifted} from the run's begin");
            prop_assert!(micros(end) - sum < 1e-3, "{sum} long before {}", micros(end));
        }

        #[test]
        fn numbers_are_written_so_that_they_are_read_back_exactly(at in 0u64..1 << 50) {
            let text = Json::text(|json| json.put(micros(Ns(at))));
            prop_assert_eq!(text.parse::<f64>(), Ok(micros(Ns(at))));
        }
    }
}
