//! Builds the modules of cards, one for each group of demos: single-threaded like the page, without glue.

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::engine::{self, Effort, Workshop};
use crate::groups::Set;
use crate::inputs::{self, Record};
use crate::toolchain::Module;
use crate::{layout, order, publish, shorten};

/// The cards of these groups.
pub fn build(shop: &Workshop, set: Set) -> Result<Record> {
    let name = format!("cards-{}", set.name);
    let facts = shop.facts(Module::Page, set);
    if let Some(record) = inputs::unchanged(&name, &facts) {
        println!("  {name}: unchanged");
        return Ok(record);
    }
    inputs::forget(&name);
    // As the page is built, so that both share the standard library.
    let profile = match shop.effort {
        Effort::Quick => "serve",
        Effort::Full => "release",
    };
    let built = layout::target()
        .join("page/wasm32-unknown-unknown")
        .join(profile);
    engine::clear(&built, "cards");
    Cmd::new(shop.toolchain.bin.join("cargo"))
        .named("the cards' build")
        .args(["build", "-q", "-p", "cards", "--lib", "--profile", profile])
        .args(["--target", &shop.pins.rust.target])
        .args(["--no-default-features", "--features"])
        .arg(set.groups.join(","))
        .envs(&shop.toolchain.env(Module::Page, &shop.tools))
        .run()?;
    let module = layout::target().join("cards.wasm");
    std::fs::copy(built.join("cards.wasm"), &module).context("the cards' build left no module")?;
    if shop.effort == Effort::Full {
        // Packed, functions that are called from one place are smaller as functions.
        let how = [
            "-Oz",
            "--one-caller-inline-max-function-size=0",
            order::BEFORE,
        ];
        engine::optimise(&shop.pins, &module, &how)?;
    }
    let mut wasm = std::fs::read(&module)?;
    if shop.effort == Effort::Full {
        wasm = order::functions(&wasm)?;
    }
    let wasm = shorten::without_notes(&wasm).context("odd module of cards")?;
    let files = publish::cards(&name, &wasm)?;
    inputs::keep(&name, &facts, &built.join("cards.d"), &files)
}
