//! The per-user cache that all checkouts share: tools, npm packages, unpacked system packages.
//!
//! `$PARALLEL_PLAY_CACHE`, else `parallel-play` in the system's cache folder. Everything in it can be deleted at any time.

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// The cache's folder, not necessarily there yet.
pub fn dir() -> PathBuf {
    let set = |key: &str| {
        std::env::var_os(key)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(dir) = set("PARALLEL_PLAY_CACHE") {
        return std::path::absolute(&dir).unwrap_or(dir);
    }
    let base = set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".cache")));
    base.unwrap_or_else(std::env::temp_dir)
        .join("parallel-play")
}

/// Where a tool at one version lives.
pub fn tool(name: &str, version: &str) -> PathBuf {
    dir().join("tools").join(format!("{name}-{version}"))
}

/// The lock that keeps two checkouts from installing at once; let go of when dropped, also by the system when the process dies.
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

/// Takes the lock; says so when it has to wait for another checkout.
pub fn lock() -> Result<Lock> {
    let dir = dir();
    std::fs::create_dir_all(&dir)
        .with_context(|| format!("cannot create the cache {}", dir.display()))?;
    let file = File::create(dir.join("lock")).context("cannot create the cache's lock file")?;
    if file.try_lock().is_err() {
        println!("  another checkout is installing; waiting for it");
        file.lock().context("cannot lock the cache")?;
    }
    Ok(Lock(file))
}
