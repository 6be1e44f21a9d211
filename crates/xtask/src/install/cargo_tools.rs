//! Tools that cargo installs, each at one version in a folder of its own, so that checkouts with different pins get along.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cache;
use crate::cmd::{self, Cmd};
use crate::pins::{CargoTool, Pins};

/// Whether all programs of `tool` are in the cache.
pub fn is_installed(tool: &CargoTool) -> bool {
    let bin = cache::tool(&tool.name, &tool.version).join("bin");
    tool.binaries.iter().all(|name| {
        bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
            .is_file()
    })
}

/// The folder of the tool's programs; installs them if they are missing.
pub fn ensure(pins: &Pins, tool: &CargoTool) -> Result<PathBuf> {
    let bin = cache::tool(&tool.name, &tool.version).join("bin");
    if is_installed(tool) {
        return Ok(bin);
    }
    let _lock = cache::lock()?;
    if is_installed(tool) {
        return Ok(bin);
    }
    println!(
        "Installing {} {} into {} (once for all checkouts).",
        tool.name,
        tool.version,
        cache::dir().display()
    );
    if cmd::find("cargo-binstall").is_none() || binstall(tool).is_err() || !is_installed(tool) {
        install(tool)?;
    }
    if !is_installed(tool) {
        bail!(
            "{} was installed but lacks one of: {}",
            tool.name,
            tool.binaries.join(", ")
        );
    }
    let _ = pins;
    Ok(bin)
}

/// The ready-made programs, where they can be had.
fn binstall(tool: &CargoTool) -> Result<()> {
    let bin = cache::tool(&tool.name, &tool.version).join("bin");
    std::fs::create_dir_all(&bin)?;
    Cmd::new("cargo-binstall")
        .args([
            "--no-confirm",
            "--disable-strategies",
            "compile",
            "--install-path",
        ])
        .arg(&bin)
        .arg(format!("{}@{}", tool.name, tool.version))
        .limit(std::time::Duration::from_secs(180))
        .run()
}

/// Builds it. Unoptimised: building is what takes the time, and these tools run for a second.
fn install(tool: &CargoTool) -> Result<()> {
    let mut cmd = Cmd::new("cargo")
        .named(format!("building {}", tool.name))
        .dir(cache::dir())
        .args(["install", "--debug", "--force", "--root"])
        .arg(cache::tool(&tool.name, &tool.version))
        .env("CARGO_TARGET_DIR", cache::dir().join("build"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_INCREMENTAL", "false");
    if tool.locked {
        cmd = cmd.arg("--locked");
    }
    if !tool.default_features {
        cmd = cmd.arg("--no-default-features");
    }
    if !tool.features.is_empty() {
        cmd = cmd.arg("--features").arg(tool.features.join(","));
    }
    cmd.arg(format!("{}@{}", tool.name, tool.version)).run()
}
