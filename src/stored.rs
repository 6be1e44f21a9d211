//! What the browser keeps between visits: theme, language, seen demos, single keys switched off; and for one visit, whether isolation was
//! tried. Nothing else is stored.

use crate::keys::SingleKeys;

const LANGUAGE: &str = "pp.language";
const THEME: &str = "pp.theme";
const SEEN: &str = "pp.seen";
const SINGLE_KEYS: &str = "pp.single-keys";
const TRIED: &str = "pp.isolation-tried";
const OFF: &str = "off";

/// The language chosen on an earlier visit.
pub fn language() -> Option<String> {
    get(LANGUAGE)
}

/// Keeps the chosen language.
pub fn keep_language(id: &str) {
    set(LANGUAGE, id);
}

/// The theme chosen on an earlier visit.
pub fn theme() -> Option<String> {
    get(THEME)
}

/// Keeps the chosen theme.
pub fn keep_theme(id: &str) {
    set(THEME, id);
}

/// Ids of the demos that were run on this browser.
pub fn seen() -> Vec<String> {
    get(SEEN)
        .map(|list| list.split(',').map(str::to_string).collect())
        .unwrap_or_default()
}

/// Keeps the ids of the demos that were run.
pub fn keep_seen<'a>(ids: impl Iterator<Item = &'a str>) {
    set(SEEN, &ids.collect::<Vec<_>>().join(","));
}

/// Whether single keys were switched off on an earlier visit.
pub fn single_keys() -> SingleKeys {
    match get(SINGLE_KEYS).as_deref() {
        Some(OFF) => SingleKeys::Off,
        _ => SingleKeys::On,
    }
}

/// Keeps whether single keys act.
pub fn keep_single_keys(single: SingleKeys) {
    let word = if single == SingleKeys::Off { OFF } else { "on" };
    set(SINGLE_KEYS, word);
}

/// Whether this visit has tried to isolate the page by a service worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It has not.
    No,
    /// It has.
    Yes,
}

/// Whether isolation was tried; `None` where nothing can be kept.
pub fn tried() -> Option<Tried> {
    let found = session()?.get_item(TRIED).ok()?;
    Some(if found.is_some() {
        Tried::Yes
    } else {
        Tried::No
    })
}

/// Keeps whether isolation was tried, until the tab is closed.
pub fn keep_tried(tried: Tried) {
    if let Some(storage) = session() {
        let _ = match tried {
            Tried::Yes => storage.set_item(TRIED, ""),
            Tried::No => storage.remove_item(TRIED),
        };
    }
}

fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

// Storage may be switched off or full; a visit works without it.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn set(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}
