//! One run as the supervisor sees it: its workers' seats, its memory, how it is drained, stopped and judged.

use super::fleet::WorkerId;
use super::hosted::Hosted;
use super::processes::CRASHED;
use super::{FinishedRun, StartRequest, StopReason, frame};
use js_sys::WebAssembly;
use report::hang::FoundHang;
use report::processes::ProcessFacts;
use report::waits::{Hang, Snapshot, Watch};
use scenario::{Outcome, Verdict};
use trace::kinds::ThreadState;
use trace::layout::{FEW_THREADS, RING_RECORDS, RING_RECORDS_SMALL, stop};
use trace::reader::{Batch, Between, SlotBatch, Status};

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
    /// No worker yet: whichever is free next will do.
    Wanted,
    /// This worker, which is being created for it.
    Loading(WorkerId),
    /// Sent its envelope.
    Booting(WorkerId),
    /// Instantiated.
    Ready(WorkerId),
    /// Left, or given up before anyone took it.
    Empty,
}

impl Seat {
    /// The worker that sits here, or will.
    pub fn worker(self) -> Option<WorkerId> {
        match self {
            Seat::Loading(worker) | Seat::Booting(worker) | Seat::Ready(worker) => Some(worker),
            Seat::Wanted | Seat::Empty => None,
        }
    }
}

/// One run.
pub struct Run {
    pub number: u32,
    pub request: StartRequest,
    pub arena: WebAssembly::Memory,
    /// The main process first, then the others that have a memory.
    pub processes: Vec<Hosted>,
    /// Places in the arena's table of processes that wait for a memory that is about to be given back.
    pub waiting: Vec<u32>,
    /// Ticks in which waits in the arena are still to be woken.
    pub nudges: u32,
    /// Processes that have ended, by what the arena remembers them, and from when on nothing runs in them.
    pub graves: Vec<(f64, u32)>,
    /// The processes that have ended.
    ended: Vec<ProcessFacts>,
    pub phase: Phase,
    pub reason: Option<StopReason>,
    pub outcome: Option<(Outcome, bool)>,
    /// Workers that had to be cut off.
    pub cut_off: u32,
    pub busy_core: bool,
    pub hidden: bool,
    /// Threads that ran at the last look.
    pub running: u32,
    pub first_paint_ms: f64,
    pub clicked_ms: f64,
    pub origin_ms: f64,
    started_ms: f64,
    ended_ms: f64,
    had_records: bool,
    /// Status cells as last handed over.
    told: Vec<Option<Status>>,
    watch: Watch,
    /// Who hangs, if anybody does, and when that was found.
    hang: Option<FoundHang>,
    told_hang: Option<FoundHang>,
}

impl Run {
    /// A run whose workers have yet to be found. The first of its processes is main.
    pub fn new(
        number: u32,
        request: StartRequest,
        processes: Vec<Hosted>,
        arena: WebAssembly::Memory,
        clicked_ms: f64,
    ) -> Self {
        Self {
            number,
            request,
            arena,
            processes,
            waiting: Vec::new(),
            nudges: 0,
            graves: Vec::new(),
            ended: Vec::new(),
            phase: Phase::Starting,
            reason: None,
            outcome: None,
            cut_off: 0,
            busy_core: false,
            hidden: frame::is_hidden(),
            running: 0,
            first_paint_ms: 0.0,
            clicked_ms,
            origin_ms: frame::clock_ms(),
            started_ms: 0.0,
            ended_ms: 0.0,
            had_records: false,
            told: Vec::new(),
            watch: Watch::default(),
            hang: None,
            told_hang: None,
        }
    }

    /// Bytes of stack for each thread of a process: large while there are few, since a large memory is costly to clear.
    pub fn stack_bytes(&self, process: usize) -> u32 {
        match self.processes[process].seats.len() {
            0..=9 => 2 << 20,
            10..=17 => 1 << 20,
            _ => 256 << 10,
        }
    }

    /// Records of each thread's ring.
    pub fn ring_records(&self) -> u32 {
        if self.seats().count() as u32 <= FEW_THREADS {
            RING_RECORDS
        } else {
            RING_RECORDS_SMALL
        }
    }

    /// How many workers are ready.
    pub fn ready(&self) -> u32 {
        self.seats()
            .filter(|seat| matches!(seat, Seat::Ready(_)))
            .count() as u32
    }

    /// Whether no worker is in any memory any more.
    pub fn is_empty(&self) -> bool {
        self.processes.iter().all(Hosted::is_empty)
    }

    /// Whether the run as a whole is over or being stopped.
    pub fn is_leaving(&self) -> bool {
        matches!(self.phase, Phase::Leaving { .. })
    }

