//! The page's two languages: one function reaches both the tables of `locales/` and the prose of cards and parameters.

mod table;

use crate::later::{Arrival, Later};
use crate::parts::figures::three_digits;
use scenario::lesson::Words;
use scenario::message::Argument;
use scenario::{Message, Text};
use std::rc::Rc;
use table::{Plural, Table};

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

    fn plural(self) -> Plural {
        match self {
            Language::En => Plural::OneOther,
            Language::Zh => Plural::Other,
        }
    }

    /// Comments in these tables would travel with every first visit; what belongs together begins alike.
    fn source(self) -> &'static str {
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

/// What of the tables comes later: what is said of runs that are over.
pub fn later(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../locales/later.en.ftl"),
        Language::Zh => include_str!("../locales/later.zh-CN.ftl"),
    }
}

/// Makes sentences of ids. Cheap to clone; two are equal when they speak the same language: what says sentences that come later is drawn anew
/// when they have come.
#[derive(Clone)]
pub struct Translator {
    language: Language,
    table: Rc<Table>,
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
    /// Reads the whole file, about a tenth of a millisecond: make one per switch of language, and clone it.
    pub fn new(language: Language) -> Translator {
        Translator::with_later(language, Arrival::default().here())
    }

    /// Reads the table of a language, and what of it has come later.
    pub fn with_later(language: Language, later: Option<Later>) -> Translator {
        let mut table = Table::new(language.source(), language.plural());
        if let Some(later) = later {
            table.add((later.words)(language));
        }
        Translator {
            language,
            table: Rc::new(table),
        }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Text of the table of demos or parameters.
    pub fn text(&self, text: Text) -> &'static str {
        match self.language {
            Language::En => text.en,
            Language::Zh => text.zh,
        }
    }

    /// Prose of a card that was fetched.
    pub fn words<'a>(&self, words: &'a Words) -> &'a str {
        match self.language {
            Language::En => &words.en,
            Language::Zh => &words.zh,
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
        self.table.find(id).is_some()
    }

    /// The sentence of an id with arguments by name.
    pub fn with(&self, id: &str, arguments: &[(&'static str, Argument)]) -> String {
        match self.table.find(id) {
            Some(text) => self.table.format(text, arguments),
            None => id.to_string(),
        }
    }
}

/// A number as a sentence says it.
fn number(name: &str, number: f64) -> String {
    if name.ends_with("_percent") {
        // What is below a hundredth says nothing.
        format!("{number:.0}")
    } else if number.fract() == 0.0 {
        number.to_string()
    } else {
        three_digits(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_have_the_same_ids_each_once() {
        let ids = |language| Translator::new(language).table.ids().collect::<Vec<_>>();
        let (mut en, mut zh) = (ids(Language::En), ids(Language::Zh));
        en.sort_unstable();
        zh.sort_unstable();
        assert_eq!(en, zh);
        let twice: Vec<_> = en.windows(2).filter(|w| w[0] == w[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn every_sentence_has_its_arguments_in_both_languages() {
        for language in Language::ALL {
            let translator = Translator::new(language);
            for (id, names) in scenario::message::IDS.iter().chain(report::run_file::IDS) {
                let arguments: Vec<_> = names
                    .iter()
                    .map(|name| (*name, Argument::Number(2.0)))
                    .collect();
                let text = translator.with(id, &arguments);
                assert!(
                    text != *id && !text.contains('{'),
                    "{language:?}: {id}: {text}"
                );
            }
        }
    }

    #[test]
    fn both_languages_know_every_message_of_the_report() {
        let ids = report::sentence::MESSAGE_IDS
            .iter()
            .chain(report::warnings::WARNING_IDS)
            .chain(report::findings::FINDING_IDS);
        for language in Language::ALL {
            let translator = Translator::new(language);
            let missing: Vec<_> = ids.clone().filter(|id| !translator.knows(id)).collect();
            assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
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
