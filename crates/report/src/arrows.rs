//! Who ended a wait or began a thread, and by what: the arrows of the timeline.
//!
//! Nothing is recorded for it: it follows from what threads tell anyway. A lock or the GIL came from whoever gave it back last; the end of a
//! thread ends the waits for it; else the last wake-up for the object counts that can have been meant. Where several threads wait for one
//! object (a queue, a semaphore) and several wake them at about the same time, any of these may be named.

use crate::spans::{Lane, LaneIx, Span, SpanKind};
use crate::time::Ns;
use crate::timeline::{Object, Timeline, Wake};
use trace::kinds::{Cause, ObjectKind, ThreadState, Transfer};

/// How one thread made another go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// It gave back a lock, a permit or the GIL.
    Release,
    /// It put something in.
    Put,
    /// It took something out, which made room.
    Take,
    /// It set the event.
    Set,
    /// It notified the condition.
    Notify,
    /// It was the last to come to the barrier.
    Arrive,
    /// It started the thread.
    Start,
    /// It ended.
    End,
    /// It woke by means that the records do not tell.
    Wake,
}

/// One thread made another go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Who.
    pub from: u32,
    /// When.
    pub at: Ns,
    /// Whom.
    pub to: u32,
    /// When that one went on, not before `at`.
    pub until: Ns,
    /// By what.
    pub by: By,
    /// The object, 0 for none.
    pub object: u32,
}

/// A waker tells of the wake-up after it, and can lose its core in between.
const LATE_NS: u64 = 1_000_000;
/// Wake-ups of other objects that are looked through at most.
const LOOKS: usize = 256;
/// Waits of one thread that are looked at, at most, for what another one woke.
const WAITS: usize = 32;

/// Who ended the state `place` of a lane: a wait, or the readiness of a thread that was started. `None` for what no thread ends (sleep, IO, a
/// time-out), for what goes on or ended with its thread, and where records do not tell. O(log spans).
pub fn woken_by(timeline: &Timeline, lane: &Lane, place: usize) -> Option<Arrow> {
    let (span, next) = (lane.states.get(place)?, lane.states.get(place + 1)?);
    let SpanKind::State(state, cause) = span.kind else {
        return None;
    };
    let arrow = |(from, at, by): (u32, Ns, By)| Arrow {
        from,
        at: at.min(next.start),
        to: lane.thread,
        until: next.start,
        by,
        object: if cause == Cause::Join { 0 } else { span.object },
    };
    let found = match (state, cause) {
        (ThreadState::Ready, Cause::None) => lane.started.map(|(at, from)| (from, at, By::Start)),
        (
            ThreadState::New
            | ThreadState::Running
            | ThreadState::Terminated
            | ThreadState::Crashed,
            _,
        )
        | (_, Cause::None | Cause::Sleep | Cause::Io) => None,
        (_, Cause::Join) => ended(timeline, span),
        (_, Cause::Lock | Cause::Gil) => released(timeline, lane.thread, (span, next)),
        (_, Cause::Pipe) => sent(timeline, lane.thread, span),
        _ => woken(timeline, lane.thread, span),
    };
    found.map(arrow)
}

/// The arrow of a state that a person points at: what ended it if it is a wait, what began it if the thread runs. O(log spans).
pub fn around(timeline: &Timeline, lane: &Lane, place: usize) -> Option<Arrow> {
    if !is_in(lane.states.get(place)?, ThreadState::Running) {
        return woken_by(timeline, lane, place);
    }
    // Running is cut wherever the program reaches another line.
    let before = lane.states[..place].iter().rev().take(LOOKS);
    let cuts = before
        .take_while(|span| is_in(span, ThreadState::Running))
        .count();
    let span = &lane.states[place - cuts];
    let waited = (place - cuts).checked_sub(1);
    if let Some(before) = waited.filter(|i| !is_in(&lane.states[*i], ThreadState::New)) {
        return woken_by(timeline, lane, before);
    }
    let (at, from) = lane.started?;
    Some(Arrow {
        from,
        at: at.min(span.start),
        to: lane.thread,
        until: span.start,
        by: By::Start,
        object: 0,
    })
}

fn is_in(span: &Span, wanted: ThreadState) -> bool {
    matches!(span.kind, SpanKind::State(state, _) if state == wanted)
}

/// Whom a thread made go on between `from` and `to`, in order of time, at most `most`; and whether that is all. O(lanes log spans).
pub fn woken_from(
    timeline: &Timeline,
    thread: u32,
    (from, to): (Ns, Ns),
    most: usize,
) -> (Vec<Arrow>, bool) {
    let late = Ns(to.0.saturating_add(LATE_NS));
    let (mut found, mut is_all) = (Vec::new(), true);
    for lane in timeline.lanes.iter().filter(|lane| lane.thread != thread) {
        let first = lane.states.partition_point(|span| span.end < from);
        let inside = lane.states[first..]
            .iter()
            .take_while(|span| span.end <= late);
        let count = inside.take(WAITS + 1).count();
        is_all &= count <= WAITS;
        // A thread that ran at once has no time of being ready, whose end would be its arrow.
        let is_new = |span: &&Span| is_in(span, ThreadState::New);
        let new = lane.states.iter().take_while(is_new).count();
        let begun = lane
            .states
            .get(new)
            .filter(|s| is_in(s, ThreadState::Running));
        let begun = begun.and_then(|_| around(timeline, lane, new));
        let waits = (first..first + count.min(WAITS)).filter_map(|i| woken_by(timeline, lane, i));
        let arrows = waits.chain(begun);
        found.extend(arrows.filter(|a| a.from == thread && (from..=to).contains(&a.at)));
    }
    found.sort_by_key(|arrow| (arrow.at, arrow.to));
    is_all &= found.len() <= most;
    found.truncate(most);
    (found, is_all)
}

