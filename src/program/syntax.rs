//! Light colouring of Python and Rust: enough to read by, no parser. Pure.

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Anything else.
    Plain,
    /// A word of the language.
    Keyword,
    /// A name that is being defined.
    Name,
    /// A string or character.
    String,
    /// A number.
    Number,
    /// A comment to the end of the line.
    Comment,
}

impl Token {
    /// Its class in `cards.css`; none for plain text.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Token::Plain => None,
            Token::Keyword => Some("pp-syntax--keyword"),
            Token::Name => Some("pp-syntax--name"),
            Token::String => Some("pp-syntax--string"),
            Token::Number => Some("pp-syntax--number"),
            Token::Comment => Some("pp-syntax--comment"),
        }
    }
}

/// The language of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Python.
    Python,
    /// Rust.
    Rust,
}

const PYTHON: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "false",
    "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "unsafe",
    "use", "where", "while",
];

impl Grammar {
    fn keywords(self) -> &'static [&'static str] {
        match self {
            Grammar::Python => PYTHON,
            Grammar::Rust => RUST,
        }
    }

    fn comment(self) -> &'static str {
        match self {
            Grammar::Python => "#",
            Grammar::Rust => "//",
        }
    }

    fn defines(self) -> &'static [&'static str] {
        match self {
            Grammar::Python => &["def", "class"],
            Grammar::Rust => &["fn", "struct", "enum", "mod", "trait"],
        }
    }
}

/// The pieces of one line, in order; together they are the line. A string that goes over several lines is coloured on its first only.
pub fn pieces(grammar: Grammar, line: &str) -> Vec<(Token, &str)> {
    let mut out: Vec<(Token, &str)> = Vec::new();
    let mut rest = line;
    let mut defining = false;
    while !rest.is_empty() {
        let (token, len) = next(grammar, rest, defining);
        let (piece, after) = rest.split_at(len);
        if !piece.trim().is_empty() {
            defining = grammar.defines().contains(&piece);
        }
        match out.last_mut() {
            // Neighbouring plain pieces become one element of the page.
            Some((Token::Plain, text)) if token == Token::Plain => {
                *text = &line[offset(line, text)..offset(line, after)]
            }
            _ => out.push((token, piece)),
        }
        rest = after;
    }
    out
}

fn offset(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

fn next(grammar: Grammar, rest: &str, defining: bool) -> (Token, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with(grammar.comment()) {
        return (Token::Comment, rest.len());
    }
    if first == '"' || (first == '\'' && is_quoted(grammar, rest)) {
        return (Token::String, string_len(rest, first));
    }
    if first.is_ascii_digit() {
        let len = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(rest.len());
        return (Token::Number, len);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let len = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let token = match &rest[..len] {
            word if grammar.keywords().contains(&word) => Token::Keyword,
            _ if defining => Token::Name,
            _ => Token::Plain,
        };
        return (token, len);
    }
    (Token::Plain, first.len_utf8())
}

/// A quote mark of Rust may also begin a lifetime.
fn is_quoted(grammar: Grammar, rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    grammar == Grammar::Python
        || matches!(
            (chars.next(), chars.next()),
            (Some('\\'), _) | (Some(_), Some('\''))
        )
}

fn string_len(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return i + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(grammar: Grammar, line: &str, expected: Expect) {
        let shown: Vec<String> = pieces(grammar, line)
            .iter()
            .map(|(t, s)| format!("{t:?}[{s}]"))
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn words_numbers_strings_and_comments_are_told_apart() {
        check(
            Grammar::Python,
            "def fetch(page):",
            expect!["Keyword[def] Plain[ ] Name[fetch] Plain[(page):]"],
        );
        check(
            Grammar::Python,
            "    return f(0.25, 'a\\'b')  # why",
            expect![[
                r#"Plain[    ] Keyword[return] Plain[ f(] Number[0.25] Plain[, ] String['a\'b'] Plain[)  ] Comment[# why]"#
            ]],
        );
        check(
            Grammar::Rust,
            "fn f<'a>(c: char) { c == 'x' } // é",
            expect![
                "Keyword[fn] Plain[ ] Name[f] Plain[<'a>(c: char) { c == ] String['x'] Plain[ } ] Comment[// é]"
            ],
        );
    }

    #[test]
    fn the_pieces_of_a_line_are_the_line() {
        for line in [
            "",
            "多 = \"未完",
            "x = '''",
            "a\\\"b",
            "1_000.5e3",
            "'",
            "\t if é_1:",
        ] {
            for grammar in [Grammar::Python, Grammar::Rust] {
                let joined: String = pieces(grammar, line)
                    .into_iter()
                    .map(|(_, text)| text)
                    .collect();
                assert_eq!(joined, line);
            }
        }
    }
}
