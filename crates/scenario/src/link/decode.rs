//! From a link to the scenario, and notices for all that was wrong with it.

use super::upgrade::{RawLink, upgrade};
use super::{
    CURRENT, Decoded, LENGTH_MAX, Language, RESERVED, SentPoints, Theme, ViewOptions, percent,
};
use crate::message::{Message, Notice, quote};
use crate::spec::{Catalogue, DemoSpec};
use crate::validate::{Draft, validate};

/// The most notices that one link gives; a last one counts the rest. More than these nobody reads.
const NOTICES_MAX: usize = 20;

/// Reads a link: `#/x?…`, `/x?…`, `x?…`, or a whole address with `#/x?…` in it. Never fails and never panics.
///
/// Missing field: default, no notice. Wrong or out of range: default and a notice. Unknown or repeated key: ignored (the first of the
/// repeated stays) and named. Unknown demo: the opening demo and a notice. No `v`: version 1. A newer version than [`CURRENT`]: all
/// defaults and a notice, since its fields may mean something else. Longer than [`LENGTH_MAX`] or with control characters, before or
/// after percent-decoding: refused, that is the opening demo and a notice. Nothing after the `/`: the opening demo, no notice.
pub fn decode(catalogue: &dyn Catalogue, link: &str) -> (Decoded, Vec<Notice>) {
    match refuse(link) {
        Some(message) => {
            let scenario = catalogue.opening().defaults();
            (
                Decoded {
                    scenario,
                    view: ViewOptions::default(),
                    points: None,
                },
                vec![Notice {
                    field: None,
                    message,
                }],
            )
        }
        None => read(catalogue, link),
    }
}

fn refuse(link: &str) -> Option<Message> {
    if link.len() > LENGTH_MAX {
        return Some(
            Message::new("notice-link-too-long")
                .number("length", link.len() as f64)
                .number("high", LENGTH_MAX as f64),
        );
    }
    let has_control = |text: &str| text.chars().any(char::is_control);
    if has_control(link) || has_control(&percent::decode(link)) {
        return Some(Message::new("notice-link-control-character"));
    }
    None
}

fn read(catalogue: &dyn Catalogue, link: &str) -> (Decoded, Vec<Notice>) {
    let mut notices = Vec::new();
    let mut raw = split(link, &mut notices);
    let version = take_version(&mut raw, &mut notices);
    let view = take_view(&mut raw, &mut notices);
    let points = take_points(&mut raw, &mut notices).filter(|_| version.is_some());
    if version.is_none() {
        raw.fields.clear();
    }
    let raw = upgrade(raw, version.unwrap_or(CURRENT));
    let (spec, known) = find(catalogue, &raw.demo, &mut notices);
    let mut draft = Draft::new();
    for (key, value) in raw.fields.into_iter().filter(|_| known == Known::Yes) {
        if spec.field(&key).is_some() {
            draft.set(key, value);
        } else {
            notices.push(about(
                &key,
                Message::new("notice-unknown-field").text("field", quote(&key)),
            ));
        }
    }
    let (scenario, faults) = validate(spec, draft);
    notices.extend(faults);
    if let Some(more) = notices
        .len()
        .checked_sub(NOTICES_MAX)
        .filter(|more| *more > 0)
    {
        notices.truncate(NOTICES_MAX);
        let message = Message::new("notice-more").number("count", more as f64);
        notices.push(Notice {
            field: None,
            message,
        });
    }
    let decoded = Decoded {
        scenario,
        view,
        points,
    };
    (decoded, notices)
}

/// Takes the link apart; the first of repeated keys stays.
fn split(link: &str, notices: &mut Vec<Notice>) -> RawLink {
    let (demo, query) = bare(link).split_once('?').unwrap_or((bare(link), ""));
    let mut raw = RawLink {
        demo: percent::decode(demo),
        fields: Vec::new(),
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = percent::decode(key);
        if raw.fields.iter().any(|(other, _)| *other == key) {
            let message = Message::new("notice-repeated-field")
                .text("field", quote(&key))
                .text("value", quote(value));
            notices.push(about(&key, message));
        } else {
            raw.fields.push((key, percent::decode(value)));
        }
    }
    raw
}

