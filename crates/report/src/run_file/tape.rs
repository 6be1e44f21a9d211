//! The records of a run as bytes: written while the run goes on, drain by drain, and read in the same steps.
//!
//! A step is a drain: the number of its slots, and of each the slot (by its place in order of appearance, a new one with its process and
//! number), how many records and entries it brought and how many were lost, then these. A record takes 4 to 12 bytes of its 32: what is
//! zero is left out, times and lines are told by their difference from the record before on the same slot. From version 2 on, a step of no slots
//! is the end of a process: its number, when, and how.

use super::bytes::{Bytes, put, put_bytes, put_signed};
use super::{CONTENT_MAX, FileError, RECORDS_MAX, too_large};
use std::collections::BTreeMap;
use trace::entry::{Entry, Measurement};
use trace::kinds::{RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

/// More threads at once, in all processes, than a browser can start.
const SLOTS_MAX: usize = 4096;
/// Tasks of all measurements together, of which a timeline keeps a place for each.
const TASKS_MAX: u64 = 4 << 20;
/// Of the content so much is left to what is not records.
const REST: usize = 8 << 20;

/// Bits of a record's first byte: which of its words are not zero; whether it has a state or cause; whether its line is another one.
const STATE: u8 = 1 << 5;
const LINE: u8 = 1 << 6;

/// Every record of a run, as it came. Costs about 8 bytes a record, and 20 ns to write one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tape {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    records: u64,
    /// The last moment at which a thread was seen.
    end_ns: u64,
    is_full: bool,
}

/// What is on a tape, one after the other.
pub(super) enum Step {
    /// What one drain brought.
    Drain(Batch),
    /// This process ended at this moment, in this way.
    Ended(u32, u64, ThreadState),
}

/// What the next record of a slot is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slot {
    process: u32,
    slot: u32,
    at_ns: u64,
    line: u16,
}

impl Tape {
    /// Takes in what one drain brought. What goes beyond [`RECORDS_MAX`] makes it useless: then it lets go of what it has.
    pub fn keep(&mut self, batch: &Batch) {
        if batch.slots.iter().any(|slot| slot.status.is_some()) {
            self.seen_at(batch.at_ns);
        }
        let told = || batch.slots.iter().filter(|slot| slot.has_history());
        let count = told().count();
        if count == 0 || self.is_full {
            return;
        }
        put(&mut self.bytes, count as u64);
        told().for_each(|slot| self.slot(slot));
        if self.records > RECORDS_MAX || self.bytes.len() > CONTENT_MAX - REST {
            *self = Tape {
                is_full: true,
                ..Tape::default()
            };
        }
    }

    /// Whether everything is on it; otherwise the run was too long to be saved.
    pub fn is_whole(&self) -> bool {
        !self.is_full
    }

    /// A process ended, as whoever hosted it saw: one that is killed records nothing of it.
    pub fn end_process(&mut self, process: u32, at_ns: u64, state: ThreadState) {
        if self.is_full {
            return;
        }
        put(&mut self.bytes, 0);
        put(&mut self.bytes, process.into());
        put(&mut self.bytes, at_ns);
        self.bytes.push(state as u8);
    }

    /// A thread was seen at this moment.
    pub(super) fn seen_at(&mut self, at_ns: u64) {
        self.end_ns = self.end_ns.max(at_ns);
    }

    fn slot(&mut self, batch: &SlotBatch) {
        let is_known = |slot: &Slot| (slot.process, slot.slot) == (batch.process, batch.slot);
        let place = self.slots.iter().position(is_known);
        put(&mut self.bytes, place.unwrap_or(self.slots.len()) as u64);
        let place = place.unwrap_or_else(|| {
            put(&mut self.bytes, batch.process.into());
            put(&mut self.bytes, batch.slot.into());
            self.slots.push(Slot {
                process: batch.process,
                slot: batch.slot,
                ..Slot::default()
            });
            self.slots.len() - 1
        });
        for count in [
            batch.records.len() as u64,
            batch.entries.len() as u64,
            batch.records_dropped.into(),
            batch.entries_dropped.into(),
        ] {
            put(&mut self.bytes, count);
        }
        let slot = &mut self.slots[place];
        for record in &batch.records {
            slot.write(record, &mut self.bytes);
        }
        for entry in &batch.entries {
            // Writing to a vector cannot fail, and an entry has nothing that postcard cannot write.
            put_bytes(
                &mut self.bytes,
                &postcard::to_allocvec(entry).unwrap_or_default(),
            );
        }
        self.records += batch.records.len() as u64;
    }

    /// Appends the whole of it.
    pub(super) fn write(&self, into: &mut Vec<u8>) {
        put(into, self.end_ns);
        put_bytes(into, &self.bytes);
    }

