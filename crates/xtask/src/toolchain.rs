//! Which compiler can build WebAssembly with shared memory here, and the environment that makes it do so.
//!
//! Both modules build their own std, so the compiler needs std's sources and leave to use unstable switches: a nightly of
//! rustup's with `rust-src`, or the distribution's `rustc-web` with `rust-web-src`. Everything goes by environment variables: nested
//! cargo configs would follow the working directory, and a `rust-toolchain.toml` that names what cannot be fetched breaks every call.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::cmd::{self, Cmd};
use crate::pins::Pins;
use crate::{cache, install};

/// The row of the table in `doctor` that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A nightly of rustup's, by its name.
    Rustup(String),
    /// The distribution's packages: in the system, or unpacked into the cache.
    Distribution,
}

/// A compiler that can build both modules.
#[derive(Debug, Clone)]
pub struct Toolchain {
    pub row: Row,
    /// The folder of its `rustc` and `cargo`.
    pub bin: PathBuf,
    pub sysroot: PathBuf,
    pub version: String,
    /// A linker that has to be named; `None` when the compiler brings its own.
    pub linker: Option<PathBuf>,
    /// Where shared libraries of an unpacked tool-chain lie.
    libraries: Vec<PathBuf>,
}

/// What is built: decides flags, std's panic strategy and the target folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Module {
    Page,
    Engine,
}

/// One thread's stack lies in linear memory, so the maximum bounds threads × stack + heap; 1 GiB is address space, not memory.
const ENGINE_MAX_MEMORY: u32 = 1 << 30;

impl Toolchain {
    /// The first row that is complete on this machine.
    pub fn find(pins: &Pins) -> Option<Toolchain> {
        Self::rustup(pins).or_else(|| Self::distribution(pins))
    }

    /// The first row that is complete, after installing what is missing if need be.
    pub fn ensure(pins: &Pins) -> Result<Toolchain> {
        if let Some(found) = Self::find(pins) {
            return Ok(found);
        }
        println!("No compiler here can build WebAssembly with shared memory yet.");
        install::compiler(pins)?;
        let Some(found) = Self::find(pins) else {
            bail!(
                "the compiler was installed but is not complete; `cargo xtask doctor` says what is missing"
            );
        };
        Ok(found)
    }

    fn rustup(pins: &Pins) -> Option<Toolchain> {
        cmd::find("rustup")?;
        let list = Cmd::new("rustup")
            .args(["toolchain", "list", "-q"])
            .output()
            .ok()?;
        let names = list
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        let mut nightlies: Vec<&str> = names.filter(|name| name.starts_with("nightly")).collect();
        nightlies.sort_by_key(|name| !name.starts_with(&pins.rust.nightly));
        nightlies.into_iter().find_map(|name| {
            let rustc = Cmd::new("rustup")
                .args(["which", "--toolchain", name, "rustc"])
                .output()
                .ok()?;
            let bin = Path::new(rustc.trim()).parent()?.to_path_buf();
            let found = Self::at(Row::Rustup(name.to_owned()), bin, None, Vec::new())?;
            at_least(&found.version, &pins.rust.minimum_rustc).then_some(found)
        })
    }

    fn distribution(pins: &Pins) -> Option<Toolchain> {
        let unpacked = install::unpacked_root();
        [PathBuf::from("/usr"), unpacked.join("usr")]
            .into_iter()
            .find_map(|usr| {
                let libraries = if usr.starts_with(cache::dir()) {
                    install::library_dirs(&usr)
                } else {
                    Vec::new()
                };
                let linker = usr.join("bin").join(&pins.distribution.linker);
                let linker = linker
                    .is_file()
                    .then_some(linker)
                    .or_else(|| cmd::find(&pins.distribution.linker))?;
                let found = Self::at(Row::Distribution, usr.join("bin"), Some(linker), libraries)?;
                at_least(&found.version, &pins.rust.minimum_rustc).then_some(found)
            })
    }

