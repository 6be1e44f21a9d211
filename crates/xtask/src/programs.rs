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
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", layout::show(&file)))?;
        // What has a card is a demo; beside the chapters lie folders of what demos share.
        if in_a_chapter && text.contains("CARD: ") {
            std::fs::write(to.join(format!("{}.rs", name.replace('_', "-"))), text)?;
        }
    }
    Ok(())
}
