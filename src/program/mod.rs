//! The program: the equivalent Python for the present parameters, and the Rust that really runs.

mod listing;
mod syntax;

use crate::parts::{Screen, waiting};
use crate::state::{Action, Copied, ProgramTab, Rust};
use listing::listing;
use syntax::Grammar;
use yew::prelude::*;

/// The card "Program".
///
/// Reads: card, shelf, draft, tab, rust, line keys of the run. Sends: `SetTab`, `CopyProgram`, `SaveProgram`. Keys: arrows between the tabs.
/// Accessible: a tab list with its panel. States: text coming, here, not to be had.
pub fn program(props: &Screen) -> Html {
    let Screen {
        t, dispatch, state, ..
    } = props;
    let tab = state.tab;
    let copy = dispatch.reform(|_| Action::CopyProgram);
    let save = dispatch.reform(|_| Action::SaveProgram);
    let copied = if state.copied == Some(Copied::Program) {
        "copied"
    } else {
        "copy"
    };
    html! {
        <section class="pp-card" id="pp-card-2" tabindex="-1" aria-label={t.say("program")}>
            <div class="pp-card__head">
                <div class="pp-tabs" role="tablist" aria-label={t.say("program")}>
                    { tab_button(props, ProgramTab::Python, "Python") }{ tab_button(props, ProgramTab::Rust, "Rust") }
                </div>
                <div class="pp-link-row pp-card__side">
                    <span><button type="button" class="pp-button pp-button--quiet" onclick={copy}>{ t.say(copied) }</button></span>
                    <span><button type="button" class="pp-button pp-button--quiet" onclick={save}>{ t.say("download") }</button></span>
                </div>
            </div>
            <div role="tabpanel" id="pp-program-panel" aria-labelledby={tab_id(tab)}>
                { match tab { ProgramTab::Python => python(props), ProgramTab::Rust => rust(props) } }
            </div>
        </section>
    }
}

fn tab_id(tab: ProgramTab) -> &'static str {
    match tab {
        ProgramTab::Python => "pp-tab-python",
        ProgramTab::Rust => "pp-tab-rust",
    }
}

fn tab_button(props: &Screen, tab: ProgramTab, name: &'static str) -> Html {
    let selected = props.state.tab == tab;
    let onclick = props.dispatch.reform(move |_| Action::SetTab(tab));
    let other = if tab == ProgramTab::Python {
        ProgramTab::Rust
    } else {
        ProgramTab::Python
    };
    let onkeydown = {
        let dispatch = props.dispatch.clone();
        move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                dispatch.emit(Action::SetTab(other));
                focus(tab_id(other));
            }
        }
    };
    let tabindex = if selected { "0" } else { "-1" };
    html! {
        <button type="button" class="pp-tab" role="tab" id={tab_id(tab)} aria-selected={selected.to_string()}
            aria-controls="pp-program-panel" {tabindex} {onclick} {onkeydown}>{ name }</button>
    }
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

fn python(props: &Screen) -> Html {
    let name = props.t.say("program-python");
    match props.state.python() {
        Some(python) => listing(&python.text(), Grammar::Python, &props.running, name),
        None => waiting(props),
    }
}

fn rust(props: &Screen) -> Html {
    let t = &props.t;
    let id = props.state.card.id();
    match props
        .state
        .rust
        .as_ref()
        .filter(|(demo, _)| *demo == id)
        .map(|(_, rust)| rust)
    {
        Some(Rust::Text(text)) => listing(text, Grammar::Rust, &[], t.say("program-rust")),
        Some(Rust::Missing) => html! { <p class="pp-empty">{ t.say("program-rust-missing") }</p> },
        _ => html! { <p class="pp-empty">{ t.say("program-rust-coming") }</p> },
    }
}
