//! The Python that a card shows, line by line.

/// A Python program whose lines know which place of the running program they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The lines, in order.
    pub lines: Vec<ListingLine>,
}

/// A line of a [`Listing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingLine {
    /// The text, without a line break.
    pub text: String,
    /// Key by which records and status cells name this line; 0 when no place of the program stands for it.
    pub key: u16,
}

impl FromIterator<(u16, String)> for Listing {
    fn from_iter<I: IntoIterator<Item = (u16, String)>>(lines: I) -> Self {
        let line = |(key, text)| ListingLine { text, key };
        Listing {
            lines: lines.into_iter().map(line).collect(),
        }
    }
}

impl Listing {
    /// The program as a file: each line ends with a line break.
    pub fn text(&self) -> String {
        self.lines
            .iter()
            .map(|line| format!("{}\n", line.text))
            .collect()
    }

    /// A program that begins with these lines, none of them with a key.
    pub(crate) fn of(text: &str) -> Self {
        Listing::default().lines(text)
    }

    /// The same and one more line.
    pub(crate) fn line(self, text: impl Into<String>) -> Self {
        self.at(0, text)
    }

    /// The same and one more line with a key.
    pub(crate) fn at(mut self, key: u16, text: impl Into<String>) -> Self {
        self.lines.push(ListingLine {
            text: text.into(),
            key,
        });
        self
    }

    /// The same and the lines of `text`, none of them with a key.
    pub(crate) fn lines(self, text: &str) -> Self {
        text.lines().fold(self, Listing::line)
    }

    /// The same and the lines of `body`.
    pub(crate) fn then(mut self, body: Listing) -> Self {
        self.lines.extend(body.lines);
        self
    }

    /// The same and the lines of `body` under the main guard: a process that reads the file anew does not run them.
    pub(crate) fn guarded(self, body: Listing) -> Self {
        let indented = body.lines.into_iter().map(|line| {
            let indent = if line.text.is_empty() { "" } else { "    " };
            (line.key, format!("{indent}{}", line.text))
        });
        self.line("if __name__ == \"__main__\":")
            .then(indented.collect())
    }

    /// The same and what `more` adds, if `wanted`.
    pub(crate) fn when(self, wanted: bool, more: impl FnOnce(Self) -> Self) -> Self {
        if wanted { more(self) } else { self }
    }
}
