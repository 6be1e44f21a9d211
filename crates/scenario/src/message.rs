//! Text for people: never sentences inside the pure crates, but ids with arguments, or prose in both languages from a card.

/// Prose that stands beside a card or a parameter, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

/// A sentence by id (of `locales/*.ftl`) with its arguments; the page's `t()` makes text of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Id in `locales/en.ftl` and `locales/zh-CN.ftl`.
    pub id: &'static str,
    /// Arguments by name.
    pub arguments: Vec<(&'static str, Argument)>,
}

/// An argument of a [`Message`].
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// Text, shown as it is.
    Text(String),
    /// A number, formatted for the language.
    Number(f64),
}

/// A value was bad, and this was used instead; the run or link goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Parameter or link field, where there is one.
    pub field: Option<String>,
    /// What was wrong and what was used.
    pub message: Message,
}

impl Text {
    /// The text in both languages, English first. Without feature `prose` both are empty: the engine shows nothing to anybody, and a
    /// visitor should not download every card twice.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        if cfg!(feature = "prose") {
            Text { en, zh }
        } else {
            Text::EMPTY
        }
    }

    /// As [`Text::new`], for what explains a parameter. Without feature `help` it is empty: the page fetches it with the rest of a card.
    pub(crate) const fn help(en: &'static str, zh: &'static str) -> Self {
        if cfg!(feature = "help") {
            Text { en, zh }
        } else {
            Text::EMPTY
        }
    }

    /// No text.
    pub(crate) const EMPTY: Text = Text { en: "", zh: "" };
}

impl Message {
    /// A message without arguments.
    pub fn new(id: &'static str) -> Self {
        Message {
            id,
            arguments: Vec::new(),
        }
    }

    /// The same with a text argument.
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, Argument::Text(value.into())));
        self
    }

    /// The same with a number argument.
    pub fn number(mut self, name: &'static str, value: f64) -> Self {
        self.arguments.push((name, Argument::Number(value)));
        self
    }
}

/// Every message id that this crate makes, with the names of its arguments: `locales/` must have each.
///
/// `field` is the key of the parameter or link field, `value` what was seen, `used` what was used instead.
pub const IDS: &[(&str, &[&str])] = &[
    ("notice-not-a-number", &["field", "value", "used"]),
    ("notice-not-whole", &["field", "value", "used"]),
    (
        "notice-out-of-range",
        &["field", "value", "low", "high", "used"],
    ),
    (
        "notice-text-length",
        &["field", "value", "low", "high", "used"],
    ),
    ("notice-not-a-choice", &["field", "value", "used"]),
    ("notice-twice", &["field", "value", "used"]),
    ("notice-not-a-flag", &["field", "value", "used"]),
    ("notice-empty", &["field", "used"]),
    ("notice-too-many", &["field", "value", "high", "used"]),
    ("notice-control-character", &["field", "used"]),
    ("notice-not-text", &["field", "used"]),
    ("notice-unknown-field", &["field"]),
    ("notice-repeated-field", &["field", "value"]),
    ("notice-unknown-demo", &["value", "used"]),
    ("notice-points", &["field", "value"]),
    ("notice-more", &["count"]),
    ("notice-link-too-long", &["length", "high"]),
    ("notice-link-control-character", &[]),
    ("notice-link-newer", &["value", "high"]),
    ("notice-link-version", &["value", "used"]),
];

/// Longest piece of foreign text that a notice repeats, in characters: enough to recognise it, too short to spoil the page.
const QUOTE_MAX: usize = 60;

/// Foreign text fit to be shown: no control characters, cut after [`QUOTE_MAX`] characters.
pub fn quote(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(QUOTE_MAX)
        .collect();
    if text.chars().count() > QUOTE_MAX {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_short_and_printable() {
        assert_eq!(quote("a\u{0}b"), "ab");
        assert_eq!(quote(&"多".repeat(100)).chars().count(), QUOTE_MAX + 1);
    }
}
