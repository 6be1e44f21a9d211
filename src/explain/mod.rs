//! What a demo teaches: where to look, what to try, what people get wrong.

use crate::parts::Screen;
use yew::prelude::*;

/// The right column from 1600 px on, else the last card.
///
/// Reads: card. Sends: nothing; "try this" are links, so that they can be opened, copied and sent. Accessible: landmark `complementary`.
pub fn explain(props: &Screen) -> Html {
    let (t, card) = (&props.t, props.state.card);
    html! {
        <aside class="pp-explain pp-card" aria-labelledby="pp-explain">
            <div class="pp-card__head"><h2 id="pp-explain">{ t.say("explain") }</h2></div>
            <div class="pp-explain__part">
                <h3>{ t.say("explain-look") }</h3>
                <p>{ t.text(card.look_at) }</p>
            </div>
            <div class="pp-explain__part">
                <h3>{ t.say("explain-try") }</h3>
                <ul class="pp-try">
                    { for card.tries.iter().map(|to| html! { <li key={to.link}><a href={address(to.link)}>{ t.text(to.text) }</a></li> }) }
                </ul>
            </div>
            <div class="pp-explain__part">
                <h3>{ t.say("explain-wrong") }</h3>
                <p>{ t.text(card.misconception) }</p>
            </div>
        </aside>
    }
}

fn address(link: &str) -> String {
    format!("#/{}", link.trim_start_matches(['#', '/']))
}
