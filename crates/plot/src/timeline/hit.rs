//! What stands under a pixel, and which span comes next.

use super::blocks::end_of;
use super::rows::{Row, Rows, shared, thread_at};
use super::{OVERVIEW, RULER, Selection, View};
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
/// back, up). Without a selection, the first span of the first row. `None` when there is no span at all.
pub fn next_span(
    timeline: &Timeline,
    from: Option<Selection>,
    spans: isize,
    lanes: isize,
) -> Option<Selection> {
    let row_of = |threads: &Vec<LaneIx>| -> Vec<Selection> {
        let of = |lane: &LaneIx| {
            let (lane, states) = (*lane, &timeline.lanes[lane.0 as usize].states);
            states.iter().map(move |span| Selection {
                lane,
                start: span.start,
            })
        };
        threads.iter().flat_map(of).collect()
    };
    let shared = shared(timeline);
    let filled: Vec<&Vec<LaneIx>> = shared
        .iter()
        .filter(|row| {
            row.iter()
                .any(|ix| !timeline.lanes[ix.0 as usize].states.is_empty())
        })
        .collect();
    let Some(selection) = from else {
        return row_of(filled.first()?).first().copied();
    };
    let place = filled
        .iter()
        .position(|row| row.contains(&selection.lane))
        .unwrap_or(0);
    let last = filled.len().checked_sub(1)?;
    let row = row_of(filled[place.saturating_add_signed(lanes).min(last)]);
    let here = row
        .partition_point(|s| s.start <= selection.start)
        .saturating_sub(1);
    row.get(here.saturating_add_signed(spans).min(row.len() - 1))
        .copied()
}
