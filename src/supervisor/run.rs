//! One run as the supervisor sees it: its workers' seats, its memory, how it is drained, stopped and judged.

use super::fleet::WorkerId;
use super::leave::Patience;
use super::memory::{ForeignWords, ProcessMemory};
use super::{FinishedRun, StartRequest, StopReason, frame};
use js_sys::SharedArrayBuffer;
use report::hang::FoundHang;
use report::waits::{Hang, Snapshot, Watch};
use scenario::{Outcome, Verdict};
use trace::kinds::ThreadState;
use trace::layout::{
    CANARY_ALIVE, FEW_THREADS, MAX_SLOTS, RING_RECORDS, RING_RECORDS_SMALL, header, slot, status,
    stop,
};
use trace::reader::{Batch, Reader, SlotBatch, Status};
use trace::words::Words;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// Workers instantiate.
    Starting,
    /// The program runs.
    Running,
    /// The program has ended or is being stopped; its workers leave.
    Leaving {
        /// Since when, milliseconds on the page's clock.
        since_ms: f64,
    },
}

/// A worker's place in a process; its index is the slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seat {
    /// No worker yet: one is being created.
    Wanted,
    /// Sent its envelope.
    Booting(WorkerId),
    /// Instantiated.
    Ready(WorkerId),
    /// Left, or given up before anyone took it.
    Empty,
}

/// One run.
pub struct Run {
    pub number: u32,
    pub request: StartRequest,
    pub memory: ProcessMemory,
    pub arena: SharedArrayBuffer,
    pub seats: Vec<Seat>,
    pub phase: Phase,
    pub reason: Option<StopReason>,
    pub outcome: Option<(Outcome, bool)>,
    pub crash: Option<String>,
    pub cut_off: u32,
    pub busy_core: bool,
    pub hidden: bool,
    /// Threads that ran at the last look.
    pub running: u32,
    pub first_paint_ms: f64,
    pub clicked_ms: f64,
    pub origin_ms: f64,
    /// How long it has been waited for since it is being left.
    pub patience: Patience,
    started_ms: f64,
    pub ended_ms: f64,
    had_records: bool,
    reader: Option<(u32, Reader)>,
    /// Status cells as last handed over.
    told: Vec<Option<Status>>,
    watch: Watch,
    /// Who hangs, if anybody does, and when that was found.
    hang: Option<FoundHang>,
    told_hang: Option<FoundHang>,
}

impl Run {
    /// A run whose workers have yet to be found.
    pub fn new(
        number: u32,
        request: StartRequest,
        memory: ProcessMemory,
        arena: SharedArrayBuffer,
        clicked_ms: f64,
    ) -> Self {
        let seats = vec![Seat::Wanted; request.threads_needed as usize + 1];
        Self {
            number,
            request,
            memory,
            arena,
            seats,
            phase: Phase::Starting,
            reason: None,
            outcome: None,
            crash: None,
            cut_off: 0,
            busy_core: false,
            hidden: frame::is_hidden(),
            running: 0,
            first_paint_ms: 0.0,
            clicked_ms,
            origin_ms: frame::clock_ms(),
            patience: Patience::default(),
            started_ms: 0.0,
            ended_ms: 0.0,
            had_records: false,
            reader: None,
            told: Vec::new(),
            watch: Watch::default(),
            hang: None,
            told_hang: None,
        }
    }

    /// Bytes of stack for each thread: large while there are few, since a large memory is costly to clear.
    pub fn stack_bytes(&self) -> u32 {
        match self.seats.len() {
            0..=9 => 2 << 20,
            10..=17 => 1 << 20,
            _ => 256 << 10,
        }
    }

    /// Records of each thread's ring.
    pub fn ring_records(&self) -> u32 {
        if self.seats.len() as u32 <= FEW_THREADS {
            RING_RECORDS
        } else {
            RING_RECORDS_SMALL
        }
    }

    /// Slot of a worker.
    pub fn slot_of(&self, worker: WorkerId) -> Option<usize> {
        self.seats
            .iter()
            .position(|seat| matches!(seat, Seat::Booting(id) | Seat::Ready(id) if *id == worker))
    }

