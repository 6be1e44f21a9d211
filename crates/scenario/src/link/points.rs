//! Measured points in a link: what its author measured, to be drawn beside the reader's own.
//!
//! `2!cpu:threads:1*0.98,2*1.91!io:threads:4*3.99`: the cores of the author's machine, then for each load and executor the speed-ups at the
//! numbers of workers (or at the swept values). Read with a parser of its own: that of floats would cost the page 14 KB.

use crate::catalogue::Executor;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What the author of a link measured.
#[derive(Clone, Debug, PartialEq)]
pub struct SentPoints {
    /// Cores of the machine on which it was measured, as its browser told.
    pub cores: u32,
    /// One for each load and executor.
    pub series: Vec<SentSeries>,
}

/// Speed-ups of one executor on one load.
#[derive(Clone, Debug, PartialEq)]
pub struct SentSeries {
    /// Load.
    pub load: String,
    /// Executor id.
    pub executor: String,
    /// Workers, or the swept value, and the speed-up, to the hundredth.
    pub points: Vec<(u32, f64)>,
}

/// Most cores that a link may speak of.
const CORES_MAX: u32 = 4096;
/// Most lines, and most points of all lines together: more than any chart of ours shows, far less than a link could carry.
const SERIES_MAX: usize = 16;
const POINTS_MAX: usize = 128;
/// Longest name of a load.
const LOAD_MAX: usize = 32;
/// Largest speed-up, in hundredths.
const HUNDREDTHS_MAX: u32 = 1_000_000;

impl SentPoints {
    /// As a link carries them. What cannot be carried (a line too many, a speed-up of 0 or that is no number) is left out; `None` when
    /// nothing is left.
    pub fn write(&self) -> Option<String> {
        let mut text = self.cores.clamp(1, CORES_MAX).to_string();
        let (mut lines, mut count) = (0, 0);
        for series in &self.series {
            let all = series.points.iter();
            let room = POINTS_MAX - count;
            let points: Vec<String> = all.filter_map(|point| write(*point)).take(room).collect();
            if points.is_empty() || lines == SERIES_MAX || !is_load(&series.load) {
                continue;
            }
            (lines, count) = (lines + 1, count + points.len());
            text += &format!("!{}:{}:{}", series.load, series.executor, points.join(","));
        }
        (lines > 0).then_some(text)
    }

    /// Reads what [`SentPoints::write`] wrote; `None` for everything else: half of somebody's measurements would mislead.
    pub fn read(text: &str) -> Option<SentPoints> {
        let mut parts = text.split('!');
        let cores = whole(parts.next()?)?;
        let series: Vec<SentSeries> = parts.map(series).collect::<Option<_>>()?;
        let points: usize = series.iter().map(|series| series.points.len()).sum();
        let fits = (1..=CORES_MAX).contains(&cores)
            && (1..=SERIES_MAX).contains(&series.len())
            && points <= POINTS_MAX;
        fits.then_some(SentPoints { cores, series })
    }
}

fn write((x, y): (u32, f64)) -> Option<String> {
    // Numbers that are none become 0.
    let hundredths = (y * 100.0).round() as u32;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    (1..=HUNDREDTHS_MAX)
        .contains(&hundredths)
        .then(|| format!("{x}*{whole}.{rest:02}"))
}

fn series(text: &str) -> Option<SentSeries> {
    let mut parts = text.split(':');
    let (load, executor) = (parts.next()?, parts.next()?);
    let points = parts.next()?.split(',').map(point).collect::<Option<_>>()?;
    let is_known = is_load(load) && Executor::from_id(executor).is_some();
    (is_known && parts.next().is_none()).then(|| SentSeries {
        load: load.to_string(),
        executor: executor.to_string(),
        points,
    })
}

fn is_load(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LOAD_MAX).contains(&text.len()) && text.bytes().all(is_plain)
}

