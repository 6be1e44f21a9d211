//! Speed-ups: a ratio of makespans of the same task list in the same run.

use crate::metrics::Spread;
use crate::timeline::{MeasurementTimes, Timeline};

/// Executor id of the reference: one task after the other.
pub const SERIAL: &str = "serial";

/// One line of a chart: an executor on a load.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Load: only points of one load are compared.
    pub load: String,
    /// Executor id, never `serial`.
    pub executor: String,
    /// In order of x, then of workers.
    pub points: Vec<Point>,
}

/// One point: the repeats of one setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Workers.
    pub workers: u32,
    /// Where it stands: the swept value, or the number of workers where none is swept.
    pub x: f64,
    /// Median speed-up.
    pub median: f64,
    /// Smallest of the repeats.
    pub low: f64,
    /// Largest of the repeats.
    pub high: f64,
    /// Repeats.
    pub n: u32,
}

/// Speed-up of a measurement: serial makespan ÷ its makespan, of the same load, swept value and number of tasks in the same run; of the
/// same repeat where there is one, otherwise against the median of the serial repeats. 1 for `serial` itself.
///
/// `None` when either did not finish, when there is no serial one, or when its makespan was too short for the clock to show. A gap in the
/// records does not matter: a makespan is two records that are there. O(measurements). Amdahl 1967.
pub fn speed_up(timeline: &Timeline, of: &MeasurementTimes) -> Option<f64> {
    let makespan = of.makespan_ns().filter(|ns| *ns > 0)? as f64;
    if of.info.executor == SERIAL {
        return Some(1.0);
    }
    let references = timeline.measurements.iter().filter(|m| is_reference(m, of));
    let same_repeat = references.clone().find(|m| m.info.repeat == of.info.repeat);
    let serial = match same_repeat.and_then(MeasurementTimes::makespan_ns) {
        Some(ns) => ns as f64,
        None => {
            let all: Vec<f64> = references
                .filter_map(|m| m.makespan_ns())
                .map(|ns| ns as f64)
                .collect();
            Spread::of(&all)?.median
        }
    };
    Some(serial / makespan)
}

/// Speed-up ÷ workers, 1 when every worker counts in full. `None` where there is no speed-up.
pub fn efficiency(timeline: &Timeline, of: &MeasurementTimes) -> Option<f64> {
    speed_up(timeline, of).map(|speed_up| speed_up / f64::from(of.info.workers.max(1)))
}

/// Every series that a chart can show so far, in order of first appearance. Measurements that have not finished are left out, so charts
/// grow while a run goes on. O(measurements²), of which there are hundreds at most.
pub fn speedups(timeline: &Timeline) -> Vec<Series> {
    let mut series: Vec<Series> = Vec::new();
    for group in groups(timeline) {
        let values: Vec<f64> = group.iter().filter_map(|m| speed_up(timeline, m)).collect();
        let Some(spread) = Spread::of(&values) else {
            continue;
        };
        let info = &group[0].info;
        if info.executor == SERIAL {
            continue;
        }
        let point = Point {
            workers: info.workers,
            x: info.x.map_or(f64::from(info.workers), |x| x as f64),
            median: spread.median,
            low: spread.low,
            high: spread.high,
            n: spread.n,
        };
        let line = series
            .iter_mut()
            .find(|s| s.load == info.load && s.executor == info.executor);
        match line {
            Some(line) => line.points.push(point),
            None => series.push(Series {
                load: info.load.clone(),
                executor: info.executor.clone(),
                points: vec![point],
            }),
        }
    }
    for line in &mut series {
        line.points
            .sort_by(|a, b| a.x.total_cmp(&b.x).then(a.workers.cmp(&b.workers)));
    }
    series
}

/// The serial share of the work that explains the measured speed-ups best, 0 to 1: Amdahl's 1 ÷ speed-up = s + (1 − s) ÷ workers, by least squares
/// over the points of more than one worker. A model, to be drawn as one.
///
/// `None` without such a point. O(points). Amdahl 1967.
pub fn serial_share(points: &[Point]) -> Option<f64> {
    let (mut above, mut below) = (0.0, 0.0);
    for point in points.iter().filter(|p| p.workers > 1 && p.median > 0.0) {
        let each = 1.0 / f64::from(point.workers);
        above += (1.0 / point.median - each) * (1.0 - each);
        below += (1.0 - each) * (1.0 - each);
    }
    (below > 0.0).then(|| (above / below).clamp(0.0, 1.0))
}

