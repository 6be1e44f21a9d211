//! What a first visit downloads, and what the demos of each other group add when one of them is opened.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Complaint;
use crate::groups::GROUPS;
use crate::layout;

/// Bytes that a first visit should download at most, all files together, as `gzip -9` makes them: what is above it is told in every run.
const FIRST_VISIT_GOAL: usize = 400_000;
/// Above this no change may land: 385,468 bytes stand, and what follows. What would bring a visit further down is listed in `docs/decisions/0004`.
/// Another machine's compiler makes up to 2 KB more of the same sources.
const FIRST_VISIT: usize = 387_500;
/// Bytes that the engine and the cards of another group may add: the largest, pools, stood at 288,000 before process pools came.
const GROUP: usize = 340_000;
const RULE: &str = "a first visit downloads at most 387.5 KB (gzip -9; the goal is 400), a further group of demos at most 340 KB: look at the \
                    largest rows; dependencies and their features come first";

/// Fetched later, when somebody asks for it or runs something: the second part of the page's module among them.
fn is_lazy(shown: &str) -> bool {
    [".rs", ".py", ".map", ".pprun", "/isolate.js", "_later.wasm"]
        .iter()
        .any(|end| shown.ends_with(end))
        || crate::stock::is_lazy(shown)
}

/// The group that needs the file, if it is not part of every visit. `folders` are the groups' folders below `dist/engine/`.
fn group_of<'a>(shown: &str, folders: &[(&'a str, String)]) -> Option<&'a str> {
    let (_, below) = shown.split_once("dist/engine/")?;
    let folder = below.split('/').next()?;
    let named: Vec<&str> = folders
        .iter()
        .filter(|(_, name)| name == folder)
        .map(|(group, _)| *group)
        .collect();
    // What a first visit needs as well is not counted twice.
    let first = GROUPS[0];
    named
        .iter()
        .all(|group| *group != first)
        .then(|| named.first().copied())?
}

/// The folders of each group, by the manifest.
fn folders() -> Vec<(&'static str, String)> {
    type Manifest = BTreeMap<String, BTreeMap<String, String>>;
    let text = std::fs::read(layout::dist().join("engine/manifest.json")).unwrap_or_default();
    let manifest: Manifest = serde_json::from_slice(&text).unwrap_or_default();
    let mut folders = Vec::new();
    for group in GROUPS {
        for file in manifest.get(*group).into_iter().flat_map(BTreeMap::values) {
            let folder = file.split('/').next().unwrap_or_default();
            folders.push((*group, folder.to_owned()));
        }
    }
    folders
}

/// Every file of `dist/` that a visit may need: its size packed, its name.
fn files() -> Vec<(usize, String)> {
    let mut rows = Vec::new();
    let mut pending: Vec<PathBuf> = vec![layout::dist()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let shown = layout::show(&path);
            if path.is_dir() {
                pending.push(path);
            } else if !is_lazy(&shown) {
                rows.push((packed(&std::fs::read(&path).unwrap_or_default()), shown));
            }
        }
    }
    rows.sort_by(|a, b| b.cmp(a));
    rows
}

/// Prints the sizes of `dist/`, where it exists, and complains when one is above its budget.
pub fn check() -> Vec<Complaint> {
    let (folders, files) = (folders(), files());
    if files.is_empty() {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    let groups = GROUPS.iter().skip(1).map(|group| (Some(*group), GROUP));
    for (group, budget) in [(None, FIRST_VISIT)].into_iter().chain(groups) {
        let rows: Vec<&(usize, String)> = files
            .iter()
            .filter(|(_, shown)| group_of(shown, &folders) == group)
            .collect();
        let total: usize = rows.iter().map(|(size, _)| size).sum();
        for (size, shown) in rows.iter().take(5) {
            println!("{size:>8}  {shown}");
        }
        let what = group.map_or("a first visit".to_owned(), |group| format!("group {group}"));
        println!(
            "{total:>8}  all {} files of {what}, gzip -9; budget {budget}",
            rows.len()
        );
        if group.is_none() && total > FIRST_VISIT_GOAL {
            let above = total - FIRST_VISIT_GOAL;
            println!(
                "          that is {above} above the goal of {FIRST_VISIT_GOAL}: docs/decisions/0004"
            );
        }
        if total > budget {
            let said = format!("{what}: {total} bytes");
            complaints.push(Complaint::new(&layout::dist(), None, said, RULE));
        }
    }
    complaints
}

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |packed| packed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_for_its_group_unless_a_first_visit_needs_it() {
        let folders = [
            ("start", "aa".to_owned()),
            ("threads", "bb".to_owned()),
            ("pools", "aa".to_owned()),
        ];
        for (file, group) in [
            ("dist/index.html", None),
            ("dist/engine/manifest.json", None),
            ("dist/engine/aa/engine_bg.wasm", None),
            ("dist/engine/bb/engine_bg.wasm", Some("threads")),
        ] {
            assert_eq!(group_of(file, &folders), group, "{file}");
        }
    }
}
