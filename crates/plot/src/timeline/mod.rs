//! The timeline: one lane per thread (threads of one name that lived one after the other share it), what each did and waited for.
//!
//! [`View`] says what is looked at, [`Sums`] is the index that keeps the cost with the pixels, [`layout`] draws, [`hit`] finds what stands
//! under a pixel, [`moment`](moment::moment) tells in words what every thread did at one moment.

mod arrows;
mod blocks;
mod frame;
mod hit;
mod label;
mod lane;
pub mod moment;
mod near;
mod objects;
mod others;
mod panel;
mod rows;
mod search;
mod skyline;
mod sums;
mod table;
mod view;

pub use blocks::Class;
pub use hit::{Hit, hit, next_span};
pub use panel::{Panel, panel};
pub use search::search;
pub use sums::Sums;
pub use table::{summary, table};
pub use view::{Mode, Pointed, Selection, View};

use crate::display::{DisplayList, Item};
use crate::scale::TimeScale;
use crate::words::Words;
use report::Timeline;
use rows::{Row, Rows};

/// Height of the overview strip.
pub(crate) const OVERVIEW: f32 = 18.0;
/// Height of the ruler.
pub(crate) const RULER: f32 = 22.0;
/// Height of the strip that says what is measured.
pub(crate) const BANDS: f32 = 18.0;
/// Height of a process's header.
pub(crate) const HEADER: f32 = 20.0;

/// Everything one drawing needs.
pub(crate) struct Scene<'a> {
    pub timeline: &'a Timeline,
    pub sums: &'a Sums,
    pub view: &'a View,
    pub scale: TimeScale,
    pub words: &'a dyn Words,
    pub names: label::Names,
}

impl View {
    /// The pixel transform of this view.
    pub fn scale(&self) -> TimeScale {
        TimeScale::new(
            self.start,
            self.end,
            self.gutter,
            self.width - self.gutter - view::RIGHT,
        )
    }
}

/// Draws the timeline as `view` sees it. Rows outside `view.height` are left out; [`DisplayList::height`] is the height that all need.
///
/// `sums` must have been [updated](Sums::update) with this timeline.
///
/// # Cost
/// Per visible lane at most two items per pixel, and for each as many looks as the logarithm of the spans in it.
pub fn layout(timeline: &Timeline, sums: &Sums, view: &View, words: &dyn Words) -> DisplayList {
    let rows = Rows::new(timeline, view);
    let names = label::Names::new(timeline, words);
    let scene = Scene {
        timeline,
        sums,
        view,
        scale: view.scale(),
        words,
        names,
    };
    let mut list = DisplayList {
        items: Vec::new(),
        width: view.width,
        height: rows.height,
    };
    frame::grid(&scene, &rows, &mut list);
    frame::overview(&scene, &mut list);
    frame::bands(&scene, &rows, &mut list);
    list.items.push(Item::ClipBegin {
        x: 0.0,
        y: rows.top,
        w: view.width,
        h: (view.height - rows.top).max(0.0),
    });
    for (row, y) in rows.visible(view) {
        match row {
            Row::Process { process, threads } => {
                frame::process(&scene, process, threads, y, &mut list)
            }
            Row::Lane(row) => lane::draw(&scene, rows.threads(row), y, &mut list),
            Row::Objects => frame::objects_header(&scene, y, &mut list),
            Row::Object(object) => objects::draw(&scene, object, y, &mut list),
        }
    }
    list.items.push(Item::ClipEnd);
    arrows::draw(&scene, &rows, &mut list);
    frame::stretch(&scene, &rows, &mut list);
    frame::live_edge(&scene, &rows, &mut list);
    frame::cursor(&scene, &rows, &mut list);
    list
}

/// The height in CSS pixels that all rows of the timeline need.
pub fn height(timeline: &Timeline, view: &View) -> f32 {
    Rows::new(timeline, view).height
}

/// The view with its rows scrolled just so far that this lane is in sight.
pub fn scrolled_to(view: View, timeline: &Timeline, lane: report::LaneIx) -> View {
    let rows = Rows::new(timeline, &view);
    let Some(middle) = rows.middle_of(lane, &view) else {
        return view;
    };
    let half = view.lane_height / 2.0;
    let above = (middle - half - rows.top).min(0.0);
    let below = (middle + half - view.height).max(0.0);
    view.scroll_by(above + below, rows.height)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth;
