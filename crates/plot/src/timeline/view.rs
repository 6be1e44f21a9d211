//! What is looked at: range, size, cursor, selection. Pure: every change is a function of the view before.

use crate::scale::MIN_RANGE_NS;
use report::{LaneIx, Ns};
use std::collections::BTreeSet;

/// Room right of the lanes, so that the last label of the ruler is not cut.
pub(crate) const RIGHT: f32 = 8.0;
/// Shortest range that is shown of its own accord: a run that has just begun does not fill the picture with its first microseconds.
const FIRST_RANGE_NS: u64 = 200_000_000;

/// How the range follows a run that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The whole run is shown.
    Fit,
    /// The range keeps its length and its end stays at the present.
    Follow,
    /// The range stays where the person put it.
    Free,
}

/// A chosen span: lane and begin, which stay the same while the span grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Lane.
    pub lane: LaneIx,
    /// Begin of its state span.
    pub start: Ns,
}

/// What the pointer stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// A span.
    Span(Selection),
    /// The name of a lane.
    Lane(LaneIx),
}

/// Visible range, size, cursor and selection of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// First moment shown.
    pub start: Ns,
    /// Last moment shown.
    pub end: Ns,
    /// Width in CSS pixels, the names' column included.
    pub width: f32,
    /// Height in CSS pixels of the window through which the rows are seen.
    pub height: f32,
    /// Height of a lane.
    pub lane_height: f32,
    /// Width of the names' column.
    pub gutter: f32,
    /// How far the rows are scrolled.
    pub scroll: f32,
    /// Moment being looked at.
    pub cursor: Option<Ns>,
    /// Chosen span.
    pub selection: Option<Selection>,
    /// What the pointer stands on.
    pub pointed: Option<Pointed>,
    /// Chosen stretch of time, whose figures are shown.
    pub stretch: Option<(Ns, Ns)>,
    /// Processes whose lanes are folded away.
    pub collapsed: BTreeSet<u32>,
    /// How the range follows the run.
    pub mode: Mode,
    /// Whether the run goes on.
    pub live: bool,
}

impl View {
    /// Shows the whole run in a picture of this size.
    pub fn new(width: f32, height: f32, lane_height: f32) -> View {
        let view = View {
            start: Ns(0),
            end: Ns(FIRST_RANGE_NS),
            width,
            height,
            lane_height,
            gutter: 0.0,
            scroll: 0.0,
            cursor: None,
            selection: None,
            pointed: None,
            stretch: None,
            collapsed: BTreeSet::new(),
            mode: Mode::Fit,
            live: false,
        };
        view.resize(width, height, lane_height)
    }

    /// Another size; the range stays.
    pub fn resize(mut self, width: f32, height: f32, lane_height: f32) -> View {
        self.width = width.max(120.0);
        self.height = height;
        self.lane_height = lane_height;
        self.gutter = if self.width < 560.0 { 84.0 } else { 136.0 };
        self
    }

    /// Length of the range.
    pub fn range(&self) -> u64 {
        self.end.since(self.start)
    }

    /// The run has come to `end`, and `live` says whether it goes on. A picture that fits the whole run grows in steps while it goes on,
    /// so that nothing moves between them.
    pub fn advance(mut self, end: Ns, live: bool) -> View {
        let was_live = std::mem::replace(&mut self.live, live);
        match self.mode {
            Mode::Fit if live => {
                let needed = Ns((end.0 + end.0 / 50).max(FIRST_RANGE_NS));
                if !was_live || needed > self.end {
                    self = self.show(Ns(0), Ns(round_up(needed.0)));
                }
                self
            }
            Mode::Fit => self.fit(end),
            Mode::Follow => {
                let range = self.range();
                let end = Ns((end.0 + range / 20).max(range));
                self.show(Ns(end.0 - range), end)
            }
            Mode::Free => self,
        }
    }

    /// Shows the whole run and goes on doing so.
    pub fn fit(mut self, end: Ns) -> View {
        self.mode = Mode::Fit;
        let shown = match (self.live, end.0) {
            (true, ns) => round_up(ns.max(FIRST_RANGE_NS)),
            (false, 0) => 5 * FIRST_RANGE_NS,
            (false, ns) => ns + ns / 100,
        };
        self.show(Ns(0), Ns(shown))
    }

    /// Keeps the present in sight.
    pub fn follow(mut self, end: Ns) -> View {
        if self.mode == Mode::Fit {
            let range = (end.0 / 4).max(FIRST_RANGE_NS / 2);
            self = self.show(Ns(0), Ns(range));
        }
        self.mode = Mode::Follow;
        let live = self.live;
        self.advance(end, live)
    }

    /// Shows `factor` times as much (below 1: less), `at` staying where it is.
    pub fn zoom_at(mut self, factor: f64, at: Ns, whole: Ns) -> View {
        let old = self.range() as f64;
        let most = (whole.0 + whole.0 / 4).max(FIRST_RANGE_NS) as f64;
        let new = (old * factor).clamp(MIN_RANGE_NS as f64, most);
        let before = (at.since(self.start) as f64 * new / old) as u64;
        let start = at.0.saturating_sub(before);
        self.mode = Mode::Free;
        self.show(Ns(start), Ns(start + new as u64))
    }

