//! What came out of a run: the result card and the output.

mod hang;
mod headline;
mod output;
mod pictures;
mod processes;
mod progress;
mod recorded;
mod returned;

pub use output::output;
pub use recorded::recorded_line;

use crate::i18n::Translator;
use crate::later::Arrival;
use crate::parts::{NoticeTone, Screen, figures, notices};
use crate::state::{Action, RunView};
use hang::HangView;
use headline::{Headline, headline, rows};
use progress::progress;
use report::Timeline;
use report::hang::FoundHang;
use report::summary::{Report, RunFacts, summarise};
use returned::returned;
use scenario::message::Argument;
use scenario::{Message, Verdict};
use yew::prelude::*;

/// What of this comes later.
pub struct Later {
    /// Sums up a run that is over.
    pub summarise: fn(&Timeline, &RunFacts) -> Report,
    /// Its report for other programs.
    pub json: fn(&Report) -> String,
    /// A run that is over.
    pub ended: fn(&Screen, &RunView) -> Html,
    /// Threads that cannot go on while the run does: who waits for what.
    pub hang: fn(&Translator, &FoundHang, &RunView) -> Html,
}

pub(crate) const LATER: Later = Later {
    summarise,
    json: Report::to_json,
    ended,
    hang,
};

/// The card "Result": the one number, where the time went, and why.
///
/// Reads: phase, run, trouble. Sends: `Run` from the empty state. Accessible: a region named by its heading; the verdict is announced by
/// the live region. States: empty, waiting, running (progress and figures so far), ended with each verdict, trouble above what was there.
pub fn result_card(props: &Screen) -> Html {
    let t = &props.t;
    let run = props.state.shown_here();
    let body = match run {
        None => empty(props),
        Some(run) if run.is_live() => html! { <>{ live_hang(props, run) }{ progress(t, run) }</> },
        Some(run) => match props.state.later.here() {
            Some(later) => (later.result.ended)(props, run),
            None => coming(props),
        },
    };
    let here = &props.state.machine;
    let (_, clock_us) = run.map_or((0, here.clock_us), |run| run.place(here));
    let (badge, how, tone) = match run.and_then(|run| run.origin.as_ref()) {
        Some(_) => ("result-recorded", "result-recorded-how", "pp-badge--warn"),
        None => ("result-measured", "result-measured-how", "pp-badge--good"),
    };
    let how = t.with(
        how,
        &[("clock", Argument::Text(figures::three_digits(clock_us)))],
    );
    let trouble: Vec<Message> = props.state.trouble.iter().cloned().collect();
    html! {
        <section class="pp-card pp-result" id="pp-card-3" tabindex="-1" aria-labelledby="pp-result">
            <div class="pp-card__head">
                <h2 id="pp-result">{ t.say("result") }</h2>
                if run.is_some_and(|r| !r.is_live()) {
                    <span class="pp-card__side" title={how.clone()}><span class={classes!("pp-badge", tone)}>{ t.say(badge) }</span>
                        <span class="pp-hidden">{ format!(": {how}") }</span></span>
                }
            </div>
            <div class="pp-result__body" role="group" tabindex="0" aria-labelledby="pp-result">
                { notices(t, &trouble, NoticeTone::Bad) }
                { missing(props) }
                { body }
            </div>
        </section>
    }
}

/// That the code that comes later is on its way.
fn coming(props: &Screen) -> Html {
    match props.state.later {
        Arrival::Coming => {
            html! { <div class="pp-empty"><p>{ props.t.say("later-coming") }</p></div> }
        }
        _ => Html::default(),
    }
}

/// That the code that comes later could not be fetched, and a way to try again.
fn missing(props: &Screen) -> Html {
    if props.state.later != Arrival::Missing {
        return Html::default();
    }
    let t = &props.t;
    let again = props.dispatch.reform(|_| Action::FetchLater);
    html! {
        <p class="pp-notice pp-notice--bad">{ t.say("later-missing") }{ " " }
            <button type="button" class="pp-button pp-button--quiet" onclick={again}>{ t.say("cards-again") }</button></p>
    }
}

