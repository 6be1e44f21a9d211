//! Who waits for what, and who has it: the picture of a deadlock, or of threads that nobody can wake.
//!
//! One row for each thread: the thread at the left, what it waits for at the right. A dashed arrow means "waits for", a solid one "is held by"
//! and leads back to the thread that has it: to the next row where that is the one, else around the right edge. So a cycle closes visibly.

use crate::display::{Align, DisplayList, Fill, Item, Label, Token, text_width};
use crate::words::{Words, message};
use report::hang::{HangReport, WaitReport};
use trace::kinds::Cause;

/// From one row to the next.
const ROW: f32 = 48.0;
/// Height of a box.
const BOX: f32 = 26.0;
/// Above the first row: room for an arrow that comes around.
const TOP: f32 = 22.0;
/// At the right: room for the arrows that go around.
const RIGHT: f32 = 26.0;
const LEFT: f32 = 4.0;
/// Half the width of an arrow's head, and its length.
const HEAD: (f32, f32) = (3.5, 8.0);
/// More rows than this are summed up.
const MOST: usize = 12;

/// Where the two columns stand.
struct Columns {
    threads: (f32, f32),
    objects: (f32, f32),
    width: f32,
}

impl Columns {
    fn new(width: f32) -> Columns {
        let room = (width - LEFT - RIGHT).max(120.0);
        let threads = (room * 0.42).min(200.0);
        let objects = (room * 0.32).min(180.0);
        Columns {
            threads: (LEFT, LEFT + threads),
            objects: (LEFT + room - objects, LEFT + room),
            width,
        }
    }
}

/// Draws the hang, `width` CSS pixels wide and as high as it needs. O(rows²).
pub fn layout(hang: &HangReport, width: f32, words: &dyn Words) -> DisplayList {
    let shown = &hang.waits[..hang.waits.len().min(MOST)];
    let hidden = hang.waits.len() - shown.len();
    let more = if hidden > 0 { 20.0 } else { 0.0 };
    let mut list = DisplayList {
        items: Vec::new(),
        width,
        height: TOP + ROW * shown.len() as f32 - (ROW - BOX) + 8.0 + more,
    };
    let columns = Columns::new(width);
    let mut around = 0;
    for (row, wait) in shown.iter().enumerate() {
        let holder = shown.iter().position(|other| other.thread == wait.holder);
        waits_for(&columns, row, words, &mut list);
        match holder {
            Some(holder) if holder == row + 1 => next(&columns, row, words, &mut list),
            Some(holder) => {
                go_around(&columns, (row, holder), around, &mut list);
                around += 1;
            }
            None if wait.holder != 0 => gone(&columns, row, wait, words, &mut list),
            None => {}
        }
    }
    for (row, wait) in shown.iter().enumerate() {
        boxes(&columns, row, wait, words, &mut list);
    }
    if hidden > 0 {
        let text = words.message(&message(
            "plot-hang-more",
            &[("count", &hidden.to_string())],
        ));
        list.text(LEFT, list.height - 6.0, text, Label::small(Token::Ink2));
    }
    list
}

fn top(row: usize) -> f32 {
    TOP + ROW * row as f32
}

/// The two boxes of a row.
fn boxes(
    columns: &Columns,
    row: usize,
    wait: &WaitReport,
    words: &dyn Words,
    list: &mut DisplayList,
) {
    let pale = Fill::Solid(Token::BlockedPale);
    named(
        columns.threads,
        row,
        &wait.name,
        (pale, Token::Blocked),
        list,
    );
    let card = Fill::Solid(Token::Card);
    named(
        columns.objects,
        row,
        &wanted(wait, words),
        (card, Token::ControlLine),
        list,
    );
}

/// What a thread waits for, as it stands in its box.
fn wanted(wait: &WaitReport, words: &dyn Words) -> String {
    if wait.cause == Cause::Join {
        return words.message(&message(
            "plot-hang-end-of",
            &[("thread", &wait.object_name)],
        ));
    }
    if wait.object_name.is_empty() {
        return words.message(&message("plot-waits", &[]));
    }
    wait.object_name.clone()
}

fn named(
    (x0, x1): (f32, f32),
    row: usize,
    name: &str,
    (fill, outline): (Fill, Token),
    list: &mut DisplayList,
) {
    let y = top(row);
    list.items.push(Item::Rect {
        x: x0 + 0.5,
        y: y + 0.5,
        w: x1 - x0 - 1.0,
        h: BOX - 1.0,
        radius: 6.0,
        fill,
        outline: Some(outline),
    });
    let label = Label::small(Token::Ink).code();
    let label = label.at(Align::Middle).within(x1 - x0 - 10.0);
    list.text((x0 + x1) / 2.0, y + BOX / 2.0 + 4.0, name, label);
}

/// The dashed arrow from a thread to what it waits for.
fn waits_for(columns: &Columns, row: usize, words: &dyn Words, list: &mut DisplayList) {
    let y = top(row) + BOX / 2.0;
    let (from, to) = ((columns.threads.1, y), (columns.objects.0, y));
    arrow(&[from, to], Token::Blocked, Some((4.0, 3.0)), list);
    if row == 0 {
        caption(columns, y - 5.0, "plot-hang-waits-for", words, list);
    }
}

