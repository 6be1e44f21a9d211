//! The address and the page: the only user of `location` and `history`.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The part of the address after `#`, as the browser shows it; empty when there is none.
pub fn hash() -> String {
    let hash = location().and_then(|l| l.hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_string()
}

/// The whole address that opens this link.
pub fn address(link: &str) -> String {
    let base = location().and_then(|l| l.href().ok()).unwrap_or_default();
    let base = base.split('#').next().unwrap_or_default().to_string();
    format!("{base}#{}", link.trim_start_matches('#'))
}

/// Puts a link into the address without a step in the history and without a `hashchange`.
pub fn replace(link: &str) {
    let Some(history) = web_sys::window().and_then(|w| w.history().ok()) else {
        return;
    };
    // A frame of an opaque origin refuses; the run does not depend on its address.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address(link)));
}

/// Puts a link into the address as a step that Back undoes.
pub fn push(link: &str) {
    let Some(history) = web_sys::window().and_then(|w| w.history().ok()) else {
        return;
    };
    let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address(link)));
}

/// Calls back with the new hash whenever the person changes the address (typing, Back, a link of the page).
pub fn on_change(mut call: impl FnMut(String) + 'static) {
    let listener = Closure::<dyn FnMut()>::new(move || call(hash()));
    if let Some(window) = web_sys::window() {
        for name in ["hashchange", "popstate"] {
            let _ =
                window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
    }
    listener.forget(); // Lives as long as the page.
}

fn location() -> Option<web_sys::Location> {
    web_sys::window().map(|w| w.location())
}
