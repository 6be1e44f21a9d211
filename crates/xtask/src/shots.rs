//! `cargo xtask shots`: pictures of finished runs at both sizes, in both languages, light and dark.

use anyhow::{Result, bail};

use crate::cli::ShotsArgs;
use crate::cmd::Cmd;
use crate::pins::Pins;
use crate::{browsers, install, layout};

/// Takes them of `dist/` (or of a served address) by `tests/e2e/support/shots.mjs`.
pub fn run(args: &ShotsArgs) -> Result<()> {
    if args.url.is_none() && !layout::dist().join("index.html").is_file() {
        bail!("there is no dist/ to take pictures of; run cargo xtask build");
    }
    browsers::ensure(&Pins::read()?)?;
    install::link_node_modules()?;
    let mut cmd = Cmd::new("node")
        .named("screenshots")
        .arg(layout::at("tests/e2e/support/shots.mjs"));
    cmd = cmd.arg("--out").arg(layout::root().join(&args.out));
    if let Some(url) = &args.url {
        cmd = cmd.args(["--url", url]);
    }
    cmd.arg("--").args(&args.links).envs(&browsers::env()).run()
}