/// The announced measurements, the repeats of one setting together, in order of first appearance.
pub(crate) fn groups(timeline: &Timeline) -> Vec<Vec<&MeasurementTimes>> {
    let mut groups: Vec<Vec<&MeasurementTimes>> = Vec::new();
    for measurement in timeline.measurements.iter().filter(|m| m.is_announced()) {
        let same = |group: &&mut Vec<&MeasurementTimes>| is_repeat(group[0], measurement);
        match groups.iter_mut().find(same) {
            Some(group) => group.push(measurement),
            None => groups.push(vec![measurement]),
        }
    }
    groups
}

fn is_repeat(a: &MeasurementTimes, b: &MeasurementTimes) -> bool {
    let setting = |m: &MeasurementTimes| (m.info.workers, m.info.x, m.info.tasks);
    setting(a) == setting(b) && a.info.load == b.info.load && a.info.executor == b.info.executor
}

fn is_reference(candidate: &MeasurementTimes, of: &MeasurementTimes) -> bool {
    let (a, b) = (&candidate.info, &of.info);
    a.executor == SERIAL && a.load == b.load && a.x == b.x && a.tasks == b.tasks
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::time::Ns;
    use trace::entry::Measurement;

    /// A finished measurement of `makespan` ns after 10 ns of starting.
    pub(crate) fn measured(
        id: u32,
        executor: &str,
        workers: u32,
        repeat: u32,
        makespan: u64,
    ) -> MeasurementTimes {
        let info = Measurement {
            id,
            load: "cpu".into(),
            executor: executor.into(),
            workers,
            repeat,
            tasks: 8,
            x: None,
        };
        let begin = u64::from(id) * 1_000_000_000;
        MeasurementTimes {
            info,
            begin: Some(Ns(begin)),
            ready: Some(Ns(begin + 10)),
            end: Some(Ns(begin + 10 + makespan)),
            tasks: vec![None; 8],
        }
    }

    fn timeline(measurements: Vec<MeasurementTimes>) -> Timeline {
        Timeline {
            measurements,
            ..Timeline::default()
        }
    }

    #[test]
    fn each_repeat_is_compared_with_the_serial_run_of_its_own_round() {
        let timeline = timeline(vec![
            measured(1, "serial", 1, 0, 1000),
            measured(2, "threads", 2, 0, 500),
            measured(3, "serial", 1, 1, 3000),
            measured(4, "threads", 2, 1, 1000),
            measured(5, "threads", 1, 0, 1000),
        ]);
        let series = speedups(&timeline);
        assert_eq!(series.len(), 1);
        let points: Vec<_> = series[0]
            .points
            .iter()
            .map(|p| (p.workers, p.x, p.median, p.low, p.high, p.n))
            .collect();
        assert_eq!(
            points,
            [(1, 1.0, 1.0, 1.0, 1.0, 1), (2, 2.0, 2.5, 2.0, 3.0, 2)]
        );
        assert_eq!(efficiency(&timeline, &timeline.measurements[1]), Some(1.0));
    }

    #[test]
    fn without_a_comparable_serial_run_there_is_no_speed_up() {
        let lonely = measured(1, "threads", 2, 0, 500);
        let mut unfinished = measured(2, "threads", 2, 0, 500);
        unfinished.end = None;
        let mut other_load = measured(3, "serial", 1, 0, 500);
        other_load.info.load = "io".into();
        let mut other_list = measured(4, "serial", 1, 0, 500);
        other_list.info.tasks = 9;
        let instant = measured(5, "threads", 4, 0, 0);
        let timeline = timeline(vec![lonely, unfinished, other_load, other_list, instant]);
        assert_eq!(speedups(&timeline), []);
    }

    #[test]
    fn the_serial_share_is_found_again_in_what_it_makes() {
        let at = |workers: u32, share: f64| Point {
            workers,
            x: workers.into(),
            median: 1.0 / (share + (1.0 - share) / f64::from(workers)),
            low: 0.0,
            high: 0.0,
            n: 1,
        };
        for share in [0.0, 0.05, 0.2, 1.0] {
            let points = [1, 2, 4, 16].map(|workers| at(workers, share));
            let found = serial_share(&points).expect("points");
            assert!((found - share).abs() < 1e-9, "{found} for {share}");
        }
        let ideal = Point {
            median: 2.2,
            ..at(2, 0.0)
        };
        assert_eq!(serial_share(&[ideal]), Some(0.0));
        assert_eq!(serial_share(&[at(1, 0.5)]), None);
    }
}
