//! One process: its header, its workers' slots, its ids. Natively the same words lie on the heap, so the same reader reads them.

use super::memory::{Memory, Region};
use crate::futex::wake_address;
#[cfg(not(loom))]
use crate::process::family::Family;
use crate::thread::starts::Starts;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use trace::layout::{self, header, slot, stop};
use trace::ring::{Rings, SlotWords};

/// Words of one worker that its thread writes: the slot and the two rings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Words of the slot.
    pub slot: &'static SlotWords,
    /// Its rings; none when the process is not traced.
    pub rings: Option<Rings<'static>>,
}

/// A native address for each slot, none yet.
fn addresses() -> Box<[AtomicUsize]> {
    let none = (0..layout::MAX_SLOTS).map(|_| AtomicUsize::new(0));
    none.collect()
}

/// Whether threads leave their history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracing {
    /// Records and entries are written, into rings of so many records (a power of two).
    Records(u32),
    /// Status cells only: for measuring what tracing costs.
    Off,
}

/// A process of a run. Made once in a memory, lives as long as that memory.
#[derive(Debug)]
pub struct Process {
    number: u32,
    tracing: Tracing,
    memory: Memory,
    header: Region,
    slots: Region,
    rooms: Box<[OnceLock<Room>]>,
    /// Address of the word that a slot's thread waits on, by which `stop` wakes it from inside: 32 bits of the status cell do not hold a
    /// native address.
    waits: Box<[AtomicUsize]>,
    /// The same of the word that says who holds what the thread waits for.
    holders: Box<[AtomicUsize]>,
    free_slots: Mutex<Vec<u32>>,
    next_thread: AtomicU32,
    next_object: AtomicU32,
    pub(crate) starts: Starts,
    #[cfg(not(loom))]
    family: Family,
}

