//! What the supervisor knows and decides. Every method is one step: it changes the state, posts to workers and notes events to be told.

use super::fleet::{Fleet, Heard, WorkerId};
use super::hosted::Hosted;
use super::leave::LEAVE_TICK_MS;
use super::load::Loading;
use super::memory::{Memories, NoMemory, new_memory};
use super::messages::Said;
use super::pace::Script;
use super::run::{Phase, Run, Seat};
use super::{Figures, StartRequest, StopReason, SupervisorEvent, frame};
use crate::fetch::text_of;
use demos::Group;
use js_sys::WebAssembly;
use scenario::message::{Argument, Message};
use scenario::protocol::{FromWorker, Role};
use std::rc::Rc;
use trace::layout::stop::UNWIND;
use wasm_bindgen::JsValue;

/// Workers kept between runs besides one per core: the opening demo's four and its main thread on two cores.
const SPARE: u32 = 3;
/// Ticks while a run is on: a hidden page drains as often.
pub const TICK_MS: u32 = 250;
/// Chromium lets a terminated worker run on for so long.
const STRAY_MS: f64 = 2_000.0;
/// Pages of the arena: 64 MiB. Costs address space only until it is touched.
const ARENA_PAGES: u32 = 1 << 10;

/// See the module.
pub struct State {
    pub(super) engines: [Loading; Group::ALL.len()],
    /// The group of the demo that was opened last: the workers kept between runs are its.
    pub(super) wanted: Option<Group>,
    pub(super) heard: Option<Heard>,
    pub(super) fleet: Option<Fleet>,
    pub(super) memories: Memories,
    pub(super) arena: Option<WebAssembly::Memory>,
    pub(super) run: Option<Run>,
    /// The run that begins when the engine is loaded or the present run has ended.
    pub(super) next: Option<(u32, StartRequest, f64)>,
    runs: u32,
    greeted: bool,
    pub(super) events: Vec<SupervisorEvent>,
    pub(super) repaint: bool,
    pub(super) trim_due: bool,
    pub(super) drained_ms: f64,
    pub(super) last_cut_ms: f64,
    pub(super) cores: u32,
    pub(super) last: Figures,
    /// Whether the last drain found anything that a thread had done.
    pub(super) was_news: bool,
    pub(super) script: Rc<Script>,
}

impl State {
    /// Nothing loaded, no run.
    pub fn new() -> Self {
        Self {
            engines: Default::default(),
            wanted: None,
            heard: None,
            fleet: None,
            memories: Memories::new(),
            arena: None,
            run: None,
            next: None,
            runs: 0,
            greeted: false,
            events: Vec::new(),
            repaint: false,
            trim_due: false,
            drained_ms: 0.0,
            last_cut_ms: f64::NEG_INFINITY,
            cores: frame::cores(),
            last: Figures::default(),
            was_news: false,
            script: Rc::default(),
        }
    }

    /// Takes the events that have to be told.
    pub fn take_events(&mut self) -> Vec<SupervisorEvent> {
        std::mem::take(&mut self.events)
    }

    /// The engine or a run will not come.
    pub fn failed(&mut self, id: &'static str, detail: &str) {
        let arguments = vec![("detail", Argument::Text(detail.to_owned()))];
        let run = self.next.take().map(|(number, ..)| number);
        self.events.push(SupervisorEvent::Failed {
            message: Message { id, arguments },
            run,
        });
    }

    /// A run is wanted; the present one makes room.
    pub fn start(&mut self, request: StartRequest) -> u32 {
        self.runs += 1;
        self.give_up_next();
        self.next = Some((self.runs, request, frame::clock_ms()));
        self.stop(StopReason::Replaced);
        self.begin_next();
        self.runs
    }

    /// A worker said something.
    pub fn heard(&mut self, worker: WorkerId, said: Said) {
        match said {
            Said::Tick => self.tick(),
            Said::Message(FromWorker::Up) => self.up(worker),
            Said::Crash(text) => self.crashed(worker, text),
            Said::Message(message) => self.told(worker, message),
        }
    }

