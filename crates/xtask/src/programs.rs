//! The demos' Rust sources, copied for the page: it fetches one when its tab is opened.

use anyhow::{Context as _, Result};

use crate::layout;

/// Copies `crates/demos/src/<chapter>/<name>.rs` to `target/programs/<id>.rs`; an id is the file's name with dashes.
pub fn copy() -> Result<()> {
    let to = layout::at("target/programs");
    let _ = std::fs::remove_dir_all(&to);
    std::fs::create_dir_all(&to)?;
    let demos = layout::at("crates/demos/src");
    for file in layout::files(&demos) {
        let in_a_chapter = file
            .parent()
            .is_some_and(|chapter| chapter.parent() == Some(&demos));
        let Some(name) = file.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if in_a_chapter && !matches!(name, "mod" | "tests") {
            std::fs::copy(&file, to.join(format!("{}.rs", name.replace('_', "-"))))
                .with_context(|| format!("cannot copy {}", layout::show(&file)))?;
        }
    }
    Ok(())
}
