//! What the program printed, and the measurements as a table.

use super::headline::setting_name;
use super::processes::processes;
use crate::i18n::Translator;
use crate::parts::Screen;
use crate::parts::figures;
use report::Timeline;
use report::speedup::speed_up;
use report::timeline::{Line, MeasurementTimes};
use scenario::message::Argument;
use yew::prelude::*;

/// Lines that are shown at most: more would slow the page down and nobody reads them; the report has all.
const LINES_MAX: usize = 500;

/// The card "Output".
///
/// Reads: history. Sends: nothing. Accessible: a region named by its heading; the lines are a log that is not announced.
/// States: empty, nothing printed, lines, processes and measurements.
pub fn output(props: &Screen) -> Html {
    let t = &props.t;
    let body = match props.state.shown_here() {
        None => html! { <p class="pp-empty">{ t.say("output-empty") }</p> },
        Some(run) => {
            let timeline = run.history.read();
            html! { <>{ lines(t, &timeline) }{ processes(t, run) }{ measurements(t, &timeline) }</> }
        }
    };
    html! {
        <section class="pp-output pp-card" id="pp-card-6" tabindex="-1" aria-labelledby="pp-output">
            <div class="pp-card__head"><h2 id="pp-output">{ t.say("output") }</h2></div>
            { body }
        </section>
    }
}

fn lines(t: &Translator, timeline: &Timeline) -> Html {
    if timeline.lines.is_empty() {
        return html! { <p class="pp-log__thread">{ t.say("output-none") }</p> };
    }
    let skipped = timeline.lines.len().saturating_sub(LINES_MAX);
    let line = |line: &Line| {
        let thread = timeline
            .lanes
            .iter()
            .find(|l| l.thread == line.thread)
            .map(|l| l.name.clone())
            .unwrap_or_default();
        html! {
            <div class="pp-log__line">
                <span class="pp-log__time">{ figures::time_ms(line.at.as_ms()) }</span>
                <span class="pp-log__thread">{ thread }</span>
                <span>{ line.text.clone() }</span>
            </div>
        }
    };
    html! { <>
        if skipped > 0 { <p>{ t.with("output-more", &[("count", Argument::Number(LINES_MAX as f64))]) }</p> }
        <div class="pp-log" tabindex="0" role="log" aria-live="off" aria-label={t.say("output-lines")}>
            { for timeline.lines[skipped..].iter().map(line) }
        </div>
    </> }
}

fn measurements(t: &Translator, timeline: &Timeline) -> Html {
    if timeline.measurements.is_empty() {
        return Html::default();
    }
    let heads = [
        "tables-measurements",
        "table-start",
        "table-makespan",
        "table-speed-up",
    ];
    let ms = |ns: Option<u64>| ns.map_or("–".to_string(), |ns| figures::time_ms(ns as f64 / 1e6));
    let row = |m: &MeasurementTimes| {
        let info = &m.info;
        html! {
            <tr>
                <td>{ setting_name(&info.load, &info.executor, info.workers, info.x, t) }</td>
                <td>{ ms(m.start_ns()) }</td>
                <td>{ ms(m.makespan_ns()) }</td>
                <td>{ speed_up(timeline, m).map_or("–".to_string(), figures::times) }</td>
            </tr>
        }
    };
    html! {
        <div class="pp-table-box" tabindex="0" role="region" aria-label={t.say("tables-measurements")}>
            <table class="pp-table">
                <thead><tr>{ for heads.iter().map(|id| html! { <th scope="col">{ t.say(id) }</th> }) }</tr></thead>
                <tbody>{ for timeline.measurements.iter().filter(|m| m.is_announced()).map(row) }</tbody>
            </table>
        </div>
    }
}
