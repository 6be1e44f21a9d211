//! From batches to a [`Timeline`]: each ring is in order of time by itself; between rings nothing is assumed.
//!
//! Records of one ring make the spans of one lane after another (a worker runs one thread at a time). What several rings contribute to
//! (lines, values of objects, wake-ups) is kept sorted by time and then by thread, so the result does not depend on the order in which
//! rings were drained. O(1) per record, but O(log) where a list is shared between rings.
//!
//! Foreign numbers are not trusted: an index that no task list can have is ignored, a time that runs backwards is held.

use crate::rings::{Gap, OpenTask, Ring};
use crate::spans::{Lane, Span, SpanKind};
use crate::time::Ns;
use crate::timeline::{Line, MeasurementTimes, Object, TaskResult, Timeline, Wake};
use scenario::TaskValue;
use scenario::outcome::TaskError;
use std::collections::BTreeMap;
use trace::entry::{Entry, Measurement};
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState, Transfer};
use trace::reader::{Batch, SlotBatch};
use trace::record::{Record, TaskStatus};

/// No task list is longer (the parameter `tasks` ends far below): a larger index is a foreign word.
const MAX_TASKS: u32 = 1 << 20;
/// 104 days: a later time is a foreign word.
const MAX_TIME: u64 = 1 << 53;

type Value = Result<TaskValue, TaskError>;

/// What is remembered between batches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ingest {
    rings: Vec<Ring>,
    names: BTreeMap<u32, String>,
    /// Values that came before their task's end, by measurement and task.
    values: BTreeMap<(u32, u32), Value>,
    /// Who wrote each of `objects[i].values`, for a deterministic order.
    writers: BTreeMap<u32, Vec<u32>>,
}

impl Timeline {
    /// Takes in what one drain brought. Entries before records, since a record may use a name or value that was written before it.
    ///
    /// O(records); the order of slots in a batch and the way a ring's records are cut into batches do not matter.
    pub fn ingest(&mut self, batch: &Batch) {
        let mut changed = false;
        for slot in &batch.slots {
            for entry in &slot.entries {
                self.entry(entry);
            }
        }
        for slot in &batch.slots {
            if slot.status.is_some() {
                self.end = self.end.max(Ns(batch.at_ns.min(MAX_TIME)));
                changed = true;
            }
            changed |=
                !slot.entries.is_empty() || !slot.records.is_empty() || slot.records_dropped > 0;
            self.slot(slot);
        }
        if changed {
            self.revision += 1;
        }
    }

    fn slot(&mut self, slot: &SlotBatch) {
        self.records += slot.records.len() as u64;
        self.dropped += u64::from(slot.records_dropped);
        self.entries_dropped += u64::from(slot.entries_dropped);
        if slot.records.is_empty() {
            return;
        }
        let place = self.ring_place(slot.process, slot.slot);
        // Taken out while it is worked on, so that ring and lanes can change together.
        let mut ring = core::mem::take(&mut self.ingest.rings[place]);
        for record in &slot.records {
            self.record(&mut ring, record);
        }
        self.end = self.end.max(ring.last);
        self.ingest.rings[place] = ring;
    }

    fn ring_place(&mut self, process: u32, slot: u32) -> usize {
        let rings = &mut self.ingest.rings;
        let known = rings
            .iter()
            .position(|r| r.process == process && r.slot == slot);
        known.unwrap_or_else(|| {
            rings.push(Ring {
                process,
                slot,
                ..Ring::default()
            });
            rings.len() - 1
        })
    }

    fn record(&mut self, ring: &mut Ring, record: &Record) {
        let at = Ns(record.at_ns.min(MAX_TIME)).max(ring.last);
        ring.last = at;
        if record.kind == RecordKind::Dropped {
            ring.gap = Some(Gap::of(record, at));
            return;
        }
        if let Some(gap) = ring.gap.take() {
            self.close_gap(ring, gap, at);
        }
        match record.kind {
            RecordKind::ThreadBegin => return self.begin_thread(ring, record, at),
            RecordKind::MeasureBegin | RecordKind::MeasureReady | RecordKind::MeasureEnd => {
                return self.measure(record, at);
            }
            RecordKind::Value => return self.value(ring.thread, record, at),
            RecordKind::Spawn => return self.spawn(record.object, at),
            RecordKind::Wake => return self.wake(ring.thread, record, at),
            _ => {}
        }
        let Some(lane) = self.lane_of(ring.thread).map(|ix| ix.0 as usize) else {
            return;
        };
        self.lane_record(ring, lane, record, at);
    }

