//! Run and Stop.

use crate::i18n::Translator;
use crate::keys;
use crate::parts::Screen;
use crate::state::{Action, Phase};
use scenario::message::Argument;
use yew::prelude::*;

/// The two buttons that matter; at the bottom edge of a small screen they stay in reach.
///
/// Reads: phase, machine. Sends: `Run`, `Stop`. Keys: Ctrl/⌘ Enter or R, Ctrl/⌘ `.`. Accessible: two buttons with fixed names, the key in
/// the title; the phase beside them is announced by the live region, not here. States: idle, starting, running (Run restarts).
pub fn run_bar(props: &Screen) -> Html {
    let t = &props.t;
    let run = props.dispatch.reform(|_| Action::Run);
    let stop = props.dispatch.reform(|_| Action::Stop);
    let busy = props.state.phase.is_busy();
    let label = if busy { "run-again" } else { "run" };
    let written = |command| {
        keys::GLOBAL
            .iter()
            .find(|b| b.command == command && b.modifier)
            .map(|b| keys::shown(b, props.state.machine.mac))
    };
    html! {
        <div class="pp-run-bar">
            <span class="pp-run-bar__phase">{ phase_text(t, props.state.phase) }</span>
            <button type="button" id="pp-run" class="pp-button pp-button--primary pp-run-bar__run" disabled={!props.state.machine.can_run()}
                title={written(keys::Command::Run)} onclick={run}>
                <span aria-hidden="true">{ "▶" }</span>{ t.say(label) }<kbd class="pp-kbd" aria-hidden="true">{ "R" }</kbd>
            </button>
            <button type="button" id="pp-stop" class="pp-button pp-run-bar__stop" disabled={!busy}
                title={written(keys::Command::Stop)} onclick={stop}>
                <span aria-hidden="true">{ "■" }</span>{ t.say("stop") }
            </button>
        </div>
    }
}

fn phase_text(t: &Translator, phase: Phase) -> String {
    match phase {
        Phase::Idle | Phase::Running | Phase::Stopping => String::new(),
        Phase::Starting { wanted: 0, .. } => t.say("phase-starting"),
        Phase::Starting { wanted, ready } => t.with(
            "phase-starting-workers",
            &[
                ("wanted", Argument::Number(f64::from(wanted))),
                ("ready", Argument::Number(f64::from(ready))),
            ],
        ),
    }
}
