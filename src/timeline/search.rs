//! The field that finds spans, and the way from one found to the next.

use super::Said;
use crate::i18n::Translator;
use plot::timeline::Selection;
use scenario::message::Argument;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// What was typed, what it found, and which of it is chosen.
#[derive(Default)]
pub struct Search {
    /// Leads the key `/` to the field.
    pub field: NodeRef,
    typed: String,
    found: Vec<Selection>,
    at: usize,
}

impl Search {
    /// What was typed last.
    pub fn typed(&self) -> String {
        self.typed.clone()
    }

    /// Something else was typed, and this was found.
    pub fn type_in(&mut self, typed: String, found: Vec<Selection>) -> Option<Selection> {
        (self.typed, self.found, self.at) = (typed, found, 0);
        self.found.first().copied()
    }

    /// Goes so many places on among what was found, round and round.
    pub fn step(&mut self, by: isize) -> Option<Selection> {
        let count = self.found.len() as isize;
        if count > 0 {
            self.at = (self.at as isize + by).rem_euclid(count) as usize;
        }
        self.found.get(self.at).copied()
    }

    /// Another run: what was found is nothing any more.
    pub fn forget(&mut self) {
        (self.found, self.at) = (Vec::new(), 0);
    }

    /// Field, count, previous, next.
    ///
    /// Keys: Enter next, Shift+Enter previous. Accessible: a labelled search box; the count is a live region.
    pub fn view(&self, t: &Translator, said: &Callback<Said>) -> Html {
        let oninput = said.reform(|event: InputEvent| {
            let field = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
            Said::Find(field.map(|field| field.value()).unwrap_or_default())
        });
        let step = said.clone();
        let onkeydown = move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                step.emit(Said::Step(if event.shift_key() { -1 } else { 1 }));
            }
        };
        let button = |by: isize, sign: &'static str, name: &str| {
            let onclick = said.reform(move |_: MouseEvent| Said::Step(by));
            html! { <button type="button" class="pp-button pp-button--quiet" aria-label={t.say(name)} {onclick}>{ sign }</button> }
        };
        let count = match (self.typed.trim().is_empty(), self.found.len()) {
            (true, _) => String::new(),
            (false, 0) => t.say("timeline-found-none"),
            (false, count) => {
                let number = |n: usize| Argument::Number(n as f64);
                t.with(
                    "timeline-found",
                    &[("at", number(self.at + 1)), ("count", number(count))],
                )
            }
        };
        let name = t.say("timeline-search");
        html! {
            <search class="pp-find">
                <input ref={self.field.clone()} type="search" placeholder={name.clone()} aria-label={name} autocomplete="off"
                    value={self.typed.clone()} {oninput} {onkeydown} />
                <span role="status">{ count }</span>
                if self.found.len() > 1 {
                    { button(-1, "‹", "timeline-found-previous") }
                    { button(1, "›", "timeline-found-next") }
                }
            </search>
        }
    }
}
