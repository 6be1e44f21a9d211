//! `cargo xtask build`: both modules into `dist/`, static files for any host.

use anyhow::{Context, Result};

use crate::engine::{self, Effort};
use crate::page;

/// Builds all.
pub fn run() -> Result<()> {
    let started = std::time::Instant::now();
    // Two builds of one checkout would write the same files.
    let target = crate::layout::target();
    std::fs::create_dir_all(&target).context("the target folder could not be made")?;
    let alone = std::fs::File::create(target.join("build.lock"))
        .context("the build's lock file could not be made")?;
    if alone.try_lock().is_err() {
        println!("Another build of this checkout is on; waiting for it.");
        alone
            .lock()
            .context("the build's lock could not be taken")?;
    }
    engine::build(Effort::Full)?;
    page::build()?;
    println!(
        "\nBuilt dist/ in {} s. Serve it with the headers of docs/hosting.md, or try: cargo xtask serve",
        started.elapsed().as_secs()
    );
    Ok(())
}
