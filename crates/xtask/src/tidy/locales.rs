//! The page's texts: both languages have the same ids, and every id is used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, Sources};
use crate::layout;

const SAME: &str = "the two files of a pair in locales/ hold the same ids, each once: every sentence exists in both languages";
const USED: &str = "every id in locales/ is used in the sources, by its whole name or by a string that it begins with and that ends in '-'";

/// What every visit needs, and what comes with the code that says it: each in both languages.
const FILES: [[&str; 2]; 2] = [
    ["locales/en.ftl", "locales/zh-CN.ftl"],
    ["locales/later.en.ftl", "locales/later.zh-CN.ftl"],
];

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let literals = literals(sources);
    FILES
        .into_iter()
        .flat_map(|files| pair(sources, files, &literals))
        .collect()
}

fn pair(sources: &Sources, files: [&str; 2], literals: &BTreeSet<String>) -> Vec<Complaint> {
    let [english, chinese] = files.map(|file| ids(sources.one(file).unwrap_or_default()));
    let mut found = Vec::new();
    for (file, own, other) in [
        (files[0], &english, &chinese),
        (files[1], &chinese, &english),
    ] {
        for (id, lines) in own {
            let complaint = |what: String| {
                Complaint::new(&layout::at(file), lines.first().copied(), what, SAME)
            };
            if lines.len() > 1 {
                found.push(complaint(format!("{id} stands {} times", lines.len())));
            }
            if !other.contains_key(id) {
                found.push(complaint(format!("{id} is missing in the other language")));
            }
        }
    }
    for (id, lines) in english.iter().filter(|(id, _)| !is_used(id, literals)) {
        found.push(Complaint::new(
            &layout::at(files[0]),
            lines.first().copied(),
            format!("{id} is used nowhere"),
            USED,
        ));
    }
    found
}

/// Ids of messages, with their lines.
fn ids(text: &str) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let Some((id, _)) = line.split_once('=') else {
            continue;
        };
        let id = id.trim_end();
        let valid = id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if valid {
            found.entry(id.to_owned()).or_default().push(index + 1);
        }
    }
    found
}

/// String literals of the sources that could be ids or their beginnings.
fn literals(sources: &Sources) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let places = sources
        .under("src/", ".rs")
        .chain(sources.under("crates/", ".rs"));
    for (_, shown, text) in places {
        if shown.starts_with("crates/xtask/") {
            continue;
        }
        for literal in text.split('"') {
            // In `format!("state-{state}")` what counts is what stands before the brace.
            let literal = literal.split('{').next().unwrap_or_default();
            if !literal.is_empty() && literal.len() < 60 && !literal.contains(char::is_whitespace) {
                found.insert(literal.to_owned());
            }
        }
    }
    found
}

fn is_used(id: &str, literals: &BTreeSet<String>) -> bool {
    literals.contains(id)
        || id
            .match_indices('-')
            .any(|(at, _)| literals.contains(&id[..=at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_used_whole_or_by_its_beginning() {
        let literals: BTreeSet<String> = ["run", "state-"].map(str::to_owned).into();
        for (id, used) in [
            ("run", true),
            ("state-ready", true),
            ("run-again", false),
            ("states", false),
        ] {
            assert_eq!(is_used(id, &literals), used, "{id}");
        }
    }

    #[test]
    fn ids_are_found_with_their_lines() {
        let found = ids(
            "# comment = no\nrun = Run\n    .title = x\nstop= Stop\n   more = text\nrun = Again\n",
        );
        assert_eq!(
            found.keys().map(String::as_str).collect::<Vec<_>>(),
            ["run", "stop"]
        );
        assert_eq!(found["run"], [2, 6]);
    }
}
