//! Builds `wasm-bindgen-rayon` as it comes, with our lists of tasks: a module of its own beside the engine of the group `pools`, which nobody fetches
//! before a run asks for it.

use std::path::PathBuf;

use anyhow::Result;

use crate::engine::{self, Effort, Package, Workshop};
use crate::hash::Hasher;
use crate::inputs;
use crate::layout;
use crate::publish::Placed;
use crate::toolchain::Module;

/// The group whose runs may ask for it.
pub const GROUP: &str = "pools";
/// What starts it, beside `worker.js`: the first is what the page loads in its place.
pub const SCRIPTS: &[&str] = &["stock.js", "stock-worker.js"];
const NAME: &str = "stock";

/// Whether a file below the engine's folder is fetched only by a run that asks for it.
pub fn is_lazy(shown: &str) -> bool {
    shown.ends_with("/stock-worker.js") || shown.contains("/stock/")
}

/// Builds it if need be; every file that goes beside the engine.
pub fn build(shop: &Workshop) -> Result<Vec<Placed>> {
    let flags = shop.toolchain.flags(Module::Engine);
    let facts = format!("{} {flags} {:?}", shop.toolchain.version, shop.effort);
    let module = package().join("stock_bg.wasm");
    if module.is_file() && inputs::unchanged(NAME, &facts).is_some() {
        println!("  {NAME}: unchanged");
    } else {
        inputs::forget(NAME);
        let how = Package {
            folder: "crates/stock",
            name: NAME,
            to: package(),
            features: "",
        };
        engine::wasm_pack(shop, &how)?;
        if shop.effort == Effort::Full {
            engine::optimise(
                &shop.pins,
                &module,
                &["-O", "--strip-debug", "--strip-producers"],
            )?;
        }
        inputs::keep(NAME, &facts, &engine::built().join("stock.d"), &[])?;
    }
    let script = |name: &&str| ((*name).to_owned(), layout::at("www").join(name));
    let mut files: Vec<Placed> = SCRIPTS.iter().map(script).collect();
    // Its clock is the engine's.
    files.push(("stock/arena.js".to_owned(), layout::at("www/arena.js")));
    for name in ["stock.js", "stock_bg.wasm"] {
        files.push((format!("stock/{name}"), package().join(name)));
    }
    for file in layout::files(&package().join("snippets")) {
        let below = file.strip_prefix(package()).unwrap_or(&file);
        let below = below.to_string_lossy().replace('\\', "/");
        files.push((format!("stock/{below}"), file));
    }
    Ok(files)
}

/// What all these files are, in a few letters.
pub fn facts(files: &[Placed]) -> Result<String> {
    let mut hasher = Hasher::default();
    let paths: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
    hasher.add_files(&paths)?;
    Ok(hasher.finish())
}

fn package() -> PathBuf {
    layout::target().join("stock-pkg")
}
