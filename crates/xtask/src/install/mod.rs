//! Gets what is missing, at the versions of `pins.toml`, into the per-user cache; says what it does and how to do it by hand.

mod cargo_tools;
mod npm;
mod system;
mod unpack;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::cmd;
use crate::pins::Pins;
use crate::{browsers, toolchain::Toolchain};

pub use cargo_tools::is_installed as is_tool_installed;
pub use npm::{folder as npm_folder, is_installed as is_npm_installed};
pub use system::{compiler, library_dirs, packages, unpacked_root};

/// All that `serve` and `test` would install on their way.
pub fn everything() -> Result<()> {
    let pins = Pins::read()?;
    Toolchain::ensure(&pins)?;
    for tool in &pins.cargo {
        cargo_tools::ensure(&pins, tool)?;
    }
    npm::ensure()?;
    browsers::ensure(&pins)?;
    println!(
        "Everything is there. Cache: {}",
        crate::cache::dir().display()
    );
    Ok(())
}

/// The program `name` that comes with `tool`, installed if it was missing.
pub fn binary(pins: &Pins, tool: &str, name: &str) -> Result<PathBuf> {
    let dir = cargo_tools::ensure(pins, pins.tool(tool)?)?;
    Ok(dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// The folders of programs that Trunk and wasm-pack look for on `PATH`.
pub fn wasm_tools(pins: &Pins) -> Result<Vec<PathBuf>> {
    Ok(vec![cargo_tools::ensure(
        pins,
        pins.tool("wasm-bindgen-cli")?,
    )?])
}

/// The folder of programs that npm installed.
pub fn npm_bin() -> Result<PathBuf> {
    Ok(npm::ensure()?.join("node_modules/.bin"))
}

/// A program that npm installed.
pub fn npm_binary(name: &str) -> Result<PathBuf> {
    let dir = npm_bin()?;
    cmd::find_in(name, dir.as_os_str())
        .with_context(|| format!("{name} is not among the npm packages of package.json"))
}

/// Makes `node_modules` at the root lead to the cache, for scripts that import packages by name.
pub fn link_node_modules() -> Result<()> {
    let from = npm::ensure()?.join("node_modules");
    let link = crate::layout::at("node_modules");
    if std::fs::read_link(&link).is_ok_and(|to| to == from) {
        return Ok(());
    }
    match std::fs::symlink_metadata(&link) {
        Ok(meta) if meta.file_type().is_symlink() => std::fs::remove_file(&link)?,
        Ok(_) => {
            bail!("node_modules is a real folder; delete it, and xtask will link it to its cache")
        }
        Err(_) => {}
    }
    symlink(&from, &link).context("cannot link node_modules to the cache")
}

#[cfg(unix)]
fn symlink(from: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, link)
}

#[cfg(windows)]
fn symlink(from: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(from, link)
}
