//! `cargo xtask fuzz`: random bytes for every decoder, by cargo-fuzz on a nightly; what crashes stays in the corpus.

use anyhow::{Result, bail};

use crate::cli::FuzzArgs;
use crate::cmd::{self, Cmd};
use crate::layout;

/// Fuzzes one target, or each in turn.
pub fn run(args: &FuzzArgs) -> Result<()> {
    let targets = layout::files(&layout::at("fuzz/fuzz_targets"));
    let names = targets
        .iter()
        .filter_map(|file| file.file_stem()?.to_str())
        .filter(|name| args.target.as_deref().is_none_or(|wanted| wanted == *name));
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        bail!(
            "there is no such target in fuzz/fuzz_targets; decoders are also fed random bytes by the property tests (cargo test)"
        );
    }
    if cmd::find("cargo-fuzz").is_none() {
        bail!("cargo-fuzz is missing; type: cargo install cargo-fuzz");
    }
    for name in names {
        Cmd::new("cargo")
            .named(format!("fuzzing {name}"))
            .args([
                "+nightly",
                "fuzz",
                "run",
                "-s",
                "none",
                name,
                "--",
                &format!("-max_total_time={}", args.seconds),
            ])
            .run()?;
    }
    Ok(())
}
