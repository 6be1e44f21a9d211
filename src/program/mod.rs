//! The program: the equivalent Python for the present parameters, and the Rust that really runs.

mod listing;
mod syntax;

pub use listing::Listing;

use crate::i18n::Translator;
use crate::parts::Dispatch;
use crate::state::{Action, Copied, ProgramTab, Rust};
use syntax::Grammar;
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct ProgramProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// The Python text for the present parameters.
    pub python: AttrValue,
    /// The Rust text, once it was asked for.
    pub rust: Option<Rust>,
    /// Which is shown.
    pub tab: ProgramTab,
    /// Lines of the Python text that run now, from 0.
    pub running: Vec<usize>,
    /// What was copied last.
    pub copied: Option<Copied>,
}

/// The card "Program".
///
/// Reads: card, draft, tab, rust, line keys of the run. Sends: `SetTab`, `CopyProgram`, `SaveProgram`. Keys: arrows between the tabs.
/// Accessible: a tab list with its panel. States: Rust text coming, here, not to be had.
#[function_component(Program)]
pub fn program(props: &ProgramProps) -> Html {
    let ProgramProps { t, dispatch, tab, .. } = props;
    let copy = dispatch.reform(|_| Action::CopyProgram);
    let save = dispatch.reform(|_| Action::SaveProgram);
    let copied = if props.copied == Some(Copied::Program) { "copied" } else { "copy" };
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
            <div role="tabpanel" id="pp-program-panel" aria-labelledby={tab_id(*tab)}>
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

fn tab_button(props: &ProgramProps, tab: ProgramTab, name: &'static str) -> Html {
    let selected = props.tab == tab;
    let onclick = props.dispatch.reform(move |_| Action::SetTab(tab));
    let other = if tab == ProgramTab::Python { ProgramTab::Rust } else { ProgramTab::Python };
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
    let element = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

fn python(props: &ProgramProps) -> Html {
    let name = props.t.say("program-python");
    html! { <Listing text={props.python.clone()} grammar={Grammar::Python} running={props.running.clone()} {name} /> }
}

fn rust(props: &ProgramProps) -> Html {
    let t = &props.t;
    match &props.rust {
        Some(Rust::Text(text)) => {
            html! { <Listing text={AttrValue::from(text.clone())} grammar={Grammar::Rust} name={t.say("program-rust")} /> }
        }
        Some(Rust::Missing) => html! { <p class="pp-empty">{ t.say("program-rust-missing") }</p> },
        _ => html! { <p class="pp-empty">{ t.say("program-rust-coming") }</p> },
    }
}
