//! The list of keys.

use super::Screen;
use crate::i18n::Translator;
use crate::keys::{self, Binding, SingleKeys};
use crate::state::{Action, Overlay};
use yew::prelude::*;

/// Id of the dialog, by which the app opens and closes it.
pub const HELP_ID: &str = "pp-help";

/// A dialog with every key of the tables in `keys.rs`, and the switch for single keys.
///
/// Reads: overlay, single keys. Sends: `Close`, `Toggle(Help)`, `SetSingleKeys`. Keys: Escape closes. Accessible: a modal dialog with a heading;
/// the browser keeps the focus inside and gives it back. States: closed, open.
pub fn help(props: &Screen) -> Html {
    let (t, mac) = (&props.t, props.state.machine.mac);
    // The browser closes a dialog on Escape by itself: the state hears of it here.
    let oncancel = props.dispatch.reform(|event: Event| {
        event.prevent_default();
        Action::Close
    });
    let close = props.dispatch.reform(|_| Action::Toggle(Overlay::Help));
    let on = props.state.single_keys == SingleKeys::On;
    let single = props.dispatch.reform(move |_: Event| {
        Action::SetSingleKeys(if on { SingleKeys::Off } else { SingleKeys::On })
    });
    html! {
        <dialog class="pp-overlay" id={HELP_ID} {oncancel} aria-labelledby="pp-keys">
            <div class="pp-keys">
                <div><h2 id="pp-keys">{ t.say("keys-title") }</h2><dl>{ rows(t, keys::GLOBAL, mac) }</dl></div>
                <div><h2>{ t.say("keys-title-timeline") }</h2><dl>{ rows(t, keys::TIMELINE, mac) }</dl></div>
            </div>
            <div class="pp-keys__end">
                <label class="pp-check"><input type="checkbox" checked={on} onchange={single} />{ t.say("keys-single") }</label>
                <button type="button" class="pp-button" onclick={close}>{ t.say("close") }</button>
            </div>
        </dialog>
    }
}

fn rows<C>(t: &Translator, table: &'static [Binding<C>], mac: bool) -> Html {
    table
        .iter()
        .map(|b| {
            html! { <><dt><kbd class="pp-kbd">{ keys::shown(b, mac) }</kbd></dt><dd>{ t.say(b.label) }</dd></> }
        })
        .collect()
}