    /// The tool-chain in `bin`, if it is complete: compiler, cargo and std's sources.
    fn at(
        row: Row,
        bin: PathBuf,
        linker: Option<PathBuf>,
        libraries: Vec<PathBuf>,
    ) -> Option<Toolchain> {
        let exe = |name: &str| bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if !exe("cargo").is_file() || !exe("rustc").is_file() {
            return None;
        }
        let ask = |arg: &[&str]| {
            Cmd::new(exe("rustc"))
                .args(arg)
                .env("LD_LIBRARY_PATH", join(&libraries))
                .output()
                .ok()
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        if !sysroot
            .join("lib/rustlib/src/rust/library/Cargo.lock")
            .is_file()
        {
            return None;
        }
        let version = ask(&["--version"])?.trim().to_owned();
        Some(Toolchain {
            row,
            bin,
            sysroot,
            version,
            linker,
            libraries,
        })
    }

    /// The environment in which cargo, Trunk and wasm-pack build `module`; `tools` are folders of further programs.
    pub fn env(&self, module: Module, tools: &[PathBuf]) -> Vec<(String, String)> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.bin.clone())
            .chain(tools.iter().cloned())
            .chain(std::env::split_paths(&old));
        let std_parts = match module {
            Module::Page => "std,panic_abort",
            Module::Engine => "std,panic_unwind",
        };
        let target = crate::layout::target().join(match module {
            Module::Page => "page",
            Module::Engine => "engine",
        });
        let mut env = vec![
            // A failing tool says what failed; where inside it helps nobody here.
            ("RUST_BACKTRACE".to_owned(), "0".to_owned()),
            ("PATH".to_owned(), join(&path.collect::<Vec<_>>())),
            ("CARGO_UNSTABLE_BUILD_STD".to_owned(), std_parts.to_owned()),
            (
                "CARGO_TARGET_DIR".to_owned(),
                target.to_string_lossy().into_owned(),
            ),
            (
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS".to_owned(),
                self.flags(module),
            ),
        ];
        if let Some(linker) = &self.linker {
            env.push((
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER".to_owned(),
                linker.to_string_lossy().into_owned(),
            ));
        }
        // Small rather than quick, in std: what is measured does not sort or print. Naming features leaves out the default ones.
        let std_features = match module {
            Module::Page => "optimize_for_size",
            Module::Engine => "panic-unwind,optimize_for_size",
        };
        env.push((
            "CARGO_UNSTABLE_BUILD_STD_FEATURES".to_owned(),
            std_features.to_owned(),
        ));
        if self.row == Row::Distribution {
            env.push(("RUSTC_BOOTSTRAP".to_owned(), "1".to_owned()));
        }
        if !self.libraries.is_empty() {
            env.push(("LD_LIBRARY_PATH".to_owned(), join(&self.libraries)));
        }
        env
    }

    /// The compiler's flags for `module`, in one line.
    pub fn flags(&self, module: Module) -> String {
        let mut flags = Vec::new();
        if self.linker.is_some() {
            flags.push("-C linker-flavor=wasm-ld".to_owned());
        }
        if module == Module::Page {
            // The page never panics by rule; the texts of panics would be a tenth of what a visitor downloads.
            flags.push(
                "-C panic=immediate-abort -Z unstable-options -Z location-detail=none".to_owned(),
            );
        }
        if module == Module::Engine {
            flags.push(
                "-C panic=unwind -Z location-detail=none -C target-feature=+atomics,+bulk-memory,+mutable-globals"
                    .to_owned(),
            );
            flags.push(format!("-C link-arg=--shared-memory -C link-arg=--import-memory -C link-arg=--max-memory={ENGINE_MAX_MEMORY}"));
            // The glue gives each thread its own thread-local storage and stack by these.
            for name in [
                "__wasm_init_tls",
                "__tls_size",
                "__tls_align",
                "__tls_base",
                "__heap_base",
            ] {
                flags.push(format!("-C link-arg=--export={name}"));
            }
        }
        flags.join(" ")
    }

    /// Makes the empty folder by which wasm-pack recognises a compiler for wasm32 (std is built from its sources anyway).
    ///
    /// Returns whether it is there: without leave to write there wasm-pack must be forced, and its tests run without it.
    pub fn pleases_wasm_pack(&self, pins: &Pins) -> bool {
        let folder = self
            .sysroot
            .join("lib/rustlib")
            .join(&pins.rust.target)
            .join("lib");
        folder.is_dir() || std::fs::create_dir_all(&folder).is_ok()
    }

    /// One line for `doctor`.
    pub fn describe(&self) -> String {
        let row = match &self.row {
            Row::Rustup(name) => format!("rustup's {name} with rust-src"),
            Row::Distribution if self.libraries.is_empty() => {
                "the distribution's packages".to_owned()
            }
            Row::Distribution => "the distribution's packages, unpacked into the cache".to_owned(),
        };
        format!("{row}: {}", self.version)
    }
}

fn join(paths: &[PathBuf]) -> String {
    std::env::join_paths(paths)
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Whether `rustc 1.96.0 (…)` is at least `1.96`.
fn at_least(version: &str, minimum: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        text.split(['.', '-'])
            .map_while(|part| part.parse().ok())
            .collect()
    };
    let found = version
        .split_whitespace()
        .nth(1)
        .map(numbers)
        .unwrap_or_default();
    found >= numbers(minimum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        for (version, minimum, enough) in [
            ("rustc 1.96.0 (ac68faa20 2026-05-25)", "1.96", true),
            ("rustc 1.100.0", "1.96", true),
            ("rustc 1.63.0", "1.96", false),
            ("rustc 1.97.0-nightly (x)", "1.96", true),
            ("", "1.96", false),
        ] {
            assert_eq!(
                at_least(version, minimum),
                enough,
                "{version} against {minimum}"
            );
        }
    }

    #[test]
    fn only_the_engine_shares_memory_and_unwinds() {
        let toolchain = Toolchain {
            row: Row::Distribution,
            bin: "/usr/bin".into(),
            sysroot: "/usr".into(),
            version: String::new(),
            linker: Some("/usr/bin/wasm-ld".into()),
            libraries: Vec::new(),
        };
        let (page, engine) = (
            toolchain.flags(Module::Page),
            toolchain.flags(Module::Engine),
        );
        for engines_own in ["memory", "atomics", "unwind", "tls"] {
            assert!(
                !page.contains(engines_own),
                "the page's flags have {engines_own}: {page}"
            );
        }
        for needed in [
            "--shared-memory",
            "--import-memory",
            "+atomics",
            "panic=unwind",
            "__tls_base",
        ] {
            assert!(
                engine.contains(needed),
                "the engine's flags lack {needed}: {engine}"
            );
        }
    }
}
