//! System packages: as root by the package manager, after saying so; otherwise fetched and unpacked into the cache; otherwise the line to type.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};

use super::unpack::Unpacker;
use crate::cache;
use crate::cmd::{self, Cmd};
use crate::pins::Pins;

/// How long rustup may take: longer only if it really downloads.
const RUSTUP_LIMIT: Duration = Duration::from_secs(600);

/// Gets a compiler that can build both modules: by rustup where it can fetch one, else among the distribution's packages.
pub fn compiler(pins: &Pins) -> Result<()> {
    let _lock = cache::lock()?;
    if cmd::find("rustup").is_some() {
        println!("Asking rustup for {}.", pins.rust.nightly);
        let got = Cmd::new("rustup")
            .args([
                "toolchain",
                "install",
                &pins.rust.nightly,
                "--profile",
                "minimal",
                "--no-self-update",
            ])
            .args([
                "--component",
                &pins.rust.components.join(","),
                "--target",
                &pins.rust.target,
            ])
            .limit(RUSTUP_LIMIT)
            .run();
        match got {
            Ok(()) => return Ok(()),
            Err(error) => println!(
                "rustup cannot provide it here ({error:#}); trying the distribution's packages."
            ),
        }
    }
    packages(&pins.distribution.packages)
}

/// Where packages are unpacked that could not be installed into the system.
pub fn unpacked_root() -> PathBuf {
    Unpacker::of_this_system().root()
}

/// Folders of shared libraries below an unpacked `usr`.
pub fn library_dirs(usr: &Path) -> Vec<PathBuf> {
    let lib = usr.join("lib");
    let entries = std::fs::read_dir(&lib)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let nested = entries.filter(|dir| dir.is_dir()).flat_map(|dir| {
        let name = dir
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match name.as_str() {
            _ if name.starts_with("llvm-") => vec![dir.join("lib")],
            _ if name.ends_with("-linux-gnu") => vec![dir],
            _ => Vec::new(),
        }
    });
    std::iter::once(lib.clone()).chain(nested).collect()
}

/// Installs system packages, or unpacks them into the cache.
pub fn packages(names: &[String]) -> Result<()> {
    let line = format!(
        "apt-get install -y --no-install-recommends {}",
        names.join(" ")
    );
    if cmd::find("apt-get").is_none() {
        bail!(
            "this system has no apt-get; install what corresponds to these Debian packages by hand: {}",
            names.join(" ")
        );
    }
    if is_root() {
        println!("Installing system packages as root: {line}");
        // Lists that were never fetched, or are stale, are the usual reason for a package that "cannot be located".
        return apt_install(names).or_else(|_| {
            Cmd::new("apt-get").args(["update", "-q"]).run()?;
            apt_install(names)
        });
    }
    println!(
        "Not root: fetching the packages and unpacking them into {}.",
        unpacked_root().display()
    );
    Unpacker::of_this_system().unpack(names)
}

fn apt_install(names: &[String]) -> Result<()> {
    Cmd::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(names)
        .named("apt-get install")
        .run()
}

fn is_root() -> bool {
    Cmd::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.trim() == "0")
}
