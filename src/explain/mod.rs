//! What a demo teaches: where to look, what to try, what people get wrong.

use crate::cards::Shelf;
use crate::parts::{Screen, waiting};
use yew::prelude::*;

/// The right column from 1600 px on, else the last card.
///
/// Reads: lesson, shelf. Sends: `FetchCards`; "try this" are links, so that they can be opened, copied and sent. Accessible: landmark
/// `complementary`. States: while the cards are not here the parts keep about their size, and say what is awaited or failed.
pub fn explain(props: &Screen) -> Html {
    let (t, lesson) = (&props.t, &props.state.lesson);
    let tries = lesson.tries.iter();
    html! {
        <aside class="pp-explain pp-card" aria-labelledby="pp-explain">
            <div class="pp-card__head"><h2 id="pp-explain">{ t.say("explain") }</h2></div>
            if !matches!(props.state.shelf(), Shelf::Here(_)) { { waiting(props) } } else {
            <div class="pp-explain__part">
                <h3>{ t.say("explain-look") }</h3>
                <p>{ t.words(&lesson.look_at) }</p>
            </div>
            <div class="pp-explain__part">
                <h3>{ t.say("explain-try") }</h3>
                <ul class="pp-try">
                    { for tries.map(|(text, link)| html! { <li key={&**link}><a href={address(link)}>{ t.words(text) }</a></li> }) }
                </ul>
            </div>
            <div class="pp-explain__part">
                <h3>{ t.say("explain-wrong") }</h3>
                <p>{ t.words(&lesson.misconception) }</p>
            </div>
            }
        </aside>
    }
}

fn address(link: &str) -> String {
    format!("#/{}", link.trim_start_matches(['#', '/']))
}
