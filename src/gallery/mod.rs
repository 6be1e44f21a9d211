//! The gallery: chapters and their demos.

mod search;
mod turn;

pub use search::{SEARCH_ID, search_field};
pub use turn::turn;

use crate::i18n::Translator;
use crate::parts::{Dispatch, Screen};
use crate::state::{Action, AppState, Overlay};
use demos::{Chapter, Row};
use std::collections::BTreeSet;
use yew::prelude::*;

/// What of the state the gallery shows; two that are equal look the same.
#[derive(Clone, Copy, PartialEq)]
pub struct Shown<'s> {
    open: &'static str,
    running: Option<&'static str>,
    seen: &'s BTreeSet<String>,
    search: &'s str,
    drawer: bool,
}

impl<'s> Shown<'s> {
    /// Of this state.
    pub fn of(state: &'s AppState) -> Self {
        let newest = state.newest().filter(|_| state.phase.is_busy());
        Shown {
            open: state.card.id(),
            running: newest.map(|view| view.card.id()),
            seen: &state.seen,
            search: &state.search,
            drawer: state.overlay == Overlay::Gallery,
        }
    }
}

/// Every listed demo by chapter, narrowed by the search; a drawer between 760 and 1099 px, a strip of chips below.
///
/// Reads: open demo, running demo, seen, search. Sends: `Choose`. Accessible: landmark `navigation`; each demo is a link with the demo's
/// own address, the open one is the current page. States: nothing found says so.
pub fn gallery(props: &Screen) -> Html {
    let Screen {
        t, dispatch, state, ..
    } = props;
    let shown = Shown::of(state);
    let found: Vec<&'static Row> = demos::listed()
        .filter(|c| matches(c, shown.search))
        .collect();
    let drawer = shown.drawer;
    let close = dispatch.reform(|_: MouseEvent| Action::Close);
    let class = classes!("pp-gallery", drawer.then_some("pp-gallery--open"));
    html! { <>
        <nav id="pp-gallery" {class} aria-label={t.say("gallery-name")}>
            if found.is_empty() { <p class="pp-gallery__none" role="status">{ t.say("gallery-none") }</p> }
            { for chapters().into_iter().map(|chapter| {
                let cards: Vec<_> = found.iter().filter(|c| c.chapter == chapter).collect();
                if cards.is_empty() { return Html::default(); }
                html! { <>
                    <h2 class="pp-gallery__chapter">{ t.text(chapter.title()) }</h2>
                    <ul class="pp-gallery__list">{ for cards.into_iter().map(|c| entry(t, dispatch, shown, c)) }</ul>
                </> }
            }) }
        </nav>
        if drawer { <div class="pp-veil" onclick={close}></div> }
    </> }
}

/// The chapters that have a listed demo, in the gallery's order.
fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = demos::listed().map(|c| c.chapter).collect();
    chapters.dedup();
    chapters
}

fn entry(t: &Translator, dispatch: &Dispatch, shown: Shown, card: &'static Row) -> Html {
    let id = card.spec.id;
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.prevent_default();
        Action::Choose(id)
    });
    let (level, difficulty) = (card.difficulty.level(), t.text(card.difficulty.title()));
    let mark = if shown.running == Some(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--running">{ t.say("gallery-running") }</span> }
    } else if shown.seen.contains(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--seen" title={t.say("gallery-seen")}>
        <span aria-hidden="true">{ "✓" }</span><span class="pp-hidden">{ t.say("gallery-seen") }</span></span> }
    } else {
        Html::default()
    };
    let current = (shown.open == id).then_some("page");
    html! {
        <li key={id}><a title={difficulty} class="pp-gallery__demo" href={format!("#/{id}")} aria-current={current} {onclick}>
            <span class="pp-gallery__name">{ t.text(card.title) }</span>{ mark }
            <span class="pp-gallery__level" data-level={level.to_string()}><span class="pp-hidden">{ format!("({difficulty})") }</span></span>
        </a></li>
    }
}

/// Whether a demo is meant by what was typed: every word stands in its title (either language), its id or the API names it teaches.
pub(crate) fn matches(card: &Row, search: &str) -> bool {
    if search.is_empty() {
        return true;
    }
    let held = format!(
        "{} {} {} {}",
        card.title.en,
        card.title.zh,
        card.spec.id,
        card.api_names.join(" ")
    )
    .to_ascii_lowercase();
    search
        .to_ascii_lowercase()
        .split_whitespace()
        .all(|word| held.contains(word))
}
