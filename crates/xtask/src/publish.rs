//! Gives the files of engines and cards an address that changes with their contents: Trunk does not hash folders that it copies, and a
//! page must never meet an engine of another build.
//!
//! `target/engine-dist/manifest.json` names them by group, relative to itself; the page fetches it first.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::engine::Effort;
use crate::hash::Hasher;
use crate::{finish, layout};

/// Hand-written scripts that live beside the glue: `worker.js` boots a worker, `arena.js` is what the engine imports raw.
pub const SCRIPTS: &[&str] = &["worker.js", "arena.js"];

const MANIFEST: &str = "manifest.json";

/// Addresses below `engine-dist` of what was published, by the names of the manifest.
type Files = Vec<(&'static str, String)>;

/// A file by the address that it gets, and where it is now.
pub type Placed = (String, std::path::PathBuf);

/// Copies an engine's package and the scripts to `engine-dist/<hash>/`, made small first if effort is full. `beside` are further
/// files, the first of them a script to load in the place of `worker.js`.
pub fn engine(name: &str, effort: Effort, beside: Vec<Placed>) -> Result<Files> {
    let package = layout::engine_package();
    let mut files = vec![
        ("engine.js".to_owned(), package.join("engine.js")),
        ("engine_bg.wasm".to_owned(), package.join("engine_bg.wasm")),
    ];
    for name in SCRIPTS {
        files.push(((*name).to_owned(), layout::at("www").join(name)));
    }
    for file in layout::files(&package.join("snippets")) {
        let below = file
            .strip_prefix(&package)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        files.push((below, file));
    }
    let worker = beside
        .first()
        .map_or("worker.js".to_owned(), |(name, _)| name.clone());
    files.extend(beside);
    let mut contents = Vec::new();
    for (name, file) in &files {
        let bytes =
            std::fs::read(file).with_context(|| format!("cannot read {}", layout::show(file)))?;
        contents.push((name.as_str(), bytes));
    }
    check_imports(&contents)?;
    if effort == Effort::Full {
        finish::engine(&mut contents, &worker)?;
    }
    let hash = write(name, &contents)?;
    let address = |file: &str| format!("{hash}/{file}");
    Ok(vec![
        ("wasm", address("engine_bg.wasm")),
        ("worker", address(&worker)),
    ])
}

/// Writes a module of cards to `engine-dist/<hash>/`.
pub fn cards(name: &str, wasm: &[u8]) -> Result<Files> {
    let hash = write(name, &[("cards.wasm", wasm.to_vec())])?;
    Ok(vec![("cards", format!("{hash}/cards.wasm"))])
}

/// Names the files of each group, and removes what none of them names any more.
pub fn manifest(groups: &BTreeMap<String, BTreeMap<String, String>>) -> Result<()> {
    let dist = layout::engine_dist();
    let folder = |file: &String| file.split('/').next().map(str::to_owned);
    let named: Vec<String> = groups
        .values()
        .flat_map(BTreeMap::values)
        .filter_map(folder)
        .collect();
    for entry in std::fs::read_dir(&dist)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !named.contains(&name) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    let text = serde_json::to_string(groups)?;
    std::fs::write(dist.join(MANIFEST), text).context("cannot write the manifest")
}

/// Writes files under an address of their own, and returns that.
fn write(set: &str, contents: &[(&str, Vec<u8>)]) -> Result<String> {
    let mut hasher = Hasher::default();
    for (name, bytes) in contents {
        hasher.add(name, bytes);
    }
    let folder = layout::engine_dist().join(hasher.finish());
    for (name, bytes) in contents {
        let to = folder.join(name);
        std::fs::create_dir_all(to.parent().unwrap_or(&folder))?;
        std::fs::write(&to, bytes)
            .with_context(|| format!("cannot write {}", layout::show(&to)))?;
        if name.ends_with(".wasm") {
            println!("  {set}: {} ({} bytes)", layout::show(&to), bytes.len());
        }
    }
    Ok(folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned())
}

/// What the glue imports must lie beside it, or every worker would fail in the browser with a bare "failed to fetch".
fn check_imports(contents: &[(&str, Vec<u8>)]) -> Result<()> {
    let glue = contents
        .iter()
        .find(|(name, _)| *name == "engine.js")
        .map(|(_, bytes)| String::from_utf8_lossy(bytes));
    for import in imports(&glue.unwrap_or_default()) {
        let there = contents
            .iter()
            .any(|(name, _)| Path::new(name) == Path::new(&import));
        ensure!(
            there,
            "the engine's glue imports ./{import}, which is neither a snippet nor one of www/{}",
            SCRIPTS.join(", www/")
        );
    }
    Ok(())
}

/// The relative modules that a script imports, without their `./`.
fn imports(script: &str) -> Vec<String> {
    let quoted = |line: &str| {
        let (_, rest) = line.split_once("from ")?;
        let rest = rest.trim_start_matches(['"', '\'']).strip_prefix("./")?;
        rest.split(['"', '\'']).next().map(str::to_owned)
    };
    script
        .lines()
        .filter(|line| line.starts_with("import "))
        .filter_map(quoted)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_the_glue_imports_must_lie_beside_it() {
        let glue = b"import * as __wbg_star0 from './arena.js';\nlet wasm;\n".to_vec();
        assert!(check_imports(&[("engine.js", glue.clone()), ("arena.js", Vec::new())]).is_ok());
        let error = check_imports(&[("engine.js", glue)])
            .unwrap_err()
            .to_string();
        assert!(error.contains("./arena.js"), "{error}");
    }
}
