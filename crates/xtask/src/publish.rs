//! Gives the engine's files an address that changes with their contents: Trunk does not hash folders that it copies, and a page
//! must never meet an engine of another build.
//!
//! `target/engine-dist/manifest.json` names them, relative to itself; the page fetches it first.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::engine::Effort;
use crate::hash::Hasher;
use crate::{finish, layout};

/// Hand-written scripts that live beside the glue: `worker.js` boots a worker, `arena.js` is what the engine imports raw.
pub const SCRIPTS: &[&str] = &["worker.js", "arena.js"];

const MANIFEST: &str = "manifest.json";

/// Whether the last publishing came to its end.
pub fn is_complete() -> bool {
    layout::engine_dist().join(MANIFEST).is_file()
}

/// Copies the package and the scripts to `engine-dist/<hash>/`, made small first if effort is full, and writes the manifest last.
pub fn publish(effort: Effort) -> Result<()> {
    let package = layout::engine_package();
    let mut files = vec![
        ("engine.js".to_owned(), package.join("engine.js")),
        ("engine_bg.wasm".to_owned(), package.join("engine_bg.wasm")),
    ];
    for name in SCRIPTS {
        let file = layout::at("www").join(name);
        if file.is_file() {
            files.push(((*name).to_owned(), file));
        }
    }
    for file in layout::files(&package.join("snippets")) {
        let below = file
            .strip_prefix(&package)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        files.push((below, file));
    }
    let mut contents = Vec::new();
    for (name, file) in &files {
        let bytes =
            std::fs::read(file).with_context(|| format!("cannot read {}", layout::show(file)))?;
        contents.push((name.as_str(), bytes));
    }
    check_imports(&contents)?;
    if effort == Effort::Full {
        finish::engine(&mut contents)?;
    }
    let mut hasher = Hasher::default();
    for (name, bytes) in &contents {
        hasher.add(name, bytes);
    }
    write(&hasher.finish(), &contents)
}

fn write(hash: &str, contents: &[(&str, Vec<u8>)]) -> Result<()> {
    let dist = layout::engine_dist();
    let _ = std::fs::remove_dir_all(&dist);
    for (name, bytes) in contents {
        let to = dist.join(hash).join(name);
        std::fs::create_dir_all(to.parent().unwrap_or(&dist))?;
        std::fs::write(&to, bytes)
            .with_context(|| format!("cannot write {}", layout::show(&to)))?;
    }
    let address = |name: &str| {
        contents
            .iter()
            .any(|(found, _)| *found == name)
            .then(|| format!("{hash}/{name}"))
    };
    let manifest = serde_json::json!({
        "hash": hash,
        "glue": address("engine.js"),
        "wasm": address("engine_bg.wasm"),
        "worker": address("worker.js"),
        "arena": address("arena.js"),
    });
    std::fs::write(dist.join(MANIFEST), format!("{manifest}\n"))
        .context("cannot write the engine's manifest")?;
    let wasm = contents
        .iter()
        .find(|(name, _)| name.ends_with(".wasm"))
        .map_or(0, |(_, bytes)| bytes.len());
    println!(
        "  engine: {} ({wasm} bytes of wasm)",
        layout::show(&dist.join(hash))
    );
    Ok(())
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
