//! The head of the page.

use super::{Screen, language_switch, logo, theme_switch};
use crate::gallery::search_field;
use crate::i18n::Translator;
use crate::share::share_button;
use crate::state::{Action, Machine, Overlay};
use scenario::message::Argument;
use yew::prelude::*;

/// Name, search, facts of the machine, language, theme, help and the link to share.
///
/// Reads: search, machine, theme, copied, overlay. Sends: `Search`, `SetLanguage`, `SetTheme`, `Toggle`, `Share`.
/// Accessible: landmark `banner`; the drawer's button says whether it is out.
pub fn header(props: &Screen) -> Html {
    let Screen {
        t, dispatch, state, ..
    } = props;
    let menu = dispatch.reform(|_| Action::Toggle(Overlay::Gallery));
    let help = dispatch.reform(|_| Action::Toggle(Overlay::Help));
    let (menu_name, help_name) = (t.say("gallery-open"), t.say("footer-keys"));
    html! {
        <header class="pp-header">
            <button type="button" class="pp-button pp-button--icon pp-header__menu" onclick={menu} aria-label={menu_name}
                aria-expanded={(state.overlay == Overlay::Gallery).to_string()} aria-controls="pp-gallery"><span aria-hidden="true">{ "☰" }</span></button>
            <a class="pp-header__brand" href="#/">{ logo() }<span class="pp-header__name">{ "Parallel Play" }</span></a>
            { search_field(props) }
            { facts(t, &state.machine) }
            <div class="pp-header__tools">
                { language_switch(props) }
                { theme_switch(props) }
                <button type="button" class="pp-button pp-button--icon pp-header__help" onclick={help} title={help_name.clone()} aria-label={help_name}>
                    <span aria-hidden="true">{ "?" }</span></button>
                { share_button(props) }
                if state.embed {
                    <a class="pp-button" href={state.link()} target="_blank" rel="noopener">{ t.say("open-in-full") }</a>
                }
            </div>
        </header>
    }
}

fn facts(t: &Translator, machine: &Machine) -> Html {
    let cores = t.with(
        "machine-cores",
        &[("cores", Argument::Number(f64::from(machine.cores)))],
    );
    let (dot, isolation, detail) = if machine.can_run() {
        ("pp-dot pp-dot--good", "machine-isolated", "machine-detail")
    } else {
        (
            "pp-dot pp-dot--warn",
            "machine-not-isolated",
            "missing-title",
        )
    };
    let clock = Argument::Text(super::figures::three_digits(machine.clock_us));
    html! {
        <span class="pp-header__facts" title={t.with(detail, &[("clock", clock)])}>
            <i class={dot} aria-hidden="true"></i>{ format!("{cores} · {}", t.say(isolation)) }
        </span>
    }
}
