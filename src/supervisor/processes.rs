//! The processes of a run: each has a memory, workers in its seats, and a place in the arena's table (`trace::layout::place`).
//!
//! A process that a program starts asks for a memory and a worker by a message; whether it gets them stands in its place of the table, where its
//! starter waits. Its exit code it writes there itself; for one that is killed or crashes the page does. A crash or a kill ends that
//! process alone: its other threads leave, its memory is dropped and counted, what it held stays held.

use super::fleet::{Fleet, WorkerId};
use super::hosted::Hosted;
use super::leave::LEAVE_TICK_MS;
use super::load::Engine;
use super::memory::{ForeignWords, NoMemory};
use super::run::{Run, Seat};
use super::state::State;
use super::{SupervisorEvent, frame, messages};
use crate::fetch::text_of;
use scenario::protocol::Role;
use trace::layout::arena::{PLACES, place as address_of};
use trace::layout::place::{self, kind};
use trace::layout::{header, stop};
use trace::reader::{Batch, SlotBatch};
use trace::words::Words;
use wasm_bindgen::JsValue;

/// Exit code of a process that crashed: what a system says of a segmentation fault.
pub const CRASHED: i32 = -11;
/// Ticks after a process's end in which waits in the arena are woken: who waits for something of its must look again, and one wake may fall
/// between a look and a wait.
const NUDGES: u32 = 10;
/// A worker that was cut off may run on: so much later it does not, even in Chromium, which ends it after 2 s.
const BURIED_AFTER_MS: f64 = 2_500.0;

/// The place of the process with this number, if the table says that it lives or is being started: index and state word.
fn find(arena: &ForeignWords, number: u32) -> Option<(u32, u32)> {
    (1..PLACES).find_map(|index| {
        let state = arena.load(address_of(index, place::STATE));
        let lives = (kind::SPARE..=kind::RUNNING).contains(&(state & 0xff));
        let is_it = lives && arena.load(address_of(index, place::NUMBER)) == number;
        is_it.then_some((index, state))
    })
}

/// Whether a spare process stands ready and has not been started.
fn is_parked(arena: &ForeignWords, hosted: &Hosted) -> bool {
    let place = find(arena, hosted.number).filter(|_| hosted.role == Role::Spare);
    place.is_some_and(|(_, state)| state & 0xff == kind::SPARE)
}

/// Sets the kind of a place and wakes who waits for that.
fn become_kind(arena: &ForeignWords, index: u32, kind: u32) {
    let address = address_of(index, place::STATE);
    let life = arena.load(address) & !0xff;
    arena.store(address, life | kind);
    arena.notify(address);
}

/// Writes the exit code of a process that could not do so itself; that which stands there otherwise.
fn exit_of(arena: &ForeignWords, hosted: &Hosted) -> Option<i32> {
    let Some((index, state)) = find(arena, hosted.number) else {
        let told = (1..PLACES)
            .find(|index| arena.load(address_of(*index, place::NUMBER)) == hosted.number)?;
        return Some(arena.load(address_of(told, place::EXIT)).cast_signed());
    };
    if state & 0xff == kind::SPARE {
        become_kind(arena, index, kind::FREE);
        return None;
    }
    let asked = arena.load(address_of(index, place::ASKED)).cast_signed();
    let exit = match asked {
        0 if hosted.crash.is_some() => CRASHED,
        0 => 1,
        signal => -signal,
    };
    arena.store(address_of(index, place::EXIT), exit.cast_unsigned());
    arena.store(address_of(index, place::MAIN), 0);
    become_kind(arena, index, kind::ENDED);
    Some(exit)
}

impl Run {
    /// Words of the arena.
    pub fn arena_words(&self) -> ForeignWords {
        ForeignWords::new(&self.arena.buffer())
    }

    /// Process and seat of a worker.
    pub fn seat_of(&self, worker: WorkerId) -> Option<(usize, usize)> {
        let seats = self.processes.iter().enumerate();
        let mut found = seats.filter_map(|(index, hosted)| Some((index, hosted.slot_of(worker)?)));
        found.next()
    }

    /// The first seat that waits for a worker. Processes beside main are not entered before main has made the arena.
    pub fn wanted(&self) -> Option<(usize, usize)> {
        let has_arena = self.processes[0].has_begun();
        let open = if has_arena { self.processes.len() } else { 1 };
        self.processes[..open]
            .iter()
            .enumerate()
            .find_map(|(index, hosted)| {
                let slot = hosted.seats.iter().position(|seat| *seat == Seat::Wanted)?;
                Some((index, slot))
            })
    }

