//! The table of loom models in `docs/primitives.md`: how many executions loom explored of each. The loom step compares it with what it saw.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::layout;

/// Set to anything, it makes the loom step write the table instead of comparing it, as for the other expectations of tests.
const UPDATE: &str = "UPDATE_EXPECT";
const BEGIN: &str =
    "<!-- models: `UPDATE_EXPECT=1 cargo xtask test --only loom` writes this table -->\n";
const END: &str = "<!-- /models -->\n";

/// Executions and bound of each model, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Models(BTreeMap<String, Explored>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Explored {
    executions: u64,
    preemptions: u64,
}

impl Models {
    /// What the models printed at their ends.
    pub fn from_output(lines: &[String]) -> Models {
        Models(lines.iter().filter_map(|line| printed(line)).collect())
    }

    fn from_table(text: &str) -> Models {
        Models(text.lines().filter_map(row).collect())
    }

    fn table(&self) -> String {
        let mut text = "| model | preemptions at most | executions |\n|---|---|---|\n".to_owned();
        for (name, explored) in &self.0 {
            let executions = grouped(explored.executions);
            text += &format!("| {name} | {} | {executions} |\n", explored.preemptions);
        }
        text
    }

    /// What the table says otherwise, a line for each model.
    fn differences(&self, table: &Models) -> Vec<String> {
        let names: std::collections::BTreeSet<&String> =
            self.0.keys().chain(table.0.keys()).collect();
        let difference = |name: &String| match (self.0.get(name), table.0.get(name)) {
            (Some(seen), Some(told)) if seen == told => None,
            (Some(seen), Some(told)) => Some(format!("{name}: {seen:?}, in the table {told:?}")),
            (Some(_), None) => Some(format!("{name}: not in the table")),
            (None, _) => Some(format!("{name}: in the table, but no model printed it")),
        };
        names.into_iter().filter_map(difference).collect()
    }

    /// Compares with the table in the documents, or writes it.
    pub fn compare(&self) -> Result<()> {
        let path: PathBuf = layout::at("docs/primitives.md");
        let text = std::fs::read_to_string(&path).context("cannot read docs/primitives.md")?;
        let Some((before, table, after)) = parts(&text) else {
            bail!("docs/primitives.md has no table of models: put `{BEGIN}{END}` into it");
        };
        if std::env::var_os(UPDATE).is_some() {
            let text = format!("{before}{BEGIN}\n{}\n{END}{after}", self.table());
            return std::fs::write(&path, text).context("cannot write docs/primitives.md");
        }
        let found = self.differences(&Models::from_table(table));
        if found.is_empty() {
            return Ok(());
        }
        bail!(
            "the table of models in docs/primitives.md is not what was explored; {UPDATE}=1 writes it:\n  {}",
            found.join("\n  ")
        )
    }
}

/// What stands before the table, the table, and what stands behind it.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (table, after) = rest.split_once(END)?;
    Some((before, table, after))
}

/// `loom NAME: N executions, at most P preemptions`, behind the dots of the tests that have ended.
fn printed(line: &str) -> Option<(String, Explored)> {
    let (_, told) = line.split_once("loom ")?;
    let (name, counts) = told.rsplit_once(": ")?;
    let (executions, rest) = counts.split_once(" executions, at most ")?;
    let explored = Explored {
        executions: executions.parse().ok()?,
        preemptions: rest.strip_suffix(" preemptions")?.parse().ok()?,
    };
    Some((name.to_owned(), explored))
}

/// A row of the table.
fn row(line: &str) -> Option<(String, Explored)> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
    let (name, preemptions, executions) = (cells.next()?, cells.next()?, cells.next()?);
    let explored = Explored {
        executions: executions.replace(',', "").parse().ok()?,
        preemptions: preemptions.parse().ok()?,
    };
    Some((name.to_owned(), explored))
}

/// A number with a comma between groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Models {
        let lines = [
            "....loom queue shutdown, getter: 1234567 executions, at most 4 preemptions",
            "loom jobs: close: 35 executions, at most 3 preemptions",
            "test result: ok. 3 passed; 0 failed; 0 ignored",
        ];
        Models::from_output(&lines.map(str::to_owned))
    }

    #[test]
    fn a_written_table_is_what_was_explored() {
        let table = seen().table();
        assert!(
            table.contains("| queue shutdown, getter | 4 | 1,234,567 |"),
            "{table}"
        );
        assert_eq!(Models::from_table(&table), seen());
        assert_eq!(
            seen().differences(&Models::from_table(&table)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_model_that_is_missing_changed_or_gone_is_named() {
        let table = "| jobs: close | 3 | 36 |\n| old | 2 | 5 |\n";
        let found = seen().differences(&Models::from_table(table)).join("\n");
        assert!(
            found.contains("queue shutdown, getter: not in the table"),
            "{found}"
        );
        assert!(
            found.contains("jobs: close: Explored { executions: 35"),
            "{found}"
        );
        assert!(found.contains("old: in the table, but no model"), "{found}");
    }

    #[test]
    fn the_table_lists_the_models_that_the_sources_explore() {
        let text = std::fs::read_to_string(layout::at("docs/primitives.md")).expect("the document");
        let (_, table, _) = parts(&text).expect("the table");
        let told: Vec<String> = Models::from_table(table).0.into_keys().collect();
        let mut named = Vec::new();
        for file in layout::files(&layout::at("crates/runtime/tests")) {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let calls = text.split("explore(\"").skip(1);
            named.extend(
                calls
                    .filter_map(|call| call.split('"').next())
                    .map(str::to_owned),
            );
        }
        named.sort_unstable();
        assert_eq!(told, named, "UPDATE_EXPECT=1 cargo xtask test --only loom");
    }
}
