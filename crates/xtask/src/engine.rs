//! Builds the engines, one for each group of demos: wasm-pack, the glue's patch, wasm-opt, and an address of its own for what came out.
//! With them the modules of cards (`cards.rs`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::groups::{self, Set};
use crate::inputs::{self, Record};
use crate::pins::Pins;
use crate::toolchain::{Module, Toolchain};
use crate::{alone, cards, glue, install, layout, order, programs, publish, stock};

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

/// What `wasm-opt` is told of engines. Packed, functions that are called from one place are smaller as functions, unless they are tiny.
const HOW: &[&str] = &[
    "-Os",
    "--one-caller-inline-max-function-size=20",
    order::BEFORE,
];

/// Tools and facts that the builds of all groups share.
pub struct Workshop {
    pub pins: Pins,
    pub toolchain: Toolchain,
    pub tools: Vec<PathBuf>,
    pub effort: Effort,
}

impl Workshop {
    /// What a module depends on beside its sources.
    pub fn facts(&self, module: Module, set: Set) -> String {
        let Workshop {
            toolchain, effort, ..
        } = self;
        let flags = toolchain.flags(module);
        format!("{} {flags} {effort:?} {:?}", toolchain.version, set.groups)
    }
}

/// Builds what has changed into `target/engine-dist`: for each group of demos its engine and its cards.
pub fn build(effort: Effort) -> Result<()> {
    let pins = Pins::read()?;
    let toolchain = Toolchain::ensure(&pins)?;
    let _turn = alone::turn("engine")?;
    programs::copy()?;
    let tools = install::wasm_tools(&pins)?;
    let shop = Workshop {
        pins,
        toolchain,
        tools,
        effort,
    };
    let mut manifest = BTreeMap::new();
    for set in groups::sets(effort) {
        let mut files = one(&shop, set)?.files;
        files.append(&mut cards::build(&shop, set)?.files);
        for group in set.groups {
            manifest.insert((*group).to_owned(), files.clone());
        }
    }
    publish::manifest(&manifest)
}

/// The engine of these groups.
fn one(shop: &Workshop, set: Set) -> Result<Record> {
    let name = format!("engine-{}", set.name);
    let mut facts = shop.facts(Module::Engine, set);
    for script in publish::SCRIPTS {
        facts += &std::fs::read_to_string(layout::at("www").join(script))
            .with_context(|| format!("cannot read www/{script}"))?;
    }
    let beside = if set.groups.contains(&stock::GROUP) {
        stock::build(shop)?
    } else {
        Vec::new()
    };
    facts += &stock::facts(&beside)?;
    if let Some(record) = inputs::unchanged(&name, &facts) {
        println!("  {name}: unchanged");
        return Ok(record);
    }
    inputs::forget(&name);
    let features = set.groups.join(",");
    let package = Package {
        folder: "crates/engine",
        name: "engine",
        to: layout::engine_package(),
        features: &features,
    };
    wasm_pack(shop, &package)?;
    glue::patch_file(&layout::engine_package().join("engine.js"))?;
    if shop.effort == Effort::Full {
        optimise(
            &shop.pins,
            &layout::engine_package().join("engine_bg.wasm"),
            HOW,
        )?;
    }
    let files = publish::engine(&name, shop.effort, beside)?;
    let notes = built().join("engine.d");
    inputs::keep(&name, &facts, &notes, &files)
}

/// Where cargo puts an engine.
pub fn built() -> PathBuf {
    layout::target().join("engine/wasm32-unknown-unknown/engine")
}

/// Removes the module `name` of another set of groups: cargo calls both the same, and would take the one for the other.
pub fn clear(folder: &Path, name: &str) {
    for file in [format!("deps/{name}.wasm"), format!("deps/lib{name}.rlib")] {
        let _ = std::fs::remove_file(folder.join(file));
    }
}

/// What wasm-pack makes.
pub struct Package<'a> {
    /// Of the crate.
    pub folder: &'a str,
    /// The crate's, and so the files'.
    pub name: &'a str,
    pub to: PathBuf,
    /// Separated by commas, instead of the default ones.
    pub features: &'a str,
}

/// Builds a module with shared memory, and its glue.
pub fn wasm_pack(shop: &Workshop, package: &Package<'_>) -> Result<()> {
    let Workshop {
        pins, toolchain, ..
    } = shop;
    let mode = if toolchain.pleases_wasm_pack(pins) {
        "no-install"
    } else {
        "force"
    };
    clear(&built(), package.name);
    Cmd::new(install::binary(pins, "wasm-pack", "wasm-pack")?)
        .named(format!("the build of {}", package.name))
        .without(ATOMICS)
        .args(["--log-level", "warn", "build"])
        .arg(layout::at(package.folder))
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
        .args([
            "--profile",
            "engine",
            "--out-name",
            package.name,
            "--out-dir",
        ])
        .arg(&package.to)
        .args(["--", "--no-default-features", "--features"])
        .arg(package.features)
        .envs(&toolchain.env(Module::Engine, &shop.tools))
        .env("WASM_PACK_CACHE", crate::cache::dir().join("wasm-pack"))
        .run()
}

/// Makes a module smaller and faster in place.
pub fn optimise(pins: &Pins, module: &Path, how: &[&str]) -> Result<()> {
    Cmd::new(install::npm_binary("wasm-opt")?)
        .named("wasm-opt")
        .args(how)
        .arg("--converge")
        .args(&pins.wasm_opt.features)
        .arg(module)
        .arg("-o")
        .arg(module)
        .run()
}
