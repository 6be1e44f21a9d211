//! Round numbers for axes, and how figures are written: three significant digits, unit always.

use report::Ns;

/// Round step of 1, 2 or 5 times a power of ten, so that at most `most` steps fit into `range`; 1 for an empty range.
pub fn nice_step(range: f64, most: f64) -> f64 {
    let rough = range / most.max(1.0);
    if !(rough.is_finite() && rough > 0.0) {
        return 1.0;
    }
    let power = 10f64.powi(rough.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|f| f * power >= rough * 0.999_999)
        .unwrap_or(10.0);
    factor * power
}

/// Round moments of a range with their labels.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTicks {
    /// Distance between two.
    pub step: u64,
    /// Moment and label, in order.
    pub ticks: Vec<(Ns, String)>,
}

/// At most `most` round moments between `start` and `end`, both included. All labels share unit and decimals, which the step needs.
pub fn time_ticks(start: Ns, end: Ns, most: f64) -> TimeTicks {
    let step = nice_step(end.since(start) as f64, most).max(1.0) as u64;
    let unit = Unit::of(end.0);
    let decimals = unit.decimals(step);
    let first = start.0.div_ceil(step);
    let last = end.0 / step;
    let ticks = (first..=last)
        .map(|n| (Ns(n * step), unit.write(n * step, decimals)))
        .collect();
    TimeTicks { step, ticks }
}

#[derive(Clone, Copy)]
struct Unit {
    ns: f64,
    name: &'static str,
}

impl Unit {
    fn of(ns: u64) -> Unit {
        match ns {
            0..1_000_000 => Unit {
                ns: 1e3,
                name: "µs",
            },
            1_000_000..1_000_000_000 => Unit {
                ns: 1e6,
                name: "ms",
            },
            _ => Unit { ns: 1e9, name: "s" },
        }
    }

    fn decimals(self, step: u64) -> usize {
        (0..9)
            .find(|d| (step as f64 / self.ns * 10f64.powi(*d) + 1e-9).fract() < 1e-6)
            .unwrap_or(9) as usize
    }

    fn write(self, ns: u64, decimals: usize) -> String {
        format!("{:.decimals$} {}", ns as f64 / self.ns, self.name)
    }
}

/// A length of time: `1.28 s`, `250 ms`, `34 µs`. Three significant digits, never below a microsecond: no clock here is finer.
pub fn duration(ns: u64) -> String {
    let unit = Unit::of(ns);
    let value = ns as f64 / unit.ns;
    if unit.name == "µs" {
        return format!("{value:.0} µs");
    }
    format!("{} {}", significant(value), unit.name)
}

/// A moment for the cursor: `1.284 s`, finer only when `ns_per_px` shows more.
pub fn moment(at: Ns, ns_per_px: f64) -> String {
    let unit = Unit::of(at.0);
    let wanted = (unit.ns / ns_per_px.max(1_000.0))
        .log10()
        .ceil()
        .clamp(0.0, 6.0) as usize;
    unit.write(at.0, wanted)
}

/// Three significant digits, without an exponent: `3.74`, `37.4`, `374`, `3740`.
pub fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return String::from(if value == 0.0 { "0" } else { "–" });
    }
    let decimals = |v: f64| (2 - v.abs().log10().floor() as i32).clamp(0, 6);
    // Rounding may carry into a new digit: 9.996 is 10.0, not 10.00.
    let rounded = |d: i32| (value * 10f64.powi(d)).round() / 10f64.powi(d);
    let decimals = decimals(rounded(decimals(value))) as usize;
    format!("{value:.decimals$}")
}

/// A ratio on an axis: `0×`, `2×`, `2.5×`.
pub fn times(value: f64) -> String {
    let text = format!("{value:.2}");
    format!("{}×", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (range, most, step) in [
            (10.0, 5.0, 2.0),
            (7.9, 5.0, 2.0),
            (1.0, 4.0, 0.5),
            (8.0, 8.0, 1.0),
            (0.0, 5.0, 1.0),
            (f64::NAN, 5.0, 1.0),
        ] {
            assert!(
                (nice_step(range, most) - step).abs() < 1e-12,
                "{range} in {most}: {}",
                nice_step(range, most)
            );
        }
    }

    #[test]
    fn ruler_labels_share_unit_and_decimals() {
        let labels = |start, end| {
            time_ticks(Ns(start), Ns(end), 5.0)
                .ticks
                .into_iter()
                .map(|t| t.1)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            labels(0, 2_000_000_000),
            ["0.0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s"]
        );
        assert_eq!(
            labels(0, 40_000_000),
            ["0 ms", "10 ms", "20 ms", "30 ms", "40 ms"]
        );
        assert_eq!(
            labels(1_284_000_000, 1_284_040_000),
            [
                "1.28400 s",
                "1.28401 s",
                "1.28402 s",
                "1.28403 s",
                "1.28404 s"
            ]
        );
    }

    #[test]
    fn lengths_have_three_digits_and_a_unit() {
        for (ns, text) in [
            (0, "0 µs"),
            (34_400, "34 µs"),
            (2_100_000, "2.10 ms"),
            (12_449_000, "12.4 ms"),
            (250_000_000, "250 ms"),
            (999_960_000, "1000 ms"),
            (1_284_000_000, "1.28 s"),
            (61_000_000_000, "61.0 s"),
        ] {
            assert_eq!(duration(ns), text);
        }
    }

    #[test]
    fn figures_have_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (3.7444, "3.74"),
            (9.996, "10.0"),
            (37.44, "37.4"),
            (374.4, "374"),
            (3744.4, "3744"),
            (0.01234, "0.0123"),
        ] {
            assert_eq!(significant(value), text);
        }
    }

    #[test]
    fn the_cursor_is_no_finer_than_the_picture() {
        assert_eq!(moment(Ns(1_284_321_000), 2_500_000.0), "1.284 s");
        assert_eq!(moment(Ns(1_284_321_000), 25.0), "1.284321 s");
    }

    #[test]
    fn ratios_on_an_axis_are_short() {
        assert_eq!(
            [times(0.0), times(2.0), times(2.5), times(0.25)],
            ["0×", "2×", "2.5×", "0.25×"]
        );
    }
}
