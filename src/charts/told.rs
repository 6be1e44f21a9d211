//! From a run's results to charts: numbers by way and size that the program itself measured.

use crate::state::Ended;
use plot::charts::{Chart, Figures, Point, Series, ways};
use scenario::TaskValue;

/// Charts with what they draw.
pub type Told = Vec<(&'static Chart, Figures)>;

/// A chart for each result that is a record of records: way, size, a number above 0.
pub fn told(ended: &Ended) -> Told {
    let mut charts = Vec::new();
    for (name, value) in &ended.finished.outcome.results {
        let series = value.as_ref().map_or_else(|_| Vec::new(), series);
        if !series.is_empty() {
            let load = name.clone();
            let figures = Figures {
                load,
                series,
                ..Figures::default()
            };
            charts.push((&ways::CHART, figures));
        }
    }
    charts
}

fn series(value: &TaskValue) -> Vec<Series> {
    let mut all = Vec::new();
    let TaskValue::Record(ways) = value else {
        return all;
    };
    for (way, value) in ways {
        let mut points = Vec::new();
        if let TaskValue::Record(sizes) = value {
            points.extend(sizes.iter().filter_map(point));
        }
        if !points.is_empty() {
            let executor = way.clone();
            all.push(Series { executor, points });
        }
    }
    all
}

fn point((size, value): &(String, TaskValue)) -> Option<Point> {
    let TaskValue::Float(y) = *value else {
        return None;
    };
    let x: u32 = size.parse().ok()?;
    (y.is_finite() && y > 0.0).then_some(Point {
        x: x.into(),
        y,
        low: y,
        high: y,
        repeats: 1,
        makespan_ms: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Translator};

    fn record(pairs: Vec<(&str, TaskValue)>) -> TaskValue {
        let pairs = pairs.into_iter().map(|(name, v)| (name.to_owned(), v));
        TaskValue::Record(pairs.collect())
    }

    #[test]
    fn numbers_by_way_and_size_are_lines_and_nothing_else_is() {
        let sizes = |y| {
            record(vec![
                ("16", TaskValue::Float(y)),
                ("1000", TaskValue::Float(2.0)),
            ])
        };
        let drawn = series(&record(vec![("pipe", sizes(1.0)), ("queue", sizes(4.0))]));
        let read = drawn
            .iter()
            .map(|s| (s.executor.as_str(), s.points[0].x, s.points[0].y));
        assert_eq!(
            read.collect::<Vec<_>>(),
            [("pipe", 16.0, 1.0), ("queue", 16.0, 4.0)]
        );
        for other in [
            record(vec![]),
            record(vec![("pipe", record(vec![]))]),
            record(vec![("pipe", record(vec![("16", TaskValue::Float(0.0))]))]),
            record(vec![(
                "pipe",
                record(vec![("16", TaskValue::Float(f64::NAN))]),
            )]),
            record(vec![("pipe", TaskValue::Float(1.0))]),
            record(vec![("pipe", record(vec![("big", TaskValue::Float(1.0))]))]),
            record(vec![("pipe", record(vec![("16", TaskValue::Unit)]))]),
            TaskValue::Float(1.0),
        ] {
            assert_eq!(series(&other), [], "{other:?}");
        }
    }

    #[test]
    fn the_name_and_the_table_of_the_chart_tell_each_way_in_the_readers_language() {
        let sizes = record(vec![("64000", TaskValue::Float(20.5))]);
        let figures = Figures {
            load: "µs a message".into(),
            series: series(&record(vec![("shared-memory", sizes)])),
            ..Figures::default()
        };
        let chart = &ways::CHART;
        for (language, title, way) in [
            (Language::En, "µs a message", "shared memory"),
            (Language::Zh, "每条消息的微秒数", "共享内存"),
        ] {
            let t = Translator::new(language);
            let name = (chart.summary)(&figures, &t);
            assert_eq!(name, format!("{title}: {way} 20.5 (64000 B) "));
            let table = (chart.table)(&figures, &t);
            assert_eq!(table.columns[2], title);
            assert_eq!(table.rows, [[way, "64000", "20.5"]]);
        }
    }
}