/// The link without what stands in front of the demo.
fn bare(link: &str) -> &str {
    let is_address = link.starts_with("http://") || link.starts_with("https://");
    let link = if is_address {
        link.split_once('#').map_or("", |(_, fragment)| fragment)
    } else {
        link
    };
    let link = link.strip_prefix('#').unwrap_or(link);
    link.strip_prefix('/').unwrap_or(link)
}

fn take(raw: &mut RawLink, key: &str) -> Option<String> {
    let place = raw.fields.iter().position(|(other, _)| other == key)?;
    Some(raw.fields.remove(place).1)
}

/// The link's version; `None` when it is newer than we are.
fn take_version(raw: &mut RawLink, notices: &mut Vec<Notice>) -> Option<u32> {
    let Some(text) = take(raw, "v") else {
        return Some(1);
    };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(version @ 1..=CURRENT) if digits => Some(version),
        Ok(version) if digits && version > CURRENT => {
            let message = Message::new("notice-link-newer")
                .text("value", text)
                .number("high", f64::from(CURRENT));
            notices.push(about("v", message));
            None
        }
        _ => {
            notices.push(about(
                "v",
                Message::new("notice-link-version")
                    .text("value", quote(&text))
                    .text("used", "1"),
            ));
            Some(1)
        }
    }
}

/// Spellings of a flag, the default first.
const FLAGS: &[(&str, bool)] = &[
    ("off", false),
    ("0", false),
    ("false", false),
    ("on", true),
    ("1", true),
    ("true", true),
];

/// Words for the colours, the default first.
const THEMES: &[(&str, Option<Theme>)] = &[
    ("system", None),
    ("light", Some(Theme::Light)),
    ("dark", Some(Theme::Dark)),
];

/// Words for the language, the default first.
const LANGUAGES: &[(&str, Option<Language>)] = &[
    ("system", None),
    ("en", Some(Language::En)),
    ("zh", Some(Language::Zh)),
    ("zh-CN", Some(Language::Zh)),
];

fn take_view(raw: &mut RawLink, notices: &mut Vec<Notice>) -> ViewOptions {
    ViewOptions {
        autorun: take_word(raw, "autorun", FLAGS, notices),
        embed: take_word(raw, "embed", FLAGS, notices),
        theme: take_word(raw, "theme", THEMES, notices),
        lang: take_word(raw, "lang", LANGUAGES, notices),
    }
}

fn take_points(raw: &mut RawLink, notices: &mut Vec<Notice>) -> Option<SentPoints> {
    let text = take(raw, "points")?;
    let points = SentPoints::read(&text);
    if points.is_none() {
        let message = Message::new("notice-points")
            .text("field", "points")
            .text("value", quote(&text));
        notices.push(about("points", message));
    }
    points
}

/// The value of a view option; the first of `words` where the link says none or a wrong one.
fn take_word<T: Copy>(
    raw: &mut RawLink,
    key: &'static str,
    words: &[(&'static str, T)],
    notices: &mut Vec<Notice>,
) -> T {
    debug_assert!(RESERVED.contains(&key), "{key}");
    let (default_word, default) = words[0];
    let Some(text) = take(raw, key) else {
        return default;
    };
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return *value;
    }
    let message = Message::new("notice-not-a-choice")
        .text("field", key)
        .text("value", quote(&text))
        .text("used", default_word);
    notices.push(about(key, message));
    default
}

#[derive(Clone, Copy, PartialEq)]
enum Known {
    Yes,
    No,
}

/// The demo that the link names, or the opening one.
fn find(
    catalogue: &dyn Catalogue,
    id: &str,
    notices: &mut Vec<Notice>,
) -> (&'static DemoSpec, Known) {
    let opening = catalogue.opening();
    if id.is_empty() {
        return (opening, Known::Yes);
    }
    match catalogue.demo(id) {
        Some(spec) => (spec, Known::Yes),
        None => {
            let message = Message::new("notice-unknown-demo")
                .text("value", quote(id))
                .text("used", opening.id);
            notices.push(Notice {
                field: None,
                message,
            });
            (opening, Known::No)
        }
    }
}

fn about(field: &str, message: Message) -> Notice {
    Notice {
        field: Some(quote(field)),
        message,
    }
}