    /// Moves the range by `px` pixels, to later moments when positive; the run stays in sight.
    pub fn pan(mut self, px: f32, whole: Ns) -> View {
        let by = f64::from(px) * self.scale().ns_per_px();
        let range = self.range();
        let latest = whole.0.saturating_sub(range / 2);
        let start = if by >= 0.0 {
            self.start.0.saturating_add(by as u64)
        } else {
            self.start.0.saturating_sub(-by as u64)
        };
        let start = start.min(latest.max(self.start.0.min(start)));
        self.mode = Mode::Free;
        self.show(Ns(start), Ns(start + range))
    }

    /// Scrolls the rows by `px`; `height` is the height that all rows need. The rows never leave the window.
    pub fn scroll_by(mut self, px: f32, height: f32) -> View {
        self.scroll = (self.scroll + px).clamp(0.0, (height - self.height).max(0.0));
        self
    }

    /// Shows this interval with a little room around it.
    pub fn frame(mut self, start: Ns, end: Ns) -> View {
        let room = (end.since(start) / 10).max(MIN_RANGE_NS / 4);
        self.mode = Mode::Free;
        self.show(
            Ns(start.0.saturating_sub(room)),
            Ns(end.0.saturating_add(room)),
        )
    }

    /// Folds a process's lanes away, or back.
    pub fn toggle(mut self, process: u32) -> View {
        if !self.collapsed.remove(&process) {
            self.collapsed.insert(process);
        }
        self
    }

    fn show(mut self, start: Ns, end: Ns) -> View {
        self.start = start;
        self.end = Ns(end.0.max(start.0 + MIN_RANGE_NS));
        self
    }
}

/// The next of 1, 1.5, 2, 3, 5, 7 times a power of ten: few steps, and at most a third of the picture empty.
fn round_up(ns: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for tenth in [10, 15, 20, 30, 50, 70] {
            if power * tenth / 10 >= ns && power >= 10 {
                return power * tenth / 10;
            }
        }
        match power
            .checked_mul(10)
            .filter(|p| p.checked_mul(70).is_some())
        {
            Some(next) => power = next,
            None => return ns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: u64 = 1_000_000_000;

    fn seconds(start: u64, end: u64) -> View {
        let mut view = View::new(1000.0, 400.0, 24.0);
        (view.start, view.end, view.mode) = (Ns(start * S), Ns(end * S), Mode::Free);
        view
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let view = seconds(2, 6);
        let at = Ns(3 * S);
        let x = view.scale().x(at);
        for factor in [0.5, 2.0, 0.001] {
            let zoomed = view.clone().zoom_at(factor, at, Ns(10 * S));
            assert!(
                (zoomed.scale().x(at) - x).abs() < 0.5 || zoomed.start == Ns(0),
                "{factor}: {zoomed:?}"
            );
        }
    }

    #[test]
    fn zooming_ends_at_the_clock_and_at_the_run() {
        let whole = Ns(10 * S);
        assert_eq!(
            seconds(0, 4).zoom_at(0.0, Ns(S), whole).range(),
            MIN_RANGE_NS
        );
        assert_eq!(
            seconds(0, 4).zoom_at(1e9, Ns(S), whole).range(),
            12_500_000_000
        );
    }

    #[test]
    fn panning_stops_before_the_run_and_near_its_end() {
        let whole = Ns(10 * S);
        assert_eq!(seconds(2, 6).pan(-1e6, whole).start, Ns(0));
        let late = seconds(2, 6).pan(1e6, whole);
        assert_eq!((late.start, late.range()), (Ns(8 * S), 4 * S));
    }

    #[test]
    fn a_live_picture_grows_in_steps() {
        let mut view = View::new(1000.0, 400.0, 24.0);
        let mut ends = BTreeSet::new();
        for ms in 0..4000 {
            view = view.advance(Ns(ms * 1_000_000), true);
            assert!(view.end.0 >= ms * 1_000_000);
            ends.insert(view.end);
        }
        assert!(ends.len() <= 9, "{ends:?}");
        let done = view.advance(Ns(4 * S), false);
        assert_eq!(done.end, Ns(4 * S + S / 25));
    }

    #[test]
    fn following_keeps_the_present_in_sight() {
        let view = seconds(0, 2).follow(Ns(8 * S));
        assert_eq!((view.range(), view.mode), (2 * S, Mode::Follow));
        assert!(view.end.0 > 8 * S);
        assert!(view.clone().advance(Ns(9 * S), true).end.0 > 9 * S);
    }

    #[test]
    fn rows_never_leave_the_window() {
        let view = seconds(0, 1).scroll_by(900.0, 700.0);
        assert_eq!(view.scroll, 300.0);
        assert_eq!(view.scroll_by(-900.0, 700.0).scroll, 0.0);
    }
}
