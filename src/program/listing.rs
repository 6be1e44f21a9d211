//! A numbered, lightly coloured listing.

use super::syntax::{Grammar, Token, pieces};
use yew::prelude::*;

/// Lines with their numbers; those that run now are marked.
///
/// Reads: the text. Sends: nothing. Accessible: a focusable region, so that it can be scrolled by keys; a marked line says so by
/// `aria-current`.
pub fn listing(text: &str, grammar: Grammar, running: &[usize], name: String) -> Html {
    html! {
        <ol class="pp-listing" tabindex="0" aria-label={name} translate="no">
            { for text.lines().enumerate().map(|(i, line)| {
                let running = running.contains(&i);
                let class = classes!("pp-listing__line", running.then_some("pp-listing__line--running"));
                html! { <li key={i} {class} aria-current={running.then_some("step")}>{ coloured(grammar, line) }</li> }
            }) }
        </ol>
    }
}

fn coloured(grammar: Grammar, line: &str) -> Html {
    // An empty line needs a character to be as high as the others.
    if line.is_empty() {
        return html! { "\u{200b}" };
    }
    let piece = |(token, text): (Token, &str)| match token.class() {
        Some(class) => html! { <span {class}>{ text.to_string() }</span> },
        None => html! { { text.to_string() } },
    };
    pieces(grammar, line).into_iter().map(piece).collect()
}
