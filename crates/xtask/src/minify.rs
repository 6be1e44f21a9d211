//! Scripts said in as few bytes as esbuild can; what they export and import keeps its name.

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::{install, layout};

/// The module `source`, shorter; `name` is for messages.
pub fn script(name: &str, source: &[u8]) -> Result<Vec<u8>> {
    let dir = layout::target()
        .join("minify")
        .join(std::process::id().to_string());
    std::fs::create_dir_all(&dir)?;
    let (long, short) = (dir.join("long.js"), dir.join("short.js"));
    std::fs::write(&long, source).with_context(|| format!("cannot write {name} for esbuild"))?;
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(&short);
    Cmd::new(install::npm_binary("esbuild")?)
        .named(format!("esbuild of {name}"))
        .arg(&long)
        .args([
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--charset=utf8",
        ])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(outfile)
        .run()?;
    let minified = std::fs::read(&short).with_context(|| format!("esbuild left no {name}"))?;
    let _ = std::fs::remove_dir_all(&dir);
    Ok(minified)
}
