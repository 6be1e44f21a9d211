//! What each crate, primitive and module says of itself before its first line of code.

use super::{Complaint, Sources};

const CRATE: &str = "each crate begins with a //! header: purpose, what it must never know, entry points, an example";
const PRIMITIVE: &str = "each primitive begins with a //! header: state table, no lost wake-up, ordering, fairness, Stop, origin (CONTRIBUTING.md)";
const NAMES: &str = "no modules named utils, helpers, common, misc or manager: name what they hold";
const TESTS: &str =
    "tests know no wall clock and hide nothing: no sleep, no #[ignore], no #[should_panic]";

/// A crate's header that says less does not say what is asked.
const LEAST_CRATE_LINES: usize = 3;
/// A primitive's header that is shorter leaves out a part.
const LEAST_PRIMITIVE_LINES: usize = 8;

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, shown, text) in sources.rust() {
        let lines = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .count();
        if is_crate_root(&shown) && lines < LEAST_CRATE_LINES {
            found.push(Complaint::new(
                path,
                None,
                format!("a header of {lines} lines"),
                CRATE,
            ));
        }
        if is_primitive(&shown) && lines < LEAST_PRIMITIVE_LINES {
            found.push(Complaint::new(
                path,
                None,
                format!("a header of {lines} lines"),
                PRIMITIVE,
            ));
        }
        if let Some(name) = forbidden_name(&shown) {
            found.push(Complaint::new(
                path,
                None,
                format!("a module named {name}"),
                NAMES,
            ));
        }
        found.extend(
            test_habits(&shown, text)
                .map(|(line, what)| Complaint::new(path, Some(line), what, TESTS)),
        );
    }
    found
}

fn is_crate_root(shown: &str) -> bool {
    shown == "src/main.rs"
        || shown.starts_with("crates/")
            && (shown.ends_with("/src/lib.rs") || shown.ends_with("/src/main.rs"))
}

fn is_primitive(shown: &str) -> bool {
    let name = shown.strip_prefix("crates/runtime/src/sync/");
    name.is_some_and(|name| {
        !name.contains('/') && !matches!(name, "mod.rs" | "cell.rs" | "tests.rs")
    })
}

fn forbidden_name(shown: &str) -> Option<&str> {
    let mut parts = shown.split(['/', '.']);
    parts.find(|part| {
        matches!(
            *part,
            "utils" | "util" | "helpers" | "common" | "misc" | "manager"
        )
    })
}

fn test_habits<'a>(
    shown: &'a str,
    text: &'a str,
) -> impl Iterator<Item = (usize, &'static str)> + 'a {
    let habits = [
        (concat!("#[", "ignore"), "an ignored test"),
        (concat!("#[", "should_panic"), "a test that wants any panic"),
    ];
    text.lines().enumerate().filter_map(move |(index, line)| {
        let code = line.trim_start();
        let (_, what) = habits.iter().find(|(habit, _)| code.starts_with(habit))?;
        (!shown.starts_with("crates/xtask/")).then_some((index + 1, *what))
    })
}
