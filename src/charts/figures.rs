//! From a run's measurements to the figures of its charts.

use plot::charts::{Figures, Point, Sent, Series};
use report::Timeline;
use report::speedup::{serial_share, speedups};
use report::timeline::MeasurementTimes;
use scenario::link::SentPoints;

/// Loads that are shown, empty, before anything was measured.
const OPENING: [&str; 2] = ["cpu", "io"];
/// The load whose points a model is fitted to.
const MODELLED: &str = "amdahl";
/// The load that sweeps chunk sizes.
const CHUNKS: &str = "chunk-size";
/// The loads that sweep sizes of arguments and lengths of tasks: what is told is their time.
const TIMED: [&str; 2] = ["pickle-cost", "task-length"];

/// The chart's id and figures, one per load in the order of measuring; `before` are the loads of the charts that stand there.
pub fn charts(
    timeline: &Timeline,
    cores: u32,
    sent: Option<&SentPoints>,
    before: &[String],
) -> Vec<(&'static str, Figures)> {
    let series = speedups(timeline);
    let loads = loads(timeline, sent, before);
    let figures = |load: &str| {
        let swept = measured(timeline, load).any(|m| m.info.x.is_some());
        let mut lines: Vec<Series> = serial(timeline, load, swept).into_iter().collect();
        lines.extend(
            series
                .iter()
                .filter(|s| s.load == load)
                .map(|s| line(timeline, s)),
        );
        let expected = measured(timeline, load)
            .map(|m| m.info.workers)
            .max()
            .unwrap_or(4);
        let chart = match load {
            CHUNKS => "chunk",
            _ if TIMED.contains(&load) => "size",
            _ if swept => "share",
            _ => "speed-up",
        };
        (
            chart,
            Figures {
                load: load.to_string(),
                series: lines,
                cores,
                expected,
                marked: default_chunk(timeline, load),
                model: model(&series, load),
                sent: sent_of(sent, load),
            },
        )
    };
    loads.into_iter().map(figures).collect()
}

/// What was measured, each load once; before that what came with the link; without that what stood there, so that the next run of a demo finds
/// its charts in their places; at first the opening demo's.
fn loads<'a>(
    timeline: &'a Timeline,
    sent: Option<&'a SentPoints>,
    before: &'a [String],
) -> Vec<&'a str> {
    let measured = timeline.measurements.iter().map(|m| m.info.load.as_str());
    let loads = each_once(measured.filter(|load| !load.is_empty()));
    if !loads.is_empty() {
        return loads;
    }
    let series = sent.iter().flat_map(|sent| &sent.series);
    let loads = each_once(series.map(|series| series.load.as_str()));
    if !loads.is_empty() {
        return loads;
    }
    if before.is_empty() {
        return OPENING.to_vec();
    }
    before.iter().map(String::as_str).collect()
}

fn each_once<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for word in words {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// What came with the link for this load.
fn sent_of(sent: Option<&SentPoints>, load: &str) -> Option<Sent> {
    let point = |(x, y): &(u32, f64)| Point {
        x: f64::from(*x),
        y: *y,
        low: *y,
        high: *y,
        repeats: 0,
        makespan_ms: 0.0,
    };
    let sent = sent?;
    let of_load = sent.series.iter().filter(|series| series.load == load);
    let series: Vec<Series> = of_load
        .map(|series| Series {
            executor: series.executor.clone(),
            points: series.points.iter().map(point).collect(),
        })
        .collect();
    (!series.is_empty()).then_some(Sent {
        cores: sent.cores,
        series,
    })
}

/// The serial share of the model beside the points of this load.
fn model(series: &[report::speedup::Series], load: &str) -> Option<f64> {
    let measured = series.iter().find(|s| load == MODELLED && s.load == load)?;
    serial_share(&measured.points)
}

/// The chunk size that `Pool.map` takes by itself for the list of this load; `None` where chunk sizes are not what is swept.
fn default_chunk(timeline: &Timeline, load: &str) -> Option<f64> {
    let pooled =
        measured(timeline, load).find(|m| load == CHUNKS && m.info.executor != "serial")?;
    let (tasks, workers) = (pooled.info.tasks, pooled.info.workers);
    Some(tasks.div_ceil(workers.max(1) * 4).max(1).into())
}

fn measured<'a>(
    timeline: &'a Timeline,
    load: &'a str,
) -> impl Iterator<Item = &'a MeasurementTimes> {
    timeline
        .measurements
        .iter()
        .filter(move |m| m.info.load == load)
}

