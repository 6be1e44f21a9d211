//! From a scenario to its link.

use super::{CURRENT, SentPoints, ViewOptions, percent};
use crate::parameters;
use crate::spec::Scenario;

/// The link of a run, without `#/`: `demo?v=1&key=value…`, every field of the demo in the order of the form.
pub fn encode(scenario: &Scenario) -> String {
    encode_with(scenario, &ViewOptions::default())
}

/// The link of a run with its view; view options at their defaults are left out.
pub fn encode_with(scenario: &Scenario, view: &ViewOptions) -> String {
    let mut link = format!("{}?v={CURRENT}", scenario.demo());
    for (key, value) in scenario.values() {
        if let Some(parameter) = parameters::find(key) {
            append(&mut link, key, &parameters::write(parameter, value));
        }
    }
    if view.autorun {
        append(&mut link, "autorun", "1");
    }
    if view.embed {
        append(&mut link, "embed", "1");
    }
    if let Some(theme) = view.theme {
        append(&mut link, "theme", theme.id());
    }
    if let Some(language) = view.lang {
        append(&mut link, "lang", language.id());
    }
    link
}

/// A link with what its author measured; the link as it is when there is nothing that it could carry.
pub fn with_points(link: &str, points: &SentPoints) -> String {
    let mut link = link.to_string();
    if let Some(text) = points.write() {
        append(&mut link, "points", &text);
    }
    link
}

fn append(link: &mut String, key: &str, value: &str) {
    link.push('&');
    link.push_str(key);
    link.push('=');
    percent::encode(value, link);
}
