//! The line below the picture: what every thread did at the cursor, or does now.

use crate::i18n::Translator;
use plot::ticks;
use plot::timeline::View;
use plot::timeline::moment::{chosen, moment, objects, printed};
use report::{Ns, Timeline};
use scenario::message::Argument;
use yew::prelude::*;

/// More threads than this are summed up: the line must not push the charts away.
const MOST: usize = 8;

/// Draws the line. Without a cursor it speaks of the present while a run goes on, and of nothing after.
pub fn moment_line(timeline: &Timeline, view: &View, t: &Translator) -> Html {
    let at = match view.cursor {
        Some(at) => at,
        None if view.live => timeline.end,
        None => return html! { <div class="pp-moment">{ t.say("timeline-point") }</div> },
    };
    let presents = moment(timeline, at, t);
    let hidden = presents.len().saturating_sub(MOST);
    let items = presents.into_iter().take(MOST).map(|present| {
        let swatch = present.class.map(|class| html! { <i class={classes!("pp-swatch", format!("pp-swatch--{}", class.id()))}></i> });
        html! { <span class="pp-moment__item" key={present.thread}>{ swatch }{ present.text }</span> }
    });
    let mut things = objects(timeline, at, t);
    let hidden = hidden + things.len().saturating_sub(MOST);
    things.truncate(MOST);
    things.extend(printed(timeline, at, t));
    html! {
        <div class="pp-moment">
            <span class="pp-moment__time">{ t.with("timeline-at", &[("time", Argument::Text(at_text(at, view)))]) }</span>
            { for items }
            { for things.into_iter().map(|text| html! { <span class="pp-moment__item">{ text }</span> }) }
            if hidden > 0 {
                <span class="pp-moment__item">{ t.with("timeline-more", &[("count", Argument::Number(hidden as f64))]) }</span>
            }
        </div>
    }
}

/// What is said of the chosen span; an empty live region while none is chosen.
pub fn chosen_line(timeline: &Timeline, view: &View, t: &Translator) -> Html {
    let said = chosen(timeline, view, t);
    let class = classes!("pp-chosen", said.is_empty().then_some("pp-hidden"));
    html! {
        <div {class} role="status">
            { for said.into_iter().map(|text| html! { <span class="pp-moment__item">{ text }</span> }) }
        </div>
    }
}

fn at_text(at: Ns, view: &View) -> String {
    ticks::moment(at, view.scale().ns_per_px())
}
