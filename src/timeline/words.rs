//! The page's language for pictures.

use crate::i18n::Translator;
use scenario::{Message, Text};

impl plot::Words for Translator {
    fn message(&self, message: &Message) -> String {
        self.t(message)
    }

    fn text(&self, text: Text) -> String {
        Translator::text(self, text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::{Language, Translator};

    #[test]
    fn both_languages_know_every_word_of_pictures() {
        for language in Language::ALL {
            let t = Translator::new(language);
            let missing: Vec<_> = plot::MESSAGE_IDS.iter().filter(|id| !t.knows(id)).collect();
            assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
        }
    }
}
