//! Takes records, entries and present states out of a process's memory.

mod present;

pub use present::Status;

use crate::entry::Entry;
use crate::layout::{MAGIC, MAX_SLOTS, RECORD_LEN, header, slot};
use crate::record::Record;
use crate::words::Words;
use present::{Look, read_status};

/// Most records or bytes that a ring may claim to hold: more is garbage.
const MAX_RING: u32 = 1 << 24;

/// What one drain took from one slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlotBatch {
    /// Process of the slot.
    pub process: u32,
    /// Index of the slot in its process.
    pub slot: u32,
    /// Records in order of time.
    pub records: Vec<Record>,
    /// Entries in order of writing.
    pub entries: Vec<Entry>,
    /// Records dropped since the last drain.
    pub records_dropped: u32,
    /// Entries dropped since the last drain.
    pub entries_dropped: u32,
    /// Present state of the thread on this slot.
    pub status: Option<Status>,
}

/// What one drain took from all processes of a run, or a part of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// When the page took it, nanoseconds since the run's origin.
    pub at_ns: u64,
    /// One per slot that had anything to say.
    pub slots: Vec<SlotBatch>,
    /// Status cells that could not be read since their threads were changing them, maybe without a core for a while: each belongs to a
    /// thread that is there and moves, although no slot tells its state.
    pub changing: u32,
    /// How far each process's heap reaches in its memory, by its number: what the process has used at most so far, in bytes.
    pub memories: Vec<(u32, u32)>,
}

/// Threads that no status cell speaks of although they matter, see [`header::BETWEEN`]; of one process, or summed up over several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// How many there are.
    pub threads: u32,
    /// How often that has changed: if two looks agree in it and nobody was between at either, then nobody began or ended from the first to the second, so
    /// that the cells read meanwhile speak of everyone.
    pub moves: u32,
}

impl std::iter::Sum for Between {
    fn sum<I: Iterator<Item = Between>>(all: I) -> Between {
        all.fold(Between::default(), |sum, each| Between {
            threads: sum.threads.saturating_add(each.threads),
            moves: sum.moves.wrapping_add(each.moves),
        })
    }
}

/// Drains one process's memory.
///
/// Words are foreign and never trusted: a header without [`MAGIC`] gives nothing; lengths, heads, kinds and addresses that cannot be are
/// skipped and counted as drops; no input panics.
///
/// # Cost
/// Per slot about 20 word loads when nothing happened, one `copy` (two at the ring's end) per ring that has something.
#[derive(Debug)]
pub struct Reader {
    header: u32,
    process: u32,
    slots: Vec<SlotReader>,
    words: Vec<u32>,
    bytes: Vec<u8>,
}

/// What is known of one slot's rings.
#[derive(Clone, Copy, Debug, Default)]
struct SlotReader {
    records: Cursor,
    bytes: Cursor,
}

/// The reader's own place in a ring. The tail in memory is written for the writer's sake; this one is believed.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    ring: u32,
    tail: u32,
    dropped: u32,
}

/// Which words of a slot describe a ring.
struct RingWords {
    ring: u32,
    len: u32,
    head: u32,
    tail: u32,
    dropped: u32,
}

const RECORDS: RingWords = RingWords {
    ring: slot::RING,
    len: slot::RING_LEN,
    head: slot::RING_HEAD,
    tail: slot::RING_TAIL,
    dropped: slot::RING_DROPPED,
};
const BYTES: RingWords = RingWords {
    ring: slot::BYTES,
    len: slot::BYTES_LEN,
    head: slot::BYTES_HEAD,
    tail: slot::BYTES_TAIL,
    dropped: slot::BYTES_DROPPED,
};

/// A part of a ring that may be copied: units `tail..head`.
struct Available {
    len: u32,
    tail: u32,
    head: u32,
}

