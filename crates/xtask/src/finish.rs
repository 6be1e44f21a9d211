//! The last step of a release build: functions put in order, names and scripts made short, styles put into the index, and the index told of the new files.
//!
//! Trunk hashes what wasm-bindgen wrote, before this step; so the page's two files get new addresses and new integrity here.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha384};

use crate::hash::Hasher;
use crate::{layout, minify, order, shorten, split, stock};

/// Makes the engine's files smaller in place, before their address is taken: the module, and one script in the place of `worker` and all that it
/// imports.
pub fn engine<'a>(contents: &mut Vec<(&'a str, Vec<u8>)>, worker: &'a str) -> Result<()> {
    let place = |contents: &[(&str, Vec<u8>)], name: &str| {
        let found = contents.iter().position(|(found, _)| *found == name);
        found.with_context(|| format!("the engine's build left no {name}"))
    };
    let glue = place(contents, "engine.js")?;
    let wasm = place(contents, "engine_bg.wasm")?;
    let text = std::str::from_utf8(&contents[glue].1).context("engine.js is no text")?;
    let ordered = order::functions(&contents[wasm].1)?;
    let pair = shorten::pair(&ordered, text).context("cannot shorten the engine")?;
    contents[glue].1 = pair.glue.into_bytes();
    contents[wasm].1 = pair.wasm;
    let first = place(contents, worker)?;
    contents.swap(0, first);
    let is_lazy = |name: &str| stock::is_lazy(&format!("/{name}"));
    let is_its = |name: &str| name.ends_with(".js") && !is_lazy(name);
    let scripts: Vec<(&str, &[u8])> = contents
        .iter()
        .filter(|(name, _)| is_its(name))
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let one = minify::bundle(&scripts)?;
    contents.retain(|(name, _)| !is_its(name));
    for (name, bytes) in contents.iter_mut() {
        if stock::SCRIPTS.contains(name) {
            *bytes = minify::script(name, bytes)?;
        }
    }
    contents.push((worker, one));
    Ok(())
}

/// Makes the page's module and glue in `dist/` smaller, under addresses that tell their new contents.
pub fn page() -> Result<()> {
    let (dist, wasm_file) = (layout::dist(), page_module()?);
    let old = wasm_file
        .file_name()
        .and_then(|name| name.to_str()?.strip_suffix("_bg.wasm"))
        .context("the page's module has no name")?;
    let glue_file = dist.join(format!("{old}.js"));
    let wasm = read(&wasm_file)?;
    let glue = read(&glue_file)?;
    let text = std::str::from_utf8(&glue).context("the page's glue is no text")?;
    let ordered = order::functions(&wasm)?;
    let pair = shorten::pair(&ordered, text).context("cannot shorten the page")?;
    let short = minify::script("the page's glue", pair.glue.as_bytes())?;
    let later = split::later()?;
    let mut hasher = Hasher::default();
    hasher.add("later", &later);
    hasher.add("wasm", &pair.wasm);
    hasher.add("glue", &short);
    let new = format!("parallel-play-{}", hasher.finish());
    let html = String::from_utf8(read(&layout::dist().join("index.html"))?)?;
    let html = readdress(&html, old, &new, &[(&wasm, &pair.wasm), (&glue, &short)])?;
    let html = with_styles(&html, |name| {
        Ok(String::from_utf8(read(&dist.join(name))?)?)
    })?;
    let html = split::told(&html, &new)?;
    std::fs::remove_file(&wasm_file)?;
    std::fs::remove_file(&glue_file)?;
    std::fs::write(dist.join(format!("{new}_bg.wasm")), &pair.wasm)?;
    std::fs::write(dist.join(format!("{new}.js")), &short)?;
    std::fs::write(dist.join(split::file(&new)), &later)?;
    std::fs::write(dist.join("index.html"), html)?;
    for file in layout::files(&dist) {
        // They stand in the index now; folders below have none.
        if file.extension().is_some_and(|ext| ext == "css") {
            std::fs::remove_file(file)?;
        }
    }
    println!(
        "  page: {} → {} bytes of wasm, {} → {} of glue; later {}",
        wasm.len(),
        pair.wasm.len(),
        glue.len(),
        short.len(),
        later.len()
    );
    Ok(())
}