/// What made a lane go on in every wait that it had between `from` and `to`; `None` where there are more than `most`. O(log spans + waits).
pub fn into_lane(
    timeline: &Timeline,
    lane: LaneIx,
    (from, to): (Ns, Ns),
    most: usize,
) -> Option<Vec<Arrow>> {
    let lane = timeline.lanes.get(lane.0 as usize)?;
    let first = lane.states.partition_point(|span| span.end < from);
    let count = lane.states[first..]
        .iter()
        .take_while(|span| span.end <= to)
        .take(4 * most)
        .count();
    let found: Vec<Arrow> = (first..first + count)
        .filter_map(|place| woken_by(timeline, lane, place))
        .collect();
    (found.len() <= most && count < 4 * most).then_some(found)
}

/// The end of the thread that was waited for.
fn ended(timeline: &Timeline, span: &Span) -> Option<(u32, Ns, By)> {
    let lane = timeline.lane_of(span.object)?;
    let (at, _) = timeline.lanes[lane.0 as usize].ended?;
    (at.0 <= span.end.0.saturating_add(LATE_NS)).then_some((span.object, at, By::End))
}

/// Who had the lock last, if this thread got it after the wait.
fn released(
    timeline: &Timeline,
    thread: u32,
    (span, next): (&Span, &Span),
) -> Option<(u32, Ns, By)> {
    let object = timeline.object(span.object)?;
    let own = object.holds_of(thread);
    let taken = own.get(own.partition_point(|hold| hold.start < span.start))?;
    if taken.start > next.end {
        return None; // It gave up.
    }
    let of = |(other, holds): &(u32, Vec<_>)| {
        let begun =
            &holds[..holds.partition_point(|hold: &crate::holds::Hold| hold.start < taken.start)];
        let end = object.held_until(*other, begun.last()?);
        (*other != thread && end <= taken.start).then_some((end, *other))
    };
    let (at, from) = object.holds.iter().filter_map(of).max()?;
    (at >= span.start).then_some((from, at, By::Release))
}

/// Who sent last into the pipe.
fn sent(timeline: &Timeline, thread: u32, span: &Span) -> Option<(u32, Ns, By)> {
    let of = |lane: &Lane| {
        let begun = &lane.others[..lane.others.partition_point(|other| other.start <= span.end)];
        let sends = |other: &&Span| {
            other.object == span.object
                && matches!(other.kind, SpanKind::Transfer(Transfer::Send, _))
        };
        let last = begun.iter().rev().take(LOOKS).find(sends)?;
        let at = last.end.min(span.end);
        (at >= span.start).then_some((at, lane.thread))
    };
    let others = timeline.lanes.iter().filter(|lane| lane.thread != thread);
    let (at, from) = others.filter_map(of).max()?;
    Some((from, at, By::Put))
}

/// The last wake-up for the object that can have been meant: before the wait's end, or told a little late.
fn woken(timeline: &Timeline, thread: u32, span: &Span) -> Option<(u32, Ns, By)> {
    let wakes = &timeline.wakes;
    let fits = |wake: &&Wake| {
        wake.object == span.object && wake.from != thread && (wake.to == 0 || wake.to == thread)
    };
    let after = wakes.partition_point(|wake| wake.at <= span.end);
    let before = wakes[..after].iter().rev().take(LOOKS);
    let mut before = before.take_while(|wake| wake.at >= span.start);
    let late = wakes[after..].iter().take(LOOKS);
    let mut late = late.take_while(|wake| wake.at.since(span.end) <= LATE_NS);
    let wake = before.find(fits).or_else(|| late.find(fits))?;
    let object = timeline.object(span.object);
    let by = object.map_or(By::Wake, |object| by(object, wake.at));
    Some((wake.from, wake.at, by))
}

/// What waking a waiter of this object means.
fn by(object: &Object, at: Ns) -> By {
    match object.kind {
        Some(ObjectKind::Lock | ObjectKind::RLock | ObjectKind::Semaphore | ObjectKind::Gil) => {
            By::Release
        }
        Some(ObjectKind::Event) => By::Set,
        Some(ObjectKind::Condition) => By::Notify,
        Some(ObjectKind::Barrier) => By::Arrive,
        Some(ObjectKind::Queue | ObjectKind::Pipe) => {
            let values = &object.values[..object.values.partition_point(|(when, ..)| *when <= at)];
            let mut last = values.iter().rev().map(|(_, value, _)| *value);
            let (now, before) = (last.next().unwrap_or(0), last.next().unwrap_or(0));
            if now < before { By::Take } else { By::Put }
        }
        _ => By::Wake,
    }
}
