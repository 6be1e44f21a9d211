//! Writes JSON text from front to back.

/// JSON text that grows: each call writes a value, or a key and its value; commas come by themselves.
///
/// No tree of values is built first, and no library writes it: trees of maps were a twentieth of what every visitor downloads, and a
/// library's writer would bring a second printer of floats with a table of 10 KB that cannot be compressed.
#[derive(Debug, Default)]
pub struct Json {
    text: String,
}

impl Json {
    /// The text of one value.
    pub fn text(write: impl FnOnce(&mut Json)) -> String {
        let mut json = Json::default();
        write(&mut json);
        json.text
    }

    /// The text of one object, whose keys `fill` writes.
    pub fn object_text(fill: impl FnOnce(&mut Json)) -> String {
        Json::text(|json| json.object(fill))
    }

    /// The key of the value that is written next.
    pub fn key(&mut self, key: &str) -> &mut Json {
        self.put(key);
        self.text.push(':');
        self
    }

    /// A key and its value.
    pub fn field(&mut self, key: &str, value: impl Put) {
        self.key(key).put(value);
    }

    /// A value.
    pub fn put(&mut self, value: impl Put) {
        value.put(self);
    }

    /// An object, whose keys `fill` writes.
    pub fn object(&mut self, fill: impl FnOnce(&mut Json)) {
        self.separate();
        self.text.push('{');
        fill(self);
        self.text.push('}');
    }

    /// A list; `write` writes one value for each item.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Json, T),
    ) {
        self.separate();
        self.text.push('[');
        items.into_iter().for_each(|item| write(self, item));
        self.text.push(']');
    }

    /// A comma where a value stands before: after an opening or a key comes none. A text cannot end like one, since it ends with `"`.
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

/// What is one value of JSON.
pub trait Put {
    /// Writes it.
    fn put(self, json: &mut Json);
}

impl Put for &str {
    #[inline(never)]
    fn put(self, json: &mut Json) {
        json.separate();
        let out = &mut json.text;
        out.push('"');
        for c in self.chars() {
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
}

impl Put for &String {
    fn put(self, json: &mut Json) {
        self.as_str().put(json);
    }
}

impl Put for bool {
    fn put(self, json: &mut Json) {
        json.separate();
        json.text.push_str(if self { "true" } else { "false" });
    }
}

impl Put for i64 {
    #[inline(never)]
    fn put(self, json: &mut Json) {
        json.separate();
        if self < 0 {
            json.text.push('-');
        }
        json.text.push_str(&self.unsigned_abs().to_string());
    }
}

macro_rules! put_as_i64 {
    ($($whole:ty),*) => { $(impl Put for $whole {
        fn put(self, json: &mut Json) {
            i64::from(self).put(json);
        }
    })* };
}
put_as_i64!(u8, u16, u32, i32);

/// Counts: none comes near the largest whole number of 63 bits.
impl Put for u64 {
    fn put(self, json: &mut Json) {
        i64::try_from(self).unwrap_or(i64::MAX).put(json);
    }
}

impl Put for usize {
    fn put(self, json: &mut Json) {
        (self as u64).put(json);
    }
}

/// A number; whole ones without a point, and as text those that JSON has none for (`inf`, `NaN`).
impl Put for f64 {
    #[inline(never)]
    fn put(self, json: &mut Json) {
        if self.fract() == 0.0 && self.abs() < 9e15 {
            (self as i64).put(json);
        } else if self.is_finite() {
            json.separate();
            json.text.push_str(&self.to_string());
        } else {
            self.to_string().as_str().put(json);
        }
    }
}

/// `null` for `None`.
impl<T: Put> Put for Option<T> {
    fn put(self, json: &mut Json) {
        match self {
            Some(value) => value.put(json),
            None => {
                json.separate();
                json.text.push_str("null");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let texts = [
            "",
            "plain",
            "\"quoted\\\"",
            "多\u{1F600}",
            "\u{0}\u{1f}\n\t\r\u{7f}\u{2028}",
            "{",
            "a:",
        ];
        let reals = [0.5, -2.25e-7, 1e300, f64::MIN_POSITIVE];
        let text = Json::object_text(|json| {
            json.key("texts").list(texts, Json::put);
            json.key("whole").list([0, -1, i64::MIN], Json::put);
            json.key("real").list(reals, Json::put);
            json.key("none").list([None, Some(1u32)], Json::put);
            json.key("flags").list([true, false], Json::put);
            json.key("empty").list([0, 1], |json, i| match i {
                0 => json.list([0; 0], Json::put),
                _ => json.object(|_| ()),
            });
            json.field("{", u64::MAX);
            json.field("last", 7usize);
        });
        assert_eq!(
            read(&text),
            json!({
                "texts": texts, "whole": [0, -1, i64::MIN], "real": reals, "none": [null, 1], "flags": [true, false],
                "empty": [[], {}], "{": i64::MAX, "last": 7,
            })
        );
    }

    #[test]
    fn numbers_that_json_has_none_for_are_texts() {
        let text =
            Json::text(|json| json.list([f64::NAN, f64::INFINITY, f64::NEG_INFINITY], Json::put));
        assert_eq!(read(&text), json!(["NaN", "inf", "-inf"]));
    }

    proptest! {
        #[test]
        fn any_text_and_number_is_read_back(text in ".*", number in any::<f64>(), whole in any::<i64>()) {
            let written = Json::text(|json| json.list(0..3, |json, i| match i {
                0 => json.put(&text),
                1 => json.put(number),
                _ => json.put(whole),
            }));
            let found = read(&written);
            prop_assert_eq!(&found[0], &json!(text));
            if number.is_finite() {
                prop_assert_eq!(written.split(',').rev().nth(1).and_then(|n| n.parse::<f64>().ok()), Some(number));
            }
            prop_assert_eq!(&found[2], &json!(whole));
        }
    }
}
