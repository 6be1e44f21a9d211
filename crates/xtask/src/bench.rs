//! `cargo xtask bench`: every benchmark of the crates and of the browser, one report with the machine's facts: `target/bench.md`.

mod engine;

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::cli::BenchArgs;
use crate::cmd::Cmd;
use crate::pins::Pins;
use crate::{browsers, build, install, layout};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Runs what the filter leaves, prints it and writes the report.
pub fn run(args: &BenchArgs) -> Result<()> {
    let wanted = |name: &str| {
        args.filter
            .as_deref()
            .is_none_or(|filter| name.contains(filter))
    };
    let mut report = format!("# Benchmarks\n\n{}\n", facts());
    let mut ran = 0;
    for (package, bench) in native_benches()? {
        if wanted(&bench) || wanted(&package) {
            ran += 1;
            section(
                &mut report,
                &format!("{package}: {bench}"),
                &native(&package, &bench)?,
            );
        }
    }
    let part = args
        .filter
        .as_deref()
        .and_then(|filter| filter.strip_prefix("browser:"));
    if part.is_some() || wanted("browser") {
        ran += 1;
        report.push_str("## In the browser\n\n");
        report.push_str(&browser(part, args.long)?);
    }
    if ran == 0 {
        bail!(
            "no benchmark's name contains {}",
            args.filter.as_deref().unwrap_or_default()
        );
    }
    let path = layout::at("target/bench.md");
    std::fs::write(&path, &report).context("cannot write target/bench.md")?;
    println!("\n{report}\nWritten to {}", layout::show(&path));
    Ok(())
}

fn section(report: &mut String, title: &str, lines: &[String]) {
    let _ = writeln!(report, "## {title}\n\n```\n{}\n```\n", lines.join("\n"));
}

/// Crate and name of each benchmark.
fn native_benches() -> Result<Vec<(String, String)>> {
    let text = Cmd::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    let metadata: Metadata =
        serde_json::from_str(&text).context("cargo metadata says something new")?;
    let rows = metadata.packages.into_iter().flat_map(|package| {
        let benches = package
            .targets
            .into_iter()
            .filter(|target| target.kind.iter().any(|kind| kind == "bench"));
        benches
            .map(move |target| (package.name.clone(), target.name))
            .collect::<Vec<_>>()
    });
    Ok(rows.collect())
}

fn native(package: &str, bench: &str) -> Result<Vec<String>> {
    println!("\n━━ {package}: {bench}");
    let (succeeded, lines) = Cmd::new("cargo")
        .args(["bench", "-q", "-p", package, "--bench", bench])
        .named(bench)
        .tee()?;
    if !succeeded {
        bail!("the benchmark {bench} of {package} failed");
    }
    Ok(lines)
}

/// Ours and its references in one page, all sections or one; hands back their table.
fn browser(part: Option<&str>, long: bool) -> Result<String> {
    println!("\n━━ in the browser");
    // The primitives have an engine of their own: whatever page there is will do.
    if part != Some("primitives") || !layout::dist().join("index.html").is_file() {
        build::run()?;
    }
    if part.is_none_or(|part| part == "primitives") {
        engine::build()?;
    }
    if part.is_none_or(|part| part == "longRun") {
        long_run()?;
    }
    browsers::ensure(&Pins::read()?)?;
    install::link_node_modules()?;
    let cmd = Cmd::new("node")
        .named("browser benchmarks")
        .arg(layout::at("tests/bench/run.mjs"))
        .envs(&browsers::env());
    let cmd = if long { cmd.arg("--long") } else { cmd };
    let cmd = match part {
        Some(part) => cmd.args(["--only", part]),
        None => cmd,
    };
    cmd.run()?;
    std::fs::read_to_string(layout::at("target/bench-browser.md"))
        .context("the browser benchmarks left no table")
}

/// The file that the page opens in the section `longRun`: the same in every run, so it is made and not kept.
fn long_run() -> Result<()> {
    let file = layout::at("target/long-run/run.pprun");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).context("cannot make target/long-run")?;
    }
    Cmd::new("cargo")
        .named("the long run's file")
        .args(["run", "-q", "--release", "-p", "report"])
        .args(["--example", "long_run", "--"])
        .arg(file)
        .run()
}

/// The machine, without which no figure means anything.
fn facts() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown CPU", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let rustc = Cmd::new("rustc")
        .arg("--version")
        .output()
        .unwrap_or_default();
    format!(
        "{model}, {cores} cores, {}, {} (native).\n",
        std::env::consts::OS,
        rustc.trim()
    )
}