/// The one module beside the index.
fn page_module() -> Result<PathBuf> {
    let files = std::fs::read_dir(layout::dist())?.flatten();
    let mut modules = files
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "wasm"));
    let module = modules
        .next()
        .context("the build left no module in dist/")?;
    ensure!(
        modules.next().is_none(),
        "there are two modules in dist/; build again"
    );
    Ok(module)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", layout::show(path)))
}

/// The index with the files' new name, and the integrity of each new content in the place of its old one's.
fn readdress(html: &str, old: &str, new: &str, contents: &[(&[u8], &[u8])]) -> Result<String> {
    ensure!(
        html.contains(old),
        "dist/index.html does not name {old}: has Trunk changed? See crates/xtask/src/finish.rs"
    );
    let mut html = html.replace(old, new);
    for (before, after) in contents {
        html = html.replace(&integrity(before), &integrity(after));
    }
    // An old hash would make the browser refuse the file, so each must have been found.
    for (_, after) in contents {
        ensure!(
            html.contains(&integrity(after)),
            "dist/index.html gives no integrity that this build knows: has Trunk changed? See crates/xtask/src/finish.rs"
        );
    }
    Ok(html)
}

/// The index with its style sheets in one `<style>` in the place of the first, in their order: packed together they are a third
/// smaller, and nine requests fewer. `read` gives the text of a file beside the index.
fn with_styles(html: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut done = String::with_capacity(html.len());
    let mut styles = String::new();
    let mut place = None;
    let mut rest = html;
    while let Some(start) = rest.find("<link ") {
        let end = start + rest[start..].find('>').context("a link without end")? + 1;
        let (before, link) = (&rest[..start], &rest[start..end]);
        done.push_str(before);
        match link
            .contains("rel=stylesheet")
            .then(|| link.split_once("href=./"))
            .flatten()
        {
            Some((_, name)) => {
                place.get_or_insert(done.len());
                let name = name.split([' ', '>']).next().unwrap_or_default();
                styles.push_str(read(name)?.trim());
            }
            None => done.push_str(link),
        }
        rest = &rest[end..];
    }
    done.push_str(rest);
    let place = place.context(
        "dist/index.html links no style sheet: has Trunk changed? See crates/xtask/src/finish.rs",
    )?;
    ensure!(!styles.contains("</style"), "a style sheet holds markup");
    done.insert_str(place, &format!("<style>{styles}</style>"));
    Ok(done)
}

/// As browsers check it: `sha384-` and the hash in base64.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", base64(&Sha384::digest(bytes)))
}

/// Base64 of whole groups of three bytes, so without padding: 48 bytes of SHA-384 are 16 groups.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks_exact(3).flat_map(|group| {
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]))
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf abc | openssl dgst -sha384 -binary | base64`
    const ABC: &str = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";

    #[test]
    fn integrity_is_what_browsers_expect() {
        assert_eq!(integrity(b"abc"), ABC);
    }

    #[test]
    fn the_index_names_new_files_with_their_own_integrity() {
        let html =
            format!("<link href=./p-0.js integrity={ABC}><script>import './p-0.js'</script>");
        let done = readdress(&html, "p-0", "p-1", &[(b"abc", b"abd")]).unwrap();
        assert!(!done.contains("p-0") && done.matches("p-1.js").count() == 2);
        assert!(!done.contains(ABC) && done.contains(&integrity(b"abd")));
    }

    #[test]
    fn styles_stand_in_the_index_in_their_order() {
        let html = "<link href=./i.svg rel=icon><link href=./a.css rel=stylesheet><link href=./b.css rel=stylesheet><body>";
        let done = with_styles(html, |name| Ok(format!("/*{name}*/\n"))).unwrap();
        assert_eq!(
            done,
            "<link href=./i.svg rel=icon><style>/*a.css*//*b.css*/</style><body>"
        );
        for (what, html, css) in [
            ("none linked", "<link href=./i.svg rel=icon>", ""),
            ("link without end", "<link href=./a.css rel=stylesheet", ""),
            ("markup", "<link href=./a.css rel=stylesheet>", "</style>"),
        ] {
            assert!(with_styles(html, |_| Ok(css.to_owned())).is_err(), "{what}");
        }
    }

    #[test]
    fn an_index_of_another_shape_is_refused() {
        for (what, html) in [
            ("other name", format!("<link href=q integrity={ABC}>")),
            ("no integrity", "<link href=p-0.js>".to_owned()),
        ] {
            assert!(
                readdress(&html, "p-0", "p-1", &[(b"abc", b"abd")]).is_err(),
                "{what}"
            );
        }
    }
}
