//! The gallery: chapters and their demos.

mod search;

pub use search::{SEARCH_ID, SearchField};

use crate::i18n::Translator;
use crate::parts::Dispatch;
use crate::state::Action;
use demos::{Card, Chapter};
use std::collections::BTreeSet;
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct GalleryProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// The open demo.
    pub open: &'static str,
    /// The demo that runs.
    pub running: Option<&'static str>,
    /// Demos that were run on this browser.
    pub seen: BTreeSet<String>,
    /// What stands in the search field.
    pub search: AttrValue,
    /// Whether the drawer is out, where there is one.
    pub drawer: bool,
}

/// Every listed demo by chapter, narrowed by the search; a drawer between 760 and 1099 px, a strip of chips below.
///
/// Reads: open demo, running demo, seen, search. Sends: `Choose`. Accessible: landmark `navigation`; each demo is a link with the demo's
/// own address, the open one is the current page. States: nothing found says so.
#[function_component(Gallery)]
pub fn gallery(props: &GalleryProps) -> Html {
    let t = &props.t;
    let found: Vec<&'static Card> = demos::listed().filter(|c| matches(c, &props.search)).collect();
    let class = classes!("pp-gallery", props.drawer.then_some("pp-gallery--open"));
    html! {
        <nav id="pp-gallery" {class} aria-label={t.say("gallery-name")}>
            if found.is_empty() { <p class="pp-gallery__none" role="status">{ t.say("gallery-none") }</p> }
            { for chapters().into_iter().map(|chapter| {
                let cards: Vec<_> = found.iter().filter(|c| c.chapter == chapter).collect();
                if cards.is_empty() { return Html::default(); }
                html! { <>
                    <h2 class="pp-gallery__chapter">{ t.text(chapter.title()) }</h2>
                    <ul class="pp-gallery__list">{ for cards.into_iter().map(|c| entry(props, c)) }</ul>
                </> }
            }) }
        </nav>
    }
}

/// The chapters that have a listed demo, in the gallery's order.
fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = demos::listed().map(|c| c.chapter).collect();
    chapters.dedup();
    chapters
}

fn entry(props: &GalleryProps, card: &'static Card) -> Html {
    let id = card.spec.id;
    let t = &props.t;
    let onclick = props.dispatch.reform(move |event: MouseEvent| {
        event.prevent_default();
        Action::Choose(id)
    });
    let level = card.difficulty.level();
    let mark = if props.running == Some(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--running">{ t.say("gallery-running") }</span> }
    } else if props.seen.contains(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--seen" title={t.say("gallery-seen")}>
            <span aria-hidden="true">{ "✓" }</span><span class="pp-hidden">{ t.say("gallery-seen") }</span></span> }
    } else {
        Html::default()
    };
    let current = (props.open == id).then_some("page");
    html! {
        <li key={id}><a title={t.text(card.difficulty.title())} data-level={level.to_string()} class="pp-gallery__demo" href={format!("#/{id}")} aria-current={current} {onclick}>
            <span class="pp-gallery__name">{ t.text(card.title) }</span>{ mark }
        </a></li>
    }
}

/// Whether a demo is meant by what was typed: every word stands in its title (either language), its id or the API names it teaches.
pub(crate) fn matches(card: &Card, search: &str) -> bool {
    let held = format!("{} {} {} {}", card.title.en, card.title.zh, card.spec.id, card.api_names.join(" ")).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| held.contains(word))
}
