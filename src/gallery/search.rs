//! The search field over titles and API names.

use crate::parts::Screen;
use crate::state::Action;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Id of the field, for the key that leads to it.
pub const SEARCH_ID: &str = "pp-search";

/// The field that narrows the gallery.
///
/// Reads: search. Sends: `Search`, `Choose` (the first that is found). Keys: `/` leads here, Enter opens the first, Escape empties.
/// Accessible: landmark `search`, a labelled search box.
pub fn search_field(props: &Screen) -> Html {
    let name = props.t.say("search-name");
    let oninput = props
        .dispatch
        .reform(|event: InputEvent| Action::Search(text_of(&event)));
    let onkeydown = {
        let (dispatch, search) = (props.dispatch.clone(), props.state.search.clone());
        move |event: KeyboardEvent| {
            if event.key() != "Enter" || event.ctrl_key() || event.meta_key() {
                return;
            }
            if let Some(card) = demos::listed().find(|c| super::matches(c, &search)) {
                dispatch.emit(Action::Choose(card.spec.id));
            }
        }
    };
    html! {
        <search class="pp-header__search">
            <input id={SEARCH_ID} type="search" placeholder={props.t.say("search-hint")} aria-label={name} autocomplete="off"
                aria-controls="pp-gallery" value={props.state.search.clone()} {oninput} {onkeydown} />
            <kbd class="pp-kbd" aria-hidden="true">{ "/" }</kbd>
        </search>
    }
}

fn text_of(event: &InputEvent) -> String {
    event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
        .map(|i| i.value())
        .unwrap_or_default()
}
