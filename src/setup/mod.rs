//! The parameters of a run, and the buttons that start and stop it.

mod field;
mod run_bar;
mod slider;

pub use run_bar::RunBar;

use crate::i18n::Translator;
use crate::parts::{Dispatch, NoticeTone, Notices};
use crate::state::{Action, CardRef};
use field::FieldRow;
use scenario::parameters::Place;
use scenario::{Draft, Field, Notice};
use yew::prelude::*;

#[derive(Debug, PartialEq, Properties)]
pub struct ParametersProps {
    /// Speaks.
    pub t: Translator,
    /// Sends.
    pub dispatch: Dispatch,
    /// The open demo.
    pub card: CardRef,
    /// Its form, as typed.
    pub draft: Draft,
    /// What was wrong with the link.
    pub notices: Vec<Notice>,
}

/// The card "Parameters": every field of the demo, rarely used ones folded away.
///
/// Reads: card, draft, notices. Sends: `Edit`, `Reset`. Accessible: a region named by its heading; fields in the order of the card.
/// States: plain; notices of the link below the fields until something is edited.
#[function_component(Parameters)]
pub fn parameters(props: &ParametersProps) -> Html {
    let t = &props.t;
    let (_, faults) = scenario::validate(&props.card.spec, props.draft.clone());
    let row = |field: &'static Field| {
        let text = props.draft.get(field.key).unwrap_or(field.default).to_string();
        let notice = faults.iter().find(|n| n.field.as_deref() == Some(field.key)).cloned();
        html! { <FieldRow key={field.key} t={t.clone()} dispatch={props.dispatch.clone()} {field} {text} {notice} /> }
    };
    let at = |place: Place| props.card.card().spec.fields.iter().filter(move |f| f.parameter().place == place);
    let reset = props.dispatch.reform(|_| Action::Reset);
    let messages: Vec<_> = props.notices.iter().map(|n| n.message.clone()).collect();
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
            <Notices t={t.clone()} {messages} tone={NoticeTone::Warn} />
        </section>
    }
}
