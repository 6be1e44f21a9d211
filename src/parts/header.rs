//! The head of the page.

use super::{Dispatch, LanguageSwitch, Logo, ThemeSwitch};
use crate::gallery::SearchField;
use crate::i18n::Translator;
use crate::share::ShareButton;
use crate::state::{Action, Copied, Machine, Overlay, Theme};
use scenario::message::Argument;
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct HeaderProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// What stands in the search field.
    pub search: AttrValue,
    /// What the machine offers.
    pub machine: Machine,
    /// What is chosen.
    pub theme: Theme,
    /// What was copied last.
    pub copied: Option<Copied>,
    /// Whether the drawer is out.
    pub drawer: bool,
}

/// Name, search, facts of the machine, language, theme, help and the link to share.
///
/// Reads: search, machine, theme, copied, overlay. Sends: `Search`, `SetLanguage`, `SetTheme`, `Toggle`, `Share`.
/// Accessible: landmark `banner`; the drawer's button says whether it is out.
#[function_component(Header)]
pub fn header(props: &HeaderProps) -> Html {
    let HeaderProps { t, dispatch, .. } = props;
    let menu = dispatch.reform(|_| Action::Toggle(Overlay::Gallery));
    let help = dispatch.reform(|_| Action::Toggle(Overlay::Help));
    let (menu_name, help_name) = (t.say("gallery-open"), t.say("footer-keys"));
    html! {
        <header class="pp-header">
            <button type="button" class="pp-button pp-button--icon pp-header__menu" onclick={menu} aria-label={menu_name}
                aria-expanded={props.drawer.to_string()} aria-controls="pp-gallery"><span aria-hidden="true">{ "☰" }</span></button>
            <a class="pp-header__brand" href="#/"><Logo />{ "Parallel Play" }</a>
            <SearchField t={t.clone()} dispatch={dispatch.clone()} search={props.search.clone()} />
            { facts(t, &props.machine) }
            <div class="pp-header__tools">
                <LanguageSwitch t={t.clone()} dispatch={dispatch.clone()} />
                <ThemeSwitch t={t.clone()} dispatch={dispatch.clone()} theme={props.theme} />
                <button type="button" class="pp-button pp-button--icon" onclick={help} title={help_name.clone()} aria-label={help_name}>
                    <span aria-hidden="true">{ "?" }</span></button>
                <ShareButton t={t.clone()} dispatch={dispatch.clone()} copied={props.copied} />
            </div>
        </header>
    }
}

fn facts(t: &Translator, machine: &Machine) -> Html {
    let cores = t.with("machine-cores", &[("cores", Argument::Number(f64::from(machine.cores)))]);
    let (dot, isolation, detail) = if machine.can_run() {
        ("pp-dot pp-dot--good", "machine-isolated", "machine-detail")
    } else {
        ("pp-dot pp-dot--warn", "machine-not-isolated", "missing-title")
    };
    let clock = Argument::Text(super::figures::three_digits(machine.clock_us));
    html! {
        <span class="pp-header__facts" title={t.with(detail, &[("clock", clock)])}>
            <i class={dot} aria-hidden="true"></i>{ format!("{cores} · {}", t.say(isolation)) }
        </span>
    }
}
