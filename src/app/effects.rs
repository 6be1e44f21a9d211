//! What an effect does in the browser. Nothing is decided here.

use crate::gallery::SEARCH_ID;
use crate::i18n::Translator;
use crate::state::{Action, AppState, Copied, Theme};
use crate::{cards, fetch, later};
use demos::Group;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

/// Dresses the document: language, theme, title.
pub fn dress(state: &AppState, t: &Translator) {
    let Some(document) = document() else { return };
    document.set_title(&format!("{} · Parallel Play", t.text(state.card.title)));
    let Some(root) = document.document_element() else {
        return;
    };
    let _ = root.set_attribute("lang", state.language.tag());
    let _ = match state.theme {
        Theme::System => root.remove_attribute("data-theme"),
        theme => root.set_attribute("data-theme", theme.id()),
    };
}

/// Sets or removes an attribute of the document's root, by which tests and style sheets see the phase.
pub fn mark_root(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|d| d.document_element()) else {
        return;
    };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Opens or closes a modal dialog; the browser keeps the focus inside and gives it back.
pub fn open_dialog(id: &str, open: bool) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    let Some(dialog) = element.and_then(|e| e.dyn_into::<web_sys::HtmlDialogElement>().ok()) else {
        return;
    };
    match (open, dialog.open()) {
        (true, false) => drop(dialog.show_modal()),
        (false, true) => dialog.close(),
        _ => {}
    }
}

/// Puts the focus into the search field.
pub fn focus_search() {
    focus(SEARCH_ID);
}

/// Scrolls to a card and gives it the focus.
pub fn show_card(number: u8) {
    focus(&format!("pp-card-{number}"));
}

fn focus(id: &str) {
    let Some(element) = document()
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    let _ = element.focus();
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        input.select();
    }
}

/// Scrolls the gallery (its own box alone) so that the open demo is in sight; where it is already, nothing moves.
pub fn reveal_open_demo() {
    let Some(gallery) = document().and_then(|d| d.get_element_by_id("pp-gallery")) else {
        return;
    };
    let Ok(Some(open)) = gallery.query_selector("[aria-current=page]") else {
        return;
    };
    let (outer, inner) = (
        gallery.get_bounding_client_rect(),
        open.get_bounding_client_rect(),
    );
    if inner.top() < outer.top() || inner.bottom() > outer.bottom() {
        let by = (inner.top() + inner.bottom() - outer.top() - outer.bottom()) / 2.0;
        gallery.set_scroll_top(gallery.scroll_top() + by as i32);
    }
    if inner.left() < outer.left() || inner.right() > outer.right() {
        let by = (inner.left() + inner.right() - outer.left() - outer.right()) / 2.0;
        gallery.set_scroll_left(gallery.scroll_left() + by as i32);
    }
}

/// Copies a text, and says how that went.
pub fn copy(text: String, what: Copied, dispatch: Callback<Action>) {
    let clipboard = web_sys::window()
        .map(|w| w.navigator())
        .and_then(|n| Reflect::get(&n, &JsValue::from("clipboard")).ok())
        .and_then(|c| c.dyn_into::<web_sys::Clipboard>().ok());
    spawn_local(async move {
        let done = match clipboard {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        dispatch.emit(Action::CopyDone(if done { what } else { Copied::Refused }));
    });
}

/// Fetches the cards of a group.
pub fn fetch_cards(group: Group, dispatch: Callback<Action>) {
    spawn_local(async move {
        let cards = cards::fetch(group).await;
        dispatch.emit(Action::CardsCame(group, cards.ok()));
    });
}

/// Fetches the code that comes later.
pub fn fetch_later(dispatch: Callback<Action>) {
    spawn_local(async move {
        let later = later::fetch().await;
        dispatch.emit(Action::LaterCame(later.ok()));
    });
}

/// Fetches the Rust text of a demo's program.
pub fn fetch_rust(demo: &'static str, dispatch: Callback<Action>) {
    spawn_local(async move {
        let text = fetch::text(&format!("programs/{demo}.rs")).await;
        dispatch.emit(Action::RustCame(demo, text.ok().map(Into::into)));
    });
}

fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|w| w.document())
}
