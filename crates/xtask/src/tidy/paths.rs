//! No absolute path of anybody's machine in the sources.

use super::{Complaint, Sources};

const RULE: &str = "no absolute path of a machine: it is wrong everywhere else. Start from the file's own place or from a setting";

/// Written in two parts, or this file would find itself.
const STARTS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Use", "rs/"),
    concat!("/wo", "rk/"),
];
const KINDS: &[&str] = &[
    ".rs", ".toml", ".md", ".mjs", ".js", ".json", ".html", ".css", ".ftl", ".yml", ".yaml", ".sh",
    "run",
];

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, shown, text) in sources.under("", "") {
        if !KINDS.iter().any(|kind| shown.ends_with(kind)) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(start) = STARTS.iter().find(|start| begins_a_path(line, start)) {
                found.push(Complaint::new(
                    path,
                    Some(index + 1),
                    format!("names {start}…"),
                    RULE,
                ));
            }
        }
    }
    found
}

/// Whether `start` stands at the beginning of a path, not in the middle of an address.
fn begins_a_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| {
            !(c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '}' | '*' | ':'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_begin_there_count() {
        for (line, found) in [
            (concat!("see /ro", "ot/x"), true),
            (concat!("\"/ho", "me/me\""), true),
            (concat!("https://a.example/ho", "me/x"), false),
            (concat!("../wo", "rk/x"), false),
        ] {
            assert_eq!(
                STARTS.iter().any(|start| begins_a_path(line, start)),
                found,
                "{line}"
            );
        }
    }
}
