//! Values from what a person typed or a link says.

use super::{GRAIN, Kind, LIST_MAX};
use crate::spec::Field;
use crate::value::Value;

/// Why a text is not a value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Not a number where one is wanted.
    NotANumber,
    /// Not a whole number where one is wanted.
    NotWhole,
    /// A number, or a length, outside this range (in the parameter's unit).
    OutOfRange(f64, f64),
    /// A word that is not offered.
    NotAChoice,
    /// The same word twice where each may stand once.
    Twice,
    /// Neither on nor off.
    NotAFlag,
    /// No entry where one is needed.
    Empty,
    /// More entries than this.
    TooMany(usize),
    /// A control character in a text.
    ControlCharacter,
    /// A text with U+FFFD, which stands for bytes that were no text.
    NotText,
}

/// Reads a value of the field, as [`write`](super::write) writes it; blanks around a value and around the entries of a list are left out.
///
/// # Errors
/// What is wrong, as a [`Fault`].
pub fn read(field: &Field, text: &str) -> Result<Value, Fault> {
    let text = text.trim();
    let range = field.range();
    match field.kind() {
        Kind::Integer => integer(text, range).map(Value::Integer),
        Kind::Float => real(text, range).map(Value::Float),
        Kind::Duration => {
            let factor = field.parameter().unit.milliseconds();
            real(text, range)
                .map(|number| Value::Duration((number * factor * GRAIN).round() / GRAIN))
        }
        Kind::Choice => word(field, text).map(|id| Value::Choice(id.into())),
        Kind::Choices => choices(field, text).map(Value::Choices),
        Kind::Flag => flag(text).map(Value::Flag),
        Kind::Integers => {
            let entries = entries(text, LIST_MAX)?;
            let numbers: Result<Vec<i64>, Fault> =
                entries.map(|entry| integer(entry, range)).collect();
            numbers.map(Value::Integers)
        }
        Kind::Text => line(text, range).map(Value::Text),
        Kind::Script => script(field, text).map(Value::Text),
    }
}

/// A whole number; Python's `1_000_000` is understood.
fn integer(text: &str, range: (f64, f64)) -> Result<i64, Fault> {
    let number = plain(text).ok_or(Fault::NotANumber)?;
    let whole: i64 = match number.parse() {
        Ok(whole) => whole,
        Err(_) if number.contains('.') => return Err(Fault::NotWhole),
        Err(_) => return Err(Fault::OutOfRange(range.0, range.1)),
    };
    // Ranges lie far below 2^53, so the comparison in floats is exact where it matters.
    within(whole as f64, range)?;
    Ok(whole)
}

fn real(text: &str, range: (f64, f64)) -> Result<f64, Fault> {
    let number: f64 = plain(text)
        .and_then(|digits| decimal(&digits))
        .ok_or(Fault::NotANumber)?;
    within(number, range)?;
    // Minus zero would be written as "-0" and read as wrong by nobody, but it is not what anybody means.
    Ok(if number == 0.0 { 0.0 } else { number })
}

/// The number that plain digits say, rounded as the standard library would for up to 19 digits; further digits behind the point are left
/// out. The standard library's reader brings a table of 10 KB that cannot be compressed, and every visitor would download it twice.
fn decimal(text: &str) -> Option<f64> {
    const DIGITS: usize = 19; // As many as any u64 holds.
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1.0, text), |rest| (-1.0, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let places = fraction.len().min(DIGITS.checked_sub(whole.len())?);
    let mut mantissa: u128 = 0;
    for digit in whole.chars().chain(fraction[..places].chars()) {
        mantissa = mantissa * 10 + u128::from(digit.to_digit(10)?);
    }
    if mantissa == 0 {
        return Some(0.0);
    }
    // The quotient has at least 62 bits, more than a float keeps; the last one says whether anything is left over, so it rounds right.
    let shift = mantissa.leading_zeros() - 1;
    let (scaled, divisor) = (mantissa << shift, 10_u128.pow(places as u32));
    let quotient = (scaled / divisor) | u128::from(!scaled.is_multiple_of(divisor));
    let unit = f64::from_bits(u64::from(1023 - shift) << 52); // 2^-shift, exactly.
    Some(sign * quotient as f64 * unit)
}

/// Digits with at most one point and a sign in front, underscores between digits left out; no exponent, no `inf`, no `nan`.
fn plain(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let starts_and_ends_well = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    let legal = digits
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.' || c == '_');
    let one_point = digits.matches('.').count() <= 1;
    (starts_and_ends_well && legal && one_point).then(|| text.replace('_', ""))
}

fn within(number: f64, (low, high): (f64, f64)) -> Result<(), Fault> {
    if (low..=high).contains(&number) {
        Ok(())
    } else {
        Err(Fault::OutOfRange(low, high))
    }
}

fn word(field: &Field, text: &str) -> Result<&'static str, Fault> {
    field
        .choices()
        .find(|choice| choice.id == text)
        .map(|choice| choice.id)
        .ok_or(Fault::NotAChoice)
}

fn choices(field: &Field, text: &str) -> Result<Vec<String>, Fault> {
    let mut seen: Vec<String> = Vec::new();
    for entry in entries(text, LIST_MAX)? {
        let id = word(field, entry)?;
        if seen.iter().any(|other| other == id) {
            return Err(Fault::Twice);
        }
        seen.push(id.into());
    }
    Ok(seen)
}

