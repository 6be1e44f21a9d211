//! Values as links, forms and reports write them.

use super::{GRAIN, Parameter};
use crate::value::Value;

/// The value in the link's notation, before percent-encoding: numbers in the parameter's unit, lists with commas, flags as `on` and `off`.
///
/// [`read`](super::read) of the result gives the same value.
pub fn write(parameter: &Parameter, value: &Value) -> String {
    match value {
        Value::Integer(n) => n.to_string(),
        Value::Float(x) => x.to_string(),
        Value::Duration(ms) => {
            ((ms * GRAIN).round() / (GRAIN * parameter.unit.milliseconds())).to_string()
        }
        Value::Choice(word) | Value::Text(word) => word.clone(),
        Value::Choices(words) => words.join(","),
        Value::Flag(true) => "on".into(),
        Value::Flag(false) => "off".into(),
        Value::Integers(list) => list
            .iter()
            .map(i64::to_string)
            .collect::<Vec<_>>()
            .join(","),
    }
}
