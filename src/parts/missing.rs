//! What is said where demos cannot run.

use crate::i18n::Translator;
use crate::state::Machine;
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct MissingBannerProps {
    /// Speaks.
    pub t: Translator,
    /// What there is.
    pub machine: Machine,
}

/// What is missing and how to mend it: headers to send, the command that serves with them, the browsers that can.
///
/// Reads: machine. Sends: nothing. Accessible: a region with a heading, before everything else in `main`.
/// States: nothing at all where demos can run.
#[function_component(MissingBanner)]
pub fn missing_banner(props: &MissingBannerProps) -> Html {
    if props.machine.can_run() {
        return Html::default();
    }
    let t = &props.t;
    let why = if props.machine.shared_memory { "missing-isolation" } else { "missing-memory" };
    html! {
        <section class="pp-banner" aria-labelledby="pp-missing">
            <h2 id="pp-missing">{ t.say("missing-title") }</h2>
            <p>{ t.say(why) }</p>
            <ul>
                <li>{ t.say("missing-fix-headers") }{ " " }
                    <code>{ "Cross-Origin-Opener-Policy: same-origin" }</code>{ ", " }
                    <code>{ "Cross-Origin-Embedder-Policy: require-corp" }</code></li>
                <li>{ t.say("missing-fix-serve") }{ " " }<code>{ "cargo xtask serve" }</code></li>
                <li>{ t.say("missing-fix-browser") }</li>
            </ul>
            <p>{ t.say("missing-rest") }</p>
        </section>
    }
}
