//! A run in progress.

use super::headline::setting_name;
use crate::i18n::Translator;
use crate::parts::figures;
use crate::state::RunView;
use report::Timeline;
use report::timeline::MeasurementTimes;
use scenario::message::Argument;
use yew::prelude::*;

/// How far the run is, and what was measured so far.
///
/// Reads: history. Sends: nothing. Accessible: a progress bar with the counts as its text; ticks are not announced.
/// States: nothing announced yet, some tasks done.
pub fn progress(t: &Translator, run: &RunView) -> Html {
    let timeline = run.history.read();
    let (done, all) = counts(&timeline);
    let text = t.with(
        "result-tasks",
        &[
            ("done", Argument::Number(done as f64)),
            ("all", Argument::Number(all as f64)),
        ],
    );
    html! { <>
        <div class="pp-progress">
            <progress class="pp-progress__bar" max={all.max(1).to_string()} value={done.to_string()} aria-label={text.clone()} />
            <span class="pp-progress__text">{ if all > 0 { text } else { t.say("result-running") } }</span>
        </div>
        <dl class="pp-result__figures">
            { for measured(&timeline, t).into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
        </dl>
    </> }
}

/// Tasks that have ended, and tasks announced so far.
fn counts(timeline: &Timeline) -> (usize, usize) {
    let announced = timeline.measurements.iter().filter(|m| m.is_announced());
    announced.fold((0, 0), |(done, all), m| {
        (done + m.tasks_done() as usize, all + m.info.tasks as usize)
    })
}

/// The last few lists that have ended.
fn measured(timeline: &Timeline, t: &Translator) -> Vec<(String, String)> {
    const SHOWN: usize = 5;
    let ended: Vec<&MeasurementTimes> = timeline
        .measurements
        .iter()
        .filter(|m| m.makespan_ns().is_some())
        .collect();
    let last = ended.iter().rev().take(SHOWN).rev();
    last.map(|m| {
        let makespan = m.makespan_ns().unwrap_or_default() as f64 / 1e6;
        (setting_name_of(m, t), figures::time_ms(makespan))
    })
    .collect()
}

fn setting_name_of(times: &MeasurementTimes, t: &Translator) -> String {
    let info = &times.info;
    setting_name(&info.load, &info.executor, info.workers, info.x, t)
}
