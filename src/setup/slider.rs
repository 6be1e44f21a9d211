//! Where a slider stands for a value, and which value stands where. Pure.

use scenario::Field;
use scenario::parameters::{Kind, Scale, read};
use scenario::value::Value;

/// Positions of a slider that runs by factors: fine enough for a hand, coarse enough for arrow keys.
const LOG_STEPS: f64 = 60.0;

/// A slider's `min`, `max` and `step`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Track {
    /// Lowest position.
    pub min: f64,
    /// Highest position.
    pub max: f64,
    /// One step.
    pub step: f64,
}

/// The slider of a field; `None` for a field that is not one number.
pub fn track(field: &Field) -> Option<Track> {
    let (low, high) = field.range();
    match (field.kind(), field.parameter().scale) {
        (Kind::Integer | Kind::Float | Kind::Duration, Scale::Linear(step)) => Some(Track {
            min: low,
            max: high,
            step,
        }),
        (Kind::Integer | Kind::Float | Kind::Duration, Scale::Logarithmic) => Some(Track {
            min: 0.0,
            max: LOG_STEPS,
            step: 1.0,
        }),
        _ => None,
    }
}

/// Where the slider stands for what was typed; its left end for what is no value.
pub fn position(field: &Field, text: &str) -> f64 {
    let unit = field.parameter().unit.milliseconds();
    let number = match read(field, text) {
        Ok(Value::Integer(n)) => n as f64,
        Ok(Value::Float(x)) => x,
        Ok(Value::Duration(ms)) => ms / unit,
        _ => field.range().0,
    };
    match field.parameter().scale {
        Scale::Linear(_) => number,
        Scale::Logarithmic => {
            let (low, high) = by_factors(field);
            if number < low {
                0.0
            } else {
                (number / low).ln() / (high / low).ln() * LOG_STEPS
            }
        }
    }
}

/// What is typed into the field when the slider is moved to a position.
pub fn text_at(field: &Field, position: f64) -> String {
    let (low, high) = field.range();
    let number = match field.parameter().scale {
        Scale::Linear(step) => (position / step).round() * step,
        Scale::Logarithmic if position <= 0.0 => low,
        Scale::Logarithmic => {
            let (from, to) = by_factors(field);
            two_digits(from * ((to / from).ln() * (position / LOG_STEPS)).exp())
        }
    };
    let number = number.clamp(low, high);
    if field.kind() == Kind::Integer {
        format!("{number:.0}")
    } else {
        trimmed(number)
    }
}

/// The range over which factors make sense: one that begins at 0 or below begins at 1.
fn by_factors(field: &Field) -> (f64, f64) {
    let (low, high) = field.range();
    (if low > 0.0 { low } else { 1.0 }, high)
}

/// Rounded to two significant digits, so that a hand meets round numbers.
fn two_digits(number: f64) -> f64 {
    let unit = 10_f64.powi(number.log10().floor() as i32 - 1);
    (number / unit).round() * unit
}

/// Without the digits that binary fractions add: 0.30000000000000004 is typed by nobody.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_slider_stands_at_its_number_and_gives_it_back() {
        let workers = Field::new("workers", "4").within(1.0, 16.0);
        assert_eq!(
            track(&workers),
            Some(Track {
                min: 1.0,
                max: 16.0,
                step: 1.0
            })
        );
        for n in 1..=16 {
            let text = n.to_string();
            assert_eq!(text_at(&workers, position(&workers, &text)), text);
        }
    }

    #[test]
    fn a_slider_by_factors_reaches_both_ends_and_meets_round_numbers() {
        let n = Field::new("n", "1000000");
        let (low, high) = n.range();
        assert_eq!(text_at(&n, 0.0), format!("{low:.0}"));
        assert_eq!(text_at(&n, LOG_STEPS), format!("{high:.0}"));
        for step in 1..60 {
            let text = text_at(&n, f64::from(step));
            let digits = text.trim_end_matches('0');
            assert!(digits.len() <= 2, "{text} at {step}");
        }
    }

    #[test]
    fn seconds_are_typed_without_a_tail_of_digits() {
        let u = Field::new("u", "0.3").within(0.05, 2.0);
        assert_eq!(text_at(&u, 0.1 + 0.2), "0.3");
        assert_eq!(position(&u, "0.3"), 0.3);
    }

    #[test]
    fn what_is_no_number_stands_at_the_left_end() {
        let workers = Field::new("workers", "4").within(2.0, 16.0);
        assert_eq!(position(&workers, "many"), 2.0);
        assert_eq!(track(&Field::new("workers", "1,2").list()), None);
    }
}
