//! Builds and serves the page by Trunk, offline, with the tools of the cache.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::cmd::Cmd;
use crate::engine::Effort;
use crate::pins::Pins;
use crate::toolchain::{Module, Toolchain};
use crate::{finish, install, layout, split};

/// The name under which Trunk's hook finds this very program (`Trunk.toml`).
///
/// Not `cargo xtask`: inside the page's environment that would be the other compiler's cargo, and would build xtask anew.
const HOOK: &str = "parallel-play-xtask";

/// Whether what a first visit does without is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The page is one module.
    No,
    /// It is two (`split.rs`).
    InTwo,
}

/// Trunk in the environment that builds the page.
pub fn trunk(command: &str, effort: Effort, split: Cut) -> Result<Cmd> {
    let pins = Pins::read()?;
    let toolchain = Toolchain::ensure(&pins)?;
    let mut tools = install::wasm_tools(&pins)?;
    tools.insert(
        0,
        copy_of_this_program(&layout::target().join("xtask-hook"), HOOK)?,
    );
    let mut env = Vec::new();
    if split == Cut::InTwo {
        tools.insert(0, split::folder()?);
        env = split::env(&pins)?;
    }
    if effort == Effort::Full {
        tools.push(install::npm_bin()?);
    }
    // Trunk wants to find what it copies and watches before the hook has run.
    for dir in ["target/engine-dist", "target/programs", "dist", "locales"] {
        std::fs::create_dir_all(layout::at(dir))?;
    }
    let mut cmd = Cmd::new(install::binary(&pins, "trunk", "trunk")?)
        .named("the page's build")
        .arg(command);
    cmd = match effort {
        Effort::Quick => cmd.args(["--cargo-profile", "serve"]),
        Effort::Full => cmd.arg("--release"),
    };
    if split == Cut::InTwo {
        cmd = cmd.args(["--features", split::FEATURE]);
    }
    Ok(cmd
        .envs(&env)
        .envs(&toolchain.env(Module::Page, &tools))
        .env("PARALLEL_PLAY_EFFORT", format!("{effort:?}").to_lowercase()))
}

/// The page for any host, into `dist/`.
pub fn build() -> Result<()> {
    trunk("build", Effort::Full, Cut::InTwo)?.run()?;
    let modules = std::fs::read_dir(layout::dist())?
        .flatten()
        .map(|entry| entry.path());
    for module in modules.filter(|path| path.extension().is_some_and(|ext| ext == "wasm")) {
        // Seen when two builds wrote the same files: right length, wrong contents.
        let whole = std::fs::read(&module).is_ok_and(|bytes| bytes.starts_with(b"\0asm"));
        ensure!(
            whole,
            "{} is no WebAssembly module; build again",
            layout::show(&module)
        );
    }
    finish::page()
}

/// The effort that an outer xtask told Trunk's hook.
pub fn effort_of_hook() -> Effort {
    match std::env::var("PARALLEL_PLAY_EFFORT").as_deref() {
        Ok("quick") => Effort::Quick,
        _ => Effort::Full,
    }
}

/// `dir`, with a copy of this program under `name`; a copy, so that rebuilding xtask does not disturb a running `serve`.
pub fn copy_of_this_program(dir: &Path, name: &str) -> Result<PathBuf> {
    std::fs::create_dir_all(dir)?;
    let copy = dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let own = std::env::current_exe()?;
    if own != copy {
        let fresh = dir.join(format!("{name}.{}", std::process::id()));
        std::fs::copy(&own, &fresh).context("cannot copy xtask for Trunk's hook")?;
        std::fs::rename(&fresh, &copy).context("cannot copy xtask for Trunk's hook")?;
    }
    Ok(dir.to_path_buf())
}
