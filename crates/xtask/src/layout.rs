//! Where things stand in the checkout.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The checkout's root: the nearest folder above the working directory that holds `pins.toml`.
///
/// Not compiled in, so that one xtask may serve a checkout that was moved.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let found = here
            .ancestors()
            .find(|dir| dir.join("pins.toml").is_file())
            .map(Path::to_path_buf);
        found.unwrap_or(here)
    })
}

/// A path below the root.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// All that is built lies below it; deleted by `cargo clean`.
pub fn target() -> PathBuf {
    at("target")
}

/// What the engine's build leaves, before it gets its address.
pub fn engine_package() -> PathBuf {
    at("target/engine-pkg")
}

/// The folder that Trunk copies to `dist/engine`.
pub fn engine_dist() -> PathBuf {
    at("target/engine-dist")
}

/// The static files that make up the site.
pub fn dist() -> PathBuf {
    at("dist")
}

/// Every file below `dir` that git would not ignore, sorted; `target`, `dist`, `artefacts`, `node_modules` and hidden folders are left out.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(dir, &mut found);
    found.sort();
    found
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let skipped = matches!(
            &*name,
            "target" | "dist" | "artefacts" | "node_modules" | ".git"
        ) || name.starts_with(".#");
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if skipped {
            continue;
        }
        if kind.is_dir() {
            collect(&entry.path(), found);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
}

/// `path` as it is told to people: relative to the root, with forward slashes.
pub fn show(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}
