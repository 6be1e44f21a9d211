//! The table of parameters: each is defined here once and drives form, link, validation, help and docs.
//!
//! A demo's card offers a parameter by a [`Field`](crate::Field): its default, a narrower range, a label of its own. Values are written
//! as in links, see [`write`].

mod read;
mod rows;
mod write;

use crate::message::Text;

pub use read::{Fault, read};
pub use rows::ROWS;
pub use write::write;

/// The most entries that a list value may have.
///
/// 64 = the largest count of workers, so that a sweep can name each.
pub const LIST_MAX: usize = 64;

/// Steps in a millisecond to which durations are rounded.
///
/// A nanosecond is finer than any clock here; rounding to it makes reading and writing exact inverses, whatever the unit.
const GRAIN: f64 = 1_000_000.0;

/// One parameter: what it is called, what values it takes, what it does.
#[derive(Debug)]
pub struct Parameter {
    /// Key in links, forms and reports.
    pub key: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Unit of the numbers that a person reads and writes.
    pub unit: Unit,
    /// Widest range, inclusive, in the unit; of a list: of each entry; of a text: of its length in characters; of a script: of its
    /// length in steps. Unused by choices and flags.
    pub range: (f64, f64),
    /// How a slider runs over the range.
    pub scale: Scale,
    /// Legal words of a choice, of several choices and of the steps of a script.
    pub choices: &'static [Choice],
    /// Where the form shows it.
    pub place: Place,
    /// Short name, sentence case.
    pub label: Text,
    /// What it does, one or two sentences.
    pub help: Text,
}

/// What the values of a parameter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole number.
    Integer,
    /// Real number.
    Float,
    /// Length of time; [`Value`](crate::Value) holds milliseconds whatever the unit is.
    Duration,
    /// One of the choices.
    Choice,
    /// Several of the choices, each once, in the order given, separated by commas.
    Choices,
    /// On or off.
    Flag,
    /// Whole numbers, separated by commas.
    Integers,
    /// One line of text.
    Text,
    /// Steps to carry out, separated by commas; each is one of the choices and may come again.
    Script,
}

impl Kind {
    /// The word in `demos()` of the automation door.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Integer => "integer",
            Kind::Float => "float",
            Kind::Duration => "duration",
            Kind::Choice => "choice",
            Kind::Choices => "choices",
            Kind::Flag => "flag",
            Kind::Integers => "integers",
            Kind::Text => "text",
            Kind::Script => "script",
        }
    }
}

/// Unit of a parameter's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Hundredths.
    Percent,
    /// A factor.
    Times,
}

impl Unit {
    /// What stands behind the number; empty for a plain number. The same in both languages.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Milliseconds => "ms",
            Unit::Seconds => "s",
            Unit::Percent => "%",
            Unit::Times => "×",
        }
    }

    /// Milliseconds in one unit of time; 1 for every other unit.
    pub fn milliseconds(self) -> f64 {
        if self == Unit::Seconds { 1000.0 } else { 1.0 }
    }
}

/// How a slider runs over a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Evenly, in this step.
    Linear(f64),
    /// By factors: for ranges over several powers of ten. A range that begins at 0 has 0 as its first stop.
    Logarithmic,
}

/// Where the form shows a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In sight.
    Main,
    /// Folded away under "more".
    More,
}

/// One legal word of a parameter.
#[derive(Debug)]
pub struct Choice {
    /// Word in links.
    pub id: &'static str,
    /// What the form shows.
    pub label: Text,
}

/// The parameter with this key. O(rows).
pub const fn find(key: &str) -> Option<&'static Parameter> {
    let mut index = 0;
    while index < ROWS.len() {
        if is_same(ROWS[index].key, key) {
            return Some(&ROWS[index]);
        }
        index += 1;
    }
    None
}

/// `==`, which cannot be called while compiling.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_readable_in_a_link() {
        for (i, row) in ROWS.iter().enumerate() {
            assert!(
                ROWS[..i].iter().all(|other| other.key != row.key),
                "{} stands twice",
                row.key
            );
            assert!(
                row.key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{}",
                row.key
            );
        }
    }

    #[test]
    fn every_row_speaks_both_languages() {
        for row in ROWS {
            let texts = [row.label, row.help]
                .into_iter()
                .chain(row.choices.iter().map(|c| c.label));
            for text in texts {
                assert!(
                    !text.en.is_empty() && !text.zh.is_empty(),
                    "{}: {text:?}",
                    row.key
                );
            }
        }
    }

    #[test]
    fn every_row_has_a_range_or_choices() {
        for row in ROWS {
            match row.kind {
                Kind::Choice | Kind::Choices => assert!(row.choices.len() > 1, "{}", row.key),
                Kind::Flag => {}
                Kind::Script => {
                    assert!(!row.choices.is_empty() && row.range.1 >= 1.0, "{}", row.key)
                }
                _ => assert!(row.range.0 < row.range.1, "{}: {:?}", row.key, row.range),
            }
        }
    }
}
