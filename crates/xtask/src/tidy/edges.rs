//! Which crate may use which (the table of docs/architecture.md), by `cargo metadata`.

use serde::Deserialize;

use super::{Complaint, Sources};
use crate::cmd::Cmd;
use crate::layout;

const RULE: &str = "allowed edges between crates: docs/architecture.md. Move the code to the crate that may know both, or pass a value instead";

/// One row: a crate, the crates of ours that it may use, and foreign crates that it may not.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const BROWSER: &[&str] = &["web-sys", "js-sys", "wasm-bindgen", "yew"];

const ROWS: &[Row] = &[
    (
        "parallel-play",
        &["scenario", "trace", "report", "plot", "demos"],
        &[],
    ),
    (
        "engine",
        &["scenario", "trace", "runtime", "workloads", "demos"],
        &["yew"],
    ),
    ("cards", &["scenario", "demos"], BROWSER),
    (
        "demos",
        &["scenario", "runtime", "workloads"],
        &["web-sys", "yew"],
    ),
    ("plot", &["report", "trace", "scenario"], BROWSER),
    ("report", &["trace", "scenario"], BROWSER),
    ("stock", &["runtime", "demos"], &["yew", "web-sys"]),
    ("runtime", &["trace"], &["yew", "web-sys"]),
    ("scenario", &[], BROWSER),
    ("trace", &[], BROWSER),
    ("workloads", &[], BROWSER),
    ("xtask", &[], BROWSER),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: std::path::PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for ordinary dependencies.
    kind: Option<String>,
    features: Vec<String>,
}

pub fn check(_: &Sources) -> Vec<Complaint> {
    let manifest = layout::at("Cargo.toml");
    let read = || -> anyhow::Result<Metadata> {
        let text = Cmd::new("cargo")
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
            ])
            .output()?;
        Ok(serde_json::from_str(&text)?)
    };
    match read() {
        Ok(metadata) => check_packages(&metadata.packages),
        Err(error) => vec![Complaint::new(
            &manifest,
            None,
            format!("cargo metadata fails: {error:#}"),
            RULE,
        )],
    }
}

fn check_packages(packages: &[Package]) -> Vec<Complaint> {
    packages.iter().flat_map(check_package).collect()
}

fn check_package(package: &Package) -> Vec<Complaint> {
    let complaint = |what: String| Complaint::new(&package.manifest_path, None, what, RULE);
    let Some((_, allowed, foreign)) = ROWS.iter().find(|(name, ..)| *name == package.name) else {
        return vec![complaint(format!(
            "{} has no row in crates/xtask/src/tidy/edges.rs",
            package.name
        ))];
    };
    let ours = |name: &str| ROWS.iter().any(|(row, ..)| *row == name);
    let used = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    used.filter_map(|Dependency { name, features, .. }| {
        if ours(name) && !allowed.contains(&name.as_str()) || foreign.contains(&name.as_str()) {
            return Some(complaint(format!("{} may not use {name}", package.name)));
        }
        // The page compiles the table alone; programs belong to the engine, cards to a module of their own.
        let foreign =
            |feature: &&String| *feature == "program" || name == "demos" && *feature == "prose";
        let feature = features.iter().find(foreign);
        feature
            .filter(|_| package.name == "parallel-play")
            .map(|feature| {
                complaint(format!(
                    "the page must not turn on {name}'s feature `{feature}`"
                ))
            })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependency: &str, kind: Option<&str>, feature: &str) -> Package {
        let dependency = Dependency {
            name: dependency.to_owned(),
            kind: kind.map(str::to_owned),
            features: vec![feature.to_owned()],
        };
        Package {
            name: name.to_owned(),
            manifest_path: "Cargo.toml".into(),
            dependencies: vec![dependency],
        }
    }

    #[test]
    fn an_edge_that_the_table_lacks_is_found() {
        for (package, broken) in [
            (package("parallel-play", "runtime", None, ""), 1),
            (package("parallel-play", "demos", None, ""), 0),
            (package("parallel-play", "demos", None, "program"), 1),
            (package("parallel-play", "demos", None, "prose"), 1),
            (package("parallel-play", "scenario", None, "prose"), 0),
            (package("cards", "runtime", None, ""), 1),
            (package("engine", "demos", None, "program"), 0),
            (package("report", "plot", None, ""), 1),
            (package("plot", "js-sys", None, ""), 1),
            (package("scenario", "trace", Some("dev"), ""), 0),
            (package("scenario", "trace", Some("build"), ""), 1),
            (package("newcomer", "serde", None, ""), 1),
        ] {
            let found = check_package(&package);
            assert_eq!(
                found.len(),
                broken,
                "{} → {}: {found:?}",
                package.name,
                package.dependencies[0].name
            );
        }
    }
}
