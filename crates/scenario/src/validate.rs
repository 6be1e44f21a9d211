//! From form values as typed to a scenario that cannot be wrong.

use crate::message::{Message, Notice, quote};
use crate::parameters::{self, Fault, Kind};
use crate::spec::{DemoSpec, Field, Scenario};
use std::collections::BTreeMap;

/// The values of a form as typed, by key; a link's fields once they are percent-decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    values: BTreeMap<String, String>,
}

impl Draft {
    /// A form that nobody has touched: all defaults.
    pub fn new() -> Self {
        Draft::default()
    }

    /// The form that shows this scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let mut draft = Draft::new();
        for (key, value) in scenario.values() {
            if let Some(parameter) = parameters::find(key) {
                draft.set(*key, parameters::write(parameter, value));
            }
        }
        draft
    }

    /// What was typed into a field; `None` means its default.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// Types into a field.
    pub fn set(&mut self, key: impl Into<String>, text: impl Into<String>) {
        self.values.insert(key.into(), text.into());
    }

    /// Puts a field back to its default.
    pub fn clear(&mut self, key: &str) {
        self.values.remove(key);
    }
}

/// Checks what was typed against the demo's fields.
///
/// Missing: default, no notice. Wrong or out of range: default (not the nearest legal value) and a notice that names the field, the value
/// seen and what was used. Keys that the demo does not have are left out without notice: a draft may outlive a change of demo.
pub fn validate(spec: &DemoSpec, draft: Draft) -> (Scenario, Vec<Notice>) {
    let mut notices = Vec::new();
    let values = spec.fields.iter().map(|field| {
        let value = match draft
            .get(field.key)
            .map(|text| (text, parameters::read(field, text)))
        {
            None => field.default_value(),
            Some((_, Ok(value))) => value,
            Some((text, Err(fault))) => {
                notices.push(notice(field, text, fault));
                field.default_value()
            }
        };
        (field.key, value)
    });
    let values = values.collect();
    (
        Scenario {
            demo: spec.id,
            values,
        },
        notices,
    )
}

fn notice(field: &Field, text: &str, fault: Fault) -> Notice {
    let id = match fault {
        Fault::NotANumber => "notice-not-a-number",
        Fault::NotWhole => "notice-not-whole",
        Fault::OutOfRange(..) if field.kind() == Kind::Text => "notice-text-length",
        Fault::OutOfRange(..) => "notice-out-of-range",
        Fault::NotAChoice => "notice-not-a-choice",
        Fault::Twice => "notice-twice",
        Fault::NotAFlag => "notice-not-a-flag",
        Fault::Empty => "notice-empty",
        Fault::TooMany(_) => "notice-too-many",
        Fault::ControlCharacter => "notice-control-character",
        Fault::NotText => "notice-not-text",
    };
    let message = Message::new(id).text("field", field.key);
    let message = match fault {
        Fault::Empty | Fault::ControlCharacter | Fault::NotText => message,
        _ => message.text("value", quote(text)),
    };
    let message = match fault {
        Fault::OutOfRange(low, high) => message.number("low", low).number("high", high),
        Fault::TooMany(most) => message.number("high", most as f64),
        _ => message,
    };
    Notice {
        field: Some(field.key.into()),
        message: message.text("used", field.default),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::IDS;
    use crate::value::Value;

    static SPEC: DemoSpec = DemoSpec {
        id: "lab",
        fields: &[
            Field::new("tasks", "8").within(1.0, 64.0),
            Field::new("executors", "serial,threads"),
            Field::new("traced", "on"),
            Field::new("name", "thread_1"),
            Field::new("workers", "1,2,4").list(),
        ],
    };

    fn draft(values: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::new();
        for (key, text) in values {
            draft.set(*key, *text);
        }
        draft
    }

    #[test]
    fn an_untouched_form_gives_the_defaults_without_notice() {
        assert_eq!(validate(&SPEC, Draft::new()), (SPEC.defaults(), Vec::new()));
    }

    #[test]
    fn the_form_of_a_scenario_gives_it_back() {
        let (scenario, _) = validate(
            &SPEC,
            draft(&[("tasks", "64"), ("executors", "threads"), ("traced", "off")]),
        );
        assert_eq!(
            validate(&SPEC, Draft::of(&scenario)),
            (scenario, Vec::new())
        );
    }

    #[test]
    fn a_bad_value_becomes_the_default_and_a_notice_that_names_it() {
        for (key, text, id) in [
            ("tasks", "many", "notice-not-a-number"),
            ("tasks", "1.5", "notice-not-whole"),
            ("tasks", "65", "notice-out-of-range"),
            ("name", "", "notice-text-length"),
            ("name", "\u{1b}[1m", "notice-control-character"),
            ("name", "\u{fffd}", "notice-not-text"),
            ("executors", "gpu", "notice-not-a-choice"),
            ("executors", "serial,serial", "notice-twice"),
            ("executors", "", "notice-empty"),
            ("traced", "maybe", "notice-not-a-flag"),
            ("workers", "1,2,x", "notice-not-a-number"),
        ] {
            let (scenario, notices) = validate(&SPEC, draft(&[(key, text)]));
            assert_eq!(scenario, SPEC.defaults(), "{key} = {text:?}");
            let [notice] = &notices[..] else {
                panic!("{key} = {text:?}: {notices:?}")
            };
            assert_eq!(
                (notice.field.as_deref(), notice.message.id),
                (Some(key), id)
            );
            let names: Vec<&str> = notice
                .message
                .arguments
                .iter()
                .map(|(name, _)| *name)
                .collect();
            let promised = IDS
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, names)| *names);
            assert_eq!(Some(&names[..]), promised, "{id}");
        }
    }

    #[test]
    fn one_bad_value_leaves_the_others() {
        let (scenario, notices) = validate(
            &SPEC,
            draft(&[("tasks", "0"), ("workers", "3"), ("elsewhere", "1")]),
        );
        assert_eq!(scenario.integer("tasks"), 8);
        assert_eq!(scenario.value("workers"), Some(&Value::Integers(vec![3])));
        assert_eq!(notices.len(), 1);
    }
}
