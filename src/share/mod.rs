//! Sharing: the link of the form as it is.

use crate::parts::Screen;
use crate::state::{Action, Copied};
use yew::prelude::*;

/// Copies the link that reproduces the demo with the present parameters.
///
/// Reads: copied. Sends: `Share`. Accessible: a button whose name says when the link was copied; the live region says it too.
/// States: at rest, copied, refused (the address bar then holds the link).
pub fn share_button(props: &Screen) -> Html {
    let label = match props.state.copied {
        Some(Copied::Link) => "share-copied",
        Some(Copied::Refused) => "share-refused",
        _ => "share-link",
    };
    let onclick = props.dispatch.reform(|_| Action::Share);
    html! { <button type="button" class="pp-button pp-button--primary" {onclick}>{ props.t.say(label) }</button> }
}
