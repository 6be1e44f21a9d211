//! The list of keys.

use super::Dispatch;
use crate::i18n::Translator;
use crate::keys::{self, Binding, SingleKeys};
use crate::state::{Action, Overlay};
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct HelpProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// Whether the list is shown.
    pub open: bool,
    /// Keys are written with ⌘.
    pub mac: bool,
    /// Whether single keys act.
    pub single: SingleKeys,
}

/// A dialog with every key of the tables in `keys.rs`, and the switch for single keys.
///
/// Reads: overlay, single keys. Sends: `Toggle(Help)`, `SetSingleKeys`. Keys: Escape closes. Accessible: a modal dialog with a heading;
/// the browser keeps the focus inside and gives it back. States: closed, open.
#[function_component(Help)]
pub fn help(props: &HelpProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |open| {
            if let Some(element) = dialog.cast::<web_sys::HtmlDialogElement>() {
                match (*open, element.open()) {
                    (true, false) => drop(element.show_modal()),
                    (false, true) => element.close(),
                    _ => {}
                }
            }
        });
    }
    let t = &props.t;
    // The browser closes a dialog on Escape by itself: the state hears of it here.
    let oncancel = props.dispatch.reform(|event: Event| {
        event.prevent_default();
        Action::Toggle(Overlay::Help)
    });
    let close = props.dispatch.reform(|_| Action::Toggle(Overlay::Help));
    let on = props.single == SingleKeys::On;
    let single = props.dispatch.reform(move |_: Event| Action::SetSingleKeys(if on { SingleKeys::Off } else { SingleKeys::On }));
    html! {
        <dialog class="pp-overlay" ref={dialog} {oncancel} aria-labelledby="pp-keys">
            <h2 id="pp-keys">{ t.say("keys-title") }</h2>
            <dl>{ rows(t, keys::GLOBAL, props.mac) }</dl>
            <h2>{ t.say("keys-title-timeline") }</h2>
            <dl>{ rows(t, keys::TIMELINE, props.mac) }</dl>
            <p><label class="pp-check"><input type="checkbox" checked={on} onchange={single} />{ t.say("keys-single") }</label></p>
            <p><button type="button" class="pp-button" onclick={close}>{ t.say("close") }</button></p>
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