    /// Gives a seat a worker that is being created for it, or gives the seat up when the browser refuses.
    pub fn load(&mut self, (process, slot): (usize, usize), worker: Result<WorkerId, JsValue>) {
        let hosted = &mut self.processes[process];
        hosted.seats[slot] = match worker {
            Ok(worker) => Seat::Loading(worker),
            Err(error) => {
                hosted.crash = Some(text_of(&error));
                Seat::Empty
            }
        };
    }

    /// Sends a worker its envelope.
    pub fn boot(
        &mut self,
        (process, slot): (usize, usize),
        worker: WorkerId,
        engine: &Engine,
        cores: u32,
        fleet: &Fleet,
    ) {
        let to = messages::boot(self, process, slot as u32, cores);
        let stack = self.stack_bytes(process);
        let hosted = &mut self.processes[process];
        let memory = hosted.memory.handle();
        let pictures = self.request.pictures.as_deref();
        // For the program alone: others find them in the arena.
        let along = pictures.filter(|_| (process, slot) == (0, 0));
        let along = along.map_or(&[][..], Vec::as_slice);
        let envelope = messages::envelope(&engine.module, memory, &self.arena, stack, (&to, along));
        hosted.seats[slot] = Seat::Booting(worker);
        if let Err(error) = fleet.post(worker, &envelope) {
            hosted.crash = Some(text_of(&error));
        }
    }

    /// All seats of all processes.
    pub fn seats(&self) -> impl Iterator<Item = Seat> {
        self.processes
            .iter()
            .flat_map(|hosted| &hosted.seats)
            .copied()
    }

    /// The processes that the table says are to begin or to end: the messages that ask the page for it may be on their way still.
    pub fn asked_for(&self) -> Vec<u32> {
        let arena = self.arena_words();
        let load = |index: u32, of: u32| arena.load(address_of(index, of));
        let mut asked = Vec::new();
        // Without a first process there are none to look at.
        let places = if load(0, place::NUMBERS) == 0 {
            0
        } else {
            PLACES
        };
        for index in 1..places {
            let kind = load(index, place::STATE) & 0xff;
            let is_called =
                (kind::BOOTING..=kind::RUNNING).contains(&kind) && load(index, place::ASKED) != 0;
            if kind == kind::STARTING || is_called {
                asked.push(load(index, place::NUMBER));
            }
        }
        asked
    }

    /// What may still wake a thread although nobody is seen to run: workers on their way, processes that begin or end, wakes that are due.
    pub fn starting(&self, batch: &Batch) -> u32 {
        let coming =
            |seat: &Seat| matches!(seat, Seat::Wanted | Seat::Loading(_) | Seat::Booting(_));
        let arena = self.arena_words();
        let is_between = |hosted: &&Hosted| {
            let lives = |slot: &SlotBatch| slot.process == hosted.number && slot.status.is_some();
            let is_seen = hosted.leaving.is_none() && batch.slots.iter().any(lives);
            !is_seen && !is_parked(&arena, hosted)
        };
        let processes = self.processes[1..].iter().filter(is_between).count();
        let workers = self.seats().filter(coming).count();
        (workers + processes + self.waiting.len()) as u32 + self.nudges
    }

    /// Whether some process, the run's included, is leaving.
    pub fn has_leaving(&self) -> bool {
        self.processes.iter().any(|hosted| hosted.leaving.is_some())
    }

    /// Says in the table of whom no worker will ever run again, in the order of their ends: a later life of a place buries the earlier ones, too.
    pub fn bury(&mut self, now_ms: f64) {
        let arena = self.arena_words();
        self.graves.retain(|&(due_ms, identity)| {
            let is_due = due_ms <= now_ms;
            if is_due {
                arena.store(address_of(identity & 0xff, place::BURIED), identity >> 8);
            }
            !is_due
        });
    }

    /// Wakes all waits in the arena, for a few ticks: a process has ended, and who waits for something of its must look again.
    pub fn nudge(&mut self) {
        if let Some(left) = self.nudges.checked_sub(1) {
            self.nudges = left;
            let arena = self.arena_words();
            let waits_in_arena = |space| space == 1;
            for hosted in &mut self.processes {
                hosted.wake(&arena, waits_in_arena);
            }
        }
    }
}

