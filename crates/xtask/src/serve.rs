//! `cargo xtask serve`.

use anyhow::Result;

use crate::cli::ServeArgs;

/// Serves.
pub fn run(_args: &ServeArgs) -> Result<()> {
    Ok(())
}