    /// Processes with a crash of which their other threads do not know yet.
    pub fn broken(&self) -> impl Iterator<Item = usize> {
        let is_broken = |hosted: &Hosted| hosted.crash.is_some() && hosted.leaving.is_none();
        (0..self.processes.len()).filter(move |index| is_broken(&self.processes[*index]))
    }

    /// The main thread's worker says where the process header lies.
    pub fn begin(&mut self, header: u32) {
        self.processes[0].begin(0, header);
        self.started_ms = frame::clock_ms();
    }

    /// No more workers are taken in; those inside are to leave.
    pub fn leave(&mut self, reason: Option<StopReason>) {
        let now_ms = frame::clock_ms();
        if !self.is_leaving() {
            self.ended_ms = now_ms;
            self.phase = Phase::Leaving { since_ms: now_ms };
            self.reason = reason;
        }
        for hosted in &mut self.processes {
            hosted.leave(stop::UNWIND, now_ms);
        }
        self.wake_all();
    }

    /// Sets the stop words and wakes the word that each thread waits on. One wake may fall between a thread's look and its wait, so this is
    /// repeated until all have left.
    pub fn wake_all(&mut self) {
        let arena = self.arena_words();
        for hosted in &mut self.processes {
            hosted.wake_leaving(&arena);
        }
    }

    /// A moment on the page's clock as nanoseconds since the run's origin.
    pub fn at_ns(&self, now_ms: f64) -> u64 {
        ((now_ms - self.origin_ms).max(0.0) * 1e6) as u64
    }

    /// Takes note of a process's end: how its threads ended of which it was not told.
    pub fn note_end(&mut self, hosted: &mut Hosted, exit: Option<i32>) -> ThreadState {
        // Who was killed has trapped, too: that is no crash.
        let is_crash = matches!(exit, None | Some(CRASHED));
        let crash = hosted.crash.clone().filter(|_| is_crash);
        let state = if crash.is_some() {
            ThreadState::Crashed
        } else {
            ThreadState::Terminated
        };
        self.ended.push(ProcessFacts {
            number: hosted.number,
            exit,
            memory_bytes: hosted.heap_end(),
            crash,
        });
        state
    }

    /// Takes everything new out of the memories and looks whether anybody can still go on.
    pub fn drain(&mut self) -> Option<Batch> {
        self.hidden |= frame::is_hidden();
        let now_ms = frame::clock_ms();
        if !self.processes[0].has_begun() {
            return None;
        }
        let (at_ns, arena) = (self.at_ns(now_ms), self.arena_words());
        let between = self.processes.iter_mut().map(Hosted::between).sum();
        let mut batch = Batch::default();
        for hosted in &mut self.processes {
            hosted.drain(&arena, at_ns, &mut batch);
        }
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
        self.processes[0].has_begun() && !self.processes.iter_mut().any(Hosted::runs)
    }

    /// Whether threads write so much that records are lost if nobody drains them now.
    pub fn is_filling(&mut self) -> bool {
        self.processes.iter_mut().any(Hosted::is_filling)
    }

    /// Takes note of a paint that is now on the screen.
    pub fn painted(&mut self) {
        if self.had_records && self.first_paint_ms == 0.0 {
            self.first_paint_ms = frame::clock_ms() - self.clicked_ms;
        }
    }

    /// How it ended, once its workers have left.
    pub fn finished(&mut self, crash: Option<String>) -> FinishedRun {
        let (outcome, unwound) = self.outcome.take().unwrap_or((Outcome::default(), true));
        let verdict = match (&crash, self.reason) {
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
            crash,
            processes: std::mem::take(&mut self.ended),
            hang: self.hang.take(),
            hidden: self.hidden,
            busy_core: self.busy_core || self.cut_off > 0,
            began_ms: self.origin_ms,
            started_after_ms: (self.started_ms - self.clicked_ms).max(0.0),
            wall_ms: (self.ended_ms - self.clicked_ms).max(0.0),
        }
    }

    fn look_at_stacks(&mut self) {
        for hosted in &mut self.processes {
            if hosted.crash.is_none() {
                hosted.crash = hosted.overflowed();
            }
        }
    }

    /// Notes who hangs at this look.
    fn watch(&mut self, at_ns: u64, mut between: Between, batch: &Batch) {
        let asked = self.asked_for();
        let coming = self.starting(batch) + asked.len() as u32;
        between.threads = between.threads.saturating_add(coming);
        let mut snapshot = Snapshot::of(batch, between);
        // Who is to end ends, whatever it waits for: who waits for it does not wait in vain.
        let is_asked = |process: u32| asked.contains(&process);
        snapshot.threads.retain(|at| !is_asked(at.thread >> 16));
        let found = self.watch.look(snapshot);
        self.hang = FoundHang::follow(self.hang.take(), found, at_ns);
    }
}
