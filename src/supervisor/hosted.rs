//! One process of a run as the supervisor sees it: its memory, its workers' seats, how it is drained and left.

use super::fleet::WorkerId;
use super::leave::Patience;
use super::memory::{ForeignWords, ProcessMemory};
use super::run::Seat;
use scenario::protocol::Role;
use trace::kinds::ThreadState;
use trace::layout::{CANARY_ALIVE, MAX_SLOTS, header, slot, status};
use trace::reader::{Batch, Between, Reader};
use trace::words::Words;

/// One process that the page has given a memory to.
pub struct Hosted {
    pub role: Role,
    /// 0 = main; a spare one has its number from when it stands ready.
    pub number: u32,
    pub memory: ProcessMemory,
    pub seats: Vec<Seat>,
    /// Since when its workers are to leave, milliseconds on the page's clock, and the value of the stop word.
    pub leaving: Option<(f64, u32)>,
    /// How long it has been waited for since then.
    pub patience: Patience,
    /// What JavaScript said of its crash.
    pub crash: Option<String>,
    pub cut_off: u32,
    reader: Option<(u32, Reader)>,
}

impl Hosted {
    /// A process whose workers have yet to be found.
    pub fn new(role: Role, number: u32, threads: u32, memory: ProcessMemory) -> Self {
        Self {
            role,
            number,
            memory,
            seats: vec![Seat::Wanted; threads as usize + 1],
            leaving: None,
            patience: Patience::default(),
            crash: None,
            cut_off: 0,
            reader: None,
        }
    }

    /// The seat of a worker.
    pub fn slot_of(&self, worker: WorkerId) -> Option<usize> {
        self.seats
            .iter()
            .position(|seat| seat.worker() == Some(worker))
    }

    /// Whether no worker is in the memory any more.
    pub fn is_empty(&self) -> bool {
        self.seats.iter().all(|seat| *seat == Seat::Empty)
    }

    /// Whether its main thread's worker has said where the header lies.
    pub fn has_begun(&self) -> bool {
        self.reader.is_some()
    }

    /// Whether its memory must not be used again.
    pub fn is_spoilt(&self) -> bool {
        self.cut_off > 0 || self.crash.is_some()
    }

    /// Its main thread's worker says who it is and where the process header lies.
    pub fn begin(&mut self, number: u32, header: u32) {
        self.number = number;
        self.reader = Some((header, Reader::new(header, number)));
    }

    /// No more workers are taken in; those inside are to leave, by this value of the stop word.
    pub fn leave(&mut self, how: u32, now_ms: f64) {
        let (since_ms, before) = self.leaving.unwrap_or((now_ms, how));
        self.leaving = Some((since_ms, before.max(how)));
        for seat in &mut self.seats {
            if *seat == Seat::Wanted {
                *seat = Seat::Empty;
            }
        }
    }

    /// Sets the stop word of one that is to leave and wakes the words that its threads wait on.
    pub fn wake_leaving(&mut self, arena: &ForeignWords) {
        let (Some((_, how)), Some((header, _))) = (self.leaving, &self.reader) else {
            return;
        };
        let header = *header;
        self.memory.words().store(header + header::STOP * 4, how);
        self.wake(arena, |_| true);
    }

    /// Wakes the published waits in the spaces that are asked for: 0 this memory, 1 the arena.
    pub fn wake(&mut self, arena: &ForeignWords, wanted: impl Fn(u32) -> bool) {
        let Some((header, _)) = &self.reader else {
            return;
        };
        let (header, words) = (*header, self.memory.words());
        let table = words.load(header + header::SLOT_TABLE * 4);
        for index in 0..words.load(header + header::SLOTS * 4).min(MAX_SLOTS) {
            let cell = table.wrapping_add(index * slot::LEN * 4);
            let address = words.load(cell + status::WAIT * 4);
            let space = words.load(cell + status::WAIT_SPACE * 4);
            if address != 0 && wanted(space) {
                let place = if space == 0 { words } else { arena };
                place.notify(address);
            }
        }
    }

    /// Takes everything new out of its memory.
    pub fn drain(&mut self, arena: &ForeignWords, at_ns: u64, batch: &mut Batch) {
        let words = self.memory.words();
        if let Some((_, reader)) = &mut self.reader {
            reader.drain(words, arena, at_ns, batch);
        }
    }

    /// Threads that are between two status cells; see [`header::BETWEEN`].
    pub fn between(&mut self) -> Between {
        let words = self.memory.words();
        self.reader
            .as_ref()
            .map_or_else(Between::default, |(_, reader)| reader.between(words))
    }

    /// Whether a thread of it is anything but blocked.
    pub fn runs(&mut self) -> bool {
        let Some((header, _)) = &self.reader else {
            return false;
        };
        let (header, words) = (*header, self.memory.words());
        let table = words.load(header + header::SLOT_TABLE * 4);
        let slots = words.load(header + header::SLOTS * 4).min(MAX_SLOTS);
        let runs = |index: u32| {
            let cell = table.wrapping_add(index * slot::LEN * 4);
            let state = words.load(cell + status::STATE * 4) as u8;
            words.load(cell + status::THREAD * 4) != 0 && state != ThreadState::Blocked as u8
        };
        (0..slots).any(runs)
    }

    /// Whether threads of it write faster than is drained now.
    pub fn is_filling(&mut self) -> bool {
        let words = self.memory.words();
        self.reader
            .as_ref()
            .is_some_and(|(_, reader)| reader.is_filling(words))
    }

    /// A thread whose canary is dead has written over its neighbour's heap: nothing in this memory can be trusted any more.
    pub fn overflowed(&mut self) -> Option<String> {
        let (header, _) = self.reader.as_ref()?;
        let (header, words) = (*header, self.memory.words());
        let table = words.load(header + header::SLOT_TABLE * 4);
        let slots = words.load(header + header::SLOTS * 4).min(MAX_SLOTS);
        let is_dead = |index: &u32| {
            let slot = table.wrapping_add(index * slot::LEN * 4);
            let canary = words.load(slot + slot::CANARY * 4);
            canary != 0 && words.load(canary) != CANARY_ALIVE
        };
        let index = (0..slots).find(is_dead)?;
        Some(format!("stack overflow on worker {index}"))
    }

    /// One past the heap's last byte, for the scrub; 0 when it is not known.
    pub fn heap_end(&mut self) -> u32 {
        self.header_word(header::HEAP_END)
    }

    /// A word of the header; 0 when it is not known where that lies.
    pub fn header_word(&mut self, word: u32) -> u32 {
        match &self.reader {
            Some((header, _)) => {
                let at = header + word * 4;
                self.memory.words().load(at)
            }
            None => 0,
        }
    }

    /// Terminates every worker that is still inside.
    pub fn cut_off(&mut self, mut terminate: impl FnMut(WorkerId)) -> u32 {
        let mut count = 0;
        for seat in &mut self.seats {
            if let Some(worker) = seat.worker() {
                terminate(worker);
                count += 1;
                *seat = Seat::Empty;
            }
        }
        self.cut_off += count;
        count
    }
}