fn line(timeline: &Timeline, series: &report::speedup::Series) -> Series {
    let points = series.points.iter().map(|p| Point {
        x: p.x,
        y: p.median,
        low: p.low,
        high: p.high,
        repeats: p.n,
        makespan_ms: makespan_ms(timeline, &series.load, &series.executor, p.workers, p.x),
    });
    Series {
        executor: series.executor.clone(),
        points: points.collect(),
    }
}

/// The reference: 1 by definition, at one worker or all along a sweep.
fn serial(timeline: &Timeline, load: &str, swept: bool) -> Option<Series> {
    let mut xs: Vec<f64> = measured(timeline, load)
        .filter(|m| m.info.executor == "serial" && m.makespan_ns().is_some())
        .map(|m| {
            if swept {
                m.info.x.unwrap_or(0) as f64
            } else {
                1.0
            }
        })
        .collect();
    xs.sort_by(f64::total_cmp);
    let repeats = |x: f64| xs.iter().filter(|v| **v == x).count() as u32;
    let mut unique = xs.clone();
    unique.dedup();
    let point = |x: f64| Point {
        x,
        y: 1.0,
        low: 1.0,
        high: 1.0,
        repeats: repeats(x),
        makespan_ms: makespan_ms(timeline, load, "serial", 1, x),
    };
    (!unique.is_empty()).then(|| Series {
        executor: "serial".into(),
        points: unique.into_iter().map(point).collect(),
    })
}

