//! Links that were sent must open for ever.

use demos::CATALOGUE;
use scenario::link::{self, CURRENT};
use scenario::{Scenario, parameters};
use std::path::PathBuf;

fn value(scenario: &Scenario, key: &str) -> Option<String> {
    match key {
        "demo" => Some(scenario.demo().to_owned()),
        _ => Some(parameters::write(
            parameters::find(key)?,
            scenario.value(key)?,
        )),
    }
}

#[test]
fn every_link_ever_released_still_means_the_same() {
    for version in 1..=CURRENT {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../tests/links/v{version}.txt"));
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let rows: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("# ") && !line.is_empty())
            .collect();
        assert!(rows.len() > 2, "{} holds real links", file.display());
        for row in rows {
            let (link, meaning) = row
                .split_once("  ")
                .unwrap_or_else(|| panic!("no meaning: {row}"));
            let (decoded, notices) = link::decode(&CATALOGUE, link);
            assert_eq!(notices, [], "{link}");
            for (key, expected) in meaning.split(' ').filter_map(|pair| pair.split_once('=')) {
                assert_eq!(
                    value(&decoded.scenario, key).as_deref(),
                    Some(expected),
                    "{key} of {link}"
                );
            }
        }
    }
}
