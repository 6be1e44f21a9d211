//! What a module was made of, so that it is made again only when something of that has changed.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::hash::Hasher;
use crate::layout;

/// The record of one finished build: the hash of its inputs, the list of its sources, and what came out.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Record {
    hash: String,
    sources: Vec<PathBuf>,
    /// Addresses below `target/engine-dist`, by the names of the manifest.
    pub files: std::collections::BTreeMap<String, String>,
}

/// Where the record of the build `name` is kept.
fn file_of(name: &str) -> PathBuf {
    layout::target().join("built").join(format!("{name}.json"))
}

/// The record of the build `name`, if everything that went into it is as it was and everything that came out is there. `facts` are what
/// else it depends on: compiler, flags, features.
pub fn unchanged(name: &str, facts: &str) -> Option<Record> {
    let text = std::fs::read(file_of(name)).ok()?;
    let record: Record = serde_json::from_slice(&text).ok()?;
    let dist = layout::engine_dist();
    let complete = record.files.values().all(|file| dist.join(file).is_file());
    let same = hash(&record.sources, facts).is_ok_and(|hash| hash == record.hash);
    (complete && same).then_some(record)
}

/// To be called before the build begins: it is not finished any more.
pub fn forget(name: &str) {
    let _ = std::fs::remove_file(file_of(name));
}

/// Notes a finished build. `notes` is the file in which cargo says what sources it read.
pub fn keep(name: &str, facts: &str, notes: &Path, files: &[(&str, String)]) -> Result<Record> {
    let text = std::fs::read_to_string(notes)
        .with_context(|| format!("cargo left no {}", layout::show(notes)))?;
    let sources = sources(&text);
    let record = Record {
        hash: hash(&sources, facts)?,
        sources,
        files: files
            .iter()
            .map(|(name, file)| ((*name).to_owned(), file.clone()))
            .collect(),
    };
    let file = file_of(name);
    std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
    std::fs::write(&file, serde_json::to_vec(&record)?)
        .with_context(|| format!("cannot write {}", layout::show(&file)))?;
    Ok(record)
}

fn hash(sources: &[PathBuf], facts: &str) -> Result<String> {
    let mut hasher = Hasher::default();
    hasher.add("facts", facts.as_bytes());
    hasher.add_files(sources)?;
    hasher.add_files(&["Cargo.toml", "Cargo.lock", "pins.toml"].map(layout::at))?;
    // What xtask itself does to the files is an input too.
    if let Ok(xtask) = std::env::current_exe().and_then(std::fs::read) {
        hasher.add("xtask", &xtask);
    }
    Ok(hasher.finish())
}

/// The files after the colon; a blank in a name is written `\ `.
fn sources(notes: &str) -> Vec<PathBuf> {
    let listed = notes.split_once(": ").map_or("", |(_, files)| files);
    let unspaced = listed.trim().replace("\\ ", "\0");
    let mut files: Vec<PathBuf> = unspaced
        .split_whitespace()
        .map(|file| PathBuf::from(file.replace('\0', " ")))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_from_cargos_notes_blanks_in_names_too() {
        let notes = "/a/engine.wasm: /b/with\\ blank.rs /a/lib.rs\n";
        assert_eq!(
            sources(notes),
            [PathBuf::from("/a/lib.rs"), "/b/with blank.rs".into()]
        );
        assert!(sources("").is_empty());
    }
}