fn point(text: &str) -> Option<(u32, f64)> {
    let (x, y) = text.split_once('*')?;
    let (units, rest) = y.split_once('.')?;
    if rest.len() != 2 {
        return None;
    }
    let hundredths = whole(units)?.checked_mul(100)?.checked_add(whole(rest)?)?;
    (1..=HUNDREDTHS_MAX)
        .contains(&hundredths)
        .then_some((whole(x)?, f64::from(hundredths) / 100.0))
}

/// A number of digits alone: the library's reader would also take a sign.
fn whole(text: &str) -> Option<u32> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::EXECUTORS;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_list_of_points_is_refused_whole() {
        let good = "2!cpu:threads:1*0.98,2*1.91!io:threads:4*3.99";
        assert_eq!(
            SentPoints::read(good).and_then(|points| points.write()),
            Some(good.to_string())
        );
        for bad in [
            "",
            "2",
            "2!",
            "0!cpu:threads:1*1.00",
            "9999!cpu:threads:1*1.00",
            "-2!cpu:threads:1*1.00",
            "2!cpu:threads:",
            "2!cpu:threads",
            "2!cpu:threads:1*1.00:x",
            "2!cpu:no-such:1*1.00",
            "2!CPU:threads:1*1.00",
            "2!<b>:threads:1*1.00",
            "2!cpu:threads:1*1",
            "2!cpu:threads:1*1.0",
            "2!cpu:threads:1*0.00",
            "2!cpu:threads:1*99999.00",
            "2!cpu:threads:1*4294967295.99",
            "2!cpu:threads:99999999999*1.00",
            "2!cpu:threads:1*NaN",
            "2!cpu:threads:1*1.00,",
            "2!cpu:threads:+1*1.00",
        ] {
            assert_eq!(SentPoints::read(bad), None, "{bad}");
        }
        let many = format!("2!cpu:threads:{}", ["1*1.00"; 129].join(","));
        assert_eq!(SentPoints::read(&many), None);
        let lines = format!("2{}", "!cpu:threads:1*1.00".repeat(17));
        assert_eq!(SentPoints::read(&lines), None);
    }

    #[test]
    fn what_is_no_number_is_not_sent() {
        let points = |points: Vec<(u32, f64)>| SentPoints {
            cores: 2,
            series: vec![SentSeries {
                load: "cpu".into(),
                executor: "threads".into(),
                points,
            }],
        };
        let mixed = points(vec![
            (1, f64::NAN),
            (2, 1.914),
            (4, 0.0),
            (8, f64::INFINITY),
        ]);
        assert_eq!(mixed.write().as_deref(), Some("2!cpu:threads:2*1.91"));
        assert_eq!(points(vec![(1, -3.0)]).write(), None);
    }

    fn some_points() -> impl Strategy<Value = SentPoints> {
        let point =
            (any::<u32>(), 1u32..=HUNDREDTHS_MAX).prop_map(|(x, y)| (x, f64::from(y) / 100.0));
        let executors: Vec<&str> = EXECUTORS.iter().map(|row| row.executor.id()).collect();
        let series = (
            "[a-z][a-z0-9-]{0,20}",
            prop::sample::select(executors),
            prop::collection::vec(point, 1..8),
        )
            .prop_map(|(load, executor, points)| SentSeries {
                load,
                executor: executor.to_string(),
                points,
            });
        (
            1u32..=CORES_MAX,
            prop::collection::vec(series, 1..SERIES_MAX),
        )
            .prop_map(|(cores, series)| SentPoints { cores, series })
    }

    proptest! {
        #[test]
        fn points_arrive_as_they_were_sent(points in some_points()) {
            let text = points.write().expect("points");
            prop_assert_eq!(SentPoints::read(&text), Some(points));
        }

        #[test]
        fn any_text_gives_points_that_can_be_sent_or_none(text in "[0-9a-z!:*,.-]{0,60}") {
            if let Some(points) = SentPoints::read(&text) {
                let again = points.write().expect("they came from a link");
                prop_assert_eq!(SentPoints::read(&again), Some(points));
            }
        }
    }
}
