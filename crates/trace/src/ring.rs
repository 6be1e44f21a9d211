//! The writer's side of a thread's two rings: the only place of this crate that is allowed `unsafe`.
//!
//! **What it is.** Two single-producer, single-consumer rings per slot. The *record ring* holds fixed-size [`Record`]s, the *byte ring*
//! holds [`Entry`]s as a length word and `postcard` bytes, padded to whole words. The producer is the thread that runs on the slot, the
//! consumer is the page's [`Reader`](crate::reader::Reader). Neither ever waits for the other.
//!
//! **State.** `HEAD` counts everything ever written, `TAIL` everything ever drained; both wrap at 2³². The ring holds `HEAD − TAIL` (wrapping)
//! of `LEN` places, so with a `LEN` of at most 2³¹ the difference is never ambiguous. Only the writer changes `HEAD` and `DROPPED`, only
//! the reader changes `TAIL`.
//!
//! **Ordering.** The writer fills a place, then stores `HEAD` with Release; the reader loads `HEAD` with Acquire, so it sees what it reads.
//! The reader copies, then stores `TAIL` with Release; the writer loads `TAIL` with Acquire before it uses a place again, so it never
//! overwrites what is being copied. Hence a place is touched by one side at a time, and the writer may fill it by plain stores: in
//! WebAssembly there are only sequentially consistent atomics, so eight relaxed stores would be eight fences.
//!
//! **Full ring.** The record is dropped and counted in `DROPPED` and never delays the thread. As soon as there is room again, the writer
//! puts one [`RecordKind::Dropped`] in front: it says how many are missing here and, where changes of state or thread were among them, what
//! they led to. So the reader knows the place of each gap and never shows a state that is over.
//!
//! **Wait-free**: no loop, no lock, no allocation for records; entries are encoded in a buffer that the writer keeps.
//!
//! Checked by: the tests below (order, counting, wrap-around), `tests/concurrent.rs` (reader against writers on real threads;
//! ThreadSanitizer finds no race of ours in it).
#![allow(unsafe_code)] // Plain stores into ring memory, see "Ordering".

mod lost;

use crate::entry::Entry;
use crate::layout::{RECORD_LEN, slot};
use crate::record::Record;
use core::sync::atomic::{AtomicU32, Ordering};
use lost::Lost;

/// Words of one slot: status cell and the words of its rings.
pub type SlotWords = [AtomicU32; slot::LEN as usize];

/// Memory for the two rings of a slot, with the byte addresses under which the reader finds them.
#[derive(Clone, Copy, Debug)]
pub struct Rings<'m> {
    /// Record ring: a power of two of records, [`RECORD_LEN`] words each.
    pub records: &'m [AtomicU32],
    /// Byte address of the record ring, not 0.
    pub records_at: u32,
    /// Byte ring: a power of two of words.
    pub bytes: &'m [AtomicU32],
    /// Byte address of the byte ring, not 0.
    pub bytes_at: u32,
}

impl<'m> Rings<'m> {
    /// Rings whose reader finds them under their own addresses, as in a wasm memory.
    pub fn new(records: &'m [AtomicU32], bytes: &'m [AtomicU32]) -> Rings<'m> {
        Rings {
            records,
            records_at: records.as_ptr() as usize as u32,
            bytes,
            bytes_at: bytes.as_ptr() as usize as u32,
        }
    }
}

/// Writes the history of the threads that run on one slot, one after the other.
///
/// # Cost
/// [`record`](Writer::record): 32 bytes of plain stores and one Release store, 6 ns natively (`benches/record.rs`); the caller brings the
/// time.
#[derive(Debug)]
pub struct Writer<'m> {
    slot: &'m SlotWords,
    records: &'m [AtomicU32],
    bytes: &'m [AtomicU32],
    head: u32,
    /// Tail as last seen: reading the real one on every record would fetch the reader's cache line for nothing.
    tail: u32,
    bytes_head: u32,
    lost: Option<Lost>,
    scratch: Vec<u8>,
}

