//! `cargo xtask shots`.

use anyhow::Result;

use crate::cli::ShotsArgs;

/// Not there yet.
pub fn run(_args: &ShotsArgs) -> Result<()> {
    anyhow::bail!("not there yet")
}
