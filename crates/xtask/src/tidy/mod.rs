//! `cargo xtask tidy`: the rules of the house that the compiler does not know. Each complaint tells the rule and the fix.
//!
//! The same checks are an ordinary test (`the_house_is_tidy`), so plain `cargo test` finds them too.

mod agreement;
pub mod budget;
mod edges;
mod headers;
pub mod links;
mod locales;
mod paths;
mod sizes;
mod unsafety;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::layout;

/// One broken rule at one place.
#[derive(Debug)]
pub struct Complaint {
    /// The file, and the line where one is known.
    place: String,
    /// What is wrong there.
    what: String,
    /// The rule, and how to keep it.
    rule: &'static str,
}

impl Complaint {
    fn new(
        file: &Path,
        line: Option<usize>,
        what: impl Into<String>,
        rule: &'static str,
    ) -> Complaint {
        let place = layout::show(file);
        let place = line.map_or(place.clone(), |line| format!("{place}:{line}"));
        Complaint {
            place,
            what: what.into(),
            rule,
        }
    }
}

/// Prints the complaints and fails when there are any.
pub fn run() -> Result<ExitCode> {
    let mut found = complaints();
    found.extend(links::check());
    found.extend(budget::check());
    print(&found);
    if found.is_empty() {
        println!("The house is tidy.");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "\n{} broken",
        if found.len() == 1 {
            "1 rule".to_owned()
        } else {
            format!("{} rules", found.len())
        }
    );
    Ok(ExitCode::FAILURE)
}

/// All complaints about the sources.
pub fn complaints() -> Vec<Complaint> {
    let sources = Sources::read();
    let checks: [fn(&Sources) -> Vec<Complaint>; 7] = [
        edges::check,
        unsafety::check,
        sizes::check,
        headers::check,
        locales::check,
        paths::check,
        agreement::check,
    ];
    checks.iter().flat_map(|check| check(&sources)).collect()
}

/// Prints each complaint in two lines.
pub fn print(complaints: &[Complaint]) {
    for Complaint { place, what, rule } in complaints {
        println!("{place}: {what}\n    rule: {rule}");
    }
}

/// The text files of the checkout, read once.
pub struct Sources {
    files: Vec<(PathBuf, String)>,
}

impl Sources {
    fn read() -> Sources {
        let text = |path: PathBuf| Some((path.clone(), std::fs::read_to_string(path).ok()?));
        Sources {
            files: layout::files(layout::root())
                .into_iter()
                .filter_map(text)
                .collect(),
        }
    }

    /// Files whose path below the root starts with `start` and ends with `end`, with that path.
    fn under<'a>(
        &'a self,
        start: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a Path, String, &'a str)> + 'a {
        self.files.iter().filter_map(move |(path, text)| {
            let shown = layout::show(path);
            (shown.starts_with(start) && shown.ends_with(end)).then_some((
                path.as_path(),
                shown,
                text.as_str(),
            ))
        })
    }

    /// All Rust files.
    fn rust(&self) -> impl Iterator<Item = (&Path, String, &str)> + '_ {
        self.under("", ".rs")
    }

    /// The text of one file.
    fn one(&self, shown: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(path, _)| layout::show(path) == shown)
            .map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        let mut complaints = super::complaints();
        complaints.extend(super::links::check());
        let told: Vec<String> = complaints
            .iter()
            .map(|c| format!("{}: {}\n    rule: {}", c.place, c.what, c.rule))
            .collect();
        assert!(
            told.is_empty(),
            "{} broken rules:\n{}",
            told.len(),
            told.join("\n")
        );
    }
}
