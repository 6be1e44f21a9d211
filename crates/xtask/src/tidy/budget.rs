//! What a first visit downloads.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Complaint;
use crate::layout;

/// Bytes that a first visit may download, all files together, as `gzip -9` makes them.
const BUDGET: usize = 400_000;
const RULE: &str = "a first visit downloads at most 400 KB (gzip -9): look at the largest rows; dependencies and their features come first";

/// Fetched later, when somebody asks for it.
fn is_lazy(shown: &str) -> bool {
    [".rs", ".py", ".map"]
        .iter()
        .any(|end| shown.ends_with(end))
}

/// Prints the sizes of `dist/`, where it exists, and complains when they are above the budget.
pub fn check() -> Vec<Complaint> {
    let dist = layout::dist();
    let mut rows: Vec<(usize, String)> = Vec::new();
    let mut folders = vec![dist.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let shown = layout::show(&path);
            if path.is_dir() {
                folders.push(path);
            } else if !is_lazy(&shown) {
                rows.push((packed(&std::fs::read(&path).unwrap_or_default()), shown));
            }
        }
    }
    rows.sort_by(|a, b| b.cmp(a));
    let total: usize = rows.iter().map(|(size, _)| size).sum();
    for (size, shown) in rows.iter().take(5) {
        println!("{size:>8}  {shown}");
    }
    if !rows.is_empty() {
        println!(
            "{total:>8}  all {} files of a first visit, gzip -9; budget {BUDGET}",
            rows.len()
        );
    }
    if total > BUDGET {
        return vec![Complaint::new(&dist, None, format!("{total} bytes"), RULE)];
    }
    Vec::new()
}

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |packed| packed.len())
}
