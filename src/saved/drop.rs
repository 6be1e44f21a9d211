//! Files that are dropped anywhere on the page.

use super::{open, pictures};
use crate::state::{Action, Reason};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::DragEvent;
use yew::Callback;

/// Listens for the life of the page. Without it a browser would leave the page and show the file.
pub fn listen(dispatch: Callback<Action>) {
    let listener = Closure::<dyn FnMut(DragEvent)>::new(move |event: DragEvent| {
        let Some(carried) = event.data_transfer().filter(carries_files) else {
            return;
        };
        event.prevent_default();
        let Some(files) = carried.files().filter(|_| event.type_() == "drop") else {
            return;
        };
        if pictures::are_pictures(&files) {
            pictures::take(&files, dispatch.clone());
        } else if let Some(file) = files.get(0) {
            open(file.into(), Reason::Chosen, dispatch.clone());
        }
    });
    if let Some(window) = web_sys::window() {
        for name in ["dragover", "drop"] {
            let _ =
                window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
    }
    listener.forget(); // Lives as long as the page.
}

/// Text that is dragged into a field is the browser's own affair.
fn carries_files(carried: &web_sys::DataTransfer) -> bool {
    carried.types().includes(&"Files".into(), 0)
}
