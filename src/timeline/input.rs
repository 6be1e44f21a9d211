//! Pointer, wheel and keys: from events to moves of the view.

use super::moves::Move;
use super::picture::Picture;
use crate::i18n::Translator;
use crate::keys::{self, Pressed};
use core::cell::{Cell, RefCell};
use plot::timeline::{Hit, hit, moment};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, HtmlElement, WheelEvent};
use yew::prelude::*;

/// A press that moves less than this is a click.
const SLOP: f32 = 4.0;
/// Width of the hover card, for keeping it inside the picture.
const TIP_WIDTH: f32 = 280.0;
/// Pixels of a wheel that counts in lines.
const LINE: f64 = 16.0;

/// The pointers that are down on the picture, and what dragging does.
#[derive(Clone, Default)]
pub struct Pointers {
    down: Rc<RefCell<Vec<Down>>>,
    drag: Rc<Cell<Drag>>,
}

/// What dragging over the picture does.
#[derive(Clone, Copy, Default, PartialEq)]
enum Drag {
    /// Moves it.
    #[default]
    Pan,
    /// Chooses a stretch of time.
    Mark,
}

#[derive(Clone, Copy)]
struct Down {
    id: i32,
    start: (f32, f32),
    last: (f32, f32),
    dragged: bool,
    drag: Drag,
}

impl Pointers {
    /// Whether the picture is being dragged.
    pub fn is_panning(&self) -> bool {
        let down = self.down.borrow();
        down.iter().any(|d| d.dragged && d.drag == Drag::Pan)
    }

    /// Whether dragging chooses a stretch of time.
    pub fn marks(&self) -> bool {
        self.drag.get() == Drag::Mark
    }

    /// Lets dragging do the other thing.
    pub fn turn(&self) {
        let other = if self.marks() { Drag::Pan } else { Drag::Mark };
        self.drag.set(other);
    }
}

/// Where the pointer stands in the picture.
fn place(event: &PointerEvent) -> Option<(f32, f32)> {
    let frame: HtmlElement = event.current_target()?.dyn_into().ok()?;
    let area = frame.get_bounding_client_rect();
    Some((
        event.client_x() as f32 - area.left() as f32,
        event.client_y() as f32 - area.top() as f32,
    ))
}

/// A pointer has come down.
pub fn down(pointers: &Pointers, event: &PointerEvent) -> Vec<Move> {
    let Some(at) = place(event).filter(|_| event.button() == 0) else {
        return Vec::new();
    };
    pointers.down.borrow_mut().push(Down {
        id: event.pointer_id(),
        start: at,
        last: at,
        dragged: false,
        drag: if event.shift_key() {
            Drag::Mark
        } else {
            pointers.drag.get()
        },
    });
    Vec::new()
}

/// A pointer has moved: hovering, dragging with one, pinching with two.
pub fn moved(pointers: &Pointers, event: &PointerEvent) -> Vec<Move> {
    let Some(at) = place(event) else {
        return Vec::new();
    };
    let mut down = pointers.down.borrow_mut();
    let count = down.len();
    let other = down
        .iter()
        .find(|d| d.id != event.pointer_id())
        .map(|d| d.last);
    let Some(pointer) = down.iter_mut().find(|d| d.id == event.pointer_id()) else {
        return vec![Move::Point(Some(at))];
    };
    let before = std::mem::replace(&mut pointer.last, at);
    if !pointer.dragged && (at.0 - pointer.start.0).hypot(at.1 - pointer.start.1) < SLOP {
        return Vec::new();
    }
    if !std::mem::replace(&mut pointer.dragged, true) {
        // From here on the picture keeps the pointer, even outside; a mere click must reach what it hits.
        if let Some(frame) = event
            .current_target()
            .and_then(|t| t.dyn_into::<HtmlElement>().ok())
        {
            let _ = frame.set_pointer_capture(event.pointer_id());
        }
    }
    let (mark, start) = (pointer.drag == Drag::Mark, pointer.start);
    match other {
        None if mark => vec![Move::Stretch(start.0, at.0)],
        Some(other) if count == 2 => {
            let (old, new) = (
                (before.0 - other.0).abs().max(8.0),
                (at.0 - other.0).abs().max(8.0),
            );
            vec![Move::Zoom {
                factor: f64::from(old / new),
                x: (at.0 + other.0) / 2.0,
            }]
        }
        _ => vec![
            Move::Pan(before.0 - at.0),
            Move::Scroll(if event.pointer_type() == "touch" {
                0.0
            } else {
                before.1 - at.1
            }),
        ],
    }
}

