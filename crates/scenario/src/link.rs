//! The link codec: `#/demo?v=1&key=value…` to and from a [`Scenario`].
//!
//! A link carries every field of its demo, so that it gives the same run when defaults change. Old links work for ever: a version is
//! never re-used for another meaning, and [`upgrade`] leads from each to the next. Whatever is wrong with a link becomes a notice; the
//! link as a whole fails only when it is too long or holds control characters, and then the opening demo is shown.

mod decode;
mod encode;
mod percent;
mod points;
mod upgrade;

use crate::spec::Scenario;

pub use decode::decode;
pub use encode::{encode, encode_with, with_points};
pub use points::{SentPoints, SentSeries};

/// The version that [`encode`] writes.
pub const CURRENT: u32 = 1;

/// Longest link that is read, in bytes, before and after percent-decoding.
///
/// Browsers and chat programs pass on links of this length; every scenario of ours stays far below it.
pub const LENGTH_MAX: usize = 8 * 1024;

/// What a link says.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The run.
    pub scenario: Scenario,
    /// How to show it.
    pub view: ViewOptions,
    /// What its author measured, if the link carries it.
    pub points: Option<SentPoints>,
}

/// How a link wants to be shown; nothing of it changes the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewOptions {
    /// Run at once when opened.
    pub autorun: bool,
    /// The compact view for an iframe.
    pub embed: bool,
    /// Colours; `None` = as the reader has them.
    pub theme: Option<Theme>,
    /// Language; `None` = as the reader has it.
    pub lang: Option<Language>,
}

/// Colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The word in links.
    pub fn id(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// The word in links.
    pub fn id(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh",
        }
    }
}

/// Keys that mean the same in every link; no parameter may have one of them.
pub const RESERVED: &[&str] = &["v", "autorun", "embed", "theme", "lang", "points"];

#[cfg(test)]
mod tests;