impl<'m> Writer<'m> {
    /// The writer of `slot`. Rings that the slot already has are continued, so that a parked worker's next thread follows its last; rings at
    /// another address replace them.
    ///
    /// # Panics
    /// When a ring's size is no power of two (or 0): a programmer's error, found at the first start.
    ///
    /// # Safety
    /// Until the memory is scrubbed, this writer is the only one that writes to `rings` and to the ring words of `slot`, and whoever reads
    /// `rings` keeps to places `TAIL..HEAD`, loads `HEAD` with Acquire and stores `TAIL` with Release, as [`Reader`](crate::reader::Reader) does.
    pub unsafe fn attach(slot: &'m SlotWords, rings: Rings<'m>) -> Writer<'m> {
        let records_len = rings.records.len() as u32 / RECORD_LEN;
        let bytes_len = rings.bytes.len() as u32 * 4;
        assert!(
            records_len.is_power_of_two() && bytes_len.is_power_of_two(),
            "ring sizes must be powers of two: {records_len} records, {bytes_len} bytes"
        );
        let load = |word: u32| slot[word as usize].load(Ordering::Relaxed);
        let store = |word: u32, value| slot[word as usize].store(value, Ordering::Relaxed);
        if load(slot::RING) != rings.records_at || load(slot::RING_LEN) != records_len {
            store(slot::RING_HEAD, 0);
            store(slot::RING_TAIL, 0);
            store(slot::RING_LEN, records_len);
            // Release: who sees the address sees head, tail and length.
            slot[slot::RING as usize].store(rings.records_at, Ordering::Release);
        }
        if load(slot::BYTES) != rings.bytes_at || load(slot::BYTES_LEN) != bytes_len {
            store(slot::BYTES_HEAD, 0);
            store(slot::BYTES_TAIL, 0);
            store(slot::BYTES_LEN, bytes_len);
            slot[slot::BYTES as usize].store(rings.bytes_at, Ordering::Release);
        }
        Writer {
            slot,
            records: rings.records,
            bytes: rings.bytes,
            head: load(slot::RING_HEAD),
            tail: slot[slot::RING_TAIL as usize].load(Ordering::Acquire),
            bytes_head: load(slot::BYTES_HEAD),
            lost: None,
            scratch: Vec::new(),
        }
    }

    /// Appends a record; a full ring drops and counts it. Wait-free.
    #[inline]
    pub fn record(&mut self, record: Record) {
        if self.lost.is_some() || self.used() == self.len() {
            return self.record_when_tight(record);
        }
        self.put(record);
    }

    /// Appends two records that belong together, such as the end of one task and the beginning of the next: shown to the reader at once.
    pub fn record_both(&mut self, first: Record, second: Record) {
        if self.lost.is_some() || self.used() + 2 > self.len() {
            self.record(first);
            return self.record(second);
        }
        self.fill_place(first);
        self.put(second);
    }

    /// Appends an entry and tells whether it fitted; one that does not fit is dropped and counted. Wait-free.
    ///
    /// Write a task's value or error before its `TaskEnd` record, and a name before the first record that uses it.
    pub fn write(&mut self, entry: &Entry) -> bool {
        let mut bytes = core::mem::take(&mut self.scratch);
        bytes.clear();
        bytes.extend_from_slice(&[0; 4]);
        let written = match postcard::to_extend(entry, bytes) {
            Ok(bytes) => {
                self.scratch = bytes;
                self.put_scratch()
            }
            Err(_) => false,
        };
        if !written {
            self.count_drop(slot::BYTES_DROPPED, 1);
        }
        written
    }

    fn len(&self) -> u32 {
        self.records.len() as u32 / RECORD_LEN
    }

    fn used(&self) -> u32 {
        self.head.wrapping_sub(self.tail)
    }

    /// Fills the place at the head and publishes it; the caller made sure that it is free.
    #[inline]
    fn put(&mut self, record: Record) {
        self.fill_place(record);
        self.slot[slot::RING_HEAD as usize].store(self.head, Ordering::Release);
    }

    /// Fills the place at the head, which is to be published with the next one or by itself.
    #[inline]
    fn fill_place(&mut self, record: Record) {
        let place = (self.head & (self.len() - 1)) as usize * RECORD_LEN as usize;
        fill(
            &self.records[place..place + RECORD_LEN as usize],
            &record.encode(),
        );
        self.head = self.head.wrapping_add(1);
    }

    /// The ring looked full, or something was lost before: looks again, then either puts the note of what is missing and the record, or
    /// drops the record.
    #[cold]
    fn record_when_tight(&mut self, record: Record) {
        self.tail = self.slot[slot::RING_TAIL as usize].load(Ordering::Acquire);
        let free = self.len().saturating_sub(self.used());
        match self.lost {
            None if free >= 1 => self.put(record),
            Some(lost) if free >= 2 => {
                self.lost = None;
                self.put(lost.note());
                self.put(record);
            }
            _ => {
                let lost = self.lost.get_or_insert(Lost::since(record.at_ns));
                lost.add(&record);
                self.count_drop(slot::RING_DROPPED, 1);
            }
        }
    }

    fn put_scratch(&mut self) -> bool {
        let len = self.scratch.len() as u32 - 4;
        self.scratch[..4].copy_from_slice(&len.to_le_bytes());
        while !self.scratch.len().is_multiple_of(4) {
            self.scratch.push(0);
        }
        let ring_bytes = self.bytes.len() * 4;
        let tail = self.slot[slot::BYTES_TAIL as usize].load(Ordering::Acquire);
        let free = ring_bytes.saturating_sub(self.bytes_head.wrapping_sub(tail) as usize);
        if self.scratch.len() > free {
            return false;
        }
        let mut place = (self.bytes_head as usize & (ring_bytes - 1)) / 4;
        for chunk in self.scratch.chunks_exact(4) {
            let word = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
            fill(&self.bytes[place..place + 1], &[word]);
            place = (place + 1) & (self.bytes.len() - 1);
        }
        self.bytes_head = self.bytes_head.wrapping_add(self.scratch.len() as u32);
        self.slot[slot::BYTES_HEAD as usize].store(self.bytes_head, Ordering::Release);
        true
    }

    fn count_drop(&self, word: u32, count: u32) {
        let word = &self.slot[word as usize];
        // Only this writer changes the word, so load and store need not be one operation.
        word.store(
            word.load(Ordering::Relaxed).wrapping_add(count),
            Ordering::Release,
        );
    }
}

