//! What a ring's records make of the lane of its thread: states, tasks, chunks, transfers, gaps.

use super::rings::{Gap, OpenTask, Ring};
use super::{MAX_TASKS, Value};
use crate::spans::{Lane, Span, SpanKind};
use crate::time::Ns;
use crate::timeline::{TaskResult, Timeline};
use scenario::TaskValue;
use trace::kinds::{Cause, RecordKind, ThreadState, Transfer};
use trace::record::{Record, TaskStatus};

/// Whether the thread has not begun: new, or ready without a GIL to wait for.
fn is_to_come(span: &Span) -> bool {
    matches!(
        span.kind,
        SpanKind::State(ThreadState::New | ThreadState::Ready, Cause::None)
    )
}

impl Timeline {
    pub(super) fn lane_record(&mut self, ring: &mut Ring, lane_ix: usize, record: &Record, at: Ns) {
        let lane = &mut self.lanes[lane_ix];
        if record.line != 0 {
            ring.line = record.line;
        }
        match record.kind {
            RecordKind::State => {
                lane.enter(at, (record.state, record.cause), record.object, ring.line)
            }
            RecordKind::Mark => lane.reach(at, ring.line),
            RecordKind::ThreadEnd => end_thread(lane, ring, record, at),
            RecordKind::TaskBegin => begin_task(lane, ring, record, at),
            RecordKind::TaskEnd => self.end_task(ring, lane_ix, record, at),
            RecordKind::ChunkBegin => begin_chunk(lane, ring, record, at),
            RecordKind::ChunkEnd => lane.close_other(ring.chunks.pop(), at),
            RecordKind::TransferBegin => begin_transfer(lane, ring, record, at),
            RecordKind::TransferEnd => lane.close_other(ring.transfers.pop(), at),
            _ => {}
        }
    }

    pub(super) fn begin_thread(&mut self, ring: &mut Ring, record: &Record, at: Ns) {
        if record.object == 0 {
            return;
        }
        ring.begin_thread(record.object);
        ring.line = record.line;
        let lane = self.lane_or_new(record.object);
        // Started and begun on two workers' clocks: begun counts where they contradict each other.
        while lane
            .states
            .last()
            .is_some_and(|last| is_to_come(last) && last.start > at)
        {
            lane.states.pop();
        }
        lane.enter(at, (ThreadState::Running, Cause::None), 0, record.line);
    }

    /// A thread was made (new) or started (ready) at `at`. Other threads' rings tell it, so it may be told after the thread's begin, and twice.
    pub(super) fn comes(&mut self, thread: u32, state: ThreadState, at: Ns) {
        if thread == 0 {
            return;
        }
        let states = &mut self.lane_or_new(thread).states;
        let to_come = states.iter().take_while(|span| is_to_come(span)).count();
        let begun = states.get(to_come).map_or(Ns::OPEN, |span| span.start);
        if begun <= at {
            return;
        }
        let first = |state: ThreadState, at: Option<Ns>| {
            let known = states[..to_come].iter();
            let known = known.filter(|span| span.kind == SpanKind::State(state, Cause::None));
            known.map(|span| span.start).chain(at).min()
        };
        let made = first(ThreadState::New, (state == ThreadState::New).then_some(at));
        let started = first(
            ThreadState::Ready,
            (state == ThreadState::Ready).then_some(at),
        );
        let span = |state, start, end| Span {
            start,
            end,
            kind: SpanKind::State(state, Cause::None),
            object: 0,
            line: 0,
        };
        let made = made.filter(|made| started.is_none_or(|started| *made < started));
        let new = made.map(|made| span(ThreadState::New, made, started.unwrap_or(begun)));
        let ready = started.map(|started| span(ThreadState::Ready, started, begun));
        states.splice(..to_come, new.into_iter().chain(ready));
    }

    pub(super) fn close_gap(&mut self, ring: &mut Ring, gap: Gap, end: Ns) {
        if gap.thread != 0 && gap.thread != ring.thread {
            if let Some(lane) = self.lane_of(ring.thread) {
                let lane = &mut self.lanes[lane.0 as usize];
                lane.close(gap.start);
                lane.ended = Some((gap.start, ThreadState::Terminated));
            }
            ring.begin_thread(gap.thread);
            self.lane_or_new(gap.thread);
        }
        ring.tasks
            .iter_mut()
            .for_each(|task| task.before_gap = true);
        let Some(lane) = self.lane_of(ring.thread) else {
            return;
        };
        let lane = &mut self.lanes[lane.0 as usize];
        lane.others.push(Span {
            start: gap.start,
            end,
            kind: SpanKind::Gap(gap.count),
            object: 0,
            line: 0,
        });
        match gap.state {
            Some((ThreadState::Terminated, ..)) => {
                lane.close(gap.start);
                lane.ended = Some((gap.start, ThreadState::Terminated));
                ring.begin_thread(0);
            }
            Some((state, cause, object)) => lane.enter(end, (state, cause), object, ring.line),
            None if lane.states.is_empty() => {
                lane.enter(end, (ThreadState::Running, Cause::None), 0, ring.line);
            }
            None => {}
        }
    }

