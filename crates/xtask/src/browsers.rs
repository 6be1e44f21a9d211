//! The browsers that tests and screenshots drive.

use std::path::PathBuf;

use anyhow::Result;

use crate::cmd;
use crate::install;
use crate::pins::Pins;

/// Names under which systems keep Chromium and Chrome, the first found wins.
const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const FIREFOX: &[&str] = &["firefox-esr", "firefox"];

/// Chromium: `$PP_CHROMIUM`, else on `PATH`, else unpacked in the cache.
pub fn chromium() -> Option<PathBuf> {
    from_env("PP_CHROMIUM")
        .or_else(|| CHROMIUM.iter().find_map(|name| cmd::find(name)))
        .or_else(|| unpacked("usr/lib/chromium/chromium"))
}

/// Chromium's driver, for the engine's own browser tests.
pub fn chromedriver() -> Option<PathBuf> {
    from_env("CHROMEDRIVER")
        .or_else(|| cmd::find("chromedriver"))
        .or_else(|| unpacked("usr/bin/chromedriver"))
}

/// Firefox: `$PP_FIREFOX`, else on `PATH`, else unpacked in the cache.
pub fn firefox() -> Option<PathBuf> {
    from_env("PP_FIREFOX")
        .or_else(|| FIREFOX.iter().find_map(|name| cmd::find(name)))
        .or_else(|| unpacked("usr/lib/firefox-esr/firefox-esr"))
}

fn from_env(key: &str) -> Option<PathBuf> {
    std::env::var_os(key)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn unpacked(path: &str) -> Option<PathBuf> {
    Some(install::unpacked_root().join(path)).filter(|path| path.is_file())
}

/// Installs what is missing of them.
pub fn ensure(pins: &Pins) -> Result<()> {
    if chromium().is_some() && chromedriver().is_some() && firefox().is_some() {
        return Ok(());
    }
    println!("Browsers for the tests are missing.");
    install::packages(&pins.browsers.packages)
}

/// What test scripts are told of the browsers.
pub fn env() -> Vec<(String, String)> {
    let rows = [("PP_CHROMIUM", chromium()), ("PP_FIREFOX", firefox())];
    rows.into_iter()
        .filter_map(|(key, path)| Some((key.to_owned(), path?.to_string_lossy().into_owned())))
        .collect()
}
