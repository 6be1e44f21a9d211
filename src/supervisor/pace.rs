//! How often the page looks at a run, and what that costs. It takes what it spends from the run that it measures.

use super::frame::Next;
use super::run::Phase;
use super::state::State;
use super::{StopReason, SupervisorEvent, frame};
use std::cell::Cell;
use trace::layout::stop::KILL;

/// While more threads run than cores - 1, the page takes a part of a core from them: it drains and paints this often at most. Measured on two
/// cores beside bare workers: at 150 ms, with its text as often, two workers reached 0.93 of their speed-up; at 300 to 500 ms 0.95 to 0.97, and
/// without any drawing 0.97.
const CROWDED_MS: f64 = 400.0;
/// and less often where a frame's script takes more than this share of the time from one to the next (the browser's part of a frame, from
/// styles to the picture, costs as much again),
const CROWDED_SHARE: f64 = 0.01;
/// but twice a second all the same.
const CROWDED_MOST_MS: f64 = 500.0;
/// While fewer threads run, the page has a core to itself, but not its memory and clock rate,
const RUNNING_MS: f64 = 33.0;
/// and less often while they tell nothing new.
const RUNNING_QUIET_MS: f64 = 250.0;
/// While all threads wait: after a drain that told only that time has passed the page rests for so long.
const QUIET_MS: f64 = 40.0;
/// While it rests, this often it looks whether every thread waits now, for who cannot go on is to be found within 100 ms, and whether rings fill.
const LOOK_MS: f64 = 60.0;

/// What the frames of a run cost the page in script.
#[derive(Default)]
pub struct Script {
    total_ms: Cell<f64>,
    last_ms: Cell<f64>,
}

impl Script {
    /// Another run begins.
    pub fn begin(&self) {
        self.total_ms.set(0.0);
    }

    /// What all frames of the run took, milliseconds.
    pub fn total_ms(&self) -> f64 {
        self.total_ms.get()
    }

    fn took(&self, ms: f64) {
        self.total_ms.set(self.total_ms.get() + ms);
        self.last_ms.set(ms);
    }
}

impl State {
    /// Drains if it is time, and says whether to paint.
    pub fn drain_for_frame(&mut self, now_ms: f64) -> bool {
        let drained = self.rest_ms(now_ms) <= 0.0 && self.drain();
        std::mem::take(&mut self.repaint) || drained
    }

    /// When the next frame should come.
    pub fn next_frame(&mut self, now_ms: f64) -> Next {
        let is_on = self
            .run
            .as_ref()
            .is_some_and(|run| !matches!(run.phase, Phase::Leaving { .. }));
        let rest_ms = self.rest_ms(now_ms);
        match () {
            () if self.repaint => Next::Now,
            // A run that is left ends by messages of its workers, who need the cores until then.
            () if !is_on => Next::WhenAsked,
            () if rest_ms > 0.0 => Next::In(rest_ms.min(LOOK_MS)),
            () => Next::Now,
        }
    }

    /// For how long from now on nothing need be drained, milliseconds.
    fn rest_ms(&mut self, now_ms: f64) -> f64 {
        let cores = self.cores;
        let Some(run) = &mut self.run else { return 0.0 };
        let every_ms = match (run.phase, run.running) {
            (Phase::Starting, _) => 0.0,
            (Phase::Leaving { .. }, _) => f64::INFINITY,
            (Phase::Running, 0) if self.was_news => 0.0,
            (Phase::Running, 0) => QUIET_MS,
            // Looking takes nothing from threads that wait.
            (Phase::Running, _) if run.is_still() => 0.0,
            (Phase::Running, _) if run.running >= cores => {
                (self.script.last_ms.get() / CROWDED_SHARE).clamp(CROWDED_MS, CROWDED_MOST_MS)
            }
            (Phase::Running, _) if self.was_news => RUNNING_MS,
            (Phase::Running, _) => RUNNING_QUIET_MS,
        };
        let rest_ms = every_ms - (now_ms - self.drained_ms);
        // No record is to be lost for the sake of rest.
        let is_full = rest_ms > 0.0 && run.phase == Phase::Running && run.is_filling();
        if is_full { 0.0 } else { rest_ms }
    }

    /// Whether threads of a run compete with the page for the cores.
    pub fn is_crowded(&self) -> bool {
        let mut runs = self.run.iter();
        runs.any(|run| run.phase == Phase::Running && run.running >= self.cores)
    }

    /// Measures from `begin_ms` until it is polled: the script time of a frame.
    pub fn script_meter(&mut self, begin_ms: f64) -> impl Future<Output = ()> + 'static {
        if let Some(run) = &mut self.run {
            run.painted();
        }
        let script = self.script.clone();
        async move { script.took(frame::clock_ms() - begin_ms) }
    }

    /// Takes out what the threads have written, and ends a run that nobody can go on with. Whether a batch was handed over.
    pub(super) fn drain(&mut self) -> bool {
        let now_ms = frame::clock_ms();
        let Some(run) = &mut self.run else {
            return false;
        };
        let Some(batch) = run.drain() else {
            return false;
        };
        let hopeless = run.hopeless();
        let hang = run.news_of_hang();
        let broken: Vec<usize> = run.broken().collect();
        self.drained_ms = now_ms;
        self.was_news = run.is_news(&batch);
        self.events.push(SupervisorEvent::Batch(batch));
        self.events.extend(hang.map(SupervisorEvent::Hang));
        for process in broken.iter().rev() {
            self.leave_process(*process, KILL);
        }
        if broken.contains(&0) {
            self.stop(StopReason::Asked);
        } else if let Some(verdict) = hopeless {
            self.stop(StopReason::Verdict(verdict));
        }
        true
    }
}
