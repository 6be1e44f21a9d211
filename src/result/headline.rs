//! The one number of a run and the rows below it: which figures of the report a person reads first. Pure.

use crate::i18n::Translator;
use crate::parts::figures::{time_ms, times};
use plot::words::{Words, executor_name, load_name};
use report::metrics::Shares;
use report::speedup::SERIAL;
use report::summary::{Report, SettingReport};
use scenario::Message;

/// The one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// With its unit sign.
    pub number: String,
    /// What it is.
    pub unit: Message,
}

/// The best speed-up of the run; without one, the makespan of its last list; without that, its wall time.
pub fn headline(report: &Report, words: &dyn Words) -> Headline {
    if let Some((speed_up, setting)) = best(report) {
        let id = if speed_up < 1.05 {
            "result-no-faster"
        } else {
            "result-faster"
        };
        let unit = Message::new(id).text("setting", name(setting, words));
        return Headline {
            number: times(speed_up),
            unit,
        };
    }
    match report.settings.iter().rev().find_map(|s| s.makespan_ms) {
        Some(makespan) => Headline {
            number: time_ms(makespan.median),
            unit: Message::new("result-makespan"),
        },
        None => Headline {
            number: time_ms(report.wall_ms),
            unit: Message::new("result-wall"),
        },
    }
}

fn best(report: &Report) -> Option<(f64, &SettingReport)> {
    let speed_ups = report
        .settings
        .iter()
        .filter(|s| s.executor != SERIAL)
        .filter_map(|s| Some((s.speed_up?.median, s)));
    speed_ups.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Where the time went: of each load the serial list and the one with the most workers, then starting and the whole run.
pub fn rows(report: &Report, t: &Translator) -> Vec<(String, String)> {
    let mut loads: Vec<&str> = report.settings.iter().map(|s| s.load.as_str()).collect();
    loads.dedup();
    let mut rows = Vec::new();
    for load in loads {
        let of_load = || report.settings.iter().filter(|s| s.load == load);
        let serial = of_load().find(|s| s.executor == SERIAL);
        let widest = of_load()
            .filter(|s| s.executor != SERIAL)
            .max_by_key(|s| s.workers);
        rows.extend(
            serial
                .into_iter()
                .chain(widest)
                .filter_map(|s| Some((name(s, t), time_ms(s.makespan_ms?.median)))),
        );
    }
    let starting: f64 = report
        .settings
        .iter()
        .filter(|s| s.executor != SERIAL)
        .filter_map(|s| s.start_ms)
        .map(|s| s.high)
        .fold(0.0, f64::max);
    if starting > 0.0 {
        rows.push((t.say("result-row-start"), time_ms(starting)));
    }
    if report.settings.is_empty() {
        rows.extend(by_state(report, t));
    } else {
        rows.push((t.say("result-row-wall"), time_ms(report.wall_ms)));
    }
    rows
}

/// What all threads together did with their time.
fn by_state(report: &Report, t: &Translator) -> Vec<(String, String)> {
    let sum = report
        .threads
        .iter()
        .fold(Shares::default(), |sum, thread| sum.plus(thread.shares));
    let row = |id: &str, ns: u64| (t.say(id), time_ms(ns as f64 / 1e6));
    vec![
        row("result-row-running", sum.running),
        row("result-row-blocked", sum.blocked),
        row("result-row-sleeping", sum.sleeping),
    ]
}

fn name(setting: &SettingReport, words: &dyn Words) -> String {
    setting_name(
        &setting.load,
        &setting.executor,
        setting.workers,
        setting.x,
        words,
    )
}

/// `CPU-bound · threads × 4`.
pub fn setting_name(
    load: &str,
    executor: &str,
    workers: u32,
    x: Option<i64>,
    words: &dyn Words,
) -> String {
    // What is swept is a share of computing, or a plain number: tasks in a chunk, bytes.
    let unit = if load == "mixed" { " %" } else { "" };
    let share = x.map(|x| format!(" {x}{unit}")).unwrap_or_default();
    let who = if executor == SERIAL {
        String::new()
    } else {
        format!(" × {workers}")
    };
    format!(
        "{}{share} · {}{who}",
        load_name(load, words),
        executor_name(executor, words)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn only_a_share_of_computing_is_told_in_percent() {
        let t = Translator::new(Language::En);
        let name = |load: &str, x| setting_name(load, "threads", 2, x, &t);
        assert_eq!(name("mixed", Some(25)), "Mixed 25 % · threads × 2");
        assert_eq!(name("chunk-size", Some(25)), "Chunk size 25 · threads × 2");
        assert_eq!(name("cpu", None), "CPU-bound · threads × 2");
    }
}
