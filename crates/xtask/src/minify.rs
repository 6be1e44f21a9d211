//! Scripts said in as few bytes as esbuild can; what they export and import keeps its name.

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::{install, layout};

/// The module `source`, shorter; `name` is for messages.
pub fn script(name: &str, source: &[u8]) -> Result<Vec<u8>> {
    esbuild(&[("script.js", source)], &[]).with_context(|| format!("cannot make {name} shorter"))
}

/// The first of these modules with the others, which it imports, in one file: a worker that loads one script is there sooner than one that loads
/// three.
pub fn bundle(modules: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    // The glue names an import once for each function of a module; any one serves.
    let quiet = "--log-override:duplicate-object-key=silent";
    esbuild(modules, &["--bundle", quiet])
}

/// Of the modules, which stand beside each other, the first, minified.
fn esbuild(modules: &[(&str, &[u8])], more: &[&str]) -> Result<Vec<u8>> {
    let (first, _) = modules.first().context("no script is given")?;
    let dir = layout::target()
        .join("minify")
        .join(std::process::id().to_string());
    std::fs::create_dir_all(&dir)?;
    for (name, source) in modules {
        std::fs::write(dir.join(name), source)
            .with_context(|| format!("cannot write {name} for esbuild"))?;
    }
    let short = dir.join("short.out");
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(&short);
    Cmd::new(install::npm_binary("esbuild")?)
        .named(format!("esbuild of {first}"))
        .arg(dir.join(first))
        .args([
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--charset=utf8",
        ])
        .args(["--legal-comments=none", "--log-level=warning"])
        .args(more)
        .arg(outfile)
        .run()?;
    let minified = std::fs::read(&short).with_context(|| format!("esbuild left no {first}"))?;
    let _ = std::fs::remove_dir_all(&dir);
    Ok(minified)
}
