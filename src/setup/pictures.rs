//! The row for a person's own pictures, below the fields of a demo that takes them.

use crate::parts::{NoticeTone, Screen, notices};
use crate::state::{Action, pictures_there};
use yew::prelude::*;

/// A button to choose pictures, how many there are, and the way back.
///
/// Reads: card, pictures. Sends: `AskPictures`, `ForgetPictures`. Accessible: buttons with words; what comes of the files is announced.
/// States: none, some, some or none with files that were not taken.
pub fn pictures_row(props: &Screen) -> Html {
    let (t, state) = (&props.t, &props.state);
    if !state.takes_pictures() {
        return Html::default();
    }
    let ask = props.dispatch.reform(|_| Action::AskPictures);
    let forget = props.dispatch.reform(|_| Action::ForgetPictures);
    let trouble: Vec<_> = state.pictures.trouble.iter().cloned().collect();
    html! {
        <div class="pp-pictures">
            <button type="button" class="pp-button" onclick={ask}>{ t.say("pictures-own") }</button>
            if let Some(pictures) = &state.pictures.taken {
                <span>{ t.t(&pictures_there(pictures)) }</span>
                <button type="button" class="pp-button pp-button--quiet" onclick={forget}>{ t.say("pictures-forget") }</button>
            } else {
                <span class="pp-pictures__hint">{ t.say("pictures-hint") }</span>
            }
            { notices(t, &trouble, NoticeTone::Warn) }
        </div>
    }
}
