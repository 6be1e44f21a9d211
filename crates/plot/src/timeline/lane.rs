//! A lane, of one thread or of threads one after the other: state blocks, task borders and names, transfers, gaps, the end of a crash.

use super::blocks::{Block, Class, blocks, end_of};
use super::rows::life;
use super::{Scene, label, near, others};
use crate::display::{Align, DisplayList, Fill, Item, Label, Marker, Token, text_width};
use crate::words::counted;
use report::{Lane, LaneIx, Ns, Span, SpanKind};
use trace::kinds::ThreadState;

/// Narrower tasks get no border of their own.
const TASK_PX: f32 = 4.0;
/// Room left and right of a name on a span.
const PAD: f32 = 5.0;

/// Where a lane's blocks stand within it.
pub(super) struct Band {
    pub y: f32,
    pub h: f32,
}

/// Draws a lane whose top is `y`: the threads that share it, one after the other.
pub(crate) fn draw(scene: &Scene, threads: &[LaneIx], y: f32, list: &mut DisplayList) {
    let Some(first) = threads.first() else { return };
    let (view, height) = (scene.view, scene.view.lane_height);
    list.text(
        14.0,
        y + height / 2.0 + 4.0,
        scene.timeline.lanes[first.0 as usize].name.as_str(),
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
    let band = Band {
        y: y + 4.0,
        h: height - 9.0,
    };
    list.items.push(Item::ClipBegin {
        x: view.gutter,
        y,
        w: view.width - view.gutter,
        h: height,
    });
    for ix in threads {
        thread(scene, *ix, &band, list);
    }
    list.items.push(Item::ClipEnd);
}

fn thread(scene: &Scene, ix: LaneIx, band: &Band, list: &mut DisplayList) {
    let lane = &scene.timeline.lanes[ix.0 as usize];
    let (begin, end) = life(lane);
    if begin > scene.scale.end() || end < scene.scale.start() {
        return;
    }
    let blocks = blocks(
        lane,
        ix.0 as usize,
        scene.sums,
        &scene.scale,
        scene.timeline.end,
    );
    blocks
        .iter()
        .for_each(|block| list.items.push(rect(block, band)));
    tasks(scene, lane, &blocks, band, list);
    waiting_names(scene, lane, &blocks, band, list);
    others::draw(scene, ix, lane, band, list);
    end_mark(scene, lane, band, list);
    selected(scene, ix, lane, band, list);
}

fn rect(block: &Block, band: &Band) -> Item {
    let width = block.x1 - block.x0;
    // A gap of one pixel tells neighbours apart, where there is room for it.
    let w = if width >= 4.0 {
        width - 1.0
    } else {
        width.max(1.0)
    };
    let (fill, outline) = look(block.class);
    let (inset, outline) = if w >= 3.0 && outline.is_some() {
        (0.5, outline)
    } else {
        (0.0, None)
    };
    Item::Rect {
        x: block.x0 + inset,
        y: band.y + inset,
        w: w - 2.0 * inset,
        h: band.h - 2.0 * inset,
        radius: if w >= 6.0 { 2.0 } else { 0.0 },
        fill,
        outline,
    }
}

/// Filling and outline of a class.
pub(crate) fn look(class: Class) -> (Fill, Option<Token>) {
    match class {
        Class::Running => (Fill::Solid(Token::Running), None),
        Class::Blocked => (
            Fill::Hatch(Token::BlockedPale, Token::Blocked),
            Some(Token::Blocked),
        ),
        Class::Sleeping => (Fill::Solid(Token::Sleeping), Some(Token::ControlLine)),
        Class::Ready => (
            Fill::Dots(Token::ReadyPale, Token::Ready),
            Some(Token::Ready),
        ),
    }
}

/// Borders and names of tasks. Where tasks are too narrow to be told apart, the stretch says how many there are.
fn tasks(scene: &Scene, lane: &Lane, blocks: &[Block], band: &Band, list: &mut DisplayList) {
    let (tasks, scale, now) = (&lane.tasks, &scene.scale, scene.timeline.end);
    let bucket = scale.bucket(TASK_PX);
    let mut i = near::first(tasks, |t| end_of(t, now) <= scale.start());
    let mut crowd: Option<(usize, Ns)> = None;
    while i < tasks.len() && tasks[i].start < scale.end() {
        let task = &tasks[i];
        let end = end_of(task, now);
        if end.since(task.start) < bucket {
            crowd = crowd.or(Some((i, task.start)));
            let limit = Ns((task.start.0 / bucket + 1) * bucket);
            let next = near::next(tasks, i + 1, |t| t.start < limit);
            // Only the last that begins in a bucket can be as long as one.
            let last = &tasks[next - 1];
            let is_wide = next > i + 1 && end_of(last, now).since(last.start) >= bucket;
            i = if is_wide { next - 1 } else { next };
            continue;
        }
        crowd_name(scene, tasks, crowd.take(), i, band, list);
        let (x0, x1) = (scale.x_within(task.start, 4.0), scale.x_within(end, 4.0));
        if let SpanKind::Task { failed: true, .. } = task.kind {
            list.rect(
                x0,
                band.y + band.h - 3.0,
                x1 - x0 - 1.0,
                3.0,
                Fill::Solid(Token::Crashed),
            );
        }
        if task.end != Ns::OPEN {
            list.rect(x1 - 1.0, band.y, 1.0, band.h, Fill::Solid(Token::Card));
        }
        task_name(scene, task, (x0, x1), blocks, band, list);
        i += 1;
    }
    crowd_name(scene, tasks, crowd, i, band, list);
}

fn crowd_name(
    scene: &Scene,
    tasks: &[Span],
    crowd: Option<(usize, Ns)>,
    to: usize,
    band: &Band,
    list: &mut DisplayList,
) {
    let Some((from, start)) = crowd else { return };
    let end = end_of(&tasks[to - 1], scene.timeline.end);
    let (x0, x1) = (
        scene.scale.x_within(start, 0.0),
        scene.scale.x_within(end, 0.0),
    );
    if to - from < 2 || x1 - x0 < 72.0 {
        return;
    }
    let text = scene.words.message(&counted(
        "plot-tasks-merged",
        ("count", (to - from) as f64),
        &[],
    ));
    chip(
        x0 + PAD,
        &text,
        x1 - x0 - 2.0 * PAD,
        Token::Card,
        band,
        list,
    );
}

/// The task's name on the widest of its blocks that is running or sleeping.
fn task_name(
    scene: &Scene,
    task: &Span,
    (x0, x1): (f32, f32),
    blocks: &[Block],
    band: &Band,
    list: &mut DisplayList,
) {
    let first = blocks.partition_point(|b| b.x1 <= x0 + 0.01);
    let shown = |b: &&Block| matches!(b.class, Class::Running | Class::Sleeping);
    let overlap = |b: &Block| (b.x0.max(x0), b.x1.min(x1));
    let inside = blocks[first..]
        .iter()
        .take_while(|b| b.x0 < x1)
        .filter(shown);
    let Some(block) = inside.max_by(|a, b| length(overlap(a)).total_cmp(&length(overlap(b))))
    else {
        return;
    };
    let (left, right) = overlap(block);
    let (left, room) = visible(scene, left, right);
    // Where the name has no room its number has: `primes #3`, `#3`.
    let whole = scene.names.task(task);
    let short = whole.rfind('#').map_or("", |i| &whole[i..]);
    let fits = |text: &str| 1.12 * text_width(text, 11.0) <= room;
    let text = if fits(&whole) {
        whole
    } else if fits(short) {
        short.to_string()
    } else {
        return;
    };
    let colour = if block.class == Class::Running {
        Token::OnRunning
    } else {
        Token::Ink
    };
    name(left, room, text, colour, band, list);
}

/// What a waiting thread waits for, where nothing else is written.
fn waiting_names(
    scene: &Scene,
    lane: &Lane,
    blocks: &[Block],
    band: &Band,
    list: &mut DisplayList,
) {
    for block in blocks.iter().filter(|b| b.x1 - b.x0 >= 24.0) {
        let Some(span) = block.span.map(|i| &lane.states[i]) else {
            continue;
        };
        if block.class == Class::Running || (block.class == Class::Sleeping && in_task(lane, span))
        {
            continue;
        }
        let (left, room) = visible(scene, block.x0, block.x1);
        let text = scene.names.waiting(span, scene.timeline);
        match block.class {
            Class::Sleeping => name(left, room, text, Token::Ink, band, list),
            Class::Ready => chip(left, &text, room, Token::ReadyPale, band, list),
            _ => chip(left, &text, room, Token::BlockedPale, band, list),
        }
    }
}

fn in_task(lane: &Lane, span: &Span) -> bool {
    let next = near::first(&lane.tasks, |t| t.end <= span.start);
    lane.tasks.get(next).is_some_and(|t| t.start <= span.start)
}

/// The part of an interval that is in sight, less its padding: left edge and length.
pub(super) fn visible(scene: &Scene, x0: f32, x1: f32) -> (f32, f32) {
    let left = x0.max(scene.view.gutter) + PAD;
    (left, x1.min(scene.view.width) - PAD - left)
}

fn length((from, to): (f32, f32)) -> f32 {
    to - from
}

/// A name, if at least three of its characters have room.
fn name(x: f32, room: f32, text: String, colour: Token, band: &Band, list: &mut DisplayList) {
    let least = text_width(&text.chars().take(3).collect::<String>(), 11.0);
    if room >= least.max(12.0) && !text.is_empty() {
        list.text(x, baseline(band), text, Label::small(colour).within(room));
    }
}

/// A name on a pattern: it lies on a flat piece of the pattern's ground, else it could not be read.
pub(super) fn chip(
    x: f32,
    text: &str,
    room: f32,
    ground: Token,
    band: &Band,
    list: &mut DisplayList,
) {
    let wide = text_width(text, 11.0);
    if room < wide.min(40.0) {
        return;
    }
    list.items.push(Item::Rect {
        x: x - 2.0,
        y: band.y + 1.0,
        w: wide.min(room) + 3.0,
        h: band.h - 2.0,
        radius: 2.0,
        fill: Fill::Solid(ground),
        outline: None,
    });
    list.text(
        x,
        baseline(band),
        text,
        Label::small(Token::Ink).within(room),
    );
}

fn baseline(band: &Band) -> f32 {
    band.y + band.h / 2.0 + 4.0
}

fn end_mark(scene: &Scene, lane: &Lane, band: &Band, list: &mut DisplayList) {
    let Some((at, ThreadState::Crashed)) = lane.ended else {
        return;
    };
    let (x, y) = (scene.scale.x_within(at, 20.0), band.y + band.h / 2.0);
    list.items.push(Item::Marker {
        x,
        y,
        r: 6.0,
        shape: Marker::Cross,
        colour: Token::Crashed,
        hollow: false,
    });
}

fn selected(scene: &Scene, ix: LaneIx, lane: &Lane, band: &Band, list: &mut DisplayList) {
    let Some(selection) = scene.view.selection.filter(|s| s.lane == ix) else {
        return;
    };
    let i = near::first(&lane.states, |s| s.start < selection.start);
    let Some(span) = lane.states.get(i).filter(|s| s.start == selection.start) else {
        return;
    };
    let (x0, x1) = (
        scene.scale.x_within(span.start, 4.0),
        scene.scale.x_within(end_of(span, scene.timeline.end), 4.0),
    );
    let (left, right, top, bottom) = (
        x0 - 1.0,
        x1.max(x0 + 2.0),
        band.y - 2.0,
        band.y + band.h + 2.0,
    );
    let points = vec![
        (left, top),
        (right, top),
        (right, bottom),
        (left, bottom),
        (left, top),
    ];
    list.items.push(Item::Polyline {
        points,
        colour: Token::Accent,
        width: 2.0,
        dash: None,
    });
}

/// A title at the right edge of a header row.
pub(crate) fn right_text(scene: &Scene, y: f32, text: &str, list: &mut DisplayList) {
    list.text(
        scene.view.width - 10.0,
        y,
        text,
        Label::small(Token::Ink3).at(Align::End),
    );
}

/// Used by the state line: the task that a thread is in at a moment.
pub(crate) fn task_at(lane: &Lane, at: Ns, scene: &label::Names) -> Option<String> {
    let next = lane.tasks.partition_point(|t| t.end <= at);
    lane.tasks
        .get(next)
        .filter(|t| t.start <= at)
        .map(|task| scene.task(task))
}
