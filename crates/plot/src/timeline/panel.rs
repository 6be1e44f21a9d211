//! The figures of a stretch of the run in words: how much ran, why threads waited, who longest, which locks were fought over.

use super::frame::process_name;
use super::table::table;
use crate::charts::Table;
use crate::ticks;
use crate::words::{Words, message};
use report::window::{LongWait, Window, window};
use report::{Ns, Timeline};
use trace::kinds::Cause;

/// Locks that get a line of their own.
const LOCKS: usize = 3;

/// Figures of a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Which stretch: from, to, how long.
    pub title: String,
    /// Name and value of each figure.
    pub figures: Vec<(String, String)>,
    /// Time in each state, by thread.
    pub table: Table,
}

/// The figures between two moments. O(spans in it): for a panel that is asked for, not for every frame.
pub fn panel(timeline: &Timeline, (from, to): (Ns, Ns), words: &dyn Words) -> Panel {
    let window = window(timeline, from, to.min(timeline.end));
    let say = |id, arguments: &[(&'static str, &str)]| words.message(&message(id, arguments));
    let mut figures = Vec::new();
    if let Some(used) = window.utilisation() {
        let percent = format!("{:.0}", used * 100.0);
        let running = format!("{:.1}", window.running());
        let threads = window.lanes.len().to_string();
        let arguments = [
            ("percent", percent.as_str()),
            ("running", &running),
            ("threads", &threads),
        ];
        figures.push((
            say("plot-figure-used", &[]),
            say("plot-figure-used-value", &arguments),
        ));
    }
    if !window.causes.is_empty() {
        let cause = |(cause, ns): &(Cause, u64)| {
            format!("{} {}", cause_name(*cause, words), ticks::duration(*ns))
        };
        let causes: Vec<String> = window.causes.iter().map(cause).collect();
        figures.push((say("plot-figure-waits", &[]), causes.join(" · ")));
    }
    if let Some(longest) = window.longest {
        figures.push((
            say("plot-figure-longest", &[]),
            wait(timeline, &longest, words),
        ));
    }
    if let Some(fairness) = window.fairness(timeline) {
        figures.push((say("plot-figure-fairness", &[]), format!("{fairness:.2}")));
    }
    figures.extend(locks(timeline, &window, words));
    let (begin, end) = (
        ticks::moment(window.from, 1e6),
        ticks::moment(window.to, 1e6),
    );
    let length = ticks::duration(window.ns());
    let arguments = [("from", begin.as_str()), ("to", &end), ("length", &length)];
    Panel {
        title: say("plot-figure-stretch", &arguments),
        figures,
        table: table(timeline, (window.from, window.to), words),
    }
}

fn wait(timeline: &Timeline, longest: &LongWait, words: &dyn Words) -> String {
    let lane = &timeline.lanes[longest.lane.0 as usize];
    let object = timeline
        .object(longest.object)
        .map(|object| object.name.clone());
    let what = object.unwrap_or_else(|| cause_name(longest.cause, words));
    let mut name = lane.name.clone();
    if lane.process != 0 {
        name = format!("{name} ({})", process_name(lane.process, words));
    }
    format!("{} · {name} · {what}", ticks::duration(longest.ns))
}

fn locks(timeline: &Timeline, window: &Window, words: &dyn Words) -> Vec<(String, String)> {
    let line = |lock: &report::window::LockUse| {
        let name = timeline.object(lock.object).map_or("", |o| o.name.as_str());
        let held = lock.held_ns as f64 * 100.0 / window.ns().max(1) as f64;
        let (held, waited) = (format!("{held:.0}"), ticks::duration(lock.waited_ns));
        let waits = lock.waits.to_string();
        let arguments = [
            ("held", held.as_str()),
            ("waited", &waited),
            ("waits", &waits),
        ];
        let value = words.message(&message("plot-figure-lock", &arguments));
        (name.to_string(), value)
    };
    window.locks.iter().take(LOCKS).map(line).collect()
}

/// The word for why a thread waits.
pub(super) fn cause_name(cause: Cause, words: &dyn Words) -> String {
    let id = match cause {
        Cause::None => "plot-waits",
        Cause::Lock => "plot-cause-lock",
        Cause::Condition => "plot-cause-condition",
        Cause::Semaphore => "plot-cause-semaphore",
        Cause::Event => "plot-cause-event",
        Cause::Barrier => "plot-cause-barrier",
        Cause::Queue => "plot-cause-queue",
        Cause::Join => "plot-cause-join",
        Cause::Sleep => "plot-sleep",
        Cause::Io => "plot-io",
        Cause::Pipe => "plot-cause-pipe",
        Cause::Result => "plot-cause-result",
        Cause::Gil => "plot-cause-gil",
    };
    words.message(&message(id, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{MS, run};
    use crate::words::test_words::Plain;

    #[test]
    fn figures_of_a_stretch_are_told_in_words() {
        let panel = panel(&run(), (Ns(976 * MS), Ns(1040 * MS)), &Plain);
        insta::assert_debug_snapshot!("panel", panel);
    }
}
