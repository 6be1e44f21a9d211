//! Object tracks: who holds a lock, how long a queue is.

use super::{Scene, near};
use crate::display::{DisplayList, Fill, Item, Label, Token};
use report::Ns;
use report::timeline::Object;
use trace::kinds::ObjectKind;

/// Draws the track of an object whose top is `y`.
pub(crate) fn draw(scene: &Scene, index: u32, y: f32, list: &mut DisplayList) {
    let object = &scene.timeline.objects[index as usize];
    let (view, height) = (scene.view, scene.view.lane_height);
    list.text(
        14.0,
        y + height / 2.0 + 4.0,
        object.name.as_str(),
        Label::small(Token::Ink)
            .larger()
            .code()
            .within(view.gutter - 24.0),
    );
    list.line(
        (view.gutter, y + height - 0.5),
        (view.width, y + height - 0.5),
        Token::Line,
    );
    list.items.push(Item::ClipBegin {
        x: view.gutter,
        y,
        w: view.width - view.gutter,
        h: height,
    });
    match object.kind {
        Some(ObjectKind::Lock | ObjectKind::RLock | ObjectKind::Gil) => {
            holders(scene, object, y, list)
        }
        _ => steps(
            scene,
            (&object.values, scene.sums.most(index as usize)),
            y,
            list,
        ),
    }
    list.items.push(Item::ClipEnd);
}

/// The changes in view, at most one per two pixels: the last one of each bucket stands for it.
fn seen(scene: &Scene, values: &[(Ns, i32, u32)]) -> Vec<(Ns, i32, u32)> {
    let bucket = scene.scale.bucket(2.0);
    let mut i = near::first(values, |v| v.0 <= scene.scale.start()).saturating_sub(1);
    let mut out = Vec::new();
    while i < values.len() && values[i].0 <= scene.scale.end() {
        let limit = Ns((values[i].0.0 / bucket + 1) * bucket);
        let next = near::next(values, i + 1, |v| v.0 < limit);
        out.push(values[next - 1]);
        i = next;
    }
    out
}

fn steps(scene: &Scene, (values, most): (&[(Ns, i32, u32)], i32), y: f32, list: &mut DisplayList) {
    let most = most.max(1) as f32;
    let (top, base) = (y + 4.0, y + scene.view.lane_height - 4.0);
    let height = |value: i32| base - (value.max(0) as f32 / most) * (base - top);
    let mut points: Vec<(f32, f32)> = Vec::new();
    for (at, value, _) in seen(scene, values) {
        let x = scene.scale.x_within(at, 4.0);
        if let Some(last) = points.last().copied() {
            points.push((x, last.1));
        }
        points.push((x, height(value)));
    }
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return;
    };
    let end = scene.scale.x_within(scene.timeline.end, 4.0).max(last.0);
    points.push((end, last.1));
    let mut area = points.clone();
    area.extend([(end, base), (first.0, base)]);
    list.items.push(Item::Area {
        points: area,
        fill: Fill::Faint(Token::Accent),
    });
    list.items.push(Item::Polyline {
        points,
        colour: Token::Accent,
        width: 1.0,
        dash: None,
    });
}

/// Who had it when: a bar with the thread's name for each time. Of holds in one bucket of two to four pixels the first stands for all.
fn holders(scene: &Scene, object: &Object, y: f32, list: &mut DisplayList) {
    let bucket = scene.scale.bucket(2.0);
    let (start, end) = (scene.scale.start(), scene.scale.end());
    for (thread, holds) in &object.holds {
        let name = scene.timeline.thread_name(*thread).unwrap_or_default();
        let mut i = near::first(holds, |hold| hold.start <= start).saturating_sub(1);
        while let Some(hold) = holds.get(i).filter(|hold| hold.start < end) {
            let until = object.held_until(*thread, hold).min(scene.timeline.end);
            if until > start {
                bar(scene, (hold.start, until), name, y, list);
            }
            let limit = Ns((hold.start.0 / bucket + 1) * bucket);
            i = near::next(holds, i + 1, |hold| hold.start < limit);
        }
    }
}

fn bar(scene: &Scene, (start, end): (Ns, Ns), name: &str, y: f32, list: &mut DisplayList) {
    let (top, height) = (y + 4.0, scene.view.lane_height - 9.0);
    let (x0, x1) = (
        scene.scale.x_within(start, 4.0),
        scene.scale.x_within(end, 4.0),
    );
    list.items.push(Item::Rect {
        x: x0,
        y: top,
        w: (x1 - x0 - 1.0).max(1.0),
        h: height,
        radius: 2.0,
        fill: Fill::Solid(Token::Running),
        outline: None,
    });
    let left = x0.max(scene.view.gutter) + 5.0;
    let room = x1 - 5.0 - left;
    if room >= 20.0 {
        list.text(
            left,
            top + height / 2.0 + 4.0,
            name,
            Label::small(Token::OnRunning).within(room),
        );
    }
}
