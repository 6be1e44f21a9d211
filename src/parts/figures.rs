//! Numbers as people read them: three significant digits, the unit always, never finer than the clock.

/// Step below which a measured time says nothing: Chromium's clock in an isolated page, in milliseconds.
const CLOCK_MS: f64 = 0.005;

/// Three significant digits without an exponent: `3.74`, `12.5`, `1250`; whole numbers stay whole below a thousand.
pub fn three_digits(number: f64) -> String {
    if !number.is_finite() {
        return "–".to_string();
    }
    if number == 0.0 {
        return "0".to_string();
    }
    // Rounded first: 9.996 has as many digits before the point as 10.0.
    let rounded = format!("{number:.2e}");
    let exponent: i32 = rounded
        .split_once('e')
        .and_then(|(_, e)| e.parse().ok())
        .unwrap_or(0);
    let decimals = (2 - exponent).clamp(0, 6) as usize;
    format!("{number:.decimals$}")
}

/// A measured length of time with the unit that suits it: `34.0 ms`, `4.02 s`, `85 µs`.
pub fn time_ms(ms: f64) -> String {
    let size = ms.abs();
    if size < CLOCK_MS {
        "< 5 µs".to_string()
    } else if size < 0.1 {
        let steps = (ms / CLOCK_MS).round();
        format!("{:.0} µs", steps * CLOCK_MS * 1e3)
    } else if size < 999.5 {
        format!("{} ms", three_digits(ms))
    } else {
        format!("{} s", three_digits(ms / 1e3))
    }
}

/// A ratio: `3.74×`.
pub fn times(ratio: f64) -> String {
    format!("{}×", three_digits(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_significant_digits() {
        for (number, text) in [
            (3.7412, "3.74"),
            (12.46, "12.5"),
            (124.6, "125"),
            (1250.4, "1250"),
            (9.996, "10.0"),
            (99.96, "100"),
            (0.0514, "0.0514"),
            (0.0, "0"),
            (-2.5, "-2.50"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(three_digits(number), text, "{number}");
        }
    }

    #[test]
    fn times_carry_the_unit_that_suits_them_and_are_never_finer_than_the_clock() {
        for (ms, text) in [
            (4021.0, "4.02 s"),
            (34.0, "34.0 ms"),
            (0.0871, "85 µs"),
            (0.001, "< 5 µs"),
            (0.0, "< 5 µs"),
            (999.7, "1.00 s"),
            (0.25, "0.250 ms"),
        ] {
            assert_eq!(time_ms(ms), text, "{ms}");
        }
    }
}