impl State {
    /// A process was started at this place of the table: it gets a memory and a worker, waits for one that is about to be given back, or is refused.
    pub(super) fn need_process(&mut self, index: u32) {
        let Some(run) = &mut self.run else { return };
        let arena = run.arena_words();
        if run.is_leaving() {
            return become_kind(&arena, index, kind::REFUSED);
        }
        match self.memories.take() {
            Ok(memory) => {
                let number = arena.load(address_of(index, place::NUMBER));
                let role = Role::Started { place: index };
                let threads = run.request.ahead.threads;
                run.processes
                    .push(Hosted::new(role, number, threads, memory));
                become_kind(&arena, index, kind::BOOTING);
                self.fill_seats();
            }
            Err(NoMemory::TooMany) if run.processes[1..].iter().any(|p| p.leaving.is_some()) => {
                run.waiting.push(index);
            }
            Err(_) => become_kind(&arena, index, kind::REFUSED),
        }
    }

    /// A process is to end by the signal that its place names.
    pub(super) fn end_process(&mut self, number: u32) {
        let Some(run) = &mut self.run else { return };
        let arena = run.arena_words();
        let hosted = run.processes[1..].iter_mut().find(|p| p.number == number);
        match hosted {
            Some(hosted) => {
                hosted.leave(stop::KILL, frame::clock_ms());
                hosted.wake_leaving(&arena);
            }
            // It still waits for a memory.
            None => {
                let Some((index, _)) = find(&arena, number) else {
                    return;
                };
                run.waiting.retain(|waiting| *waiting != index);
                become_kind(&arena, index, kind::REFUSED);
            }
        }
        self.set_tick(LEAVE_TICK_MS);
        self.end_processes();
    }

    /// The workers of a process beside main leave, since its main thread has ended or a thread of it has crashed.
    pub(super) fn leave_process(&mut self, process: usize, how: u32) {
        let Some(run) = &mut self.run else { return };
        let arena = run.arena_words();
        let hosted = &mut run.processes[process];
        hosted.leave(how, frame::clock_ms());
        hosted.wake_leaving(&arena);
        self.set_tick(LEAVE_TICK_MS);
        self.end_processes();
    }

    /// Wakes who is to leave; cuts off who has not left in time.
    pub(super) fn hurry_leaving(&mut self) {
        let (Some(run), Some(fleet)) = (&mut self.run, &mut self.fleet) else {
            return;
        };
        let (now_ms, arena) = (frame::clock_ms(), run.arena_words());
        for hosted in &mut run.processes {
            let Some((since_ms, _)) = hosted.leaving else {
                continue;
            };
            hosted.wake_leaving(&arena);
            let is_late = hosted.patience.is_over(now_ms, since_ms);
            let cut_off = if is_late {
                hosted.cut_off(|worker| fleet.terminate(worker))
            } else {
                0
            };
            if cut_off > 0 {
                run.cut_off += cut_off;
                self.last_cut_ms = now_ms;
            }
        }
        run.bury(now_ms);
        run.nudge();
    }

    /// Takes leave of the processes beside main that nobody is in any more: exit code, last records, memory.
    pub(super) fn end_processes(&mut self) {
        let Some(run) = &mut self.run else { return };
        let arena = run.arena_words();
        let now_ms = frame::clock_ms();
        let at_ns = run.at_ns(now_ms);
        let mut ended = Vec::new();
        while let Some(index) = run.processes[1..].iter().position(Hosted::is_empty) {
            let mut hosted = run.processes.remove(index + 1);
            let mut batch = Batch::default();
            hosted.drain(&arena, at_ns, &mut batch);
            self.events.push(SupervisorEvent::Batch(batch));
            let exit = exit_of(&arena, &hosted);
            let state = run.note_end(&mut hosted, exit);
            self.events.push(SupervisorEvent::ProcessEnded {
                process: hosted.number,
                at_ns,
                state,
            });
            run.nudges = NUDGES;
            let is_cut = hosted.cut_off > 0;
            let due_ms = now_ms + if is_cut { BURIED_AFTER_MS } else { 0.0 };
            // No earlier than who ended before.
            let last_ms = run.graves.last().map_or(0.0, |grave| grave.0);
            let identity = hosted.header_word(header::IDENTITY);
            run.graves.push((due_ms.max(last_ms), identity));
            ended.push(hosted);
        }
        let has_room = !ended.is_empty();
        ended.into_iter().for_each(|hosted| self.give_back(hosted));
        let Some(run) = &mut self.run else { return };
        let waiting = if has_room { run.waiting.pop() } else { None };
        if let Some(place) = waiting {
            self.need_process(place);
        }
    }

    /// Gives a memory back that nobody is in, or gives it up.
    pub(super) fn give_back(&mut self, mut hosted: Hosted) {
        let heap_end = hosted.heap_end();
        if hosted.is_spoilt() {
            self.memories.drop_spoilt(hosted.memory);
        } else {
            self.memories.give_back(hosted.memory, heap_end);
        }
    }
}