    /// The first seat that waits for a worker.
    pub fn wanted(&self) -> Option<usize> {
        self.seats.iter().position(|seat| *seat == Seat::Wanted)
    }

    /// How many workers are ready.
    pub fn ready(&self) -> u32 {
        self.seats
            .iter()
            .filter(|seat| matches!(seat, Seat::Ready(_)))
            .count() as u32
    }

    /// Whether no worker is in the memory any more.
    pub fn is_empty(&self) -> bool {
        self.seats.iter().all(|seat| *seat == Seat::Empty)
    }

    /// The main thread's worker says where the process header lies.
    pub fn begin(&mut self, header: u32) {
        self.reader = Some((header, Reader::new(header, 0)));
        self.started_ms = frame::clock_ms();
    }

    /// No more workers are taken in; those inside are to leave.
    pub fn leave(&mut self, reason: Option<StopReason>) {
        if !matches!(self.phase, Phase::Leaving { .. }) {
            self.ended_ms = frame::clock_ms();
            self.phase = Phase::Leaving {
                since_ms: self.ended_ms,
            };
            self.reason = reason;
        }
        for seat in &mut self.seats {
            if *seat == Seat::Wanted {
                *seat = Seat::Empty;
            }
        }
        self.wake_all();
    }

    /// Sets the stop word and wakes the word that each thread waits on. One wake may fall between a thread's look and its wait, so this is
    /// repeated until all have left.
    pub fn wake_all(&mut self) {
        let Some((header, _)) = self.reader else {
            return;
        };
        let arena = ForeignWords::new(&self.arena);
        let words = self.memory.words();
        words.store(header + header::STOP * 4, stop::UNWIND);
        let table = words.load(header + header::SLOT_TABLE * 4);
        for index in 0..words.load(header + header::SLOTS * 4).min(MAX_SLOTS) {
            let cell = table.wrapping_add(index * slot::LEN * 4);
            let address = words.load(cell + status::WAIT * 4);
            if address != 0 {
                let place = if words.load(cell + status::WAIT_SPACE * 4) == 0 {
                    words
                } else {
                    &arena
                };
                place.notify(address);
            }
        }
    }

    /// Takes everything new out of the memory and looks whether anybody can still go on.
    pub fn drain(&mut self) -> Option<Batch> {
        self.hidden |= frame::is_hidden();
        let now_ms = frame::clock_ms();
        let at_ns = ((now_ms - self.origin_ms).max(0.0) * 1e6) as u64;
        let arena = ForeignWords::new(&self.arena);
        let words = self.memory.words();
        let (_, reader) = self.reader.as_mut()?;
        let between = reader.between(words);
        let mut batch = Batch::default();
        reader.drain(words, &arena, at_ns, &mut batch);
        self.running = batch
            .slots
            .iter()
            .filter(|s| s.status.is_some_and(|s| s.state == ThreadState::Running))
            .count() as u32;
        self.had_records |= batch.slots.iter().any(|s| !s.records.is_empty());
        if self.phase == Phase::Running {
            self.look_at_stacks();
            self.watch(at_ns, between, &batch);
        }
        Some(batch)
    }

    /// Whether a batch tells more than that time has passed: then more is to be expected at once.
    pub fn is_news(&mut self, batch: &Batch) -> bool {
        // How far a task is, is drawn nowhere, and changes at every checkpoint.
        let still = |status: Status| Status {
            progress: 0,
            ..status
        };
        let statuses: Vec<Option<Status>> = batch
            .slots
            .iter()
            .map(|slot| slot.status.map(still))
            .collect();
        let is_news = batch.slots.iter().any(SlotBatch::has_history) || statuses != self.told;
        if is_news {
            self.told = statuses;
        }
        is_news
    }

