//! The foot of the page.

use super::Screen;
use super::help::help;
use crate::state::{Action, Overlay};
use yew::prelude::*;

/// What is real and what is not, in one line, and the way to the keys.
///
/// Reads: overlay, single keys. Sends: `Toggle(Help)`. Accessible: landmark `contentinfo`.
pub fn foot(props: &Screen) -> Html {
    let keys = props.dispatch.reform(|_| Action::Toggle(Overlay::Help));
    html! { <>
        <footer class="pp-footer">
            <span>{ props.t.say("footer-real") }</span>
            <button type="button" class="pp-button pp-button--quiet" onclick={keys}>{ props.t.say("footer-keys") }</button>
        </footer>
        { help(props) }
    </> }
}
