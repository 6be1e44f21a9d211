//! How a run ends: by itself, by Stop, by a crash. All ways lead through leaving, and the run is over when nobody is left.

use super::fleet::WorkerId;
use super::run::{Phase, Seat};
use super::state::{State, TICK_MS};
use super::{FinishedRun, StopReason, SupervisorEvent, frame};
use scenario::Verdict;
use trace::layout::stop::KILL;

/// Ticks while a run is left: as often the waiting threads are woken.
pub const LEAVE_TICK_MS: u32 = 3;
/// A worker that has not left by then is cut off,
const LEAVE_WITHIN_MS: f64 = 150.0;
/// or when for so long nobody has left: kernels pass a checkpoint every few hundred microseconds, so who is still there is deaf. Both count
/// only the time in which the page itself got to run: where it did not, its workers may not have either.
const NOBODY_LEFT_MS: f64 = 75.0;
/// A tick that comes later than this after the one before was held up, by a machine with more to do.
const TICK_LATE_MS: f64 = 25.0;

/// How long a process that is left has been waited for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    /// When the last tick came.
    ticked_ms: f64,
    /// In all.
    waited_ms: f64,
    /// Since a worker left last.
    nobody_ms: f64,
}

impl Patience {
    /// A worker has left.
    pub fn one_left(&mut self) {
        self.nobody_ms = 0.0;
    }

    /// A tick of a process that is left since `since_ms`; whether who is still there is to be cut off.
    pub fn is_over(&mut self, now_ms: f64, since_ms: f64) -> bool {
        let passed_ms = (now_ms - self.ticked_ms.max(since_ms)).min(TICK_LATE_MS);
        self.ticked_ms = now_ms;
        self.waited_ms += passed_ms;
        self.nobody_ms += passed_ms;
        self.waited_ms > LEAVE_WITHIN_MS || self.nobody_ms > NOBODY_LEFT_MS
    }
}

impl State {
    /// The present run is to end; asked by a person, the one that waits to begin as well.
    pub fn stop(&mut self, reason: StopReason) {
        if reason == StopReason::Asked {
            self.give_up_next();
        }
        let Some(run) = &mut self.run else { return };
        run.leave(Some(reason));
        self.set_tick(LEAVE_TICK_MS);
        self.end_if_empty();
    }

    /// The run that waits for its engine, or for the present one's end, will not begin: it is told as stopped.
    pub(super) fn give_up_next(&mut self) {
        if let Some((number, ..)) = self.next.take() {
            let finished = FinishedRun::of(number, Verdict::Stopped);
            self.events.push(SupervisorEvent::Finished(finished));
        }
    }

    /// A trap ends its process: its other threads leave, its memory is spoilt, its worker is replaced.
    pub(super) fn crashed(&mut self, worker: WorkerId, text: String) {
        if let Some(fleet) = &mut self.fleet {
            fleet.terminate(worker);
        }
        let Some(run) = &mut self.run else {
            // Without a run it is a worker that could not load its script: trying again would fail again.
            return self.failed("engine-load-failed", &text);
        };
        let process = match run.seat_of(worker) {
            Some((process, slot)) => {
                run.processes[process].seats[slot] = Seat::Empty;
                process
            }
            // A worker for this run could not load its script: the run would wait for ever.
            None if run.seats().any(|seat| seat == Seat::Wanted) => 0,
            None => return,
        };
        let hosted = &mut run.processes[process];
        // Who is killed traps: that is no crash, but its memory is spoilt all the same.
        hosted.crash.get_or_insert(text);
        if process > 0 {
            return self.leave_process(process, KILL);
        }
        run.leave(None);
        self.set_tick(LEAVE_TICK_MS);
        self.end_if_empty();
    }

    pub(super) fn tick(&mut self) {
        let now_ms = frame::clock_ms();
        self.hurry_leaving();
        self.end_processes();
        let Some(run) = &self.run else { return };
        if run.is_leaving() {
            return self.end_if_empty();
        }
        if !run.has_leaving() && run.nudges == 0 {
            self.set_tick(TICK_MS);
        }
        if now_ms - self.drained_ms >= f64::from(TICK_MS) {
            self.drain();
        }
    }

    pub(super) fn end_if_empty(&mut self) {
        self.end_processes();
        let Some(Phase::Leaving { since_ms }) = self
            .run
            .as_ref()
            .filter(|run| run.is_empty())
            .map(|run| run.phase)
        else {
            return;
        };
        // Before the last drain: the figure is the workers' leaving, not what the page does with what they left.
        let left_ms = frame::clock_ms();
        self.drain();
        let Some(mut run) = self.run.take() else {
            return;
        };
        let mut main = run.processes.remove(0);
        run.note_end(&mut main, None);
        if run.reason.is_some() {
            self.last.stop_ms = left_ms - since_ms;
            self.last.cut_off = run.cut_off;
        }
        self.last.first_paint_ms = run.first_paint_ms;
        if main.is_spoilt() || run.cut_off > 0 {
            // A worker that was cut off may still write into the arena.
            self.arena = None;
        }
        let finished = run.finished(main.crash.clone());
        self.events.push(SupervisorEvent::Finished(finished));
        self.give_back(main);
        self.repaint = true;
        self.trim_due = true;
        self.set_tick(0);
        self.begin_next();
        self.settle();
        self.greet();
    }
}
