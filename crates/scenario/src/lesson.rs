//! The bytes between the page and the module that holds the cards of a group: a [`Question`] and its answer.
//!
//! The page has of each demo what gallery, form and links need; the rest it asks for. Both are of one build, so nothing here has versions.
//! Written and read by hand: derived readers and writers were as large as three cards.

mod bytes;

use crate::message::Text;
use crate::spec::{Catalogue, Scenario};
use crate::value::Value;
use bytes::{Reader, number, text};

/// What the page asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Question<'a> {
    /// What does this demo teach? Answered by a [`Lesson`].
    Lesson(&'a str),
    /// How would this demo be written in Python, for the values of its fields in their order? Answered by [`Line`]s.
    Python(&'a str, Vec<Value>),
}

/// Text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        Words {
            en: text.en.to_owned(),
            zh: text.zh.to_owned(),
        }
    }
}

/// What a demo teaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// What it shows, in two sentences.
    pub idea: Words,
    /// Where to look after a run.
    pub look_at: Words,
    /// What many believe, and what is true.
    pub misconception: Words,
    /// Three things to try next, each with the link that sets it up.
    pub tries: [(Words, String); 3],
    /// What each field means, in the order of the form.
    pub helps: Vec<Words>,
}

/// A line of the Python: its key (0 for none) and its text.
pub type Line = (u16, String);

impl<'a> Question<'a> {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut to = Vec::new();
        match self {
            Question::Lesson(demo) => text(&mut to, demo),
            Question::Python(demo, values) => {
                text(&mut to, demo);
                values.iter().for_each(|value| value.write(&mut to));
            }
        }
        to
    }

    /// From bytes; `None` when they are no question. A demo has at least one field, so a question without values is about its lesson.
    pub fn decode(bytes: &'a [u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        let demo = from.text()?;
        let mut values = Vec::new();
        while !from.is_empty() {
            values.push(Value::read(&mut from)?);
        }
        Some(if values.is_empty() {
            Question::Lesson(demo)
        } else {
            Question::Python(demo, values)
        })
    }
}

impl Lesson {
    /// The answer's bytes, straight from a card's texts: `prose` is idea, where to look, misconception; then the three tries; then the helps.
    pub fn encode(prose: [Text; 3], tries: [(Text, &str); 3], helps: &[Text]) -> Vec<u8> {
        let mut to = Vec::new();
        for each in prose {
            both(&mut to, each);
        }
        for (each, link) in tries {
            both(&mut to, each);
            text(&mut to, link);
        }
        for each in helps {
            both(&mut to, *each);
        }
        to
    }

    /// From bytes; `None` when they are no lesson.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        let mut lesson = Lesson {
            idea: from.words()?,
            look_at: from.words()?,
            misconception: from.words()?,
            ..Lesson::default()
        };
        for (words, link) in &mut lesson.tries {
            *words = from.words()?;
            *link = from.text()?.to_owned();
        }
        while !from.is_empty() {
            lesson.helps.push(from.words()?);
        }
        Some(lesson)
    }
}

/// Adds a line to the bytes of a listing.
pub fn add_line(to: &mut Vec<u8>, key: u16, line: &str) {
    number(to, u64::from(key));
    text(to, line);
}

/// The lines of a listing, from its bytes; `None` when they are none.
pub fn lines(bytes: &[u8]) -> Option<Vec<Line>> {
    let mut from = Reader(bytes);
    let mut lines = Vec::new();
    while !from.is_empty() {
        lines.push((from.number()? as u16, from.text()?.to_owned()));
    }
    Some(lines)
}

fn both(to: &mut Vec<u8>, words: Text) {
    text(to, words.en);
    text(to, words.zh);
}

impl Scenario {
    /// As bytes, for a module of the same build that has the demo in its table: reading them takes no table of parameters, as a link does.
    pub fn encode(&self) -> Vec<u8> {
        let values = self.values.iter().map(|(_, value)| value.clone());
        Question::Python(self.demo, values.collect()).encode()
    }

    /// From bytes of [`encode`](Scenario::encode); `None` when they are no scenario of a demo of this catalogue. Values are not checked again.
    pub fn decode(catalogue: &dyn Catalogue, bytes: &[u8]) -> Option<Scenario> {
        match Question::decode(bytes)? {
            Question::Python(demo, values) => catalogue.demo(demo)?.scenario_of(values),
            Question::Lesson(_) => None,
        }
    }
}

impl Value {
    fn write(&self, to: &mut Vec<u8>) {
        let mut numbered = |kind: u8, value: u64| {
            to.push(kind);
            number(to, value);
        };
        match self {
            Value::Integer(n) => numbered(0, n.cast_unsigned()),
            Value::Float(x) => numbered(1, x.to_bits()),
            Value::Duration(ms) => numbered(2, ms.to_bits()),
            Value::Flag(on) => numbered(3, u64::from(*on)),
            Value::Choices(list) => {
                numbered(4, list.len() as u64);
                list.iter().for_each(|each| text(to, each));
            }
            Value::Integers(list) => {
                numbered(5, list.len() as u64);
                list.iter().for_each(|n| number(to, n.cast_unsigned()));
            }
            Value::Choice(word) => {
                to.push(6);
                text(to, word);
            }
            Value::Text(line) => {
                to.push(7);
                text(to, line);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let kind = from.byte()?;
        if kind >= 6 {
            let word = from.text()?.to_owned();
            return match kind {
                6 => Some(Value::Choice(word)),
                7 => Some(Value::Text(word)),
                _ => None,
            };
        }
        let value = from.number()?;
        Some(match kind {
            0 => Value::Integer(value.cast_signed()),
            1 => Value::Float(f64::from_bits(value)),
            2 => Value::Duration(f64::from_bits(value)),
            3 => Value::Flag(value != 0),
            4 => {
                let text = |_| from.text().map(str::to_owned);
                Value::Choices((0..value).map(text).collect::<Option<_>>()?)
            }
            _ => {
                let number = |_| from.number().map(u64::cast_signed);
                Value::Integers((0..value).map(number).collect::<Option<_>>()?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_arrives_as_it_was() {
        let values = vec![
            Value::Integer(-7),
            Value::Integer(i64::MAX),
            Value::Float(0.05),
            Value::Duration(f64::MAX),
            Value::Flag(true),
            Value::Choice("both".into()),
            Value::Choices(vec!["serial".into(), "线程".into()]),
            Value::Integers(vec![1, -2]),
            Value::Integers(Vec::new()),
            Value::Text(String::new()),
        ];
        let question = Question::Python("speedup", values);
        assert_eq!(Question::decode(&question.encode()), Some(question));
        let question = Question::Lesson("speedup");
        assert_eq!(Question::decode(&question.encode()), Some(question));
    }

    #[test]
    fn bytes_cut_off_anywhere_are_no_question_or_a_shorter_one_but_never_a_panic() {
        let values = vec![
            Value::Choices(vec!["a".into(), "b".into()]),
            Value::Integers(vec![3]),
        ];
        let whole = Question::Python("speedup", values).encode();
        for end in 0..whole.len() {
            assert_ne!(
                Question::decode(&whole[..end]).map(|q| q.encode()),
                Some(whole.clone())
            );
        }
        assert_eq!(Question::decode(&[255; 20]), None);
        assert_eq!(Lesson::decode(&whole), None);
        assert_eq!(lines(&[9]), None);
    }
}
