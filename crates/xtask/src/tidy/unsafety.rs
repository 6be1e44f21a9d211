//! Where `unsafe` may stand, and that each says why it is sound.

use super::{Complaint, Sources};

const PLACES: &str = "unsafe stands only in the modules listed in crates/xtask/src/tidy/unsafety.rs; build on their safe functions instead";
const CRATES: &str = "every crate but runtime, trace, engine, stock, cards and the page begins with #![forbid(unsafe_code)]; these six with #![deny(unsafe_code)]";
const REASON: &str = "each unsafe block has a `// SAFETY:` that names the invariant and who upholds it; each unsafe fn a `# Safety` section";

/// Modules that may allow unsafe code: a file of that name or all files below a folder of that name.
const ALLOWED: &[&str] = &[
    "crates/runtime/src/platform",
    "crates/runtime/src/futex",
    "crates/runtime/src/sync/cell",
    "crates/runtime/src/ipc/ring",
    "crates/trace/src/ring",
    "crates/engine/src/boot",
    // The allocator and the canary below each stack: docs/decisions/0002-unsafe-in-the-engine.md.
    "crates/engine/src/heap",
    "crates/engine/src/stack",
];
const DENYING: &[&str] = &[
    "crates/runtime/src/lib.rs",
    "crates/trace/src/lib.rs",
    "crates/engine/src/lib.rs",
    // What wasm-bindgen makes of exports.
    "crates/stock/src/lib.rs",
    // For the names of its exports alone: docs/decisions/0002-unsafe-in-the-engine.md.
    "crates/cards/src/lib.rs",
    // For the two names at which the module is cut: src/later/border.rs.
    "src/main.rs",
];

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, shown, text) in sources.rust() {
        let root = shown.ends_with("src/lib.rs") || shown.ends_with("src/main.rs");
        let wanted = if DENYING.contains(&shown.as_str()) {
            "#![deny(unsafe_code)]"
        } else {
            "#![forbid(unsafe_code)]"
        };
        if root && !text.contains(wanted) && shown.matches('/').count() != 2 {
            found.push(Complaint::new(
                path,
                None,
                format!("lacks {wanted}"),
                CRATES,
            ));
        }
        let allowed = ALLOWED.iter().any(|place| {
            shown
                .strip_prefix(place)
                .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        });
        let lines: Vec<&str> = text.lines().collect();
        for (index, _) in lines.iter().enumerate().filter(|(_, line)| is_unsafe(line)) {
            let checking = shown.contains("/tests/") || shown.contains("/benches/");
            if !allowed && !checking {
                found.push(Complaint::new(
                    path,
                    Some(index + 1),
                    "unsafe outside the allowed modules",
                    PLACES,
                ));
            } else if !has_reason(&lines, index) {
                found.push(Complaint::new(
                    path,
                    Some(index + 1),
                    "unsafe without its reason",
                    REASON,
                ));
            }
        }
    }
    found
}

/// Whether the line, comments and strings aside, holds the keyword where it opens something.
fn is_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or(line);
    let keyword = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait"]
        .iter()
        .any(|form| code.contains(form));
    keyword && !code.contains('"')
}

/// Whether one of the comment lines right above (or the statement's line) gives the reason.
fn has_reason(lines: &[&str], index: usize) -> bool {
    const FAR_ENOUGH: usize = 12;
    let above = lines[index.saturating_sub(FAR_ENOUGH)..=index].iter();
    above
        .rev()
        .any(|line| line.contains("SAFETY:") || line.contains("# Safety"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyword_counts_only_where_it_opens_something() {
        for (line, found) in [
            ("    unsafe { go() }", true),
            ("pub unsafe fn go() {", true),
            ("unsafe impl Sync for Cell {}", true),
            ("// unsafe { go() }", false),
            ("#![forbid(unsafe_code)]", false),
            ("    (\"unsafe { go() }\", true),", false),
        ] {
            assert_eq!(is_unsafe(line), found, "{line}");
        }
    }
}
