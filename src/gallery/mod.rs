//! The gallery: chapters and their demos.

mod search;
mod turn;

pub use search::{SEARCH_ID, search_field};
pub use turn::turn;

use crate::parts::Screen;
use crate::state::{Action, Overlay};
use demos::{Chapter, Row};
use yew::prelude::*;

/// Every listed demo by chapter, narrowed by the search; a drawer between 760 and 1099 px, a strip of chips below.
///
/// Reads: open demo, running demo, seen, search. Sends: `Choose`. Accessible: landmark `navigation`; each demo is a link with the demo's
/// own address, the open one is the current page. States: nothing found says so.
pub fn gallery(props: &Screen) -> Html {
    let t = &props.t;
    let found: Vec<&'static Row> = demos::listed()
        .filter(|c| matches(c, &props.state.search))
        .collect();
    let drawer = props.state.overlay == Overlay::Gallery;
    let close = props.dispatch.reform(|_: MouseEvent| Action::Close);
    let class = classes!("pp-gallery", drawer.then_some("pp-gallery--open"));
    html! { <>
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
        if drawer { <div class="pp-veil" onclick={close}></div> }
    </> }
}

/// The chapters that have a listed demo, in the gallery's order.
fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = demos::listed().map(|c| c.chapter).collect();
    chapters.dedup();
    chapters
}

/// The demo that runs now.
fn running(props: &Screen) -> Option<&'static str> {
    let newest = props.state.newest().filter(|_| props.state.phase.is_busy());
    newest.map(|view| view.card.id())
}

fn entry(props: &Screen, card: &'static Row) -> Html {
    let id = card.spec.id;
    let t = &props.t;
    let onclick = props.dispatch.reform(move |event: MouseEvent| {
        event.prevent_default();
        Action::Choose(id)
    });
    let (level, difficulty) = (card.difficulty.level(), t.text(card.difficulty.title()));
    let mark = if running(props) == Some(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--running">{ t.say("gallery-running") }</span> }
    } else if props.state.seen.contains(id) {
        html! { <span class="pp-gallery__mark pp-gallery__mark--seen" title={t.say("gallery-seen")}>
        <span aria-hidden="true">{ "✓" }</span><span class="pp-hidden">{ t.say("gallery-seen") }</span></span> }
    } else {
        Html::default()
    };
    let current = (props.state.card.id() == id).then_some("page");
    html! {
        <li key={id}><a title={difficulty} class="pp-gallery__demo" href={format!("#/{id}")} aria-current={current} {onclick}>
            <span class="pp-gallery__name">{ t.text(card.title) }</span>{ mark }
            <span class="pp-gallery__level" data-level={level.to_string()}><span class="pp-hidden">{ format!("({difficulty})") }</span></span>
        </a></li>
    }
}

/// Whether a demo is meant by what was typed: every word stands in its title (either language), its id or the API names it teaches.
pub(crate) fn matches(card: &Row, search: &str) -> bool {
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