    /// The view has changed, not the run.
    pub fn repaint(&mut self) {
        self.repaint = true;
    }

    /// See [`Figures`].
    pub fn figures(&self) -> Figures {
        let (workers, idle) = self.fleet.as_ref().map_or((0, 0), Fleet::counts);
        let (memories, pooled, dropped, retired) = self.memories.counts();
        let now = self
            .run
            .as_ref()
            .map_or(self.last.first_paint_ms, |run| run.first_paint_ms);
        Figures {
            workers,
            idle,
            memories,
            pooled,
            dropped,
            retired,
            script_ms: self.script.total_ms(),
            first_paint_ms: now,
            ..self.last
        }
    }

    /// Whether a trim should be tried later; the number says which run was the last then.
    pub fn take_trim_request(&mut self) -> Option<u32> {
        std::mem::take(&mut self.trim_due).then_some(self.runs)
    }

    /// Lets surplus workers go, unless a run has come since.
    pub fn trim(&mut self, runs: u32) {
        if self.runs == runs && self.run.is_none() {
            self.memories.trim();
            let kept = self.kept();
            if let Some(fleet) = &mut self.fleet {
                fleet.trim(kept);
            }
        }
    }

    pub(super) fn kept(&self) -> u32 {
        self.cores + SPARE
    }

    pub(super) fn warm_up(&mut self, count: u32) {
        let refused = self
            .fleet
            .as_mut()
            .and_then(|fleet| fleet.warm_up(count).err());
        if let Some(error) = refused {
            self.failed("worker-refused", &text_of(&error));
        }
    }

    pub(super) fn set_tick(&mut self, ms: u32) {
        if let Some(fleet) = &mut self.fleet {
            fleet.tick_every(ms);
        }
    }

    pub(super) fn begin_next(&mut self) {
        let waiting = self.next.as_ref().filter(|_| self.run.is_none());
        let Some(group) = waiting.map(|(_, request, _)| request.group) else {
            return;
        };
        if !self.man(group) {
            return;
        }
        let Some((number, request, clicked_ms)) = self.next.take() else {
            return;
        };
        let memory = match self.memories.take() {
            Ok(memory) => memory,
            Err(why) => {
                let detail = match why {
                    NoMemory::Refused(text) => text,
                    NoMemory::TooMany => String::new(),
                };
                return self.refuse((number, request, clicked_ms), &detail);
            }
        };
        let arena = match self.arena() {
            Ok(arena) => arena,
            Err(error) => {
                self.memories.give_back(memory, 0);
                return self.refuse((number, request, clicked_ms), &text_of(&error));
            }
        };
        let spares = self.spares(&request);
        let role = Role::Program {
            spares: spares.len() as u32,
        };
        let mut processes = vec![Hosted::new(role, 0, request.ahead.main_threads, memory)];
        processes.extend(spares);
        let mut run = Run::new(number, request, processes, arena, clicked_ms);
        run.busy_core = run.origin_ms - self.last_cut_ms < STRAY_MS;
        self.script.begin();
        self.last.first_paint_ms = 0.0;
        self.events.push(SupervisorEvent::Starting {
            wanted: run.seats().count() as u32,
            ready: 0,
        });
        self.run = Some(run);
        self.set_tick(TICK_MS);
        self.fill_seats();
    }

    /// The arena of all runs, made when the first begins.
    fn arena(&mut self) -> Result<WebAssembly::Memory, JsValue> {
        let made = self.arena.clone();
        let arena = made.map_or_else(|| new_memory(ARENA_PAGES, ARENA_PAGES), Ok)?;
        self.arena = Some(arena.clone());
        Ok(arena)
    }

    /// Tells why no run can begin now; the one that was to begin waits.
    fn refuse(&mut self, next: (u32, StartRequest, f64), detail: &str) {
        self.next = Some(next);
        self.failed("memory-refused", detail);
    }

