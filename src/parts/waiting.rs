//! What stands in the place of a card's prose and Python until they are here.

use super::Screen;
use crate::cards::Shelf;
use crate::state::Action;
use yew::prelude::*;

/// Says that the card is on its way, once that takes long enough to be noticed, or that it could not be had, and offers to try again.
///
/// Reads: shelf. Sends: `FetchCards`. Accessible: an ordinary button. States: coming, missing.
pub fn waiting(props: &Screen) -> Html {
    let t = &props.t;
    if *props.state.shelf() == Shelf::Missing {
        let again = props.dispatch.reform(|_| Action::FetchCards);
        return html! {
            <p class="pp-empty pp-waiting">{ t.say("cards-missing") }{ " " }
                <button type="button" class="pp-button pp-button--quiet" onclick={again}>{ t.say("cards-again") }</button></p>
        };
    }
    html! { <p class="pp-empty pp-waiting pp-waiting--coming">{ t.say("cards-coming") }</p> }
}
