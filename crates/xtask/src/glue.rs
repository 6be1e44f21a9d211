//! One change to the glue that wasm-bindgen generates: a worker may hold one engine instance after another.
//!
//! The generated `initSync` hands back the old instance when it is called again in the same worker. A reused worker needs the new
//! one, and the mark of a crashed instance must not follow it.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// The line that makes `initSync` a one-time call.
const ONCE: &str = "    if (wasm !== undefined) return wasm;\n";
/// The variable in which the glue of an unwinding module remembers that its instance is gone.
const ABORTED: &str = "__wbg_called_abort";

/// Patches the file in place.
pub fn patch_file(path: &Path) -> Result<()> {
    let glue = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the glue {}", crate::layout::show(path)))?;
    std::fs::write(path, patch(&glue)?)
        .with_context(|| format!("cannot write the glue {}", crate::layout::show(path)))
}

/// The glue with an `initSync` that can run again.
fn patch(glue: &str) -> Result<String> {
    let start = glue
        .find("\nfunction initSync(")
        .context("the glue has no initSync: was it built for --target web?")?;
    let end = start
        + glue[start..]
            .find("\n}\n")
            .context("the glue's initSync has no end")?;
    let (before, body, after) = (&glue[..start], &glue[start..end], &glue[end..]);
    let count = body.matches(ONCE).count();
    if count != 1 {
        bail!(
            "the generated initSync has changed: expected `{}` once, found it {count} times. Look at initSync in target/engine-pkg/engine.js \
             and mend crates/xtask/src/glue.rs; workers cannot be reused otherwise",
            ONCE.trim()
        );
    }
    let reset = if glue.contains(ABORTED) {
        format!("    {ABORTED} = false;\n")
    } else {
        String::new()
    };
    Ok(format!("{before}{}{after}", body.replace(ONCE, &reset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "let wasm;\nlet __wbg_called_abort = false;\n\nfunction initSync(module, memory) {\n    if (wasm !== undefined) return wasm;\n\n    go();\n}\n\nasync function __wbg_init(module_or_path) {\n    if (wasm !== undefined) return wasm;\n}\n";

    #[test]
    fn init_sync_runs_again_and_forgets_a_crash() {
        let patched = patch(GLUE).unwrap();
        assert_eq!(
            patched.matches("return wasm").count(),
            1,
            "only initSync changes:\n{patched}"
        );
        assert!(
            patched
                .contains("function initSync(module, memory) {\n    __wbg_called_abort = false;\n"),
            "{patched}"
        );
    }

    #[test]
    fn changed_glue_is_refused_in_words() {
        let once = "    if (wasm !== undefined) return wasm;\n";
        for (what, glue, said) in [
            ("no initSync", "let wasm;\n".to_owned(), "no initSync"),
            ("no check", GLUE.replacen(once, "", 1), "0 times"),
            (
                "two checks",
                GLUE.replacen(once, &once.repeat(2), 1),
                "2 times",
            ),
        ] {
            let error = patch(&glue).unwrap_err().to_string();
            assert!(error.contains(said), "{what}: {error}");
        }
    }
}
