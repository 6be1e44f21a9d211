//! `cargo xtask build`: both modules into `dist/`, static files for any host.

use anyhow::Result;

use crate::engine::{self, Effort};
use crate::{alone, page};

/// Builds all.
pub fn run() -> Result<()> {
    let started = std::time::Instant::now();
    let _turn = alone::turn("site")?;
    engine::build(Effort::Full)?;
    page::build()?;
    println!(
        "\nBuilt dist/ in {} s. Serve it with the headers of docs/hosting.md, or try: cargo xtask serve",
        started.elapsed().as_secs()
    );
    Ok(())
}
