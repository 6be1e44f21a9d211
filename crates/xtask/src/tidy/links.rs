//! Links between the documents: the file is there, and so is the heading.

use std::path::{Path, PathBuf};

use super::{Complaint, Sources};
use crate::layout;

const RULE: &str =
    "links in documents lead to files and headings that exist; addresses elsewhere are not fetched";

/// Complaints about every Markdown file.
pub fn check() -> Vec<Complaint> {
    let sources = Sources::read();
    let mut found = Vec::new();
    for (path, _, text) in sources.under("", ".md") {
        for (line, target) in links(text) {
            if let Err(what) = resolve(path, &target) {
                found.push(Complaint::new(path, Some(line), what, RULE));
            }
        }
    }
    found
}

/// Targets of `[text](target)` and `src="target"` outside of code, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        // Every other piece stands between backticks.
        for piece in line.split('`').step_by(2) {
            let marked = piece
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split([')', ' ']).next());
            let sources = piece
                .split("src=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            found.extend(
                marked
                    .chain(sources)
                    .map(|target| (index + 1, target.to_owned())),
            );
        }
        // A link whose text is code is cut apart by the backticks: `](` then begins a piece.
    }
    found
}

fn resolve(from: &Path, target: &str) -> Result<(), String> {
    let elsewhere = ["http:", "https:", "mailto:", "data:"]
        .iter()
        .any(|scheme| target.starts_with(scheme));
    if elsewhere || target.is_empty() {
        return Ok(());
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let to = if file.is_empty() {
        from.to_path_buf()
    } else {
        from.parent().unwrap_or(from).join(file)
    };
    if !to.exists() {
        return Err(format!("dead link {target}"));
    }
    let is_document = to.extension().is_some_and(|ext| ext == "md");
    if heading.is_empty() || !is_document || headings(&to).iter().any(|found| found == heading) {
        return Ok(());
    }
    Err(format!("no heading #{heading} in {}", layout::show(&to)))
}

/// The addresses of a document's headings, made as forges make them.
fn headings(file: &PathBuf) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| address(line.trim_start_matches('#').trim()))
        .collect()
}

fn address(heading: &str) -> String {
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .collect::<String>();
    kept.replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_text_count_and_links_in_code_do_not() {
        let text = "See [a](a.md) and [`b`](b.md#x).\n```\n[c](c.md)\n```\n`[d](d.md)`\n<img src=\"e.png\">\n";
        let found: Vec<String> = links(text).into_iter().map(|(_, target)| target).collect();
        assert_eq!(found, ["a.md", "b.md#x", "e.png"]);
    }

    #[test]
    fn headings_have_the_addresses_that_forges_give_them() {
        assert_eq!(
            address("2. Where things are: `src/`"),
            "2-where-things-are-src"
        );
    }
}