    pub(super) fn end_task(&mut self, ring: &mut Ring, lane_ix: usize, record: &Record, at: Ns) {
        let (measurement, index) = (record.object, record.a);
        let status = TaskStatus::from_u32(record.b);
        let is_failed = status == Some(TaskStatus::Error);
        let lane = &mut self.lanes[lane_ix];
        let start = close_task(lane, ring, (measurement, index, is_failed), at);
        let inline = inline_value(status, record);
        let value = inline.or_else(|| self.ingest.values.remove(&(measurement, index)));
        if index >= MAX_TASKS || measurement == 0 {
            return;
        }
        let result = TaskResult {
            thread: ring.thread,
            start,
            end: at,
            value,
        };
        let tasks = &mut self.measurement_or_new(measurement).tasks;
        if tasks.len() <= index as usize {
            tasks.resize(index as usize + 1, None);
        }
        tasks[index as usize] = Some(result);
    }

    pub(super) fn lane_or_new(&mut self, thread: u32) -> &mut Lane {
        let place = match self.lanes.binary_search_by_key(&thread, |lane| lane.thread) {
            Ok(place) => place,
            Err(place) => {
                let known = self.ingest.names.get(&thread).cloned();
                let name = known.unwrap_or_else(|| format!("thread {}", thread & 0xffff));
                self.lanes.insert(place, Lane::new(thread, name));
                place
            }
        };
        &mut self.lanes[place]
    }
}

fn end_thread(lane: &mut Lane, ring: &mut Ring, record: &Record, at: Ns) {
    let crashed = record.a == 2;
    let state = if crashed {
        ThreadState::Crashed
    } else {
        ThreadState::Terminated
    };
    lane.close(at);
    lane.ended = Some((at, state));
    ring.begin_thread(0);
}

fn begin_chunk(lane: &mut Lane, ring: &mut Ring, record: &Record, at: Ns) {
    ring.chunks.push(lane.others.len());
    let kind = SpanKind::Chunk {
        measurement: record.object,
        first: record.a,
        count: record.b,
    };
    lane.open_other(at, kind, 0, ring.line);
}

fn begin_transfer(lane: &mut Lane, ring: &mut Ring, record: &Record, at: Ns) {
    let Some(kind) = Transfer::from_u8(record.b as u8) else {
        return;
    };
    ring.transfers.push(lane.others.len());
    let kind = SpanKind::Transfer(kind, record.a);
    lane.open_other(at, kind, record.object, ring.line);
}

fn begin_task(lane: &mut Lane, ring: &mut Ring, record: &Record, at: Ns) {
    if ring.tasks.iter().any(|task| task.before_gap) {
        end_tasks_in_gap(lane, ring, at);
    }
    let (measurement, index) = (record.object, record.a);
    ring.tasks.push(OpenTask {
        span: lane.tasks.len(),
        measurement,
        index,
        before_gap: false,
    });
    let kind = SpanKind::Task {
        measurement,
        index,
        failed: false,
    };
    lane.tasks.push(Span {
        start: at,
        end: Ns::OPEN,
        kind,
        object: 0,
        line: ring.line,
    });
}

/// Ends the span of a task, and those of tasks above it whose ends were lost. Returns when the task began.
fn close_task(
    lane: &mut Lane,
    ring: &mut Ring,
    (measurement, index, failed): (u32, u32, bool),
    at: Ns,
) -> Ns {
    let kind = SpanKind::Task {
        measurement,
        index,
        failed,
    };
    match ring.pop_task(measurement, index) {
        Some((task, above)) => {
            above.iter().for_each(|lost| lane.tasks[lost.span].end = at);
            let span = &mut lane.tasks[task.span];
            span.end = at;
            span.kind = kind;
            span.start
        }
        // Its begin was dropped: all that is known is when it ended.
        None => {
            lane.tasks.push(Span {
                start: at,
                end: at,
                kind,
                object: 0,
                line: ring.line,
            });
            at
        }
    }
}

/// What was open before a gap and is still open when another task begins has most likely ended inside it.
fn end_tasks_in_gap(lane: &mut Lane, ring: &mut Ring, at: Ns) {
    let gap = lane
        .others
        .iter()
        .rev()
        .find(|span| matches!(span.kind, SpanKind::Gap(_)));
    let end = gap.map_or(at, |span| span.start);
    for task in ring.tasks.extract_if(.., |task| task.before_gap) {
        let span = &mut lane.tasks[task.span];
        span.end = end.max(span.start);
    }
}

/// The value that stands in the record itself.
fn inline_value(status: Option<TaskStatus>, record: &Record) -> Option<Value> {
    match status? {
        TaskStatus::Unit => Some(Ok(TaskValue::Unit)),
        TaskStatus::Integer => Some(Ok(TaskValue::Integer(record.bits() as i64))),
        TaskStatus::Float => Some(Ok(TaskValue::Float(f64::from_bits(record.bits())))),
        TaskStatus::Bytes | TaskStatus::Error => None,
    }
}
