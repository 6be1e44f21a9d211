//! The regions of the screen, in the order in which they are read.

use crate::charts::Charts;
use crate::i18n::Translator;
use crate::parts::{Area, Dispatch, Screen, Which, missing_banner};
use crate::result::{output, recorded_line, result_card};
use crate::state::{Action, AppState, RunView};
use crate::supervisor::Supervisor;
use crate::timeline::TimelineCard;
use report::Ns;
use std::rc::Rc;
use yew::prelude::*;

/// The whole page, from the state as it is and as it was before the run's threads last wrote. DOM order = reading order = focus order.
pub fn page(
    t: &Translator,
    dispatch: &Dispatch,
    (state, still): (Rc<AppState>, Rc<AppState>),
    supervisor: &Supervisor,
) -> Html {
    let running = state
        .shown_here()
        .filter(|v| v.is_live())
        .map(|v| running_lines(v, &state))
        .unwrap_or_default();
    let screen = Screen {
        t: t.clone(),
        dispatch: dispatch.clone(),
        state,
        running,
    };
    let still = Screen {
        state: still,
        ..screen.clone()
    };
    let area = |which: Which| html! { <Area {which} screen={still.clone()} /> };
    let skip = dispatch.reform(|event: MouseEvent| {
        event.prevent_default();
        Action::ShowCard(4)
    });
    let said = screen
        .state
        .announced
        .as_ref()
        .map(|m| t.t(m))
        .unwrap_or_default();
    html! {
        <div class={classes!("pp-page", screen.state.embed.then_some("pp-page--embed"))}>
            <a class="pp-skip" href="#pp-card-4" onclick={skip}>{ t.say("skip") }</a>
            { area(Which::Header) }
            { area(Which::Gallery) }
            <main class="pp-main">
                { missing_banner(&screen) }
                { area(Which::Title) }
                <div class="pp-top">{ area(Which::Parameters) }{ area(Which::Program) }{ result_card(&screen) }</div>
                { recorded_line(&screen) }
                { work(&screen, supervisor, area(Which::Explain)) }
                { area(Which::Turn) }
            </main>
            { area(Which::Foot) }
            <div class="pp-live pp-hidden" role="status" aria-live="polite">{ said }</div>
        </div>
    }
}

fn work(screen: &Screen, supervisor: &Supervisor, explain: Html) -> Html {
    let Screen { t, state, .. } = screen;
    let shown = state.shown_here();
    let history = shown.map(|v| v.history.clone());
    let live = shown.is_some_and(RunView::is_live);
    let ended = shown.and_then(|v| v.ended.as_ref());
    let told = state.later.here().zip(ended);
    let told = told.map_or_else(Vec::new, |(later, ended)| (later.told)(ended));
    let (cores, _) = shown.map_or((state.machine.cores, 0.0), |v| v.place(&state.machine));
    let dispatch = &screen.dispatch;
    html! {
        <div class="pp-work">
            <TimelineCard t={t.clone()} supervisor={supervisor.clone()} history={history.clone()} {live} later={state.later} {dispatch} />
            if !told.is_empty() || compares(state) { <Charts key={state.card.id()} t={t.clone()} {history} {cores} {told} sent={state.sent.clone()} /> }
            { output(screen) }
            { explain }
        </div>
    }
}

/// Whether there is, or will be, something to compare: demos that choose executors, and runs that measured.
fn compares(state: &AppState) -> bool {
    let choosing = ["executors", "executor", "kind"];
    let fields = state.card.row().spec.fields;
    let measured = |run: &RunView| !run.history.read().measurements.is_empty();
    fields.iter().any(|field| choosing.contains(&field.key))
        || state.shown_here().is_some_and(measured)
}

/// Lines of the Python listing, from 0, at which a thread of the run is now.
fn running_lines(run: &RunView, state: &AppState) -> Vec<usize> {
    let timeline = run.history.read();
    let open = timeline
        .lanes
        .iter()
        .filter_map(|lane| lane.states.last())
        .filter(|span| span.end == Ns::OPEN);
    let keys: Vec<u16> = open.map(|span| span.line).filter(|key| *key != 0).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let listing = state.python().unwrap_or_default();
    let lines = listing.lines.iter().enumerate();
    lines
        .filter(|(_, line)| keys.contains(&line.key))
        .map(|(i, _)| i)
        .collect()
}
