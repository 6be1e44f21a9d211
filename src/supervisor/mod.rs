//! The supervisor: the page's part that creates, reuses and terminates workers, gives them memories, watches a run and stops it.
//!
//! It never blocks: everything it learns arrives as a message of a worker, or is read from a process's memory once per frame. What it
//! learns it tells by [`SupervisorEvent`]s to the one callback it was made with; the callback may call the supervisor again.

mod engines;
mod fleet;
mod frame;
mod hosted;
mod leave;
mod load;
mod memory;
mod messages;
mod pace;
mod processes;
mod run;
mod seats;
mod state;

pub use frame::{after_ms, clock_ms};

use crate::fetch::text_of;
use demos::{Ahead, Group};
use frame::FrameLoop;
use report::hang::FoundHang;
use report::processes::ProcessFacts;
use scenario::{Message, Outcome, Scenario, Verdict};
use state::State;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use trace::kinds::ThreadState;
use trace::reader::Batch;
use wasm_bindgen_futures::spawn_local;

/// Surplus workers are let go when no run has come for so long.
const TRIM_AFTER_MS: i32 = 2_000;

/// What the supervisor tells the app, in this order for each run: `Starting`* `Started` `Batch`* `Finished`; or `Failed` instead of the rest.
#[derive(Clone, Debug, PartialEq)]
pub enum SupervisorEvent {
    /// The engine is compiled and `warm` workers wait for a run. Runs may be started before this; they then wait for it.
    FleetReady {
        /// Workers that have loaded the engine's glue.
        warm: u32,
    },
    /// A run waits for its workers.
    Starting {
        /// Workers that the run needs.
        wanted: u32,
        /// Workers of those that are instantiated.
        ready: u32,
    },
    /// The program of the run runs.
    Started {
        /// Number of the run, as [`Supervisor::start`] returned it.
        run: u32,
    },
    /// What the threads of the present run have written since the last batch.
    Batch(Batch),
    /// A process beside main has ended; all that its threads have written has been sent.
    ProcessEnded {
        /// Its number.
        process: u32,
        /// When that was noticed, nanoseconds since the run's origin.
        at_ns: u64,
        /// How threads ended of which it was not told.
        state: ThreadState,
    },
    /// Threads of the present run hang one another up from now on, although the run goes on; `None`: no longer.
    Hang(Option<FoundHang>),
    /// The run is over; all its batches have been sent.
    Finished(FinishedRun),
    /// The engine could not be loaded or a run could not be started; the page should show the message and keep what it shows.
    Failed {
        /// What went wrong, for people: `engine-not-isolated`, `engine-load-failed`, `worker-refused`, `memory-refused`, with `detail`.
        message: Message,
        /// The run that will not come, `None` when no run was asked for.
        run: Option<u32>,
    },
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRun {
    /// Number of the run.
    pub run: u32,
    /// How it ended.
    pub verdict: Verdict,
    /// What the program returned; empty when it did not return.
    pub outcome: Outcome,
    /// What JavaScript said of a crash.
    pub crash: Option<String>,
    /// The processes that ended, in the order of their ends.
    pub processes: Vec<ProcessFacts>,
    /// Threads that could not go on at the end.
    pub hang: Option<FoundHang>,
    /// The page was hidden, at least for a part of the run.
    pub hidden: bool,
    /// A worker had to be cut off less than 2 s before this run began or when it ended: a core may still be busy with it.
    pub busy_core: bool,
    /// When it began: milliseconds since 1970.
    pub began_ms: f64,
    /// From the click (the call of `start`) until the main thread's worker was ready, in milliseconds.
    pub started_after_ms: f64,
    /// From the call of `start` to the program's end, as the page's clock saw it.
    pub wall_ms: f64,
}

impl FinishedRun {
    /// The end of a run of which nothing more is known: it never began, or broke off.
    pub fn of(run: u32, verdict: Verdict) -> FinishedRun {
        FinishedRun {
            run,
            verdict,
            outcome: Outcome::default(),
            crash: None,
            processes: Vec::new(),
            hang: None,
            hidden: false,
            busy_core: false,
            began_ms: 0.0,
            started_after_ms: 0.0,
            wall_ms: 0.0,
        }
    }
}

/// A run to be started.
#[derive(Clone, Debug, PartialEq)]
pub struct StartRequest {
    /// What to run.
    pub scenario: Rc<Scenario>,
    /// The group of its demo: whose engine runs it.
    pub group: Group,
    /// What should stand ready before the program starts. More can be asked for later, at a cost.
    pub ahead: Ahead,
    /// Whether threads write records.
    pub traced: bool,
    /// The person's own pictures, as `scenario::pictures::encode` writes them; they go with the run.
    pub pictures: Option<Rc<Vec<u8>>>,
}

/// Why a run is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The person, or `stop()`.
    Asked,
    /// Another run begins.
    Replaced,
    /// Nobody can run any more.
    Verdict(Verdict),
}

/// What tests and the closing notes measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Workers alive.
    pub workers: u32,
    /// Workers of those that belong to no run.
    pub idle: u32,
    /// Memories alive: in use and pooled.
    pub memories: u32,
    /// Memories of those that wait, scrubbed, for a run.
    pub pooled: u32,
    /// Memories given up because a worker was cut off in them.
    pub dropped: u32,
    /// Memories given up because they had grown too large.
    pub retired: u32,
    /// Page's script time in drain, layout and paint during the last run, milliseconds.
    pub script_ms: f64,
    /// From `start` to the first painted frame that had records, milliseconds; 0 while there was none.
    pub first_paint_ms: f64,
    /// From `stop` to the last worker's leaving, in the last stopped run, milliseconds.
    pub stop_ms: f64,
    /// Workers cut off in the last stopped run.
    pub cut_off: u32,
}

