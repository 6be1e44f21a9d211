//! `cargo xtask bench`.

use anyhow::Result;

use crate::cli::BenchArgs;

/// Not there yet.
pub fn run(_args: &BenchArgs) -> Result<()> {
    anyhow::bail!("not there yet")
}
