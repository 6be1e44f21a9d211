//! Two builds of one checkout would write the same files: one waits for the other.

use std::fs::File;

use anyhow::{Context as _, Result};

use crate::layout;

/// A turn at building; ends when dropped, also by the system when the process dies.
pub struct Turn(#[expect(dead_code, reason = "held, not read")] File);

/// Waits for this checkout's turn at `what`, and says so when another process has it.
pub fn turn(what: &str) -> Result<Turn> {
    let target = layout::target();
    std::fs::create_dir_all(&target).context("cannot create the target folder")?;
    let file = File::create(target.join(format!("{what}.lock")))
        .with_context(|| format!("cannot create the lock of {what}"))?;
    if file.try_lock().is_err() {
        println!("  another process builds the {what} of this checkout; waiting for it");
        file.lock()
            .with_context(|| format!("cannot take the lock of {what}"))?;
    }
    Ok(Turn(file))
}
