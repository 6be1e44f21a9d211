//! `cargo xtask record`: runs demos in the built page and keeps the runs as files, for visitors whose page cannot run them.

use anyhow::{Result, bail};

use crate::cli::RecordArgs;
use crate::cmd::Cmd;
use crate::pins::Pins;
use crate::{browsers, install, layout};

/// Records by `tests/e2e/support/record.mjs` into `www/recorded`; `RECORDED` in `src/state/recorded.rs` names the demos that are shown.
pub fn run(args: &RecordArgs) -> Result<()> {
    if !layout::dist().join("index.html").is_file() {
        bail!("there is no dist/ to run demos in; run cargo xtask build");
    }
    browsers::ensure(&Pins::read()?)?;
    install::link_node_modules()?;
    Cmd::new("node")
        .named("recording")
        .arg(layout::at("tests/e2e/support/record.mjs"))
        .arg("--out")
        .arg(layout::at("www/recorded"))
        .arg("--")
        .args(&args.links)
        .envs(&browsers::env())
        .run()
}
