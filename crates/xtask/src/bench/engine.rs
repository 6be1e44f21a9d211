//! The engine that the browser's benchmarks of primitives load: the page's first, with its feature `bench`, into
//! `target/engine-bench`.

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::engine::ATOMICS;
use crate::pins::Pins;
use crate::toolchain::{Module, Toolchain};
use crate::{alone, install, layout};

/// Compiled and optimised as the page's engine is.
pub fn build() -> Result<()> {
    let pins = Pins::read()?;
    let toolchain = Toolchain::ensure(&pins)?;
    let _turn = alone::turn("engine")?;
    let tools = install::wasm_tools(&pins)?;
    let package = layout::at("target/engine-bench");
    let mode = if toolchain.pleases_wasm_pack(&pins) {
        "no-install"
    } else {
        "force"
    };
    Cmd::new(install::binary(&pins, "wasm-pack", "wasm-pack")?)
        .named("the benchmarks' engine")
        .without(ATOMICS)
        .args(["--log-level", "warn", "build"])
        .arg(layout::at("crates/engine"))
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--no-pack",
            "--no-opt",
        ])
        .args(["--no-gitignore", "--mode", mode, "--profile", "engine"])
        .args(["--out-name", "engine", "--out-dir"])
        .arg(&package)
        .args(["--", "--no-default-features", "--features", "bench,start"])
        .envs(&toolchain.env(Module::Engine, &tools))
        .env("WASM_PACK_CACHE", crate::cache::dir().join("wasm-pack"))
        .run()?;
    let module = package.join("engine_bg.wasm");
    Cmd::new(install::npm_binary("wasm-opt")?)
        .named("wasm-opt of the benchmarks' engine")
        .arg("-Os")
        .args(&pins.wasm_opt.features)
        .arg(&module)
        .arg("-o")
        .arg(&module)
        .run()?;
    std::fs::copy(layout::at("www/arena.js"), package.join("arena.js"))
        .context("cannot copy www/arena.js")?;
    Ok(())
}
