//! The page's two languages: one function reaches both the tables of `locales/` and the prose of cards and parameters.

use crate::parts::figures::three_digits;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use scenario::message::Argument;
use scenario::{Message, Text};
use std::borrow::Cow;
use std::rc::Rc;
use unic_langid::LanguageIdentifier;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// Both, in the order of the switch.
    pub const ALL: [Language; 2] = [Language::En, Language::Zh];

    /// The word in links and in storage.
    pub fn id(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh",
        }
    }

    /// The value of the document's `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh-CN",
        }
    }

    /// Its own name, for the switch.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::Zh => "中文",
        }
    }

    /// The language that a tag such as `zh-Hans-CN` asks for, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Language::ALL
            .into_iter()
            .find(|l| l.id().eq_ignore_ascii_case(primary))
    }

    fn table(self) -> &'static str {
        match self {
            Language::En => include_str!("../locales/en.ftl"),
            Language::Zh => include_str!("../locales/zh-CN.ftl"),
        }
    }
}

impl From<scenario::link::Language> for Language {
    fn from(language: scenario::link::Language) -> Self {
        match language {
            scenario::link::Language::En => Language::En,
            scenario::link::Language::Zh => Language::Zh,
        }
    }
}

/// Makes sentences of ids. Cheap to clone; two are equal when they speak the same language.
#[derive(Clone)]
pub struct Translator {
    language: Language,
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl PartialEq for Translator {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

impl core::fmt::Debug for Translator {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Translator({:?})", self.language)
    }
}

impl Translator {
    /// Reads the table of a language.
    ///
    /// # Cost
    /// Parses the whole table (about a millisecond): make one per switch of language, and clone it.
    pub fn new(language: Language) -> Translator {
        // Decides plural forms only; an unreadable tag would fall back to the root language.
        let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        // A line that cannot be read loses its own message only; a test holds the tables to having none.
        let resource = FluentResource::try_new(language.table().to_string())
            .unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new(vec![id]);
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Translator {
            language,
            bundle: Rc::new(bundle),
        }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Prose of a card or parameter.
    pub fn text(&self, text: Text) -> &'static str {
        match self.language {
            Language::En => text.en,
            Language::Zh => text.zh,
        }
    }

    /// The sentence of a message. An unknown id is shown as it is, so that nothing is silently missing.
    pub fn t(&self, message: &Message) -> String {
        self.with(message.id, &message.arguments)
    }

    /// The sentence of an id without arguments.
    pub fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// Whether the table has this id.
    #[cfg(test)]
    pub fn knows(&self, id: &str) -> bool {
        self.bundle
            .get_message(id)
            .is_some_and(|m| m.value().is_some())
    }

    /// The sentence of an id with arguments by name.
    pub fn with(&self, id: &str, arguments: &[(&'static str, Argument)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            return id.to_string();
        };
        let mut args = FluentArgs::new();
        for (name, argument) in arguments {
            args.set(Cow::Borrowed(*name), value(name, argument));
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned()
    }
}

fn value(name: &str, argument: &Argument) -> FluentValue<'static> {
    match argument {
        Argument::Text(text) => FluentValue::from(text.clone()),
        // Hundredths are read as whole numbers: what is below one of them says nothing.
        Argument::Number(number) if name.ends_with("_percent") => FluentValue::from(number.round()),
        // Whole numbers choose plural forms; others are read, so three digits are enough.
        Argument::Number(number) if number.fract() == 0.0 => FluentValue::from(*number),
        Argument::Number(number) => FluentValue::from(three_digits(*number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn ids(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once('=').map(|(id, _)| id.trim()))
            .collect()
    }

    #[test]
    fn both_tables_have_the_same_ids() {
        let (en, zh) = (ids(Language::En.table()), ids(Language::Zh.table()));
        let missing: Vec<_> = en.symmetric_difference(&zh).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn both_tables_can_be_read_whole() {
        for language in Language::ALL {
            let errors = FluentResource::try_new(language.table().to_string())
                .err()
                .map(|(_, e)| e);
            assert!(errors.is_none(), "{language:?}: {errors:?}");
            let translator = Translator::new(language);
            for id in ids(language.table()) {
                assert!(translator.knows(id), "{language:?} has no text for {id}");
            }
        }
    }

    #[test]
    fn arguments_stand_in_the_sentence_without_hidden_marks() {
        let english = Translator::new(Language::En);
        let cores = [("cores", Argument::Number(2.0))];
        assert_eq!(english.with("machine-cores", &cores), "2 cores");
        assert_eq!(
            english.with("machine-cores", &[("cores", Argument::Number(1.0))]),
            "1 core"
        );
    }

    #[test]
    fn an_unknown_id_shows_itself() {
        assert_eq!(
            Translator::new(Language::Zh).say("no-such-id"),
            "no-such-id"
        );
    }

    #[test]
    fn a_browser_tag_finds_its_language() {
        for (tag, expected) in [
            ("zh-Hans-CN", Some(Language::Zh)),
            ("ZH", Some(Language::Zh)),
            ("en_GB", Some(Language::En)),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), expected, "{tag}");
        }
    }
}
