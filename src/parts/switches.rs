//! The switches of the page's look: language and theme.

use super::Screen;
use crate::i18n::Language;
use crate::state::{Action, Theme};
use yew::prelude::*;

/// One button that names the other language.
///
/// Reads: the language. Sends: `SetLanguage`. Accessible: the button's name is the other language in its own script, marked with its tag.
pub fn language_switch(props: &Screen) -> Html {
    let other = match props.t.language() {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    let onclick = props.dispatch.reform(move |_| Action::SetLanguage(other));
    html! { <button type="button" class="pp-button" lang={other.tag()} {onclick}>{ other.own_name() }</button> }
}

/// One button that goes through system, light and dark.
///
/// Reads: the theme. Sends: `SetTheme`. Accessible: the name says what is chosen; the sign is decoration.
pub fn theme_switch(props: &Screen) -> Html {
    let (sign, label, next) = match props.state.theme {
        Theme::System => ("◐", "theme-system", Theme::Light),
        Theme::Light => ("○", "theme-light", Theme::Dark),
        Theme::Dark => ("●", "theme-dark", Theme::System),
    };
    let name = props.t.say(label);
    let onclick = props.dispatch.reform(move |_| Action::SetTheme(next));
    html! {
        <button type="button" class="pp-button pp-button--icon" title={name.clone()} aria-label={name} {onclick}>
            <span aria-hidden="true">{ sign }</span>
        </button>
    }
}
