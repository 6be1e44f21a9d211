//! A demo's parameters, and a run's values for them.

use crate::message::Text;
use crate::parameters::{self, Choice, Kind, Parameter};
use crate::value::Value;

/// What the crate must know of a demo: given by its card.
#[derive(Clone, Copy, Debug)]
pub struct DemoSpec {
    /// Id in links, kebab-case.
    pub id: &'static str,
    /// Its parameters, in the order of the form.
    pub fields: &'static [Field],
}

/// One parameter as a demo offers it. Made by [`Field::new`] and the words that narrow it.
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
    /// One value, or a list of values to go through.
    pub count: Count,
    /// Label where it differs from the parameter's own.
    pub label: Option<Text>,
    /// Help where it differs from the parameter's own.
    pub help: Option<Text>,
}

/// How many values a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// One, as the parameter says.
    One,
    /// A list of whole numbers, of a parameter that is one whole number elsewhere: the run goes through them.
    List,
}

impl Field {
    /// The parameter as it stands in the table, with this default.
    pub const fn new(key: &'static str, default: &'static str) -> Self {
        Field {
            key,
            default,
            range: None,
            choices: None,
            count: Count::One,
            label: None,
            help: None,
        }
    }

    /// Only values from `low` to `high`, inclusive.
    pub const fn within(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }

    /// Only these choices.
    pub const fn offering(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = Some(choices);
        self
    }

    /// A list of values instead of one.
    pub const fn list(mut self) -> Self {
        self.count = Count::List;
        self
    }

    /// Another label.
    pub const fn called(mut self, en: &'static str, zh: &'static str) -> Self {
        self.label = Some(Text::new(en, zh));
        self
    }

    /// Another help text.
    pub const fn explained(mut self, en: &'static str, zh: &'static str) -> Self {
        self.help = Some(Text::help(en, zh));
        self
    }

    /// The parameter's row.
    ///
    /// # Panics
    /// When the key is in no row; the tests over the table of cards exclude it.
    pub const fn parameter(&self) -> &'static Parameter {
        match parameters::find(self.key) {
            Some(parameter) => parameter,
            None => panic!("{}", self.key),
        }
    }

    /// What its values are.
    pub fn kind(&self) -> Kind {
        match self.count {
            Count::One => self.parameter().kind,
            Count::List => Kind::Integers,
        }
    }

    /// The range that holds here, inclusive, in the parameter's unit.
    pub fn range(&self) -> (f64, f64) {
        self.range.unwrap_or(self.parameter().range)
    }

    /// The choices offered here, in the table's order.
    pub fn choices(&self) -> impl Iterator<Item = &'static Choice> {
        let offered = self.choices;
        self.parameter()
            .choices
            .iter()
            .filter(move |choice| offered.is_none_or(|ids| ids.contains(&choice.id)))
    }

    /// The label that holds here.
    pub fn label(&self) -> Text {
        self.label.unwrap_or(self.parameter().label)
    }

    /// The help that holds here; empty without feature `help`.
    pub const fn help(&self) -> Text {
        match self.help {
            Some(help) => help,
            None => self.parameter().help,
        }
    }

    /// The default as a value.
    ///
    /// # Panics
    /// When the default is not a value of the field; the tests over the table of cards exclude it.
    pub fn default_value(&self) -> Value {
        parameters::read(self, self.default)
            .unwrap_or_else(|fault| panic!("default of {}: {fault:?}", self.key))
    }
}

impl DemoSpec {
    /// The help of each field; `N` is their number. Made while compiling, so that a module with the helps of a few demos need not hold the
    /// whole table of parameters.
    pub const fn helps<const N: usize>(&self) -> [Text; N] {
        let mut helps = [Text::EMPTY; N];
        let mut index = 0;
        while index < N {
            helps[index] = self.fields[index].help();
            index += 1;
        }
        helps
    }

    /// The scenario of values that `validate` has made of this very demo, in another module; `None` when their number differs.
    pub fn scenario_of(&self, values: Vec<Value>) -> Option<Scenario> {
        let keys = self.fields.iter().map(|field| field.key);
        (values.len() == self.fields.len()).then(|| Scenario {
            demo: self.id,
            values: keys.zip(values).collect(),
        })
    }

    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The scenario of all defaults.
    pub fn defaults(&self) -> Scenario {
        Scenario {
            demo: self.id,
            values: self
                .fields
                .iter()
                .map(|field| (field.key, field.default_value()))
                .collect(),
        }
    }
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

    /// A duration field in milliseconds, times `time_scale` where the demo has that field; 0 when the demo has no such field.
    pub fn scaled_ms(&self, key: &str) -> f64 {
        let scale = match self.value("time_scale") {
            Some(Value::Float(x)) => *x,
            _ => 1.0,
        };
        self.duration_ms(key) * scale
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
