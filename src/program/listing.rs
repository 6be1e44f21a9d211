//! A numbered, lightly coloured listing.

use super::syntax::{Grammar, Token, pieces};
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct ListingProps {
    /// The text.
    pub text: AttrValue,
    /// Its language.
    pub grammar: Grammar,
    /// Lines that run now, from 0.
    #[prop_or_default]
    pub running: Vec<usize>,
    /// Accessible name.
    pub name: AttrValue,
}

/// Lines with their numbers; those that run now are marked.
///
/// Reads: the text. Sends: nothing. Accessible: a focusable region, so that it can be scrolled by keys; a marked line says so by
/// `aria-current`.
#[function_component(Listing)]
pub fn listing(props: &ListingProps) -> Html {
    html! {
        <ol class="pp-listing" tabindex="0" aria-label={props.name.clone()} translate="no">
            { for props.text.lines().enumerate().map(|(i, line)| {
                let running = props.running.contains(&i);
                let class = classes!("pp-listing__line", running.then_some("pp-listing__line--running"));
                html! { <li key={i} {class} aria-current={running.then_some("step")}>{ coloured(props.grammar, line) }</li> }
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