/// The solid arrow from an object to the thread of the next row, which has it.
fn next(columns: &Columns, row: usize, words: &dyn Words, list: &mut DisplayList) {
    let from = (columns.objects.0 + 14.0, top(row) + BOX);
    let to = (columns.threads.1 - 14.0, top(row + 1));
    arrow(&[from, to], Token::Running, None, list);
    if row == 0 {
        caption(
            columns,
            (from.1 + to.1) / 2.0 + 12.0,
            "plot-hang-held-by",
            words,
            list,
        );
    }
}

/// The solid arrow from an object around the right edge to a thread that is not in the next row; the `nth` such arrow.
fn go_around(columns: &Columns, (row, holder): (usize, usize), nth: u32, list: &mut DisplayList) {
    let lane = columns.width - RIGHT + 8.0 + (nth % 3) as f32 * 6.0;
    let from = top(row) + BOX / 2.0;
    let above = top(holder) - 10.0 - (nth % 3) as f32 * 3.0;
    let x = columns.threads.0 + (columns.threads.1 - columns.threads.0) / 2.0;
    let points = [
        (columns.objects.1, from),
        (lane, from),
        (lane, above),
        (x, above),
        (x, top(holder)),
    ];
    arrow(&points, Token::Running, None, list);
}

/// Below an object: who has it, where that is none of the threads that wait.
fn gone(
    columns: &Columns,
    row: usize,
    wait: &WaitReport,
    words: &dyn Words,
    list: &mut DisplayList,
) {
    if wait.cause == Cause::Join {
        return;
    }
    let id = if wait.holder_has_ended {
        "plot-hang-held-by-ended"
    } else {
        "plot-hang-held-by-other"
    };
    let text = words.message(&message(id, &[("thread", &wait.holder_name)]));
    let label = Label::small(Token::Ink2).at(Align::End);
    let room = columns.objects.1 - columns.threads.0;
    list.text(
        columns.objects.1,
        top(row) + BOX + 12.0,
        text,
        label.within(room),
    );
}

/// Words between the columns, if they have room.
fn caption(columns: &Columns, y: f32, id: &'static str, words: &dyn Words, list: &mut DisplayList) {
    let text = words.message(&message(id, &[]));
    let room = columns.objects.0 - columns.threads.1 - 8.0;
    if text_width(&text, 11.0) <= room {
        let x = (columns.threads.1 + columns.objects.0) / 2.0;
        list.text(x, y, text, Label::small(Token::Ink2).at(Align::Middle));
    }
}

/// A line with a head at its last point.
fn arrow(points: &[(f32, f32)], colour: Token, dash: Option<(f32, f32)>, list: &mut DisplayList) {
    let [.., before, tip] = points else { return };
    let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let (half, long) = HEAD;
    let base = (tip.0 - ux * long, tip.1 - uy * long);
    let mut line = points.to_vec();
    if let Some(last) = line.last_mut() {
        *last = base;
    }
    list.items.push(Item::Polyline {
        points: line,
        colour,
        width: 1.5,
        dash,
    });
    let corner = |side: f32| (base.0 - uy * half * side, base.1 + ux * half * side);
    list.items.push(Item::Area {
        points: vec![*tip, corner(1.0), corner(-1.0)],
        fill: Fill::Solid(colour),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::test_words::Plain;

    fn wait(thread: u32, object: &str, holder: u32) -> WaitReport {
        WaitReport {
            thread,
            name: format!("thread {thread}"),
            cause: Cause::Lock,
            object: thread + 10,
            object_name: object.to_string(),
            holder,
            holder_name: String::new(),
            holder_has_ended: false,
            since_ms: 1.0,
            line: 0,
        }
    }

    fn hang(waits: Vec<WaitReport>) -> HangReport {
        HangReport {
            is_cycle: true,
            everyone: true,
            found_ms: 20.0,
            after_ms: 19.0,
            waits,
            taken: Vec::new(),
        }
    }

    fn lines(list: &DisplayList, colour: Token) -> usize {
        let of_colour =
            |item: &&Item| matches!(item, Item::Polyline { colour: c, .. } if *c == colour);
        list.items.iter().filter(of_colour).count()
    }

    #[test]
    fn every_thread_waits_and_every_holder_is_pointed_at() {
        for (waits, held) in [
            (vec![wait(1, "a", 2), wait(2, "b", 1)], 2),
            (vec![wait(1, "a", 1)], 1),
            (vec![wait(1, "q", 0), wait(2, "q", 0)], 0),
            (vec![wait(1, "a", 3), wait(2, "b", 3), wait(3, "c", 1)], 3),
        ] {
            let rows = waits.len();
            let list = layout(&hang(waits), 360.0, &Plain);
            assert_eq!(lines(&list, Token::Blocked), rows);
            assert_eq!(lines(&list, Token::Running), held);
        }
    }

    #[test]
    fn nothing_stands_outside_the_picture() {
        for (rows, width) in [(1, 200.0), (2, 320.0), (5, 360.0), (12, 900.0), (40, 320.0)] {
            let waits = (1..=rows).map(|n| wait(n, "fork", n % rows + 1)).collect();
            let list = layout(&hang(waits), width, &Plain);
            for item in &list.items {
                let corners = match item {
                    Item::Rect { x, y, w, h, .. } => vec![(*x, *y), (x + w, y + h)],
                    Item::Polyline { points, .. } | Item::Area { points, .. } => points.clone(),
                    Item::Text { x, y, .. } => vec![(*x, *y)],
                    _ => Vec::new(),
                };
                for (x, y) in corners {
                    let inside = (0.0..=width).contains(&x) && (0.0..=list.height).contains(&y);
                    assert!(inside, "{rows} rows, width {width}: {item:?}");
                }
            }
        }
    }
}