impl Reader {
    /// A reader of the process whose header lies at byte address `header_address`.
    pub fn new(header_address: u32, process: u32) -> Reader {
        Reader {
            header: header_address,
            process,
            slots: Vec::new(),
            words: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Takes everything new out of `memory` and appends to `batch` one [`SlotBatch`] per slot that has a thread or anything to say.
    /// `arena` is where holder words of objects between processes lie; `at_ns` is now.
    pub fn drain(&mut self, memory: &dyn Words, arena: &dyn Words, at_ns: u64, batch: &mut Batch) {
        batch.at_ns = batch.at_ns.max(at_ns);
        let slots = self.slot_count(memory);
        if slots > 0 {
            let heap_end = memory.load(word(self.header, header::HEAP_END));
            batch.memories.push((self.process, heap_end));
        }
        for index in 0..slots {
            let base = self.slot_address(memory, index);
            let mut taken = SlotBatch {
                process: self.process,
                slot: index,
                ..SlotBatch::default()
            };
            // Entries first would let a record be older than the name it uses; the status last is the newest.
            self.take_records(memory, base, index, &mut taken);
            self.take_entries(memory, base, index, &mut taken);
            match read_status(memory, arena, base) {
                Look::Nobody => {}
                Look::Changing => batch.changing += 1,
                Look::At(status) => taken.status = Some(status),
            }
            if taken.has_something() {
                batch.slots.push(taken);
            }
        }
    }

    /// Looks at the present state of every thread, without draining: appends (slot, status).
    pub fn snapshot(&self, memory: &dyn Words, arena: &dyn Words, into: &mut Vec<(u32, Status)>) {
        for index in 0..slot_count(memory, self.header) {
            let base = self.slot_address(memory, index);
            if let Look::At(status) = read_status(memory, arena, base) {
                into.push((index, status));
            }
        }
    }

    /// Threads of the process that were started and have not begun, or have ended and not told so. To be read *before* the status cells
    /// of a snapshot.
    pub fn between(&self, memory: &dyn Words) -> Between {
        if memory.load(word(self.header, header::MAGIC_WORD)) != MAGIC {
            return Between::default();
        }
        let both = memory.load(word(self.header, header::BETWEEN));
        Between {
            threads: both & 0xffff,
            moves: both >> 16,
        }
    }

    /// Whether a ring is more than a quarter full: a thread that writes this fast must be drained soon, or its records find no room.
    pub fn is_filling(&self, memory: &dyn Words) -> bool {
        (0..slot_count(memory, self.header)).any(|index| {
            let base = self.slot_address(memory, index);
            [RECORDS, BYTES].iter().any(|ring| {
                let at = |number| memory.load(word(base, number));
                at(ring.head).wrapping_sub(at(ring.tail)) > at(ring.len) / 4
            })
        })
    }

    /// The process this reader reads.
    pub fn process(&self) -> u32 {
        self.process
    }

    fn slot_count(&mut self, memory: &dyn Words) -> u32 {
        let count = slot_count(memory, self.header);
        if self.slots.len() < count as usize {
            self.slots.resize(count as usize, SlotReader::default());
        }
        count
    }

    fn slot_address(&self, memory: &dyn Words, index: u32) -> u32 {
        let table = memory.load(word(self.header, header::SLOT_TABLE));
        table.wrapping_add(index * slot::LEN * 4)
    }

    fn take_records(&mut self, memory: &dyn Words, base: u32, index: u32, taken: &mut SlotBatch) {
        let cursor = &mut self.slots[index as usize].records;
        let (available, dropped) = cursor.look(memory, base, &RECORDS);
        taken.records_dropped = dropped;
        let Some(available) = available else { return };
        copy_ring(memory, cursor.ring, &available, RECORD_LEN, &mut self.words);
        cursor.advance(memory, base, &RECORDS, available.head);
        taken
            .records
            .reserve(self.words.len() / RECORD_LEN as usize);
        for words in self.words.as_chunks::<{ RECORD_LEN as usize }>().0 {
            match Record::decode(words) {
                Some(record) => taken.records.push(record),
                None => taken.records_dropped = taken.records_dropped.saturating_add(1),
            }
        }
    }

    fn take_entries(&mut self, memory: &dyn Words, base: u32, index: u32, taken: &mut SlotBatch) {
        let cursor = &mut self.slots[index as usize].bytes;
        let (available, dropped) = cursor.look(memory, base, &BYTES);
        taken.entries_dropped = dropped;
        let Some(available) = available else { return };
        let in_words = Available {
            len: available.len / 4,
            tail: available.tail / 4,
            head: (available.tail / 4)
                .wrapping_add(available.head.wrapping_sub(available.tail) / 4),
        };
        copy_ring(memory, cursor.ring, &in_words, 1, &mut self.words);
        cursor.advance(memory, base, &BYTES, available.head);
        self.bytes.clear();
        self.bytes
            .extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
        let damaged = decode_entries(&self.bytes, &mut taken.entries);
        taken.entries_dropped = taken.entries_dropped.saturating_add(damaged);
    }
}

impl SlotBatch {
    fn has_something(&self) -> bool {
        self.status.is_some() || self.has_history()
    }

    /// Whether its thread has done anything since the last drain, beside being in a state.
    pub fn has_history(&self) -> bool {
        !self.records.is_empty()
            || !self.entries.is_empty()
            || self.records_dropped > 0
            || self.entries_dropped > 0
    }
}

impl Cursor {
    /// What may be copied, and how much was dropped since the last look.
    fn look(
        &mut self,
        memory: &dyn Words,
        base: u32,
        words: &RingWords,
    ) -> (Option<Available>, u32) {
        let ring = memory.load(word(base, words.ring));
        if ring == 0 {
            return (None, 0);
        }
        if ring != self.ring {
            *self = Cursor {
                ring,
                tail: memory.load(word(base, words.tail)),
                dropped: self.dropped,
            };
        }
        let len = memory.load(word(base, words.len));
        // Acquire: whatever the writer put before this head is visible to the copy that follows.
        let head = memory.load(word(base, words.head));
        let total_dropped = memory.load(word(base, words.dropped));
        let mut dropped = total_dropped.wrapping_sub(self.dropped);
        self.dropped = total_dropped;
        let used = head.wrapping_sub(self.tail);
        if !len.is_power_of_two() || len > MAX_RING || used > len {
            // Garbage: no writer leaves more than the ring holds. Start again at the head, and let it be seen.
            self.advance(memory, base, words, head);
            dropped = dropped.saturating_add(1);
            return (None, dropped);
        }
        let available = (used > 0).then_some(Available {
            len,
            tail: self.tail,
            head,
        });
        (available, dropped)
    }

    /// Everything before `head` is taken; tells the writer by a Release store.
    fn advance(&mut self, memory: &dyn Words, base: u32, words: &RingWords, head: u32) {
        self.tail = head;
        memory.store(word(base, words.tail), head);
    }
}

/// Address of a word of what lies at `base`.
fn word(base: u32, index: u32) -> u32 {
    base.wrapping_add(index * 4)
}

fn slot_count(memory: &dyn Words, header_address: u32) -> u32 {
    if memory.load(word(header_address, header::MAGIC_WORD)) != MAGIC {
        return 0;
    }
    memory
        .load(word(header_address, header::SLOTS))
        .min(MAX_SLOTS)
}

/// Copies units `tail..head` of a ring (each `unit` words) into `into`, in one piece or, around the ring's end, in two.
fn copy_ring(memory: &dyn Words, ring: u32, part: &Available, unit: u32, into: &mut Vec<u32>) {
    let count = part.head.wrapping_sub(part.tail);
    let start = part.tail & (part.len - 1);
    let first = count.min(part.len - start);
    into.clear();
    into.resize((count * unit) as usize, 0);
    let (front, back) = into.split_at_mut((first * unit) as usize);
    memory.copy(ring.wrapping_add(start * unit * 4), front);
    if !back.is_empty() {
        memory.copy(ring, back);
    }
}

/// Decodes length-prefixed entries and returns how many could not be. After a length that cannot be, nothing of the rest is believed.
fn decode_entries(mut bytes: &[u8], into: &mut Vec<Entry>) -> u32 {
    let mut damaged = 0;
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let padded = length
            .checked_next_multiple_of(4)
            .filter(|padded| *padded <= rest.len());
        let Some(padded) = padded else {
            return damaged + 1;
        };
        match postcard::from_bytes(&rest[..length]) {
            Ok(entry) => into.push(entry),
            Err(_) => damaged += 1,
        }
        bytes = &rest[padded..];
    }
    damaged
}