/// A pointer has gone up: a click, unless it was dragged.
pub fn up(pointers: &Pointers, event: &PointerEvent) -> Vec<Move> {
    let mut down = pointers.down.borrow_mut();
    let Some(i) = down.iter().position(|d| d.id == event.pointer_id()) else {
        return Vec::new();
    };
    let pointer = down.remove(i);
    if pointer.dragged {
        vec![Move::Point(place(event))]
    } else {
        vec![Move::Press(pointer.start.0, pointer.start.1)]
    }
}

/// A pointer has left.
pub fn left(pointers: &Pointers, event: &PointerEvent) -> Vec<Move> {
    pointers
        .down
        .borrow_mut()
        .retain(|d| d.id != event.pointer_id() || (d.dragged && event.type_() == "pointerleave"));
    vec![Move::Point(None)]
}

/// A key on the focused picture.
pub fn key(event: &KeyboardEvent) -> Option<Move> {
    let key = event.key();
    let pressed = Pressed {
        key: &key,
        modifier: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    };
    if key == "Escape" {
        return Some(Move::Unselect);
    }
    let command = keys::timeline(pressed)?;
    event.prevent_default();
    Some(Move::Key(command))
}

/// Listens to the wheel: with Ctrl or ⌘ (and so to a trackpad's pinch) it zooms, sideways or with Shift it pans, otherwise it scrolls the
/// rows while there are more than fit, and else the page. Yew listens passively, and a passive listener could not keep the page still.
pub fn listen_wheel(
    frame: &HtmlElement,
    picture: Rc<Picture>,
    moves: Callback<Move>,
) -> Option<Closure<dyn FnMut(WheelEvent)>> {
    let listened = frame.clone();
    let closure = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
        let area = listened.get_bounding_client_rect();
        let x = event.client_x() as f32 - area.left() as f32;
        if let Some(what) = wheel(&event, x, &picture) {
            event.prevent_default();
            moves.emit(what);
        }
    });
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    frame
        .add_event_listener_with_callback_and_add_event_listener_options(
            "wheel",
            closure.as_ref().unchecked_ref(),
            &options,
        )
        .ok()?;
    Some(closure)
}

fn wheel(event: &WheelEvent, x: f32, picture: &Picture) -> Option<Move> {
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
        LINE
    } else {
        1.0
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.ctrl_key() || event.meta_key() {
        return Some(Move::Zoom {
            factor: (dy / 240.0).clamp(-1.0, 1.0).exp(),
            x,
        });
    }
    if event.shift_key() || dx.abs() > dy.abs() {
        return Some(Move::Pan(if dx == 0.0 { dy } else { dx } as f32));
    }
    let view = picture.view();
    let room = picture.read(|timeline| super::moves::content_height(timeline, &view)) - view.height;
    let stays = (dy < 0.0 && view.scroll <= 0.0) || (dy > 0.0 && view.scroll >= room - 0.5);
    (room > 0.5 && !stays).then_some(Move::Scroll(dy as f32))
}

/// The hover card.
pub struct Tip {
    /// Left edge in the picture.
    pub x: f32,
    /// Top edge in the picture.
    pub y: f32,
    /// First line.
    pub title: String,
    /// The others.
    pub lines: Vec<String>,
}

/// What the card says of what stands at a pixel; `None` where nothing does.
pub fn tip(picture: &Picture, x: f32, y: f32, t: &Translator) -> Option<Tip> {
    let view = picture.view();
    picture.read(|timeline| {
        let Hit::Lane {
            lane,
            state: Some(state),
            task,
            ..
        } = hit(timeline, &view, x, y)?
        else {
            return None;
        };
        let (title, lines) = moment::details(
            timeline,
            &timeline.lanes[lane.0 as usize],
            &state,
            task.as_ref(),
            t,
        );
        let x = if x + TIP_WIDTH + 16.0 > view.width {
            x - TIP_WIDTH - 12.0
        } else {
            x + 14.0
        };
        Some(Tip {
            x: x.max(0.0),
            y: (y + 16.0).min(view.height - 40.0),
            title,
            lines,
        })
    })
}