/// Median makespan of all repetitions of one setting.
fn makespan_ms(timeline: &Timeline, load: &str, executor: &str, workers: u32, x: f64) -> f64 {
    let same = |m: &&MeasurementTimes| {
        m.info.executor == executor
            && (executor == "serial" || m.info.workers == workers)
            && m.info.x.is_none_or(|value| value as f64 == x)
    };
    let mut all: Vec<u64> = measured(timeline, load)
        .filter(same)
        .filter_map(MeasurementTimes::makespan_ns)
        .collect();
    all.sort_unstable();
    match all.len() {
        0 => 0.0,
        n => (all[(n - 1) / 2] + all[n / 2]) as f64 / 2e6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Translator};
    use report::Ns;
    use scenario::message::Argument;
    use trace::entry::Measurement;

    fn run(list: &[(&str, &str, u32, u64)]) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.measurements = (1..)
            .zip(list)
            .map(|(id, (load, executor, workers, ms))| MeasurementTimes {
                info: Measurement {
                    id,
                    load: (*load).into(),
                    executor: (*executor).into(),
                    workers: *workers,
                    repeat: 0,
                    tasks: 8,
                    x: None,
                },
                begin: Some(Ns(0)),
                ready: Some(Ns(0)),
                end: Some(Ns(ms * 1_000_000)),
                tasks: Vec::new(),
            })
            .collect();
        timeline
    }

    #[test]
    fn loads_stand_side_by_side_in_the_order_measured() {
        let timeline = run(&[
            ("cpu", "serial", 1, 800),
            ("cpu", "threads", 2, 400),
            ("io", "serial", 1, 1000),
            ("io", "threads", 4, 250),
        ]);
        let all = charts(&timeline, 2, None, &[]);
        let loads: Vec<_> = all
            .iter()
            .map(|(chart, f)| (*chart, f.load.as_str(), f.expected))
            .collect();
        assert_eq!(loads, [("speed-up", "cpu", 2), ("speed-up", "io", 4)]);
        let threads = &all[0].1.series[1];
        assert_eq!(
            (threads.points[0].y, threads.points[0].makespan_ms),
            (2.0, 400.0)
        );
        assert_eq!(all[0].1.series[0].points[0].repeats, 1);
    }

    #[test]
    fn the_next_run_finds_the_charts_of_the_one_before_until_it_has_measured() {
        let loads = |timeline: &Timeline, before: &[String]| -> Vec<String> {
            let all = charts(timeline, 2, None, before);
            all.into_iter().map(|(_, figures)| figures.load).collect()
        };
        let before = ["io".to_string()];
        assert_eq!(loads(&Timeline::default(), &before), before);
        assert_eq!(loads(&Timeline::default(), &[]), OPENING);
        assert_eq!(loads(&run(&[("cpu", "serial", 1, 800)]), &before), ["cpu"]);
    }

    #[test]
    fn before_a_run_both_opening_charts_are_empty() {
        let all = charts(&Timeline::default(), 2, None, &[]);
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|(_, figures)| figures.is_empty()));
    }

    #[test]
    fn the_accessible_name_of_every_chart_tells_the_speed_up() {
        let timeline = run(&[("cpu", "serial", 1, 800), ("cpu", "threads", 2, 400)]);
        let (_, figures) = charts(&timeline, 2, None, &[]).remove(0);
        for language in Language::ALL {
            let t = Translator::new(language);
            for chart in plot::charts::CHARTS
                .iter()
                .filter(|chart| chart.id != "ways")
            {
                let name = (chart.summary)(&figures, &t);
                assert!(
                    name.contains("2.00×") && !name.contains('{'),
                    "{}: {name}",
                    chart.id
                );
            }
        }
    }

    #[test]
    fn a_sweep_of_chunk_sizes_marks_the_default_and_a_serial_part_gets_its_model() {
        let mut swept = run(&[
            ("chunk-size", "serial", 1, 800),
            ("chunk-size", "threads", 2, 400),
        ]);
        for (measurement, x) in swept.measurements.iter_mut().zip([1, 1]) {
            measurement.info.x = Some(x);
        }
        let (chart, figures) = charts(&swept, 2, None, &[]).remove(0);
        assert_eq!(
            (chart, figures.marked, figures.model),
            ("chunk", Some(1.0), None)
        );
        let serial_part = run(&[("amdahl", "serial", 1, 1000), ("amdahl", "threads", 4, 400)]);
        let (chart, figures) = charts(&serial_part, 2, None, &[]).remove(0);
        assert_eq!((chart, figures.marked), ("speed-up", None));
        assert!((figures.model.expect("a model") - 0.2).abs() < 1e-9);
    }

    #[test]
    fn a_sweep_of_sizes_of_arguments_is_drawn_in_milliseconds() {
        let mut swept = run(&[
            ("pickle-cost", "serial", 1, 8),
            ("pickle-cost", "processes", 2, 40),
        ]);
        for measurement in &mut swept.measurements {
            measurement.info.x = Some(1_000_000);
        }
        let (chart, figures) = charts(&swept, 2, None, &[]).remove(0);
        assert_eq!(chart, "size");
        assert_eq!(figures.series[1].points[0].makespan_ms, 40.0);
    }

    #[test]
    fn what_came_with_the_link_stands_beside_ones_own_and_alone_before_a_run() {
        let sent =
            SentPoints::read("8!cpu:threads:1*1.00,8*7.50!io:threads:4*3.99").expect("points");
        let before = charts(&Timeline::default(), 2, Some(&sent), &[]);
        let loads: Vec<_> = before.iter().map(|(_, f)| f.load.as_str()).collect();
        assert_eq!(loads, ["cpu", "io"]);
        let timeline = run(&[("cpu", "serial", 1, 800), ("cpu", "threads", 2, 400)]);
        let (_, both) = charts(&timeline, 2, Some(&sent), &[]).remove(0);
        assert_eq!(both.series[1].points[0].y, 2.0);
        let theirs = both.sent.clone().expect("sent");
        assert_eq!((theirs.cores, theirs.series[0].points[1].y), (8, 7.5));
        for language in Language::ALL {
            let t = Translator::new(language);
            let chart = plot::charts::chart("speed-up").expect("a chart");
            let name = (chart.summary)(&both, &t);
            assert!(name.contains("2.00×") && name.contains("7.50×"), "{name}");
            assert_eq!((chart.table)(&both, &t).rows.len(), 4);
            let size = plot::charts::Size {
                width: 500.0,
                height: 300.0,
            };
            let list = (chart.layout)(&both, size, &t);
            let whose = t.with("plot-sent", &[("cores", Argument::Number(8.0))]);
            assert!(format!("{list:?}").contains(&whose), "{whose}");
        }
    }
}
