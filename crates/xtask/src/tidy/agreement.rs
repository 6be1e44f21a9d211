//! Files that repeat a pin agree with `pins.toml`, and every dependency has its row of reasons.

use super::{Complaint, Sources};
use crate::layout;
use crate::pins::Pins;

const PINS: &str =
    "versions stand in pins.toml; Trunk.toml, Cargo.toml and package.json repeat them exactly";
const REASONS: &str = "each dependency has a row in docs/decisions/0001-dependencies.md: why, size in wasm, alternative";
const DECISION: &str = "docs/decisions/0001-dependencies.md";

pub fn check(sources: &Sources) -> Vec<Complaint> {
    let mut found = pins(sources);
    found.extend(reasons(sources));
    found
}

fn pins(sources: &Sources) -> Vec<Complaint> {
    let pins = match Pins::read() {
        Ok(pins) => pins,
        Err(error) => {
            return vec![Complaint::new(
                &layout::at("pins.toml"),
                None,
                format!("{error:#}"),
                PINS,
            )];
        }
    };
    let version = |name: &str| {
        pins.tool(name)
            .map(|tool| tool.version.clone())
            .unwrap_or_default()
    };
    let bindgen = version("wasm-bindgen-cli");
    let wanted = [
        ("Cargo.toml", format!("wasm-bindgen = \"={bindgen}\"")),
        ("Trunk.toml", format!("wasm_bindgen = \"{bindgen}\"")),
        (
            "Trunk.toml",
            format!("wasm_opt = \"version_{}\"", pins.npm.wasm_opt),
        ),
        (
            "package.json",
            format!("\"binaryen\": \"{}.0.0\"", pins.npm.wasm_opt),
        ),
    ];
    let missing = wanted.iter().filter(|(file, line)| {
        !sources
            .one(file)
            .unwrap_or_default()
            .contains(line.as_str())
    });
    missing
        .map(|(file, line)| {
            Complaint::new(&layout::at(file), None, format!("lacks `{line}`"), PINS)
        })
        .collect()
}

fn reasons(sources: &Sources) -> Vec<Complaint> {
    let rows = sources.one(DECISION).unwrap_or_default();
    let manifest: toml::Table = sources
        .one("Cargo.toml")
        .unwrap_or_default()
        .parse()
        .unwrap_or_default();
    let dependencies = manifest
        .get("workspace")
        .and_then(|table| table.get("dependencies"))
        .and_then(toml::Value::as_table);
    let foreign = dependencies
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.get("path").is_none());
    let without = foreign.filter(|(name, _)| !rows.contains(&format!("`{name}`")));
    without
        .map(|(name, _)| {
            Complaint::new(
                &layout::at("Cargo.toml"),
                None,
                format!("{name} has no row"),
                REASONS,
            )
        })
        .collect()
}
