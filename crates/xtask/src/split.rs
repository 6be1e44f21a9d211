//! Cuts the page's module in two: what a first visit needs, and what comes later (`src/later.rs`).
//!
//! The cut lies between the compiler and wasm-bindgen, which Trunk starts one after the other. So this program stands on Trunk's `PATH` under
//! wasm-bindgen's name: it has the module cut by `wasm-split-cli`, and gives the first part to the real wasm-bindgen.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::pins::Pins;
use crate::{engine, install, layout, order, page, shorten};

/// The feature of the page with which its code says where the cut is.
pub const FEATURE: &str = "split";
/// Under this name Trunk finds this very program.
const NAME: &str = "wasm-bindgen";
/// What comes later, as `src/later/border.rs` calls it.
const PART: &str = "later";
/// Where the real programs are.
const BINDGEN: &str = "PARALLEL_PLAY_BINDGEN";
const SPLITTER: &str = "PARALLEL_PLAY_SPLITTER";

/// The folder where Trunk finds this program in the place of wasm-bindgen.
pub fn folder() -> Result<PathBuf> {
    page::copy_of_this_program(&layout::target().join("xtask-split"), NAME)
}

/// What this program must be told when Trunk starts it.
pub fn env(pins: &Pins) -> Result<Vec<(String, String)>> {
    let shown = |path: PathBuf| path.to_string_lossy().into_owned();
    let bindgen = install::binary(pins, "wasm-bindgen-cli", NAME)?;
    let splitter = install::binary(pins, "wasm_split_cli_support", "wasm-split-cli")?;
    Ok(vec![
        (BINDGEN.to_owned(), shown(bindgen)),
        (SPLITTER.to_owned(), shown(splitter)),
    ])
}

/// Whether this program was started in the place of wasm-bindgen.
pub fn is_stand_in(program: &OsStr) -> bool {
    Path::new(program)
        .file_stem()
        .is_some_and(|stem| stem == NAME)
}

/// Does what wasm-bindgen is asked for, with the first part of the module in the place of the whole.
pub fn stand_in(args: Vec<OsString>) -> Result<()> {
    let real = std::env::var_os(BINDGEN).with_context(|| format!("{BINDGEN} is not set"))?;
    let bindgen = Cmd::new(&real).named("wasm-bindgen");
    let is_module = |arg: &&OsString| Path::new(arg).extension().is_some_and(|ext| ext == "wasm");
    let Some(module) = args.iter().find(is_module).map(PathBuf::from) else {
        // Its version, which Trunk asks for first.
        print!("{}", bindgen.args(&args).output()?);
        return Ok(());
    };
    let first = cut(&module)?;
    let args = args.iter().map(|arg| {
        let is_whole = Path::new(arg) == module;
        if is_whole { first.as_os_str() } else { arg }
    });
    // The second part needs the table of functions and the stack's end, which wasm-bindgen would hide.
    bindgen.args(args).arg("--keep-lld-exports").run()
}

/// Where the parts are put.
fn parts() -> PathBuf {
    layout::target().join("split")
}

/// Cuts the module; the first part keeps its name, by which wasm-bindgen names what it writes.
fn cut(module: &Path) -> Result<PathBuf> {
    let splitter = std::env::var_os(SPLITTER).with_context(|| format!("{SPLITTER} is not set"))?;
    let folder = parts();
    let _ = std::fs::remove_dir_all(&folder);
    Cmd::new(splitter)
        .named("cutting the page")
        .arg(module)
        .arg(&folder)
        .run()?;
    let first = folder.join(
        module
            .file_name()
            .context("the page's module has no name")?,
    );
    std::fs::rename(folder.join("main.wasm"), &first).context("the page was not cut")?;
    Ok(first)
}

/// What comes later, made small like the page.
pub fn later() -> Result<Vec<u8>> {
    let module = parts().join(format!("split_{PART}.wasm"));
    let how = [
        "-Oz",
        "--one-caller-inline-max-function-size=0",
        order::BEFORE,
    ];
    engine::optimise(&Pins::read()?, &module, &how)?;
    let wasm = std::fs::read(&module).context("what comes later was not cut off")?;
    let ordered = order::functions(&wasm)?;
    shorten::without_notes(&ordered).context("odd module of what comes later")
}

/// The name in `dist/` of what comes later, beside the page's `name`; the page finds it in an attribute of the index's root.
pub fn file(name: &str) -> String {
    format!("{name}_{PART}.wasm")
}

/// The index with that name.
///
/// # Errors
/// When its root has another shape than Trunk writes.
pub fn told(html: &str, name: &str) -> Result<String> {
    let at = html.find("<html ").context(
        "dist/index.html has no <html with attributes: has Trunk changed? See crates/xtask/src/split.rs",
    )?;
    let (before, rest) = html.split_at(at);
    let rest = rest.trim_start_matches("<html ");
    Ok(format!("{before}<html data-{PART}={} {rest}", file(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_says_where_the_second_part_is() {
        let html = "<!doctype html><html lang=en><head></head></html>";
        assert_eq!(
            told(html, "p-1").unwrap(),
            "<!doctype html><html data-later=p-1_later.wasm lang=en><head></head></html>"
        );
        assert!(told("<!doctype html><html><head>", "p-1").is_err());
    }

    #[test]
    fn only_under_its_name_it_stands_in_for_wasm_bindgen() {
        assert!(is_stand_in(OsStr::new("/a/b/wasm-bindgen")));
        for other in ["xtask", "/a/wasm-bindgen/xtask", "wasm-bindgen-test-runner"] {
            assert!(!is_stand_in(OsStr::new(other)), "{other}");
        }
    }
}
