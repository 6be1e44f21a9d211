//! `cargo xtask fuzz`.

use anyhow::Result;

use crate::cli::FuzzArgs;

/// Not there yet.
pub fn run(_args: &FuzzArgs) -> Result<()> {
    anyhow::bail!("not there yet")
}