/// Sets `places` to `words` by plain stores.
#[inline]
fn fill(places: &[AtomicU32], words: &[u32]) {
    for (place, word) in places.iter().zip(words) {
        // SAFETY: the place lies outside TAIL..HEAD, so no reader touches it (kept by the contract of `attach`, argued in the header), and
        // this is the only writer; `as_ptr` of a shared atomic may be written through (it is an UnsafeCell).
        unsafe { place.as_ptr().write(*word) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Cause, RecordKind, ThreadState};
    use crate::reader::{Batch, Reader, SlotBatch};
    use crate::words::{NativeMemory, NoWords, Words};

    fn numbered(number: u32) -> Record {
        Record::new(RecordKind::Mark, u64::from(number) * 10, number)
    }

    fn attach(memory: &NativeMemory) -> Writer<'_> {
        // SAFETY: each test makes one writer per slot at a time and reads by `Reader` only.
        unsafe { Writer::attach(memory.slot(0), memory.rings(0)) }
    }

    fn drain(reader: &mut Reader, memory: &NativeMemory) -> SlotBatch {
        let mut batch = Batch::default();
        reader.drain(&memory.view(), &NoWords, 0, &mut batch);
        batch.slots.into_iter().next().unwrap_or_default()
    }

    #[test]
    fn records_come_out_in_the_order_they_went_in() {
        let memory = NativeMemory::new(0, 1, 8, 64);
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        for round in 0..10 {
            let written: Vec<Record> = (0..7).map(|n| numbered(round * 7 + n)).collect();
            written.iter().for_each(|r| writer.record(*r));
            assert_eq!(
                drain(&mut reader, &memory).records,
                written,
                "round {round}"
            );
        }
    }

    #[test]
    fn two_at_once_are_as_one_after_the_other_and_so_is_what_is_dropped_of_them() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        for first in [0, 2] {
            writer.record_both(numbered(first), numbered(first + 1));
        }
        let numbers = |from: u32| (from..from + 4).map(numbered).collect::<Vec<_>>();
        assert_eq!(drain(&mut reader, &memory).records, numbers(0));
        writer.record(numbered(4));
        writer.record_both(numbered(5), numbered(6));
        writer.record_both(numbered(7), numbered(8));
        let batch = drain(&mut reader, &memory);
        assert_eq!((batch.records, batch.records_dropped), (numbers(4), 1));
        writer.record_both(numbered(9), numbered(10));
        let mut records = drain(&mut reader, &memory).records;
        assert_eq!(records.remove(0).kind, RecordKind::Dropped);
        assert_eq!(records, [numbered(9), numbered(10)]);
    }

    #[test]
    fn a_ring_is_filling_from_a_quarter_on_until_it_is_drained() {
        let memory = NativeMemory::new(0, 1, 8, 64);
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        for expected in [false, false, true] {
            writer.record(numbered(0));
            assert_eq!(reader.is_filling(&memory.view()), expected);
        }
        drain(&mut reader, &memory);
        assert!(!reader.is_filling(&memory.view()));
    }

    #[test]
    fn a_full_ring_drops_counts_and_says_where() {
        let memory = NativeMemory::new(0, 1, 4, 64);
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        (0..6).for_each(|n| writer.record(numbered(n)));
        writer.record(Record::state(60, ThreadState::Blocked, Cause::Queue, 5));
        let first = drain(&mut reader, &memory);
        assert_eq!(first.records, (0..4).map(numbered).collect::<Vec<_>>());
        assert_eq!(first.records_dropped, 3);
        writer.record(numbered(9));
        let second = drain(&mut reader, &memory);
        let mut note = Record::state(40, ThreadState::Blocked, Cause::Queue, 5).with(3, 0);
        note.kind = RecordKind::Dropped;
        assert_eq!(second.records, [note, numbered(9)]);
        assert_eq!(second.records_dropped, 0);
    }

    #[test]
    fn heads_and_tails_pass_the_end_of_their_words() {
        let memory = NativeMemory::new(0, 1, 8, 64);
        drop(attach(&memory));
        let start = u32::MAX - 2;
        for word in [slot::RING_HEAD, slot::RING_TAIL] {
            memory.slot(0)[word as usize].store(start, Ordering::Relaxed);
        }
        for word in [slot::BYTES_HEAD, slot::BYTES_TAIL] {
            memory.slot(0)[word as usize].store(0u32.wrapping_sub(8), Ordering::Relaxed);
        }
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        let entry = Entry::Line {
            thread: 1,
            at_ns: 2,
            text: "0123456789".into(),
        };
        for round in 0..3 {
            (0..8).for_each(|n| writer.record(numbered(round * 8 + n)));
            assert!(writer.write(&entry));
            let got = drain(&mut reader, &memory);
            assert_eq!(
                got.records,
                (0..8).map(|n| numbered(round * 8 + n)).collect::<Vec<_>>()
            );
            assert_eq!((got.entries, got.records_dropped), (vec![entry.clone()], 0));
        }
    }

    #[test]
    fn the_next_thread_of_a_slot_goes_on_where_the_last_one_ended() {
        let memory = NativeMemory::new(0, 1, 8, 64);
        let mut reader = Reader::new(NativeMemory::HEADER, 0);
        attach(&memory).record(numbered(1));
        attach(&memory).record(numbered(2));
        assert_eq!(
            drain(&mut reader, &memory).records,
            [numbered(1), numbered(2)]
        );
    }

    #[test]
    fn entries_that_do_not_fit_are_counted_and_the_rest_survive() {
        let memory = NativeMemory::new(0, 1, 8, 64);
        let (mut writer, mut reader) = (attach(&memory), Reader::new(NativeMemory::HEADER, 0));
        let line = |text: &str| Entry::Line {
            thread: 1,
            at_ns: 0,
            text: text.into(),
        };
        assert!(writer.write(&line("first")));
        assert!(!writer.write(&line(&"x".repeat(100))));
        assert!(writer.write(&line("second")));
        let got = drain(&mut reader, &memory);
        assert_eq!(got.entries, [line("first"), line("second")]);
        assert_eq!(got.entries_dropped, 1);
        assert_eq!(memory.view().load(0), 0);
    }
}
