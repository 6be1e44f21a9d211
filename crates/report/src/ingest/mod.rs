//! From batches to a [`Timeline`]: each ring is in order of time by itself; between rings nothing is assumed.
//!
//! Records of one ring make the spans of one lane after another (a worker runs one thread at a time). What several rings contribute to
//! (lines, values of objects, wake-ups) is kept sorted by time and then by thread, so the result does not depend on the order in which
//! rings were drained. O(1) per record, but O(log) where a list is shared between rings.
//!
//! Foreign numbers are not trusted: an index that no task list can have is ignored, a time that runs backwards is held.

mod lane;
mod rings;

use crate::spans::Lane;
use crate::time::Ns;
use crate::timeline::{Line, MeasurementTimes, Object, ProcessInfo, Timeline, Wake};
use rings::{Gap, Ring};
use scenario::TaskValue;
use scenario::outcome::TaskError;
use std::collections::BTreeMap;
use trace::entry::{Entry, Measurement};
use trace::kinds::{ObjectKind, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

/// No task list is longer (the parameter `tasks` ends far below): a larger index is a foreign word.
const MAX_TASKS: u32 = 1 << 20;
/// 104 days: a later time is a foreign word.
pub(crate) const MAX_TIME: u64 = 1 << 53;

type Value = Result<TaskValue, TaskError>;

/// What is remembered between batches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ingest {
    rings: Vec<Ring>,
    names: BTreeMap<u32, String>,
    /// Values that came before their task's end, by measurement and task.
    values: BTreeMap<(u32, u32), Value>,
    /// What each thread holds of each object now: places in `objects[i].holds`.
    pub(crate) held: BTreeMap<(u32, u32), Vec<u32>>,
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
        for &(process, bytes) in &batch.memories {
            match self.memories.iter_mut().find(|known| known.0 == process) {
                Some(known) => known.1 = bytes,
                None => self.memories.push((process, bytes)),
            }
        }
        if changed {
            self.revision += 1;
        }
    }

    /// The run is over: what is still open ends at the last moment known. Call it after the last drain; a thread whose end was never told
    /// (its worker was terminated) gets a last moment, but no state it ended in.
    pub fn finish(&mut self) {
        let end = self.end;
        self.lanes.iter_mut().for_each(|lane| lane.close(end));
        self.revision += 1;
    }

    /// Process `process` has ended, and nobody is in it any more: threads of which no end was told ended with it, in this state (terminated, or
    /// crashed).
    pub fn end_process(&mut self, process: u32, at_ns: u64, state: ThreadState) {
        let at = Ns(at_ns.min(MAX_TIME));
        let alive = |lane: &&mut Lane| lane.process == process && lane.ended.is_none();
        for lane in self.lanes.iter_mut().filter(alive) {
            lane.close(at);
            lane.ended = Some((at, state));
            self.end = self.end.max(at);
        }
        self.revision += 1;
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
            RecordKind::Value | RecordKind::Acquire | RecordKind::Release => {
                self.value(ring.thread, record, at);
            }
            RecordKind::Spawn if record.a == 1 => {
                return self.comes(record.object, ThreadState::New, at);
            }
            RecordKind::Spawn => {
                self.started_by(record.object, ring.thread, at);
                return self.comes(record.object, ThreadState::Ready, at);
            }
            RecordKind::Wake => return self.wake(ring.thread, record, at),
            _ => {}
        }
        match (record.kind, record.a) {
            (RecordKind::Acquire, _) | (RecordKind::Gil, 1) => {
                self.take(ring.thread, record.object, at)
            }
            (RecordKind::Release, _) | (RecordKind::Gil, 2) => {
                self.give(ring.thread, record.object, at)
            }
            _ => {}
        }
        let Some(lane) = self.lane_of(ring.thread).map(|ix| ix.0 as usize) else {
            return;
        };
        self.lane_record(ring, lane, record, at);
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

    /// Who started a thread: of several that say so the first, whichever ring was read first.
    fn started_by(&mut self, thread: u32, by: u32, at: Ns) {
        if thread != 0 && thread != by {
            let started = &mut self.lane_or_new(thread).started;
            *started = Some(started.map_or((at, by), |known| known.min((at, by))));
        }
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
            } => self.line(*thread, *at_ns, text),
            Entry::TaskValue {
                measurement,
                task,
                value,
            } => {
                if let Ok(value) = TaskValue::from_bytes(value) {
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
            Entry::Measurement(info) => self.announce(info),
            Entry::Process {
                process,
                parent,
                name,
            } => self.process(*process, *parent, name),
        }
    }

    /// A process was started.
    fn process(&mut self, number: u32, parent: u32, name: &str) {
        let info = ProcessInfo {
            number,
            parent,
            name: name.to_owned(),
        };
        insert_sorted(&mut self.processes, info, |process| process.number);
    }

    /// A thread printed a line.
    fn line(&mut self, thread: u32, at_ns: u64, text: &str) {
        let line = Line {
            at: Ns(at_ns.min(MAX_TIME)),
            thread,
            text: text.to_owned(),
        };
        insert_sorted(&mut self.lines, line, |l| (l.at, l.thread));
    }

    /// What a measurement is, and how many tasks it has.
    fn announce(&mut self, info: &Measurement) {
        let times = self.measurement_or_new(info.id);
        let known = info.tasks.min(MAX_TASKS) as usize;
        if times.tasks.len() < known {
            times.tasks.resize(known, None);
        }
        times.info = info.clone();
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

    pub(super) fn measurement_or_new(&mut self, id: u32) -> &mut MeasurementTimes {
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

impl Timeline {
    pub(crate) fn object_or_new(&mut self, id: u32) -> &mut Object {
        object_or_new(&mut self.objects, id)
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
                    holds: Vec::new(),
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