fn empty(props: &Screen) -> Html {
    let t = &props.t;
    if props.state.phase.is_busy() {
        return html! { <div class="pp-empty"><p>{ t.say("result-waiting") }</p></div> };
    }
    let onclick = props.dispatch.reform(|_| Action::Run);
    html! {
        <div class="pp-empty">
            <p>{ t.say("result-empty") }</p>
            if props.state.machine.can_run() {
                <button type="button" class="pp-button" {onclick}>{ t.say("result-empty-action") }</button>
            }
        </div>
    }
}

fn ended(props: &Screen, run: &RunView) -> Html {
    let t = &props.t;
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let Some(report) = &ended.report else {
        return Html::default();
    };
    let bad_end = ended.finished.verdict != Verdict::Finished;
    // A run that hangs lasted as long as it was looked at: no figure of it says anything.
    let stands = matches!(ended.finished.verdict, Verdict::Deadlocked | Verdict::Stuck);
    let doubts: Vec<Message> = report.warnings.iter().map(|w| w.message()).collect();
    let faults: Vec<Message> = run.notices.iter().map(|n| n.message.clone()).collect();
    html! { <>
        if bad_end { { verdict(t, run) } }
        if !stands { { number(t, headline(report, t)) } }
        <p class="pp-result__why">{ t.t(&report.why) }</p>
        if let Some(hang) = &report.hang { <HangView t={t.clone()} hang={hang.clone()} /> }
        { pictures::gallery(run) }
        { notices(t, &doubts, NoticeTone::Warn) }
        { notices(t, &faults, NoticeTone::Warn) }
        <dl class="pp-result__figures">
            { for rows(report, t).into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
        </dl>
        if report.settings.iter().any(|s| s.speed_up.is_some() && s.x.is_none()) {
            <p><button type="button" class="pp-button pp-button--quiet" onclick={props.dispatch.reform(|_| Action::ShareMeasured)}>
                { t.say("share-measured") }</button></p>
        }
        { returned(t, run) }
    </> }
}

fn verdict(t: &Translator, run: &RunView) -> Html {
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let finished = &ended.finished;
    let tone = if finished.verdict == Verdict::Stopped {
        "pp-badge pp-badge--warn"
    } else {
        "pp-badge pp-badge--bad"
    };
    let measured = ended
        .report
        .as_ref()
        .is_some_and(|report| !report.measurements.is_empty());
    let partial = finished.verdict == Verdict::Stopped && measured;
    html! {
        <p class="pp-result__verdict"><span class={tone}>{ t.say(crate::state::verdict_message(finished.verdict)) }</span>
            if partial { { " " }{ t.say("result-partial") } }
            if let Some(crash) = &finished.crash { <br /><code>{ crash.lines().next().unwrap_or_default().to_string() }</code> }
        </p>
    }
}

/// Threads that cannot go on while the run does.
fn live_hang(props: &Screen, run: &RunView) -> Html {
    let Some(found) = &run.hang else {
        return Html::default();
    };
    let t = &props.t;
    let who = props.state.later.here();
    let who = who.map(|later| (later.result.hang)(t, found, run));
    html! { <><p class="pp-result__verdict"><span class="pp-badge pp-badge--bad">{ t.say("announce-hang") }</span></p>{ who }</> }
}

fn hang(t: &Translator, found: &FoundHang, run: &RunView) -> Html {
    let hang = report::hang::describe(found, &run.history.read());
    html! { <HangView t={t.clone()} {hang} /> }
}

fn number(t: &Translator, headline: Headline) -> Html {
    html! {
        <p class="pp-result__number">{ headline.number }<span class="pp-result__unit">{ t.t(&headline.unit) }</span></p>
    }
}
