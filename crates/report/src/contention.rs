//! Who waited for which object, and how long: where a program queues up.

use crate::spans::SpanKind;
use crate::time::Ns;
use crate::timeline::Timeline;
use std::collections::BTreeMap;
use trace::kinds::{Cause, ThreadState};

/// Waits for one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contention {
    /// The object.
    pub object: u32,
    /// How often a thread found that it had to wait.
    pub waits: u32,
    /// All waits together, in nanoseconds; waits at the same time count each for itself.
    pub waited_ns: u64,
    /// The longest wait, in nanoseconds.
    pub longest_ns: u64,
    /// The thread that waited longest at once.
    pub longest_thread: u32,
}

/// Waits per object between `from` and `to`, the most waited for first. Counted are blocked spans that name an object; sleep, IO, the wait
/// for a thread's end and the readiness for the GIL are not. A wait that reaches over the window's edge counts with the part inside. Short waits between two readings
/// of the clock are not seen, and waits in a gap are lost. O(spans + objects log objects).
pub fn contention(timeline: &Timeline, from: Ns, to: Ns) -> Vec<Contention> {
    let mut objects: BTreeMap<u32, Contention> = BTreeMap::new();
    for lane in &timeline.lanes {
        let first = lane.states.partition_point(|span| span.end <= from);
        let inside = lane.states[first..]
            .iter()
            .take_while(|span| span.start < to);
        for span in inside.filter(|span| span.object != 0 && is_wait(span.kind)) {
            let ns = span.overlap(from, to);
            let found = objects.entry(span.object).or_insert(Contention {
                object: span.object,
                waits: 0,
                waited_ns: 0,
                longest_ns: 0,
                longest_thread: lane.thread,
            });
            found.waits += 1;
            found.waited_ns += ns;
            if ns > found.longest_ns {
                (found.longest_ns, found.longest_thread) = (ns, lane.thread);
            }
        }
    }
    let mut list: Vec<Contention> = objects.into_values().collect();
    list.sort_by_key(|found| core::cmp::Reverse(found.waited_ns));
    list
}

fn is_wait(kind: SpanKind) -> bool {
    match kind {
        SpanKind::State(ThreadState::Blocked, cause) => {
            !matches!(cause, Cause::Sleep | Cause::Io | Cause::Join)
        }
        _ => false,
    }
}
