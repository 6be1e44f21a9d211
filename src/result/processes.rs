//! The processes of a run, as a table: who started them, how they are or ended, and what a dead one still has.

use crate::i18n::Translator;
use crate::parts::figures::three_digits;
use crate::state::RunView;
use report::processes::{ProcessReport, so_far};
use scenario::Message;
use trace::kinds::ThreadState;
use yew::prelude::*;

/// The processes; nothing for a run of one.
///
/// Accessible: a table with headings in a region of its own that can be scrolled by keys. States: going on (no exit codes), ended.
pub fn processes(t: &Translator, run: &RunView) -> Html {
    let live;
    let report = run.ended.as_ref().and_then(|ended| ended.report.as_ref());
    let all = match report {
        Some(report) => &report.processes,
        None => {
            live = so_far(&run.history.read());
            &live
        }
    };
    if all.len() < 2 {
        return Html::default();
    }
    let heads = [
        "processes-number",
        "processes-name",
        "processes-parent",
        "processes-state",
        "processes-exit",
        "processes-memory",
        "processes-threads",
    ];
    html! { <>
        <div class="pp-table-box" tabindex="0" role="region" aria-label={t.say("processes-title")}>
            <table class="pp-table pp-processes">
                <thead><tr>{ for heads.iter().map(|id| html! { <th scope="col">{ t.say(id) }</th> }) }</tr></thead>
                <tbody>{ for all.iter().map(|process| row(t, process)) }</tbody>
            </table>
        </div>
        { for all.iter().filter(|p| !p.still_has.is_empty()).map(|p| html! { <p>{ t.t(&still_has(p)) }</p> }) }
    </> }
}

fn row(t: &Translator, process: &ProcessReport) -> Html {
    let facts = &process.facts;
    let known = |number: Option<String>| number.unwrap_or_else(|| "–".to_owned());
    let memory = (facts.memory_bytes > 0)
        .then(|| format!("{} MB", three_digits(f64::from(facts.memory_bytes) / 1e6)));
    let cells = [
        facts.number.to_string(),
        process.name.clone(),
        known(process.parent.map(|number| number.to_string())),
        process
            .state
            .map_or_else(|| known(None), |state| t.say(word(state))),
        known(facts.exit.map(|code| code.to_string())),
        known(memory),
        process.threads.to_string(),
    ];
    html! { <tr>{ for cells.into_iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }
}

fn word(state: ThreadState) -> &'static str {
    match state {
        ThreadState::New => "plot-state-new",
        ThreadState::Ready => "plot-state-ready",
        ThreadState::Running => "plot-state-running",
        ThreadState::Blocked => "plot-state-blocked",
        ThreadState::Terminated => "plot-state-terminated",
        ThreadState::Crashed => "plot-state-crashed",
    }
}

fn still_has(process: &ProcessReport) -> Message {
    Message::new("processes-still-has")
        .text("process", process.name.clone())
        .text("objects", process.still_has.join(", "))
}
