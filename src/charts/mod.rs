//! The chart cards: one per load, side by side.

mod card;
mod figures;
mod told;

use crate::i18n::Translator;
use crate::state::History;
use card::ChartCard;
use figures::charts;
use plot::charts::chart;
use scenario::link::SentPoints;
use std::rc::Rc;
pub use told::{Told, told};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct ChartsProps {
    /// Speaks.
    pub t: Translator,
    /// The run to show.
    pub history: Option<History>,
    /// Cores that the browser speaks of.
    #[prop_or_default]
    pub cores: u32,
    /// What its program told by way and size.
    pub told: Told,
    /// What the author of the link measured.
    pub sent: Option<Rc<SentPoints>>,
}

/// The charts of a run: what its program told by way and size; else speed-up over workers, or over what the demo sweeps, one chart per load.
///
/// Reads: the run's measurements and results. Sends: nothing. Accessible: each picture is an image with a sentence as its name and a table beside it.
/// States: empty (axes and what will appear), growing, complete.
#[function_component(Charts)]
pub fn view(props: &ChartsProps) -> Html {
    let before = use_mut_ref(Vec::<String>::new);
    let (cores, sent) = (props.cores, props.sent.as_deref());
    let mut all = props.told.clone();
    if all.is_empty() {
        let measured = match &props.history {
            Some(history) => charts(&history.read(), cores, sent, &before.borrow()),
            None => charts(&report::Timeline::default(), cores, sent, &before.borrow()),
        };
        before.borrow_mut().clear();
        for (id, figures) in measured {
            before.borrow_mut().push(figures.load.clone());
            all.extend(chart(id).map(|chart| (chart, figures)));
        }
    }
    let one = (all.len() == 1).then_some("pp-charts--one");
    html! {
        <div class={classes!("pp-charts", one)} id="pp-card-5" tabindex="-1">
            { for all.into_iter().map(|(chart, figures)| {
                let key = figures.load.clone();
                html! { <ChartCard {key} t={props.t.clone()} {chart} {figures} /> }
            }) }
        </div>
    }
}