    /// Processes that stand ready before the program starts, as many as there are memories for.
    fn spares(&mut self, request: &StartRequest) -> Vec<Hosted> {
        let threads = request.ahead.threads;
        let memories = (0..request.ahead.processes).map_while(|_| self.memories.take().ok());
        memories
            .map(|memory| Hosted::new(Role::Spare, 0, threads, memory))
            .collect()
    }

    /// Sends envelopes to warm workers and creates those that are missing. Where the cost of a cold start is the lesson, what the program
    /// starts has workers created for it.
    pub(super) fn fill_seats(&mut self) {
        let (Some(run), Some(fleet)) = (&mut self.run, &mut self.fleet) else {
            return;
        };
        let Loading::Here(engine) = &self.engines[run.request.group as usize] else {
            return;
        };
        let is_cold = run.request.ahead.is_cold && run.phase == Phase::Running;
        while let Some(seat) = run.wanted() {
            if is_cold {
                run.load(seat, fleet.create());
                continue;
            }
            let Some(worker) = fleet.take() else { break };
            run.boot(seat, worker, engine, self.cores, fleet);
        }
        let missing = run.seats().filter(|seat| *seat == Seat::Wanted).count() as u32;
        self.warm_up(missing);
    }

    fn up(&mut self, worker: WorkerId) {
        let Some(fleet) = &mut self.fleet else { return };
        if worker.is_timer() {
            return fleet.timer_is_up();
        }
        if let Some(run) = &mut self.run
            && let Some(seat) = run.seat_of(worker)
            && let Loading::Here(engine) = &self.engines[run.request.group as usize]
        {
            fleet.is_busy(worker);
            return run.boot(seat, worker, engine, self.cores, fleet);
        }
        fleet.is_idle(worker);
        self.greet();
        self.fill_seats();
    }

    /// Says once that the workers are there: when the last of them is up, or, where a run had begun before that, when it is over.
    pub(super) fn greet(&mut self) {
        let (workers, idle) = self.fleet.as_ref().map_or((0, 0), Fleet::counts);
        if !self.greeted && workers > 0 && idle == workers {
            self.greeted = true;
            self.events.push(SupervisorEvent::FleetReady { warm: idle });
        }
    }

    /// A message of a worker that sits in the present run.
    fn told(&mut self, worker: WorkerId, message: FromWorker) {
        let Some(run) = &mut self.run else { return };
        let Some((process, slot)) = run.seat_of(worker) else {
            return;
        };
        match message {
            FromWorker::Ready {
                header,
                process: number,
                ..
            } => self.ready(worker, (process, slot), number, header),
            FromWorker::NeedWorkers { count, .. } => {
                let hosted = &mut run.processes[process];
                if hosted.leaving.is_none() {
                    hosted.seats.extend((0..count).map(|_| Seat::Wanted));
                    self.fill_seats();
                }
            }
            FromWorker::Finished { .. } if process > 0 => self.leave_process(process, UNWIND),
            FromWorker::Finished {
                outcome, stopped, ..
            } => {
                run.outcome = Some((outcome, stopped));
                run.leave(None);
                self.set_tick(LEAVE_TICK_MS);
            }
            FromWorker::Left { .. } => self.left(worker, (process, slot)),
            FromWorker::NeedProcess { place, .. } => self.need_process(place),
            FromWorker::EndProcess { process, .. } => self.end_process(process),
            FromWorker::Crashed { message, .. } => self.crashed(worker, message),
            FromWorker::Up => {}
        }
    }

    pub(super) fn report_ready(&mut self) {
        let Some(run) = &mut self.run else { return };
        run.wake_all();
        if run.is_leaving() {
            return;
        }
        let (wanted, ready) = (run.seats().count() as u32, run.ready());
        if run.phase == Phase::Starting && wanted == ready {
            run.phase = Phase::Running;
            self.events
                .push(SupervisorEvent::Started { run: run.number });
        } else if run.phase == Phase::Starting {
            self.events
                .push(SupervisorEvent::Starting { wanted, ready });
        }
    }
}
