//! What stands under a pixel, and which span comes next.

use super::blocks::end_of;
use super::rows::{Row, Rows, shared, thread_at};
use super::{OVERVIEW, RULER, Selection, View, near};
use report::{LaneIx, Ns, Span, Timeline};

/// What stands under a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// The overview strip, at this moment of the whole run.
    Overview(Ns),
    /// The ruler, at this moment.
    Ruler(Ns),
    /// The strip of measurements: index in [`Timeline::measurements`] where one is, and the moment.
    Band(Option<usize>, Ns),
    /// The header of a process.
    Process(u32),
    /// A lane.
    Lane {
        /// Which.
        lane: LaneIx,
        /// Moment under the pixel; `None` over the names.
        at: Option<Ns>,
        /// State span at that moment.
        state: Option<Span>,
        /// Task at that moment.
        task: Option<Span>,
    },
    /// The track of an object: index in [`Timeline::objects`], and the moment.
    Object(usize, Ns),
}

/// What stands at a pixel of the picture that [`layout`](super::layout) drew of the same timeline and view.
pub fn hit(timeline: &Timeline, view: &View, x: f32, y: f32) -> Option<Hit> {
    if x < 0.0 || y < 0.0 || x > view.width || y > view.height {
        return None;
    }
    let (rows, scale) = (Rows::new(timeline, view), view.scale());
    let at = scale.time(x.max(scale.left()));
    if y < OVERVIEW {
        let whole = timeline.end.0.max(view.end.0) as f64;
        let share = f64::from((x - scale.left()) / (scale.right() - scale.left())).clamp(0.0, 1.0);
        return Some(Hit::Overview(Ns((share * whole) as u64)));
    }
    if y < OVERVIEW + RULER {
        return Some(Hit::Ruler(at));
    }
    if y < rows.top {
        let during = |m: &report::timeline::MeasurementTimes| {
            m.begin.is_some_and(|b| b <= at) && m.end.is_none_or(|e| at <= e)
        };
        return Some(Hit::Band(timeline.measurements.iter().position(during), at));
    }
    match rows.at(view, y)? {
        Row::Process { process, .. } => Some(Hit::Process(process)),
        Row::Lane(row) => {
            let lane = thread_at(timeline, rows.threads(row), at)?;
            let inside = x >= view.gutter && at <= timeline.end;
            let row = &timeline.lanes[lane.0 as usize];
            let find = |spans: &[Span]| span_at(spans, at, timeline.end).filter(|_| inside);
            Some(Hit::Lane {
                lane,
                at: (x >= view.gutter).then_some(at),
                state: find(&row.states),
                task: find(&row.tasks),
            })
        }
        Row::Object(index) => Some(Hit::Object(index as usize, at)),
        Row::Objects => None,
    }
}

/// The span that holds a moment, of spans in order that do not overlap.
pub(crate) fn span_at(spans: &[Span], at: Ns, now: Ns) -> Option<Span> {
    let next = spans.partition_point(|s| s.end <= at);
    spans
        .get(next)
        .copied()
        .filter(|s| s.start <= at && at <= end_of(s, now))
}

/// The selection after a step of `spans` along its row (from a thread to the next that shares the row) and `lanes` down the rows (negative:
/// back, up). Without a selection, the first span of the first row. `None` when there is no span at all. O(lanes log spans).
pub fn next_span(
    timeline: &Timeline,
    from: Option<Selection>,
    spans: isize,
    lanes: isize,
) -> Option<Selection> {
    let states = |lane: &LaneIx| &timeline.lanes[lane.0 as usize].states;
    let shared = shared(timeline);
    let filled: Vec<Vec<LaneIx>> = shared
        .into_iter()
        .map(|row| {
            row.into_iter()
                .filter(|ix| !states(ix).is_empty())
                .collect()
        })
        .filter(|row: &Vec<LaneIx>| !row.is_empty())
        .collect();
    let of = |lane: LaneIx, span: usize| Selection {
        lane,
        start: states(&lane)[span].start,
    };
    let Some(selection) = from else {
        return Some(of(*filled.first()?.first()?, 0));
    };
    let place = filled
        .iter()
        .position(|row| row.contains(&selection.lane))
        .unwrap_or(0);
    let last = filled.len().checked_sub(1)?;
    let row = &filled[place.saturating_add_signed(lanes).min(last)];
    // The row's spans are those of its threads one after the other, counted through.
    let begun = |lane: &LaneIx| near::first(states(lane), |s| s.start <= selection.start);
    let here = row.iter().map(begun).sum::<usize>().saturating_sub(1);
    let count: usize = row.iter().map(|lane| states(lane).len()).sum();
    let mut wanted = here.saturating_add_signed(spans).min(count - 1);
    for lane in row {
        match wanted.checked_sub(states(lane).len()) {
            Some(rest) => wanted = rest,
            None => return Some(of(*lane, wanted)),
        }
    }
    None
}
