//! Writes a JSON value as text.

use serde_json::Value;

/// The value as compact JSON text.
///
/// Does what `Value::to_string` does, but prints floats by the standard library: the other way brings a second printer of floats with a
/// table of 10 KB that cannot be compressed, and every visitor would download it.
pub fn to_text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => whole.to_string(),
            (None, Some(whole)) => whole.to_string(),
            (None, None) => number.as_f64().unwrap_or_default().to_string(),
        }),
        Value::String(text) => string(text, out),
        Value::Array(list) => {
            out.push('[');
            for (i, entry) in list.iter().enumerate() {
                separate(i, out);
                write(entry, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (i, (key, entry)) in map.iter().enumerate() {
                separate(i, out);
                string(key, out);
                out.push(':');
                write(entry, out);
            }
            out.push('}');
        }
    }
}

fn separate(i: usize, out: &mut String) {
    if i > 0 {
        out.push(',');
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                let hex = |n: u32| char::from_digit(n & 15, 16).unwrap_or('0');
                out.push_str("\\u00");
                out.extend([hex(c as u32 >> 4), hex(c as u32)]);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let texts = [
            "",
            "plain",
            "\"quoted\\\"",
            "多\u{1F600}",
            "\u{0}\u{1f}\n\t\r\u{7f}\u{2028}",
        ];
        let value = json!({
            "texts": texts, "whole": [0, -1, i64::MIN, u64::MAX], "real": [0.5, -2.25e-7, 1e300, f64::MIN_POSITIVE],
            "none": null, "flags": [true, false], "empty": [[], {}],
        });
        assert_eq!(
            serde_json::from_str::<Value>(&to_text(&value)).unwrap(),
            value
        );
    }
}
