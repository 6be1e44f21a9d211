//! The switches of the page's look: language and theme.

use super::Dispatch;
use crate::i18n::{Language, Translator};
use crate::state::{Action, Theme};
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct LanguageSwitchProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
}

/// One button that names the other language.
///
/// Reads: the language. Sends: `SetLanguage`. Accessible: the button's name is the other language in its own script, marked with its tag.
#[function_component(LanguageSwitch)]
pub fn language_switch(props: &LanguageSwitchProps) -> Html {
    let other = match props.t.language() {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    let onclick = props.dispatch.reform(move |_| Action::SetLanguage(other));
    html! { <button type="button" class="pp-button" lang={other.tag()} {onclick}>{ other.own_name() }</button> }
}

#[derive(Debug, PartialEq, Properties)]
pub struct ThemeSwitchProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// What is chosen.
    pub theme: Theme,
}

/// One button that goes through system, light and dark.
///
/// Reads: the theme. Sends: `SetTheme`. Accessible: the name says what is chosen; the sign is decoration.
#[function_component(ThemeSwitch)]
pub fn theme_switch(props: &ThemeSwitchProps) -> Html {
    let (sign, label, next) = match props.theme {
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
