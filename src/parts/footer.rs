//! The foot of the page.

use super::Dispatch;
use crate::i18n::Translator;
use crate::state::{Action, Overlay};
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct FooterProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
}

/// What is real and what is not, in one line, and the way to the keys.
///
/// Reads: nothing. Sends: `Toggle(Help)`. Accessible: landmark `contentinfo`.
#[function_component(Footer)]
pub fn footer(props: &FooterProps) -> Html {
    let keys = props.dispatch.reform(|_| Action::Toggle(Overlay::Help));
    html! {
        <footer class="pp-footer">
            <span>{ props.t.say("footer-real") }</span>
            <button type="button" class="pp-button pp-button--quiet" onclick={keys}>{ props.t.say("footer-keys") }</button>
        </footer>
    }
}
