//! `cargo xtask doctor`: what is found, what is missing, and the exact line that gets it.

use std::process::ExitCode;

use anyhow::Result;

use crate::cmd::{self, Cmd};
use crate::pins::Pins;
use crate::toolchain::Toolchain;
use crate::{browsers, cache, install, layout};

/// One row of the answer.
struct Finding {
    what: String,
    /// What was found, or the line that gets it.
    answer: Result<String, String>,
}

/// Prints the findings. Never fails: `serve` and `test` install what they can, and say what they cannot.
pub fn run() -> Result<ExitCode> {
    let pins = Pins::read()?;
    println!(
        "Checkout: {}\nCache:    {}\n",
        layout::root().display(),
        cache::dir().display()
    );
    let mut missing = 0;
    for Finding { what, answer } in needed(&pins) {
        match answer {
            Ok(found) => println!("  ok       {what:<18} {found}"),
            Err(line) => {
                missing += 1;
                println!("  missing  {what:<18} {line}");
            }
        }
    }
    for Finding { what, answer } in optional() {
        let (word, text) = answer.map_or_else(|line| ("without", line), |found| ("ok", found));
        println!("  {word:<8} {what:<18} {text}");
    }
    match missing {
        0 => println!("\nNothing is missing."),
        _ => println!(
            "\n{missing} missing; `cargo xtask serve` and `cargo xtask test` install what they can."
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn needed(pins: &Pins) -> Vec<Finding> {
    const LATER: &str = "installed when first needed, or now: cargo xtask setup";
    let mut found = vec![native(), wasm(pins)];
    found.extend(pins.cargo.iter().map(|tool| {
        let got = install::is_tool_installed(tool);
        finding(&tool.name, got.then(|| tool.version.clone()), LATER)
    }));
    found.push(program(
        "node",
        &["--version"],
        "apt-get install nodejs npm",
    ));
    found.push(program("npm", &["--version"], "apt-get install npm"));
    let npm = install::npm_folder()
        .ok()
        .filter(|_| install::is_npm_installed());
    found.push(finding(
        "npm packages",
        npm.map(|dir| dir.display().to_string()),
        LATER,
    ));
    let line = format!(
        "apt-get install -y --no-install-recommends {}",
        pins.browsers.packages.join(" ")
    );
    let browsers = [
        ("Chromium", browsers::chromium()),
        ("chromedriver", browsers::chromedriver()),
        ("Firefox", browsers::firefox()),
    ];
    found.extend(
        browsers
            .into_iter()
            .map(|(what, path)| finding(what, path.map(|path| path.display().to_string()), &line)),
    );
    found
}

fn finding(what: &str, found: Option<String>, line: &str) -> Finding {
    Finding {
        what: what.to_owned(),
        answer: found.ok_or_else(|| line.to_owned()),
    }
}

fn program(name: &str, args: &[&str], line: &str) -> Finding {
    let found = cmd::find(name).and_then(|path| {
        Some(format!(
            "{} ({})",
            Cmd::new(&path).args(args).output().ok()?.trim(),
            path.display()
        ))
    });
    finding(name, found, line)
}

fn native() -> Finding {
    let version = Cmd::new("rustc").arg("--version").output().ok();
    finding(
        "rustc (native)",
        version.map(|text| text.trim().to_owned()),
        "https://rustup.rs, or apt-get install rustc cargo",
    )
}

fn wasm(pins: &Pins) -> Finding {
    let line = format!(
        "rustup toolchain install {} --profile minimal --component {} --target {}; or, as root: apt-get install -y --no-install-recommends {}",
        pins.rust.nightly,
        pins.rust.components.join(","),
        pins.rust.target,
        pins.distribution.packages.join(" "),
    );
    finding(
        "rustc (wasm)",
        Toolchain::find(pins).map(|toolchain| toolchain.describe()),
        &line,
    )
}

/// What only some steps of `test` use, and leave out when it is not there.
fn optional() -> Vec<Finding> {
    let says = |program: &str, args: &[&str]| {
        Cmd::new(program)
            .args(args)
            .output()
            .ok()
            .map(|text| text.trim().to_owned())
    };
    let tsan = says("rustc", &["+nightly", "--version"]);
    let miri = says("cargo", &["+nightly", "miri", "--version"]);
    vec![
        finding(
            "nightly (TSan)",
            tsan,
            "rustup toolchain install nightly; without it that step says \"not run\"",
        ),
        finding(
            "Miri",
            miri,
            "rustup +nightly component add miri; without it that step says \"not run\"",
        ),
    ]
}