impl Process {
    /// Makes the process with this number (0 = main) of a run, in this memory, for ever.
    pub fn leak(number: u32, tracing: Tracing) -> &'static Process {
        let memory = Memory::default();
        let header = memory.allocate(header::LEN as usize);
        let slots = memory.allocate((layout::MAX_SLOTS * slot::LEN) as usize);
        header.words[header::SLOT_TABLE as usize].store(slots.address, Ordering::Relaxed);
        header.words[header::PROCESS as usize].store(number, Ordering::Relaxed);
        header.words[header::MAGIC_WORD as usize].store(layout::MAGIC, Ordering::Release);
        Box::leak(Box::new(Self {
            number,
            tracing,
            memory,
            header,
            slots,
            rooms: (0..layout::MAX_SLOTS).map(|_| OnceLock::new()).collect(),
            waits: addresses(),
            holders: addresses(),
            free_slots: Mutex::new(Vec::new()),
            next_thread: AtomicU32::new(1),
            // Object ids have room for the low byte of the number: a process that shares it with an earlier one begins further up.
            next_object: AtomicU32::new(1 + (number >> 8) * 4096),
            starts: Starts::new(),
            #[cfg(not(loom))]
            family: Family::default(),
        }))
    }

    /// Number of the process in its run, 0 = main.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether and how threads leave their history.
    pub fn tracing(&self) -> Tracing {
        self.tracing
    }

    /// Byte address of the header: what the engine tells the page.
    pub fn header_address(&self) -> u32 {
        self.header.address
    }

    /// See [`header::BETWEEN`].
    pub(crate) fn between(&self) -> &'static AtomicU32 {
        self.header_word(header::BETWEEN)
    }

    /// Who this process is, and which processes it has started.
    #[cfg(not(loom))]
    pub(crate) fn family(&self) -> &Family {
        &self.family
    }

    /// A word of the header, by its number in [`trace::layout::header`].
    pub fn header_word(&self, word: u32) -> &'static AtomicU32 {
        &self.header.words[word as usize]
    }

    /// The memory as a reader sees it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn words(&self) -> &impl trace::words::Words {
        self
    }

    /// The words that the process has allocated.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Native addresses of the words that a slot's thread waits on and whose holder it waits for, 0 for none.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn addresses(&self, slot: u32) -> Option<[usize; 2]> {
        let slot = slot as usize;
        let (wait, holder) = (self.waits.get(slot)?, self.holders.get(slot)?);
        Some([wait, holder].map(|word| word.load(Ordering::Acquire)))
    }

    /// Stops the process from inside, as the page does from outside: sets the stop word and wakes every published wait. A wake may fall
    /// between a thread's look and its wait: call it again until [`Process::threads`] is as low as it should be.
    pub fn stop(&self) {
        self.end(stop::UNWIND);
    }

    fn end(&self, how: u32) {
        self.header_word(header::STOP).store(how, Ordering::SeqCst);
        self.wake_waits();
    }

    /// Wakes every published wait, so that each looks again at what it waits for: another process has ended, say.
    pub(crate) fn wake_waits(&self) {
        for wait in &self.waits {
            match wait.load(Ordering::SeqCst) {
                0 => {}
                address => wake_address(address),
            }
        }
    }

    /// Lets parked workers leave once nothing is left to start. Threads that run go on; each leaves when its function has returned.
    pub fn finish(&self) {
        self.starts.finish();
    }

    /// Workers that have entered and not left, parked ones included.
    pub fn workers(&self) -> u32 {
        let used = self
            .header_word(header::SLOTS)
            .load(Ordering::Acquire)
            .min(layout::MAX_SLOTS);
        (0..used)
            .filter(|n| {
                self.slot_word(*n, layout::status::LEFT)
                    .load(Ordering::Acquire)
                    == 0
            })
            .count() as u32
    }

    /// Threads that run now, parked workers not included.
    pub fn threads(&self) -> u32 {
        let used = self
            .header_word(header::SLOTS)
            .load(Ordering::Acquire)
            .min(layout::MAX_SLOTS);
        (0..used)
            .filter(|n| {
                self.slot_word(*n, layout::status::THREAD)
                    .load(Ordering::Acquire)
                    != 0
            })
            .count() as u32
    }

    /// A new thread id: process << 16 | number from 1 on.
    pub(crate) fn new_thread_id(&self) -> u32 {
        self.number << 16 | (self.next_thread.fetch_add(1, Ordering::Relaxed) & 0xffff)
    }

    /// A new object id: process << 24 | number from 1 on.
    pub(crate) fn new_object_id(&self) -> u32 {
        self.number << 24 | (self.next_object.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff)
    }

    /// A slot that nobody uses; `None` when all are in use.
    pub(crate) fn take_slot(&self) -> Option<u32> {
        if let Some(slot) = self
            .free_slots
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
        {
            return Some(slot);
        }
        let used = self.header_word(header::SLOTS);
        used.fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| {
            (n < layout::MAX_SLOTS).then_some(n + 1)
        })
        .ok()
    }

    pub(crate) fn give_slot(&self, slot: u32) {
        self.free_slots
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(slot);
    }

    /// Marks a slot that the page has numbered as used.
    pub(crate) fn use_slot(&self, slot: u32) {
        self.header_word(header::SLOTS)
            .fetch_max(slot + 1, Ordering::AcqRel);
    }

    /// A word of a slot, by its number in [`trace::layout::slot`] or [`trace::layout::status`]. The engine sets the canary so.
    ///
    /// # Panics
    /// When there is no such slot.
    pub fn slot_word(&self, number: u32, word: u32) -> &'static AtomicU32 {
        &self.slots.words[(number * slot::LEN + word) as usize]
    }

    /// Notes where the words lie that a slot's thread waits on and whose holder it waits for. Part of a change of
    /// the slot's status cell, which orders it.
    pub(crate) fn waits_at(&self, slot: u32, (wait, holder): (usize, usize)) {
        self.waits[slot as usize].store(wait, Ordering::Relaxed);
        self.holders[slot as usize].store(holder, Ordering::Relaxed);
    }

    /// The words of a slot and its rings, which are made at the first call.
    pub(crate) fn room(&self, number: u32) -> Room {
        *self.rooms[number as usize].get_or_init(|| self.make_room(number))
    }

    /// Which of a slot's two words [`seen`](Self::seen) is asked for.
    pub(crate) const WAIT: u32 = 0;
    /// See [`WAIT`](Self::WAIT).
    pub(crate) const HOLDER: u32 = 1;

    /// Where a reader of the status cell finds a word: its place, or natively a number that stands for it.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn seen(
        &self,
        slot: u32,
        place: (u32, bool),
        native: usize,
        which: u32,
    ) -> (u32, bool) {
        if place.0 == 0 && native != 0 {
            return (super::foreign::number(slot, which), false);
        }
        place
    }

    /// Where a reader of the status cell finds a word.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn seen(&self, _: u32, place: (u32, bool), _: usize, _: u32) -> (u32, bool) {
        place
    }

    fn make_room(&self, number: u32) -> Room {
        let first = (number * slot::LEN) as usize;
        let words = self.slots.words[first..]
            .first_chunk()
            .expect("the slot table holds MAX_SLOTS slots");
        let rings = match self.tracing {
            Tracing::Off => None,
            Tracing::Records(records) => {
                let ring = self
                    .memory
                    .allocate((records * layout::RECORD_LEN) as usize);
                let bytes = self.memory.allocate((layout::BYTE_RING / 4) as usize);
                Some(Rings {
                    records: ring.words,
                    records_at: ring.address,
                    bytes: bytes.words,
                    bytes_at: bytes.address,
                })
            }
        };
        Room { slot: words, rings }
    }
}
