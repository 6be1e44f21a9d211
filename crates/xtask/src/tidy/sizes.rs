//! Sizes of files and functions, and how much JavaScript is written by hand.

use super::{Complaint, Sources};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 50;
/// A test's table of rows is data.
const TEST_LINES: usize = 100;
const SCRIPT_LINES: usize = 180;

const FILE_RULE: &str =
    "files have at most 400 lines: move what can be named into a module of its own";
const FUNCTION_RULE: &str =
    "functions have at most 50 lines (tests 100, for their rows are data): give the parts names";
const SCRIPT_RULE: &str =
    "hand-written JavaScript in www/ has at most 180 lines in all: the untyped part stays small";

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, _, text) in sources
        .rust()
        .chain(sources.under("", "js"))
        .chain(sources.under("www/", ".css"))
    {
        let count = text.lines().count();
        if count > FILE_LINES {
            found.push(Complaint::new(
                path,
                None,
                format!("{count} lines"),
                FILE_RULE,
            ));
        }
    }
    for (path, shown, text) in sources.rust() {
        let tests_begin = first_line_of_tests(&shown, text);
        for function in functions(text).into_iter().filter(|function| {
            let is_test = tests_begin.is_some_and(|begin| function.at >= begin);
            function.lines > if is_test { TEST_LINES } else { FUNCTION_LINES }
        }) {
            let what = format!("fn {} has {} lines", function.name, function.lines);
            found.push(Complaint::new(path, Some(function.at), what, FUNCTION_RULE));
        }
    }
    let scripts: usize = sources
        .under("www/", "js")
        .map(|(_, _, text)| text.lines().count())
        .sum();
    if scripts > SCRIPT_LINES {
        found.push(Complaint::new(
            &crate::layout::at("www"),
            None,
            format!("{scripts} lines of JavaScript"),
            SCRIPT_RULE,
        ));
    }
    found
}

/// The line from which on a file holds tests, if it holds any.
fn first_line_of_tests(shown: &str, text: &str) -> Option<usize> {
    if shown.contains("/tests/") || shown.ends_with("/tests.rs") {
        return Some(1);
    }
    let module = text
        .lines()
        .position(|line| line.starts_with("#[cfg(test)]"))?;
    Some(module + 1)
}

struct Function {
    name: String,
    at: usize,
    lines: usize,
}

/// The functions of a formatted file: in rustfmt's layout a function ends at the first brace that is indented like its beginning.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = name_of_function(line) else {
            continue;
        };
        let indent = indent(line);
        let ends = |line: &&str| {
            self::indent(line) == indent
                && (line.trim_start().starts_with('}') || line.ends_with(';'))
        };
        let one_line = line.ends_with('}') || line.ends_with(';');
        let rest = if one_line {
            Some(0)
        } else {
            lines[index + 1..]
                .iter()
                .position(ends)
                .map(|more| more + 1)
        };
        if let Some(more) = rest {
            found.push(Function {
                name: name.to_owned(),
                at: index + 1,
                lines: more + 1,
            });
        }
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn name_of_function(line: &str) -> Option<&str> {
    const BEFORE: &[&str] = &[
        "pub",
        "pub(crate)",
        "pub(super)",
        "const",
        "async",
        "unsafe",
        "extern",
        "\"C\"",
    ];
    let (before, after) = line
        .trim_start()
        .split_once("fn ")
        .or_else(|| line.trim_start().strip_prefix("fn ").map(|rest| ("", rest)))?;
    let only_qualifiers = before
        .split_whitespace()
        .all(|word| BEFORE.contains(&word) || word.starts_with("pub(in"));
    let name = after.split(['(', '<']).next()?;
    (only_qualifiers && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_their_first_line_to_their_brace() {
        let text = "fn one() {}\n\nimpl X {\n    pub fn two(\n        &self,\n    ) -> bool {\n        if a {\n        }\n    }\n}\n\ntrait T {\n    fn three(&self);\n    fn four(\n        &self,\n    );\n}\n// fn no(\nlet fn_ptr: fn (u8) = x;\n";
        let found: Vec<(String, usize)> = functions(text)
            .into_iter()
            .map(|f| (f.name, f.lines))
            .collect();
        let expected = [("one", 1), ("two", 6), ("three", 1), ("four", 3)]
            .map(|(name, lines)| (name.to_owned(), lines));
        assert_eq!(found, expected);
    }
}
