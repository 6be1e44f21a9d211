//! The parameters of a run, and the buttons that start and stop it.

mod field;
mod pictures;
mod run_bar;
mod slider;

use crate::parts::{NoticeTone, Screen, notices};
use crate::state::Action;
use field::{FieldRow, field_row};
use pictures::pictures_row;
use run_bar::run_bar;
use scenario::parameters::Place;
use scenario::{Field, Notice};
use yew::prelude::*;

/// The card "Parameters": every field of the demo, rarely used ones folded away.
///
/// Reads: card, lesson, draft, notices. Sends: `Edit`, `Reset`. Accessible: a region named by its heading; fields in the order of the card.
/// States: plain; notices of the link below the fields until something is edited.
pub fn parameters(props: &Screen) -> Html {
    let (t, state) = (&props.t, &props.state);
    let (_, faults) = scenario::validate(&state.card.spec, state.draft.clone());
    let row = |(index, field): (usize, &'static Field)| {
        let help = state.lesson.helps.get(index);
        let text = state
            .draft
            .get(field.key)
            .unwrap_or(field.default)
            .to_string();
        let is_of = |notice: &&Notice| notice.field.as_deref() == Some(field.key);
        let notice = faults.iter().find(is_of).cloned();
        field_row(&FieldRow {
            t,
            dispatch: &props.dispatch,
            field,
            help: help.map_or("", |help| t.words(help)),
            text,
            notice,
        })
    };
    let fields = state.card.row().spec.fields;
    let at = |place: Place| {
        let fields = fields.iter().enumerate();
        fields.filter(move |(_, f)| f.parameter().place == place)
    };
    let reset = props.dispatch.reform(|_| Action::Reset);
    let messages: Vec<_> = state.notices.iter().map(|n| n.message.clone()).collect();
    html! {
        <section class="pp-card" id="pp-card-1" tabindex="-1" aria-labelledby="pp-parameters">
            <div class="pp-card__head">
                <h2 id="pp-parameters">{ t.say("parameters") }</h2>
                <button type="button" class="pp-button pp-button--quiet pp-card__side" onclick={reset}>{ t.say("reset") }</button>
            </div>
            <div class="pp-form">{ for at(Place::Main).map(row) }</div>
            if at(Place::More).next().is_some() {
                <details class="pp-more">
                    <summary>{ t.say("parameters-more") }</summary>
                    <div class="pp-form">{ for at(Place::More).map(row) }</div>
                </details>
            }
            { pictures_row(props) }
            { notices(t, &messages, NoticeTone::Warn) }
        </section>
    }
}

/// The demo's title and idea, and the two buttons that matter.
///
/// Reads: card, lesson, phase. Sends: as the run bar. Accessible: the page's one heading of the first level.
pub fn title(props: &Screen) -> Html {
    let (t, card) = (&props.t, props.state.card);
    html! {
        <div class="pp-title">
            <div class="pp-title__text">
                <h1>{ t.text(card.title) }</h1>
                <p>{ t.words(&props.state.lesson.idea) }</p>
            </div>
            { run_bar(props) }
        </div>
    }
}
