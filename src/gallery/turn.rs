//! The demos before and after the open one.

use crate::parts::Screen;
use crate::state::Action;
use yew::prelude::*;

/// Two links at the foot of a demo.
///
/// Reads: card. Sends: `Turn`. Keys: `[` and `]`. Accessible: landmark `navigation`. States: at an end, one link; for a demo that is
/// reached by link alone, none.
pub fn turn(props: &Screen) -> Html {
    let listed: Vec<_> = demos::listed().collect();
    let Some(here) = listed
        .iter()
        .position(|c| c.spec.id == props.state.card.id())
    else {
        return Html::default();
    };
    let side = |at: Option<usize>, by: i32| {
        let Some(card) = at.and_then(|i| listed.get(i)) else {
            return html! { <span></span> };
        };
        let onclick = props.dispatch.reform(move |event: MouseEvent| {
            event.prevent_default();
            Action::Turn(by)
        });
        let title = props.t.text(card.title);
        let text = if by < 0 {
            format!("‹ {title}")
        } else {
            format!("{title} ›")
        };
        html! { <a href={format!("#/{}", card.spec.id)} {onclick}>{ text }</a> }
    };
    html! {
        <nav class="pp-turn" aria-label={props.t.say("turn-name")}>{ side(here.checked_sub(1), -1) }{ side(Some(here + 1), 1) }</nav>
    }
}