    fn lane_record(&mut self, ring: &mut Ring, lane_ix: usize, record: &Record, at: Ns) {
        let lane = &mut self.lanes[lane_ix];
        if record.line != 0 {
            ring.line = record.line;
        }
        match record.kind {
            RecordKind::State => {
                lane.enter(at, (record.state, record.cause), record.object, ring.line)
            }
            RecordKind::Mark => lane.reach(at, ring.line),
            RecordKind::ThreadEnd => {
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
            RecordKind::TaskBegin => begin_task(lane, ring, record, at),
            RecordKind::TaskEnd => self.end_task(ring, lane_ix, record, at),
            RecordKind::ChunkBegin => {
                ring.chunks.push(lane.others.len());
                let (measurement, first, count) = (record.object, record.a, record.b);
                lane.open_other(
                    at,
                    SpanKind::Chunk {
                        measurement,
                        first,
                        count,
                    },
                    0,
                    ring.line,
                );
            }
            RecordKind::ChunkEnd => lane.close_other(ring.chunks.pop(), at),
            RecordKind::TransferBegin => {
                let Some(kind) = Transfer::from_u8(record.b as u8) else {
                    return;
                };
                ring.transfers.push(lane.others.len());
                lane.open_other(
                    at,
                    SpanKind::Transfer(kind, record.a),
                    record.object,
                    ring.line,
                );
            }
            RecordKind::TransferEnd => lane.close_other(ring.transfers.pop(), at),
            _ => {}
        }
    }

    fn begin_thread(&mut self, ring: &mut Ring, record: &Record, at: Ns) {
        if record.object == 0 {
            return;
        }
        ring.begin_thread(record.object);
        ring.line = record.line;
        let lane = self.lane_or_new(record.object);
        // Started and begun on two workers' clocks: begun counts where they contradict each other.
        if lane.states.len() == 1 && lane.states[0].start > at {
            lane.states.clear();
        }
        lane.enter(at, (ThreadState::Running, Cause::None), 0, record.line);
    }

    fn spawn(&mut self, thread: u32, at: Ns) {
        if thread == 0 {
            return;
        }
        let lane = self.lane_or_new(thread);
        let ready = (ThreadState::Ready, Cause::None);
        let Some(first) = lane.states.first_mut() else {
            return lane.enter(at, ready, 0, 0);
        };
        if first.start <= at {
            return;
        }
        let span = Span {
            start: at,
            end: first.start,
            kind: SpanKind::State(ready.0, ready.1),
            object: 0,
            line: 0,
        };
        if first.is_like(&span) {
            first.start = at;
        } else {
            lane.states.insert(0, span);
        }
    }

    fn close_gap(&mut self, ring: &mut Ring, gap: Gap, end: Ns) {
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

    fn end_task(&mut self, ring: &mut Ring, lane_ix: usize, record: &Record, at: Ns) {
        let (measurement, index) = (record.object, record.a);
        let status = TaskStatus::from_u32(record.b);
        let is_failed = status == Some(TaskStatus::Error);
        let lane = &mut self.lanes[lane_ix];
        let start = match ring.pop_task(measurement, index) {
            Some((task, above)) => {
                above.iter().for_each(|lost| lane.tasks[lost.span].end = at);
                let span = &mut lane.tasks[task.span];
                span.end = at;
                span.kind = SpanKind::Task {
                    measurement,
                    index,
                    failed: is_failed,
                };
                span.start
            }
            // Its begin was dropped: all that is known is when it ended.
            None => {
                let kind = SpanKind::Task {
                    measurement,
                    index,
                    failed: is_failed,
                };
                lane.tasks.push(Span {
                    start: at,
                    end: at,
                    kind,
                    object: 0,
                    line: ring.line,
                });
                at
            }
        };
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

    fn measure(&mut self, record: &Record, at: Ns) {
        let times = self.measurement_or_new(record.object);
        match record.kind {
            RecordKind::MeasureBegin => times.begin = Some(at),
            RecordKind::MeasureReady => times.ready = Some(at),
            _ => times.end = Some(at),
        }
    }

    fn value(&mut self, writer: u32, record: &Record, at: Ns) {
        let (value, holder) = (record.a as i32, record.b);
        let writers = self.ingest.writers.entry(record.object).or_default();
        let object = object_or_new(&mut self.objects, record.object);
        let is_before = |place: usize| (object.values[place].0, writers[place]) <= (at, writer);
        let mut place = writers.len();
        while place > 0 && !is_before(place - 1) {
            place -= 1;
        }
        object.values.insert(place, (at, value, holder));
        writers.insert(place, writer);
    }

    fn wake(&mut self, from: u32, record: &Record, at: Ns) {
        let wake = Wake {
            at,
            from,
            to: record.a,
            object: record.object,
        };
        insert_sorted(&mut self.wakes, wake, |w| (w.at, w.from));
    }

    fn entry(&mut self, entry: &Entry) {
        match entry {
            Entry::Thread { thread, name, .. } => {
                if let Some(lane) = self.lane_of(*thread) {
                    self.lanes[lane.0 as usize].name.clone_from(name);
                }
                self.ingest.names.insert(*thread, name.clone());
            }
            Entry::Object { object, kind, name } => {
                let object = object_or_new(&mut self.objects, *object);
                object.kind = ObjectKind::from_u8(*kind);
                object.name.clone_from(name);
            }
            Entry::Line {
                thread,
                at_ns,
                text,
            } => {
                let at = Ns((*at_ns).min(MAX_TIME));
                let line = Line {
                    at,
                    thread: *thread,
                    text: text.clone(),
                };
                insert_sorted(&mut self.lines, line, |l| (l.at, l.thread));
            }
            Entry::TaskValue {
                measurement,
                task,
                value,
            } => {
                if let Some(value) = crate::value::decode(value) {
                    self.task_value(*measurement, *task, Ok(value));
                }
            }
            Entry::TaskError {
                measurement,
                task,
                kind,
                message,
            } => {
                let error = TaskError {
                    kind: kind.clone(),
                    message: message.clone(),
                };
                self.task_value(*measurement, *task, Err(error));
            }
            Entry::Measurement(info) => {
                let times = self.measurement_or_new(info.id);
                let known = info.tasks.min(MAX_TASKS) as usize;
                if times.tasks.len() < known {
                    times.tasks.resize(known, None);
                }
                times.info = info.clone();
            }
        }
    }

    /// Puts a value to its task, or keeps it until the task's end is known.
    fn task_value(&mut self, measurement: u32, task: u32, value: Value) {
        let tasks = &mut self.measurement_or_new(measurement).tasks;
        match tasks.get_mut(task as usize) {
            Some(Some(result)) if result.value.is_none() => result.value = Some(value),
            _ => {
                self.ingest.values.insert((measurement, task), value);
            }
        }
    }

    fn lane_or_new(&mut self, thread: u32) -> &mut Lane {
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

    fn measurement_or_new(&mut self, id: u32) -> &mut MeasurementTimes {
        let place = match self.measurements.binary_search_by_key(&id, |m| m.info.id) {
            Ok(place) => place,
            Err(place) => {
                self.measurements
                    .insert(place, MeasurementTimes::unannounced(id));
                place
            }
        };
        &mut self.measurements[place]
    }
}

impl MeasurementTimes {
    /// A measurement whose announcement has not come yet, or never will.
    fn unannounced(id: u32) -> MeasurementTimes {
        let info = Measurement {
            id,
            load: String::new(),
            executor: String::new(),
            workers: 0,
            repeat: 0,
            tasks: 0,
            x: None,
        };
        MeasurementTimes {
            info,
            begin: None,
            ready: None,
            end: None,
            tasks: Vec::new(),
        }
    }
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

fn object_or_new(objects: &mut Vec<Object>, id: u32) -> &mut Object {
    let place = match objects.binary_search_by_key(&id, |object| object.id) {
        Ok(place) => place,
        Err(place) => {
            let name = format!("object {}", id & 0xff_ffff);
            objects.insert(
                place,
                Object {
                    id,
                    kind: None,
                    name,
                    values: Vec::new(),
                },
            );
            place
        }
    };
    &mut objects[place]
}

/// Inserts behind everything whose key is not larger; cheap where keys mostly grow.
fn insert_sorted<T, K: Ord>(list: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    let wanted = key(&item);
    let mut place = list.len();
    while place > 0 && key(&list[place - 1]) > wanted {
        place -= 1;
    }
    list.insert(place, item);
}
