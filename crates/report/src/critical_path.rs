//! The critical path: the chain of work and waits that decided how long something took.

use crate::spans::{Lane, SpanKind};
use crate::time::Ns;
use crate::timeline::Timeline;
use std::collections::BTreeMap;
use trace::kinds::{Cause, ThreadState};

/// A stretch of the path on one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The thread.
    pub thread: u32,
    /// Begin.
    pub start: Ns,
    /// End.
    pub end: Ns,
    /// What it did: running, or a wait that no thread of the run ended.
    pub state: (ThreadState, Cause),
}

/// The path that ends on `thread` at `to`, walked back to `from`: where the thread had waited for another one that woke it, the path changes
/// over to the waker at the moment of the wake-up; sleeping, IO and waits whose waker is not known stay on the thread. The steps are in order
/// of time, do not overlap and together last `to - from`, except for times in which the thread did not live.
///
/// Known wakers are records of this run; where records are missing, or the waker is not told, the path is only what can be known. O(steps ×
/// log spans + wakes). Yang & Miller, "Critical path analysis for the execution of parallel and distributed programs" (1988).
pub fn critical_path(timeline: &Timeline, thread: u32, from: Ns, to: Ns) -> Vec<Step> {
    let wakers = wakers(timeline);
    let mut steps: Vec<Step> = Vec::new();
    let (mut thread, mut at, mut hops) = (thread, to, 0);
    while at > from {
        let lane = timeline
            .lane_of(thread)
            .map(|ix| &timeline.lanes[ix.0 as usize]);
        let Some((start, state)) = lane.and_then(|lane| state_before(lane, at)) else {
            break;
        };
        let start = start.max(from);
        let waker = match state {
            (ThreadState::Blocked, cause) if !matches!(cause, Cause::Sleep | Cause::Io) => {
                last_waker(&wakers, thread, start, at)
            }
            _ => None,
        };
        let (begin, next) = match waker {
            Some((woken_at, waker)) => (woken_at, waker),
            None => (start, thread),
        };
        if begin < at {
            steps.push(Step {
                thread,
                start: begin,
                end: at,
                state,
            });
            hops = 0;
        } else {
            // Threads that wake one another at one reading of the clock would be walked in a circle for ever.
            hops += 1;
            if next == thread || hops > timeline.lanes.len() {
                break;
            }
        }
        (thread, at) = (next, begin);
    }
    steps.reverse();
    steps
}

/// Known wake-ups of each thread in order of time: when, by whom.
fn wakers(timeline: &Timeline) -> BTreeMap<u32, Vec<(Ns, u32)>> {
    let mut wakers: BTreeMap<u32, Vec<(Ns, u32)>> = BTreeMap::new();
    for wake in timeline
        .wakes
        .iter()
        .filter(|wake| wake.to != 0 && wake.from != wake.to)
    {
        wakers
            .entry(wake.to)
            .or_default()
            .push((wake.at, wake.from));
    }
    wakers
}

/// The last wake-up of `thread` after `start` and not after `end`.
fn last_waker(
    wakers: &BTreeMap<u32, Vec<(Ns, u32)>>,
    thread: u32,
    start: Ns,
    end: Ns,
) -> Option<(Ns, u32)> {
    let list = wakers.get(&thread)?;
    let found = list[..list.partition_point(|(at, _)| *at <= end)].last()?;
    (found.0 > start).then_some(*found)
}

/// The state in which the lane was just before `at`, and its begin.
fn state_before(lane: &Lane, at: Ns) -> Option<(Ns, (ThreadState, Cause))> {
    let span = lane.states[..lane.states.partition_point(|span| span.start < at)].last()?;
    match span.kind {
        SpanKind::State(state, cause) if span.end >= at => Some((span.start, (state, cause))),
        _ => None,
    }
}
