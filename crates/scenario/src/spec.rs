//! A demo's parameters, and a run's values for them.

use crate::message::Text;
use crate::value::Value;

/// What the crate must know of a demo: given by its card.
#[derive(Debug)]
pub struct DemoSpec {
    /// Id in links, kebab-case.
    pub id: &'static str,
    /// Its parameters, in the order of the form.
    pub fields: &'static [Field],
}

/// One parameter as a demo offers it.
#[derive(Debug)]
pub struct Field {
    /// Key of the row in [`crate::parameters`].
    pub key: &'static str,
    /// Default, in the link's notation.
    pub default: &'static str,
    /// Narrower range than the parameter's own, in its unit; inclusive.
    pub range: Option<(f64, f64)>,
    /// Choices offered, where fewer than the parameter's own.
    pub choices: Option<&'static [&'static str]>,
    /// Label where it differs from the parameter's own.
    pub label: Option<Text>,
}

/// Finds demos by id; implemented over the table of cards.
pub trait Catalogue {
    /// The demo with this id.
    fn demo(&self, id: &str) -> Option<&'static DemoSpec>;
    /// The demo that a bad link falls back to.
    fn opening(&self) -> &'static DemoSpec;
}

/// The complete description of one run; cannot be wrong, since only `validate` and `link::decode` make one.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    pub(crate) demo: &'static str,
    pub(crate) values: Vec<(&'static str, Value)>,
}

impl Scenario {
    /// Id of the demo.
    pub fn demo(&self) -> &'static str {
        self.demo
    }

    /// Every field with its value, in the order of the form.
    pub fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }

    /// The value of a field; `None` when the demo has no such field.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(k, _)| *k == key).map(|(_, v)| v)
    }

    /// An integer field; 0 when the demo has no such field.
    pub fn integer(&self, key: &str) -> i64 {
        match self.value(key) {
            Some(Value::Integer(n)) => *n,
            _ => 0,
        }
    }

    /// A float field; 0 when the demo has no such field.
    pub fn float(&self, key: &str) -> f64 {
        match self.value(key) {
            Some(Value::Float(x)) => *x,
            _ => 0.0,
        }
    }

    /// A duration field in milliseconds; 0 when the demo has no such field.
    pub fn duration_ms(&self, key: &str) -> f64 {
        match self.value(key) {
            Some(Value::Duration(ms)) => *ms,
            _ => 0.0,
        }
    }

    /// A choice or text field; empty when the demo has no such field.
    pub fn text(&self, key: &str) -> &str {
        match self.value(key) {
            Some(Value::Choice(s) | Value::Text(s)) => s,
            _ => "",
        }
    }

    /// A field of several choices; empty when the demo has no such field.
    pub fn choices(&self, key: &str) -> &[String] {
        match self.value(key) {
            Some(Value::Choices(list)) => list,
            _ => &[],
        }
    }

    /// A list of integers; empty when the demo has no such field.
    pub fn integers(&self, key: &str) -> &[i64] {
        match self.value(key) {
            Some(Value::Integers(list)) => list,
            _ => &[],
        }
    }

    /// A flag; off when the demo has no such field.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.value(key), Some(Value::Flag(true)))
    }
}