fn script(field: &Field, text: &str) -> Result<String, Fault> {
    let longest = field.range().1 as usize;
    let steps: Result<Vec<&str>, Fault> = entries(text, longest)?
        .map(|entry| word(field, entry))
        .collect();
    steps.map(|steps| steps.join(","))
}

/// The entries between commas: at least one, at most `most`.
fn entries(text: &str, most: usize) -> Result<impl Iterator<Item = &str>, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.matches(',').count() >= most {
        return Err(Fault::TooMany(most));
    }
    Ok(text.split(',').map(str::trim))
}

fn flag(text: &str) -> Result<bool, Fault> {
    match text {
        "on" | "1" | "true" => Ok(true),
        "off" | "0" | "false" => Ok(false),
        _ => Err(Fault::NotAFlag),
    }
}

fn line(text: &str, range: (f64, f64)) -> Result<String, Fault> {
    if text.chars().any(char::is_control) {
        return Err(Fault::ControlCharacter);
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Fault::NotText);
    }
    within(text.chars().count() as f64, range)?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: Field, text: &str, expected: Result<Value, Fault>) {
        assert_eq!(read(&field, text), expected, "{} = {text:?}", field.key);
    }

    #[test]
    fn numbers_are_plain_and_in_range() {
        let tasks = || Field::new("tasks", "8").within(1.0, 1000.0);
        for (text, expected) in [
            ("8", Ok(8)),
            (" 8 ", Ok(8)),
            ("1_000", Ok(1000)),
            ("0", Err(Fault::OutOfRange(1.0, 1000.0))),
            ("1001", Err(Fault::OutOfRange(1.0, 1000.0))),
            ("99999999999999999999", Err(Fault::OutOfRange(1.0, 1000.0))),
            ("2.5", Err(Fault::NotWhole)),
            ("", Err(Fault::NotANumber)),
            ("-", Err(Fault::NotANumber)),
            ("+8", Err(Fault::NotANumber)),
            ("1e3", Err(Fault::NotANumber)),
            ("nan", Err(Fault::NotANumber)),
            ("８", Err(Fault::NotANumber)),
            ("_8", Err(Fault::NotANumber)),
        ] {
            check(tasks(), text, expected.map(Value::Integer));
        }
    }

    #[test]
    fn decimals_are_read_as_the_standard_library_reads_them() {
        let fixed = [
            "0",
            "0.1",
            "0.3",
            "-2.5",
            "0.30000000000000004",
            "123456789.987654321",
            "0.0000000000000000001",
            "9007199254740993",
            "00.5",
        ];
        let many = (0..20_000u64).map(|i| {
            let digits = i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (i % 40);
            format!("{}.{digits}", i % 50)
        });
        let short = |text: &String| text.len() <= 19;
        for text in fixed
            .map(str::to_string)
            .into_iter()
            .chain(many.filter(short))
        {
            assert_eq!(decimal(&text), text.parse().ok(), "{text}");
        }
        assert_eq!(decimal("99999999999999999999"), None);
    }

    #[test]
    fn durations_are_held_in_milliseconds_whatever_the_unit() {
        check(Field::new("u", "1"), "0.25", Ok(Value::Duration(250.0)));
        check(
            Field::new("latency", "250"),
            "0.25",
            Ok(Value::Duration(0.25)),
        );
        check(Field::new("latency", "250"), "-0", Ok(Value::Duration(0.0)));
        check(Field::new("latency", "250"), "inf", Err(Fault::NotANumber));
    }

    #[test]
    fn choices_keep_their_order_and_stand_once() {
        let executors = || Field::new("executors", "serial").offering(&["serial", "threads"]);
        check(
            executors(),
            "threads, serial",
            Ok(Value::Choices(vec!["threads".into(), "serial".into()])),
        );
        check(executors(), "threads,threads", Err(Fault::Twice));
        check(executors(), "processes", Err(Fault::NotAChoice));
        check(executors(), "", Err(Fault::Empty));
        check(executors(), "serial,", Err(Fault::NotAChoice));
    }

    #[test]
    fn a_parameter_of_one_number_can_be_offered_as_a_list() {
        let workers = || Field::new("workers", "1,2,4").list();
        check(workers(), "1,2, 3", Ok(Value::Integers(vec![1, 2, 3])));
        check(workers(), "1,,2", Err(Fault::NotANumber));
        check(workers(), &"1,".repeat(64), Err(Fault::TooMany(LIST_MAX)));
    }

    #[test]
    fn flags_have_three_spellings() {
        for (text, on) in [
            ("on", true),
            ("1", true),
            ("true", true),
            ("off", false),
            ("0", false),
            ("false", false),
        ] {
            check(Field::new("traced", "on"), text, Ok(Value::Flag(on)));
        }
        check(Field::new("traced", "on"), "yes", Err(Fault::NotAFlag));
    }

    #[test]
    fn texts_are_one_line_of_bounded_length() {
        check(
            Field::new("name", "thread_1"),
            "线程 1",
            Ok(Value::Text("线程 1".into())),
        );
        check(
            Field::new("name", "thread_1"),
            "a\u{7}b",
            Err(Fault::ControlCharacter),
        );
        check(
            Field::new("name", "thread_1"),
            &"a".repeat(41),
            Err(Fault::OutOfRange(1.0, 40.0)),
        );
    }

    #[test]
    fn scripts_may_repeat_their_steps() {
        let script = || Field::new("script", "compute");
        check(
            script(),
            "compute, sleep ,compute",
            Ok(Value::Text("compute,sleep,compute".into())),
        );
        check(script(), "compute,dance", Err(Fault::NotAChoice));
    }
}
