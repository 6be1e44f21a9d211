//! What is said where demos cannot run.

use super::Screen;
use yew::prelude::*;

/// What is missing and how to mend it: what an embedding page must allow, headers to send, the command that serves with them, the browsers that can.
///
/// Reads: machine. Sends: nothing. Accessible: a region with a heading, before everything else in `main`.
/// States: nothing at all where demos can run.
pub fn missing_banner(props: &Screen) -> Html {
    if props.state.machine.can_run() {
        return Html::default();
    }
    let t = &props.t;
    let why = if !props.state.machine.isolated {
        "missing-isolation"
    } else {
        "missing-memory"
    };
    html! {
        <section class="pp-banner" aria-labelledby="pp-missing">
            <h2 id="pp-missing">{ t.say("missing-title") }</h2>
            <p>{ t.say(why) }</p>
            if props.state.machine.is_isolating { <p><strong>{ t.say("missing-isolating") }</strong></p> }
            <ul>
                if props.state.embed {
                    <li>{ t.say("missing-fix-frame") }{ " " }<code>{ "allow=\"cross-origin-isolated\"" }</code></li>
                }
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