    /// Reads a tape of this version and gives it out step by step; returns the last moment at which a thread was seen.
    pub(super) fn play(
        bytes: &mut Bytes<'_>,
        version: u32,
        mut take: impl FnMut(Step),
    ) -> Result<u64, FileError> {
        let end_ns = bytes.number()?;
        let mut bytes = Bytes::of(bytes.bytes()?);
        let mut player = Player::default();
        while !bytes.is_empty() {
            let slots = bytes.number()?;
            if slots == 0 && version > 1 {
                take(ended(&mut bytes)?);
                continue;
            }
            let mut batch = Batch::default();
            for _ in 0..slots {
                batch.slots.push(player.slot(&mut bytes)?);
            }
            take(Step::Drain(batch));
        }
        Ok(end_ns)
    }
}

/// The end of a process, behind the number 0.
fn ended(bytes: &mut Bytes<'_>) -> Result<Step, FileError> {
    let (process, at_ns) = (bytes.word()?, bytes.number()?);
    let state = ThreadState::from_u8(bytes.byte()?);
    let state = state.filter(|s| matches!(s, ThreadState::Terminated | ThreadState::Crashed));
    let damaged = FileError::Damaged { what: "process" };
    Ok(Step::Ended(process, at_ns, state.ok_or(damaged)?))
}

impl Slot {
    fn write(&mut self, record: &Record, into: &mut Vec<u8>) {
        let words = record.encode();
        let state = (words[2] >> 8) as u8;
        let mut first = 0;
        for (bit, word) in words[3..].iter().enumerate() {
            first |= u8::from(*word != 0) << bit;
        }
        first |= if state == 0 { 0 } else { STATE };
        first |= if record.line == self.line { 0 } else { LINE };
        into.extend([first, record.kind as u8]);
        if state != 0 {
            into.push(state);
        }
        if record.line != self.line {
            put(into, record.line.into());
        }
        put_signed(into, record.at_ns.wrapping_sub(self.at_ns) as i64);
        for word in words[3..].iter().filter(|word| **word != 0) {
            put(into, (*word).into());
        }
        (self.at_ns, self.line) = (record.at_ns, record.line);
    }

    fn read(&mut self, bytes: &mut Bytes<'_>) -> Result<Record, FileError> {
        let (first, kind) = (bytes.byte()?, bytes.byte()?);
        let state = if first & STATE == 0 { 0 } else { bytes.byte()? };
        if first & LINE != 0 {
            let line = bytes.word()?;
            self.line = u16::try_from(line).map_err(|_| RECORD)?;
        }
        self.at_ns = self.at_ns.wrapping_add(bytes.signed()? as u64);
        let tag = u32::from(kind) | u32::from(state) << 8 | u32::from(self.line) << 16;
        let mut words = [
            self.at_ns as u32,
            (self.at_ns >> 32) as u32,
            tag,
            0,
            0,
            0,
            0,
            0,
        ];
        for (bit, word) in words[3..].iter_mut().enumerate() {
            if first & 1 << bit != 0 {
                *word = bytes.word()?;
            }
        }
        Record::decode(&words).ok_or(RECORD)
    }
}

const RECORD: FileError = FileError::Damaged { what: "record" };

/// What is known while a tape is read.
#[derive(Default)]
struct Player {
    slots: Vec<Slot>,
    records: u64,
    /// Places for tasks, by measurement.
    tasks: BTreeMap<u32, u64>,
    all_tasks: u64,
}

impl Player {
    fn slot(&mut self, bytes: &mut Bytes<'_>) -> Result<SlotBatch, FileError> {
        let place = bytes.word()? as usize;
        if place == self.slots.len() && place < SLOTS_MAX {
            let (process, slot) = (bytes.word()?, bytes.word()?);
            self.slots.push(Slot {
                process,
                slot,
                ..Slot::default()
            });
        }
        let wrong = FileError::Damaged { what: "slot" };
        let mut slot = *self.slots.get(place).ok_or(wrong)?;
        let mut batch = SlotBatch {
            process: slot.process,
            slot: slot.slot,
            ..SlotBatch::default()
        };
        let (records, entries) = (bytes.number()?, bytes.number()?);
        (batch.records_dropped, batch.entries_dropped) = (bytes.word()?, bytes.word()?);
        self.records = self.records.saturating_add(records);
        if self.records > RECORDS_MAX {
            return Err(too_large());
        }
        for _ in 0..records {
            let record = slot.read(bytes)?;
            if record.kind == RecordKind::TaskEnd {
                self.task(record.object, record.a.into())?;
            }
            batch.records.push(record);
        }
        for _ in 0..entries {
            let entry = postcard::from_bytes(bytes.bytes()?);
            let entry = entry.map_err(|_| FileError::Damaged { what: "entry" })?;
            if let Entry::Measurement(Measurement { id, tasks, .. }) = &entry {
                self.task(*id, (*tasks).into())?;
            }
            batch.entries.push(entry);
        }
        self.slots[place] = slot;
        Ok(batch)
    }

    /// A measurement has a task with this index, or so many tasks: a few bytes must not claim memory for millions.
    fn task(&mut self, measurement: u32, index: u64) -> Result<(), FileError> {
        let places = self.tasks.entry(measurement).or_default();
        let more = (index + 1).saturating_sub(*places);
        *places += more;
        self.all_tasks += more;
        if self.all_tasks > TASKS_MAX {
            return Err(too_large());
        }
        Ok(())
    }
}
