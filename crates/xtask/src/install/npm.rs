//! Development tools from npm, kept in the cache under the hash of the lock file.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::cmd::{self, Cmd};
use crate::hash::Hasher;
use crate::{cache, layout};

const FILES: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

/// The folder for this checkout's lock file, not necessarily there yet.
pub fn folder() -> Result<PathBuf> {
    let mut hasher = Hasher::default();
    hasher.add_files(
        &FILES
            .iter()
            .map(|name| layout::at(name))
            .collect::<Vec<_>>(),
    )?;
    Ok(cache::dir().join("npm").join(hasher.finish()))
}

/// Whether this lock file's packages are in the cache.
pub fn is_installed() -> bool {
    folder().is_ok_and(|dir| dir.join("complete").is_file())
}

/// The folder that holds `node_modules`; installs it if it is missing.
pub fn ensure() -> Result<PathBuf> {
    let dir = folder()?;
    if is_installed() {
        return Ok(dir);
    }
    if cmd::find("npm").is_none() {
        bail!(
            "npm is missing; install Node.js 20 or later (Debian and Ubuntu: apt-get install nodejs npm)"
        );
    }
    let _lock = cache::lock()?;
    if is_installed() {
        return Ok(dir);
    }
    println!(
        "Installing the npm packages of package-lock.json into {} (once for all checkouts).",
        cache::dir().display()
    );
    std::fs::create_dir_all(&dir)?;
    for name in FILES {
        std::fs::copy(layout::at(name), dir.join(name))
            .with_context(|| format!("cannot copy {name}"))?;
    }
    // No install scripts: they would download browsers and binaries past the lock file's checksums.
    Cmd::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel",
            "error",
        ])
        .dir(&dir)
        .run()?;
    std::fs::write(dir.join("complete"), "")?;
    Ok(dir)
}
