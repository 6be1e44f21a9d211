//! What came out of a run: the result card and the output.

mod headline;
mod output;
mod progress;

pub use output::output;

use crate::i18n::Translator;
use crate::parts::{NoticeTone, Screen, figures, notices};
use crate::state::{Action, RunView};
use headline::{Headline, headline, rows};
use progress::progress;
use scenario::message::Argument;
use scenario::{Message, TaskValue, Verdict};
use yew::prelude::*;

/// The card "Result": the one number, where the time went, and why.
///
/// Reads: phase, run, trouble. Sends: `Run` from the empty state. Accessible: a region named by its heading; the verdict is announced by
/// the live region. States: empty, waiting, running (progress and figures so far), ended with each verdict, trouble above what was there.
pub fn result_card(props: &Screen) -> Html {
    let t = &props.t;
    let run = props.state.shown_here();
    let body = match run {
        None => empty(props),
        Some(run) if run.is_live() => progress(t, run),
        Some(run) => ended(t, run),
    };
    let how = t.with(
        "result-measured-how",
        &[(
            "clock",
            Argument::Text(figures::three_digits(props.state.machine.clock_us)),
        )],
    );
    let trouble: Vec<Message> = props.state.trouble.iter().cloned().collect();
    html! {
        <section class="pp-card pp-result" id="pp-card-3" tabindex="-1" aria-labelledby="pp-result">
            <div class="pp-card__head">
                <h2 id="pp-result">{ t.say("result") }</h2>
                if run.is_some_and(|r| !r.is_live()) {
                    <span class="pp-card__side" title={how.clone()}><span class="pp-badge pp-badge--good">{ t.say("result-measured") }</span>
                        <span class="pp-hidden">{ format!(": {how}") }</span></span>
                }
            </div>
            { notices(t, &trouble, NoticeTone::Bad) }
            { body }
        </section>
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

fn ended(t: &Translator, run: &RunView) -> Html {
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let report = &ended.report;
    let bad_end = ended.finished.verdict != Verdict::Finished;
    let doubts: Vec<Message> = report.warnings.iter().map(|w| w.message()).collect();
    let faults: Vec<Message> = run.notices.iter().map(|n| n.message.clone()).collect();
    html! { <>
        if bad_end { { verdict(t, run) } }
        { number(t, headline(report, t)) }
        <dl class="pp-result__figures">
            { for rows(report, t).into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
        </dl>
        <p class="pp-result__why">{ t.t(&report.why) }</p>
        { notices(t, &doubts, NoticeTone::Warn) }
        { notices(t, &faults, NoticeTone::Warn) }
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
    let partial = finished.verdict == Verdict::Stopped && !ended.report.measurements.is_empty();
    html! {
        <p class="pp-result__verdict"><span class={tone}>{ t.say(crate::state::verdict_message(finished.verdict)) }</span>
            if partial { { " " }{ t.say("result-partial") } }
            if let Some(crash) = &finished.crash { <br /><code>{ crash.lines().next().unwrap_or_default().to_string() }</code> }
        </p>
    }
}

fn number(t: &Translator, headline: Headline) -> Html {
    html! {
        <p class="pp-result__number">{ headline.number }<span class="pp-result__unit">{ t.t(&headline.unit) }</span></p>
    }
}

/// What the program returned, and the invariants it checked.
fn returned(t: &Translator, run: &RunView) -> Html {
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let outcome = &ended.finished.outcome;
    let value = |(name, result): &(String, Result<TaskValue, scenario::outcome::TaskError>)| {
        let shown = match result {
            Ok(value) => shown(value),
            Err(error) => format!("{}: {}", error.kind, error.message),
        };
        html! { <li>{ format!("{name} = ") }<code>{ shown }</code></li> }
    };
    let check = |check: &scenario::outcome::Check| {
        let (mark, tone, word) = if check.held {
            ("✓", "pp-badge--good", "result-check-held")
        } else {
            ("✕", "pp-badge--bad", "result-check-broken")
        };
        html! {
            <li><span class={classes!("pp-badge", tone)} aria-hidden="true">{ mark }</span>{ " " }{ t.say(&check.id) }
                <span class="pp-hidden">{ format!(": {}", t.say(word)) }</span>
                if !check.held { { " " }<code>{ check.seen.clone() }</code> }</li>
        }
    };
    html! { <>
        if !outcome.results.is_empty() {
            <ul class="pp-result__values" aria-label={t.say("result-values")}>{ for outcome.results.iter().map(value) }</ul>
        }
        if !outcome.checks.is_empty() {
            <ul class="pp-result__checks" aria-label={t.say("result-checks")}>{ for outcome.checks.iter().map(check) }</ul>
        }
    </> }
}

/// Longest list that is written out; the report has all of it.
const LIST_MAX: usize = 12;

/// A value as Python writes it.
fn shown(value: &TaskValue) -> String {
    match value {
        TaskValue::Unit => "None".to_string(),
        TaskValue::Integer(n) => n.to_string(),
        TaskValue::Float(x) => x.to_string(),
        TaskValue::Text(text) => format!("'{text}'"),
        TaskValue::List(list) => {
            let mut parts: Vec<String> = list.iter().take(LIST_MAX).map(shown).collect();
            if list.len() > LIST_MAX {
                parts.push(format!("… ({})", list.len()));
            }
            format!("[{}]", parts.join(", "))
        }
        TaskValue::Record(pairs) => {
            let parts: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("'{name}': {}", shown(value)))
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        TaskValue::Image { width, height, .. } => format!("{width} × {height}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_in_python_and_long_lists_are_cut() {
        let list = TaskValue::List((0..20).map(TaskValue::Integer).collect());
        assert_eq!(
            shown(&list),
            "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (20)]"
        );
        assert_eq!(
            shown(&TaskValue::Record(vec![("a".into(), TaskValue::Unit)])),
            "{'a': None}"
        );
    }
}
