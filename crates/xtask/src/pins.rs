//! `pins.toml`: every external version, in one file.

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
pub struct Pins {
    pub rust: Rust,
    pub distribution: Distribution,
    pub cargo: Vec<CargoTool>,
    pub npm: Npm,
    pub browsers: Packages,
    pub wasm_opt: WasmOpt,
}

/// The tool-chain that rustup is asked for.
#[derive(Debug, Deserialize)]
pub struct Rust {
    pub nightly: String,
    /// Older compilers do not know the flags in use.
    pub minimum_rustc: String,
    pub components: Vec<String>,
    pub target: String,
}

/// The tool-chain among the distribution's packages.
#[derive(Debug, Deserialize)]
pub struct Distribution {
    pub packages: Vec<String>,
    pub linker: String,
}

/// A tool that cargo installs.
#[derive(Debug, Deserialize)]
pub struct CargoTool {
    pub name: String,
    pub version: String,
    pub binaries: Vec<String>,
    pub default_features: bool,
    /// Beside the default ones, or in their place.
    #[serde(default)]
    pub features: Vec<String>,
    pub locked: bool,
}

/// What other files say of tools that npm installs.
#[derive(Debug, Deserialize)]
pub struct Npm {
    pub wasm_opt: String,
}

/// Names of system packages.
#[derive(Debug, Deserialize)]
pub struct Packages {
    pub packages: Vec<String>,
}

/// Switches of wasm-opt.
#[derive(Debug, Deserialize)]
pub struct WasmOpt {
    pub features: Vec<String>,
}

impl Pins {
    /// Reads the file of this checkout.
    pub fn read() -> Result<Pins> {
        let path = crate::layout::at("pins.toml");
        let text = std::fs::read_to_string(&path)
            .context("pins.toml cannot be read; is the working directory inside the checkout?")?;
        toml::from_str(&text).context("pins.toml is not as xtask expects it")
    }

    /// The row of a tool that cargo installs.
    pub fn tool(&self, name: &str) -> Result<&CargoTool> {
        self.cargo
            .iter()
            .find(|tool| tool.name == name)
            .with_context(|| format!("pins.toml has no [[cargo]] row named {name}"))
    }
}
