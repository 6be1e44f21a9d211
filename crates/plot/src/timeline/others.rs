//! What a lane shows beside states and tasks: transfers, and gaps in the records.

use super::blocks::end_of;
use super::lane::{Band, chip, visible};
use super::{Scene, near};
use crate::display::{DisplayList, Fill, Item, Token};
use crate::words::counted;
use report::{Lane, LaneIx, Ns, Span, SpanKind};

/// Spans that began this many places before the view may still reach into it: transfers nest at most a few levels deep.
const REACHING: usize = 4;

/// Transfers (a narrow bar in the lower third, a row of their own) and gaps.
pub(super) fn draw(scene: &Scene, ix: LaneIx, lane: &Lane, band: &Band, list: &mut DisplayList) {
    let ix = ix.0 as usize;
    each(scene, lane, scene.sums.transfers(ix), |(x0, x1), _| {
        let (y, h) = (band.y + band.h * 0.62, band.h * 0.38 + 2.0);
        list.rect(x0, y, (x1 - x0).max(2.0), h, Fill::Solid(Token::Transfer));
    });
    each(scene, lane, scene.sums.gaps(ix), |edges, span| {
        if let SpanKind::Gap(dropped) = span.kind {
            gap(scene, edges, dropped, band, list);
        }
    });
}

/// The listed spans in view with their edges in pixels, at most one for each bucket of two to four pixels.
fn each(scene: &Scene, lane: &Lane, listed: &[u32], mut show: impl FnMut((f32, f32), &Span)) {
    let (scale, now) = (&scene.scale, scene.timeline.end);
    let bucket = scale.bucket(2.0);
    let span = |i: &u32| &lane.others[*i as usize];
    let mut i = near::first(listed, |i| span(i).start < scale.start()).saturating_sub(REACHING);
    while let Some(found) = listed.get(i).map(span).filter(|s| s.start < scale.end()) {
        let end = end_of(found, now);
        if end <= scale.start() {
            i += 1;
            continue;
        }
        show(
            (scale.x_within(found.start, 4.0), scale.x_within(end, 4.0)),
            found,
        );
        let limit = Ns((found.start.0 / bucket + 1) * bucket);
        i = near::next(listed, i + 1, |i| span(i).start < limit);
    }
}

fn gap(scene: &Scene, (x0, x1): (f32, f32), dropped: u32, band: &Band, list: &mut DisplayList) {
    let w = (x1 - x0).max(3.0);
    list.items.push(Item::Rect {
        x: x0,
        y: band.y - 2.0,
        w,
        h: band.h + 4.0,
        radius: 0.0,
        fill: Fill::Hatch(Token::Card, Token::Ink3),
        outline: Some(Token::Ink3),
    });
    let text = scene
        .words
        .message(&counted("plot-dropped", ("count", f64::from(dropped)), &[]));
    let (left, room) = visible(scene, x0, x0 + w);
    chip(left, &text, room, Token::Card, band, list);
}
