//! Keys of the whole page: from the event to the action, by the table in `keys.rs`.

use crate::keys::{self, Command, Place, Pressed, SingleKeys};
use crate::state::{Action, Overlay, Shared};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::Callback;

/// Listens for the life of the page.
pub fn listen(state: Shared, dispatch: Callback<Action>) {
    let listener =
        Closure::<dyn FnMut(web_sys::KeyboardEvent)>::new(move |event: web_sys::KeyboardEvent| {
            if event.default_prevented() || event.is_composing() || closes_popover(&event) {
                return;
            }
            let (single, overlay) = {
                let state = state.borrow();
                (state.single_keys, state.overlay)
            };
            if let Some(action) = action(&event, single, overlay) {
                event.prevent_default();
                dispatch.emit(action);
            }
        });
    if let Some(window) = web_sys::window() {
        let _ =
            window.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
    }
    listener.forget(); // Lives as long as the page.
}

/// Whether this key is the browser's: Escape closes an open popover (a field's help) before anything of ours.
fn closes_popover(event: &web_sys::KeyboardEvent) -> bool {
    let document = web_sys::window().and_then(|w| w.document());
    let open = document.and_then(|d| d.query_selector(":popover-open").ok().flatten());
    event.key() == "Escape" && open.is_some()
}

fn action(event: &web_sys::KeyboardEvent, single: SingleKeys, overlay: Overlay) -> Option<Action> {
    let key = event.key();
    let pressed = Pressed {
        key: &key,
        modifier: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    };
    let command = keys::global(pressed, place(event), single)?;
    let under_dialog =
        overlay == Overlay::Help && !matches!(command, Command::Help | Command::Close);
    // A held key must not start a run per repeat.
    if under_dialog || event.repeat() {
        return None;
    }
    Some(match command {
        Command::Run => Action::Run,
        Command::Stop => Action::Stop,
        Command::Search => Action::FocusSearch,
        Command::PreviousDemo => Action::Turn(-1),
        Command::NextDemo => Action::Turn(1),
        Command::Card(number) => Action::ShowCard(number),
        Command::Help => Action::Toggle(Overlay::Help),
        Command::Close => Action::Close,
    })
}

fn place(event: &web_sys::KeyboardEvent) -> Place {
    let Some(element) = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
    else {
        return Place::Elsewhere;
    };
    let within = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if within(
        "textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])",
    ) {
        Place::Editable
    } else if within(".pp-timeline__picture") {
        Place::Timeline
    } else {
        Place::Elsewhere
    }
}
