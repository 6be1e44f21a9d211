//! Reads the tables of `locales/`: the part of Fluent's syntax that they use, and no more. Pure.
//!
//! A message is `id = text` on one line. In the text stand `{ $name }`, and at most one choice by number, whose variants follow on lines
//! of their own: `{ $count ->`, `[one] text`, `*[other] text`, `}`. Comments begin with `#`.
//!
//! `fluent-bundle` reads the whole language, at a price of about 20 KB compressed for every visitor.

use scenario::message::Argument;

/// How a language chooses between the variants of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// `one` for exactly 1, else `other`.
    OneOther,
    /// Always `other`.
    Other,
}

/// A table, in the order of its file.
pub struct Table {
    messages: Vec<(&'static str, &'static str)>,
    plural: Plural,
}

impl Table {
    /// Finds the messages of a file.
    pub fn new(source: &'static str, plural: Plural) -> Table {
        let mut table = Table {
            messages: Vec::new(),
            plural,
        };
        table.add(source);
        table
    }

    /// Adds the messages of another file.
    pub fn add(&mut self, source: &'static str) {
        let mut rest = source;
        while !rest.is_empty() {
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            let is_message = line.starts_with(|c: char| c.is_ascii_lowercase());
            let Some((id, text)) = line.split_once('=').filter(|_| is_message) else {
                rest = &rest[line.len()..];
                continue;
            };
            let end = if text.trim_end().ends_with("->") {
                rest.find("\n}").map_or(rest.len(), |at| at + 2)
            } else {
                line.len()
            };
            self.messages
                .push((id.trim(), rest[id.len() + 1..end].trim()));
            rest = &rest[end..];
        }
    }

    /// The text of a message as it stands in the file. O(messages), which are a few hundred: less than a microsecond.
    pub fn find(&self, id: &str) -> Option<&'static str> {
        self.messages
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, text)| *text)
    }

    /// Every id.
    #[cfg(test)]
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.messages.iter().map(|(id, _)| *id)
    }

    /// The sentence of a text with its arguments. A name without argument is shown as `{name}`, so that nothing is silently missing.
    pub fn format(&self, text: &str, arguments: &[(&'static str, Argument)]) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let end = closing(after);
            self.place(&after[..end], arguments, &mut out);
            rest = after.get(end + 1..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }

    fn place(&self, inner: &str, arguments: &[(&'static str, Argument)], out: &mut String) {
        let (name, variants) = inner.split_once("->").unwrap_or((inner, ""));
        let name = name.trim().trim_start_matches('$');
        let argument = arguments
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, argument)| argument);
        if !variants.is_empty() {
            let one = self.plural == Plural::OneOther
                && matches!(argument, Some(Argument::Number(n)) if *n == 1.0);
            out.push_str(&self.format(variant(variants, one), arguments));
            return;
        }
        match argument {
            Some(Argument::Text(text)) => out.push_str(text),
            Some(Argument::Number(number)) => out.push_str(&super::number(name, *number)),
            None => out.extend(["{", name, "}"]),
        }
    }
}

/// Where the place that begins here ends: the braces inside it are passed over.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn variant(variants: &str, one: bool) -> &str {
    let marked = |mark: &str| {
        variants
            .lines()
            .find_map(|line| line.trim().strip_prefix(mark))
            .map(str::trim)
    };
    marked("[one]")
        .filter(|_| one)
        .or_else(|| marked("*[other]"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "# A comment with a = in it.\n\nplain = Just this = that\nwith-name = { $who } waits for {$what}.\ncounted = { $count ->\n    [one] { $count } task of { $who }\n   *[other] { $count } tasks of { $who }\n}\nafter = last";

    #[test]
    fn messages_are_found_with_their_arguments_and_plurals() {
        let english = Table::new(SOURCE, Plural::OneOther);
        let chinese = Table::new(SOURCE, Plural::Other);
        let who = ("who", Argument::Text("A".into()));
        for (table, id, arguments, expected) in [
            (&english, "plain", vec![], "Just this = that"),
            (
                &english,
                "with-name",
                vec![who.clone()],
                "A waits for {what}.",
            ),
            (
                &english,
                "counted",
                vec![("count", Argument::Number(1.0)), who.clone()],
                "1 task of A",
            ),
            (
                &english,
                "counted",
                vec![("count", Argument::Number(2.0)), who.clone()],
                "2 tasks of A",
            ),
            (
                &chinese,
                "counted",
                vec![("count", Argument::Number(1.0)), who],
                "1 tasks of A",
            ),
            (&english, "after", vec![], "last"),
        ] {
            assert_eq!(
                table.format(table.find(id).unwrap(), &arguments),
                expected,
                "{id}"
            );
        }
        assert_eq!(english.find("A comment with a"), None);
    }

    #[test]
    fn a_text_with_open_braces_is_shown_and_never_panics() {
        let table = Table::new("", Plural::Other);
        for text in ["{", "}", "{ $a", "a { $b -> [one] x", "{{}", "多{ $多 }少"] {
            table.format(text, &[]);
        }
    }

    #[test]
    fn arguments_are_never_read_as_text_of_the_table() {
        let table = Table::new(SOURCE, Plural::Other);
        let evil = [
            ("who", Argument::Text("{ $what }".into())),
            ("what", Argument::Text("B".into())),
        ];
        assert_eq!(
            table.format("{ $who } and { $what }", &evil),
            "{ $what } and B"
        );
    }
}