    /// Who hangs, where that differs from what was told last.
    pub fn news_of_hang(&mut self) -> Option<Option<FoundHang>> {
        let is_news = self.phase == Phase::Running && self.told_hang != self.hang;
        is_news.then(|| {
            self.told_hang = self.hang.clone();
            self.hang.clone()
        })
    }

    /// The verdict on a run in which nobody can go on.
    pub fn hopeless(&self) -> Option<Verdict> {
        let found = self.hang.as_ref().filter(|found| found.is_everyone())?;
        let verdict = match found.hang {
            Hang::Stuck { .. } => Verdict::Stuck,
            Hang::Deadlocked { .. } => Verdict::Deadlocked,
        };
        (self.phase == Phase::Running).then_some(verdict)
    }

    /// Whether every thread is blocked now: then the page takes nothing from them by looking at once.
    pub fn is_still(&mut self) -> bool {
        let Some((header, _)) = self.reader else {
            return false;
        };
        let words = self.memory.words();
        let table = words.load(header + header::SLOT_TABLE * 4);
        let slots = words.load(header + header::SLOTS * 4).min(MAX_SLOTS);
        let runs = |index: u32| {
            let cell = table.wrapping_add(index * slot::LEN * 4);
            let state = words.load(cell + status::STATE * 4) as u8;
            words.load(cell + status::THREAD * 4) != 0 && state != ThreadState::Blocked as u8
        };
        !(0..slots).any(runs)
    }

    /// Takes note of a paint that is now on the screen.
    pub fn painted(&mut self) {
        if self.had_records && self.first_paint_ms == 0.0 {
            self.first_paint_ms = frame::clock_ms() - self.clicked_ms;
        }
    }

    /// One past the heap's last byte, for the scrub.
    pub fn heap_end(&mut self) -> u32 {
        let header = self.reader.as_ref().map_or(0, |(header, _)| *header);
        if header == 0 {
            0
        } else {
            self.memory.words().load(header + header::HEAP_END * 4)
        }
    }

    /// How it ended, once its workers have left.
    pub fn finished(&mut self) -> FinishedRun {
        let (outcome, unwound) = self.outcome.take().unwrap_or((Outcome::default(), true));
        let verdict = match (&self.crash, self.reason) {
            (Some(_), _) => Verdict::Crashed,
            (None, Some(StopReason::Verdict(verdict))) => verdict,
            (None, _) if unwound => Verdict::Stopped,
            (None, _) if outcome.error.is_some() => Verdict::Failed,
            (None, _) => Verdict::Finished,
        };
        FinishedRun {
            run: self.number,
            verdict,
            outcome,
            crash: self.crash.take(),
            hang: self.hang.take(),
            hidden: self.hidden,
            busy_core: self.busy_core || self.cut_off > 0,
            started_after_ms: (self.started_ms - self.clicked_ms).max(0.0),
            wall_ms: (self.ended_ms - self.clicked_ms).max(0.0),
        }
    }

    /// A thread whose canary is dead has written over its neighbour's heap: nothing in this memory can be trusted any more.
    fn look_at_stacks(&mut self) {
        let Some((header, _)) = self.reader else {
            return;
        };
        let words = self.memory.words();
        let table = words.load(header + header::SLOT_TABLE * 4);
        let slots = words.load(header + header::SLOTS * 4).min(MAX_SLOTS);
        let overflowed = |index: &u32| {
            let slot = table.wrapping_add(index * slot::LEN * 4);
            let canary = words.load(slot + slot::CANARY * 4);
            canary != 0 && words.load(canary) != CANARY_ALIVE
        };
        if let Some(index) = (0..slots).find(overflowed) {
            self.crash = Some(format!("stack overflow on worker {index}"));
        }
    }

    /// Notes who hangs at this look.
    fn watch(&mut self, at_ns: u64, between: u32, batch: &Batch) {
        let starting = self
            .seats
            .iter()
            .filter(|seat| matches!(seat, Seat::Wanted | Seat::Booting(_)))
            .count() as u32;
        let found = self.watch.look(Snapshot::of(batch, starting + between));
        self.hang = FoundHang::follow(self.hang.take(), found, at_ns);
    }
}
