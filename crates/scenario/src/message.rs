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