/// Hands out workers and memories to runs, watches and stops them. Cheap to clone: all clones are the same supervisor.
#[derive(Clone)]
pub struct Supervisor {
    shared: Rc<Shared>,
}

impl PartialEq for Supervisor {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Supervisor {
    /// A supervisor that tells `on_event` what happens. It loads an engine when it is told which ([`Supervisor::prepare`], or a run's).
    pub fn new(on_event: impl Fn(SupervisorEvent) + 'static) -> Self {
        let shared = Rc::new(Shared {
            state: RefCell::new(State::new()),
            on_event: Box::new(on_event),
            paint: RefCell::new(None),
            frames: OnceCell::new(),
        });
        let of_shared = |act: fn(&Shared)| {
            let weak = Rc::downgrade(&shared);
            move || {
                if let Some(shared) = weak.upgrade() {
                    act(&shared);
                }
            }
        };
        let frames = FrameLoop::new(of_shared(Shared::on_frame), of_shared(Shared::schedule));
        // A fresh cell is empty.
        let _ = shared.frames.set(frames);
        let weak = Rc::downgrade(&shared);
        shared.state.borrow_mut().hear(Rc::new(move |worker, said| {
            if let Some(shared) = weak.upgrade() {
                shared.change(|state| state.heard(worker, said));
                shared.after_change();
                shared.schedule();
            }
        }));
        Supervisor { shared }
    }

    /// A demo of this group is open: loads its engine, if that has not been done, and keeps warm workers of it from the end of the present
    /// run on. Workers of another group are let go then.
    pub fn prepare(&self, group: Group) {
        if self.shared.change(|state| state.prepare(group)) {
            let loading = self.shared.clone();
            spawn_local(async move { loading.load(group).await });
        }
    }

    /// Starts a run, stopping the present one first, and returns its number at once; what becomes of it arrives as events.
    pub fn start(&self, request: StartRequest) -> u32 {
        self.prepare(request.group);
        let number = self.shared.change(|state| state.start(request));
        self.shared.request_frame();
        number
    }

    /// Stops the present run; without one, nothing happens. `Finished` follows within 150 ms.
    pub fn stop(&self, reason: StopReason) {
        self.shared.change(|state| state.stop(reason));
    }

    /// Called once per frame after the batch has been handed over, and never while the page is hidden: here the app lays out and paints.
    pub fn on_paint(&self, paint: impl Fn() + 'static) {
        *self.shared.paint.borrow_mut() = Some(Rc::new(paint));
    }

    /// Asks for a frame although no run is on (a view was moved, the window resized).
    pub fn request_frame(&self) {
        self.shared.change(State::repaint);
        self.shared.request_frame();
    }

    /// Whether threads of a run compete with the page for the cores.
    pub fn is_crowded(&self) -> bool {
        self.shared.state.borrow().is_crowded()
    }

    /// Figures for tests.
    pub fn figures(&self) -> Figures {
        self.shared.state.borrow().figures()
    }
}

/// What all clones and all callbacks of the browser share.
struct Shared {
    state: RefCell<State>,
    on_event: Box<dyn Fn(SupervisorEvent)>,
    paint: RefCell<Option<Rc<dyn Fn()>>>,
    frames: OnceCell<Rc<FrameLoop>>,
}

impl Shared {
    /// Changes the state, then tells what happened: the callback may call the supervisor again, so the state is not borrowed meanwhile.
    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let (result, events) = {
            let mut state = self.state.borrow_mut();
            (change(&mut state), state.take_events())
        };
        for event in events {
            (self.on_event)(event);
        }
        result
    }

    async fn load(self: Rc<Self>, group: Group) {
        if !load::is_isolated() {
            self.change(|state| state.not_loaded(group, "engine-not-isolated", ""));
            return;
        }
        match load::load(group).await {
            Ok(engine) => self.change(|state| state.loaded(group, engine)),
            Err(error) => {
                let detail = text_of(&error);
                self.change(|state| state.not_loaded(group, "engine-load-failed", &detail));
            }
        }
        self.request_frame();
    }

    /// A run that has ended leaves more workers than are kept for the next one; they are let go when no run has come for a while.
    fn after_change(self: &Rc<Self>) {
        let Some(generation) = self.state.borrow_mut().take_trim_request() else {
            return;
        };
        let shared = self.clone();
        frame::after_ms(TRIM_AFTER_MS, move || {
            shared.change(|state| state.trim(generation))
        });
    }

    fn on_frame(&self) {
        let begin_ms = frame::clock_ms();
        if self.change(|state| state.drain_for_frame(begin_ms)) {
            let paint = self.paint.borrow().clone();
            if let Some(paint) = paint {
                paint();
            }
            // Yew renders what the events changed in the microtasks of this frame, this one after them.
            let state = self.state.borrow_mut().script_meter(begin_ms);
            spawn_local(state);
        }
        self.schedule();
    }

    /// Sees to it that the frame comes that the state wants.
    fn schedule(&self) {
        let next = self.state.borrow_mut().next_frame(frame::clock_ms());
        if let Some(frames) = self.frames.get() {
            frames.schedule(next);
        }
    }

    fn request_frame(&self) {
        if let Some(frames) = self.frames.get() {
            frames.request();
        }
    }
}
