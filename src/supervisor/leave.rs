//! How a run ends: by itself, by Stop, by a crash. All ways lead through leaving, and the run is over when nobody is left.

use super::fleet::WorkerId;
use super::run::{Phase, Seat};
use super::state::{State, TICK_MS};
use super::{FinishedRun, StopReason, SupervisorEvent, frame};
use scenario::Verdict;

/// Ticks while a run is left: as often the waiting threads are woken.
pub const LEAVE_TICK_MS: u32 = 3;
/// A worker that has not left by then is cut off,
const LEAVE_WITHIN_MS: f64 = 150.0;
/// or when for so long nobody has left: kernels pass a checkpoint every few hundred microseconds, so who is still there is deaf. Both count
/// only the time in which the page itself got to run: where it did not, its workers may not have either.
const NOBODY_LEFT_MS: f64 = 100.0;
/// A tick that comes later than this after the one before was held up, by a machine with more to do.
const TICK_LATE_MS: f64 = 25.0;

/// How long a run that is left has been waited for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    /// When the last tick came.
    ticked_ms: f64,
    /// In all.
    waited_ms: f64,
    /// Since a worker left last.
    pub nobody_ms: f64,
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
        match run.slot_of(worker) {
            Some(slot) => run.seats[slot] = Seat::Empty,
            // A worker for this run could not load its script: the run would wait for ever.
            None if run.wanted().is_some() => {}
            None => return,
        }
        run.crash.get_or_insert(text);
        run.leave(None);
        self.set_tick(LEAVE_TICK_MS);
        self.end_if_empty();
    }

    pub(super) fn tick(&mut self) {
        let now_ms = frame::clock_ms();
        let Some(run) = &mut self.run else { return };
        if let Phase::Leaving { .. } = run.phase {
            run.wake_all();
            let patience = &mut run.patience;
            let passed_ms = (now_ms - patience.ticked_ms.max(run.ended_ms)).min(TICK_LATE_MS);
            patience.ticked_ms = now_ms;
            patience.waited_ms += passed_ms;
            patience.nobody_ms += passed_ms;
            if patience.waited_ms > LEAVE_WITHIN_MS || patience.nobody_ms > NOBODY_LEFT_MS {
                self.cut_off();
            }
            return self.end_if_empty();
        }
        if now_ms - self.drained_ms >= f64::from(TICK_MS) {
            self.drain();
        }
    }

    /// Terminates every worker that is still in the run.
    fn cut_off(&mut self) {
        let (Some(run), Some(fleet)) = (&mut self.run, &mut self.fleet) else {
            return;
        };
        for seat in &mut run.seats {
            if let Seat::Booting(worker) | Seat::Ready(worker) = *seat {
                fleet.terminate(worker);
                run.cut_off += 1;
                *seat = Seat::Empty;
            }
        }
        self.last_cut_ms = frame::clock_ms();
    }

    pub(super) fn end_if_empty(&mut self) {
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
        if run.reason.is_some() {
            self.last.stop_ms = left_ms - since_ms;
            self.last.cut_off = run.cut_off;
        }
        self.last.first_paint_ms = run.first_paint_ms;
        let is_spoilt = run.cut_off > 0 || run.crash.is_some();
        self.events.push(SupervisorEvent::Finished(run.finished()));
        let heap_end = run.heap_end();
        if is_spoilt {
            self.memories.drop_spoilt(run.memory);
        } else {
            self.memories.give_back(run.memory, heap_end);
        }
        self.repaint = true;
        self.trim_due = true;
        self.set_tick(0);
        self.begin_next();
        self.settle();
    }
}
