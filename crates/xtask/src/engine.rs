//! Builds the engine: wasm-pack, the glue's patch, wasm-opt, and an address of its own for what came out.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::hash::{Hasher, Stamp};
use crate::pins::Pins;
use crate::toolchain::{Module, Toolchain};
use crate::{alone, glue, install, layout, programs, publish};

/// How much effort goes into small and fast modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Effort {
    /// For `serve`: the compiler's optimisation only.
    Quick,
    /// For `build`: wasm-opt as well.
    Full,
}

/// How the compiler's warning begins that `atomics` is not a settled switch yet; it comes once a crate, and nothing can be done about it.
pub const ATOMICS: &str = "warning: unstable feature specified for `-Ctarget-feature`";

/// The crates that end up in the engine.
const CRATES: &[&str] = &[
    "engine",
    "runtime",
    "trace",
    "scenario",
    "workloads",
    "demos",
];

/// Builds the engine into `target/engine-dist`, unless nothing that goes into it has changed.
pub fn build(effort: Effort) -> Result<()> {
    let pins = Pins::read()?;
    let toolchain = Toolchain::ensure(&pins)?;
    let _turn = alone::turn("engine")?;
    programs::copy()?;
    let stamp_file = layout::target().join("engine-inputs");
    let stamp = Stamp(&stamp_file);
    let inputs = inputs(&toolchain, effort)?;
    if stamp.is(&inputs) && publish::is_complete() {
        println!("  engine: unchanged");
        return Ok(());
    }
    stamp.clear();
    let tools = install::wasm_tools(&pins)?;
    wasm_pack(&pins, &toolchain, &tools)?;
    glue::patch_file(&layout::engine_package().join("engine.js"))?;
    if effort == Effort::Full {
        optimise(&pins)?;
    }
    publish::publish(effort)?;
    stamp.set(&inputs)
}

/// A hash of everything that the engine is made of.
fn inputs(toolchain: &Toolchain, effort: Effort) -> Result<String> {
    let mut hasher = Hasher::default();
    hasher.add("compiler", toolchain.version.as_bytes());
    hasher.add("flags", toolchain.flags(Module::Engine).as_bytes());
    hasher.add("effort", format!("{effort:?}").as_bytes());
    for name in CRATES {
        let crate_dir = layout::at("crates").join(name);
        hasher.add_files(&layout::files(&crate_dir.join("src")))?;
        hasher.add_files(&[crate_dir.join("Cargo.toml")])?;
    }
    hasher.add_files(&["Cargo.toml", "Cargo.lock", "pins.toml"].map(layout::at))?;
    let scripts = publish::SCRIPTS
        .iter()
        .map(|name| layout::at("www").join(name))
        .filter(|file| file.is_file());
    hasher.add_files(&scripts.collect::<Vec<_>>())?;
    // What xtask itself does to the files is an input too.
    if let Ok(xtask) = std::env::current_exe().and_then(std::fs::read) {
        hasher.add("xtask", &xtask);
    }
    Ok(hasher.finish())
}

fn wasm_pack(pins: &Pins, toolchain: &Toolchain, tools: &[PathBuf]) -> Result<()> {
    let mode = if toolchain.pleases_wasm_pack(pins) {
        "no-install"
    } else {
        "force"
    };
    Cmd::new(install::binary(pins, "wasm-pack", "wasm-pack")?)
        .named("the engine's build")
        .without(ATOMICS)
        .args(["--log-level", "warn", "build"])
        .arg(layout::at("crates/engine"))
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--no-pack",
            "--no-opt",
            "--no-gitignore",
            "--mode",
            mode,
        ])
        .args(["--profile", "engine", "--out-name", "engine", "--out-dir"])
        .arg(layout::engine_package())
        .envs(&toolchain.env(Module::Engine, tools))
        .env("WASM_PACK_CACHE", crate::cache::dir().join("wasm-pack"))
        .run()
}

/// Makes the module smaller and faster in place.
fn optimise(pins: &Pins) -> Result<()> {
    let module = layout::engine_package().join("engine_bg.wasm");
    let before = std::fs::metadata(&module)
        .context("the engine's build left no engine_bg.wasm")?
        .len();
    Cmd::new(install::npm_binary("wasm-opt")?)
        .named("wasm-opt of the engine")
        .args(["-Os", "--converge"])
        .args(&pins.wasm_opt.features)
        .arg(&module)
        .arg("-o")
        .arg(&module)
        .run()?;
    let after = std::fs::metadata(&module)?.len();
    println!("  engine: {before} → {after} bytes");
    Ok(())
}
