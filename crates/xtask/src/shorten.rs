//! Makes a finished module and its glue smaller: names that only these two files tell each other become one or two letters.
//!
//! wasm-bindgen names imports like `__wbg_addEventListener_3acb0aad4483804c`, once in the module and once in the glue: hashes that
//! no packer makes smaller. Names that others read stay: hand-written modules (`./arena.js`), `memory`, what the engine exports.

mod bytes;
mod functions;
mod glue;
mod module;
mod odd;

use std::collections::BTreeMap;

pub use functions::{bodies, named_by_order};
pub use odd::Odd;

/// A module and its glue after shortening.
#[derive(Debug, PartialEq, Eq)]
pub struct Pair {
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// Gives imports and the compiler's own exports short names, in both files alike, and drops sections that no browser reads.
///
/// # Errors
/// [`Odd`] if the module cannot be read, or if the glue does not have the shape that wasm-bindgen writes: then nothing may be renamed.
pub fn pair(wasm: &[u8], glue: &str) -> Result<Pair, Odd> {
    let names = module::names(wasm)?;
    let mut glue = glue.to_owned();
    let mut imports = BTreeMap::new();
    let mut letters = (0..).map(letters);
    for module in names.import_modules() {
        let Some(object) = glue::object_of(&glue, module)? else {
            continue;
        };
        let keys = glue::keys(&glue, &object);
        for name in names.imports_from(module) {
            if keys.iter().filter(|key| **key == name).count() != 1 {
                let name = name.to_owned();
                return Err(Odd::NoKey { name });
            }
            let short = letters.next().unwrap_or_default();
            imports.insert((module.to_owned(), name.to_owned()), short);
        }
        glue = glue::rename_keys(&glue, &object, |name| {
            imports.get(&(module.to_owned(), name.to_owned())).cloned()
        })?;
    }
    let mut exports = BTreeMap::new();
    for (name, short) in names
        .exports
        .iter()
        .filter(|name| is_compilers_own(name))
        .zip((0..).map(self::letters))
    {
        // `$` keeps them apart from what people export.
        let short = format!("${short}");
        if let Some(renamed) = glue::rename_export(&glue, name, &short) {
            glue = renamed;
            exports.insert(name.clone(), short);
        }
    }
    let wasm = module::rename(wasm, &imports, &exports)?;
    Ok(Pair { wasm, glue })
}

/// A module without the sections that no browser reads.
///
/// # Errors
/// [`Odd`] if the module cannot be read.
pub fn without_notes(wasm: &[u8]) -> Result<Vec<u8>, Odd> {
    module::rename(wasm, &BTreeMap::new(), &BTreeMap::new())
}

/// Whether wasm-bindgen made this export for its own glue.
fn is_compilers_own(name: &str) -> bool {
    ["__wbindgen_", "__externref_", "wasm_bindgen_"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// The `index`-th name: a … z, A … Z, aa, ba, …
fn letters(index: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(LETTERS[rest % LETTERS.len()]));
        rest /= LETTERS.len();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_indices_share_a_name() {
        let names: std::collections::BTreeSet<_> = (0..5_000).map(letters).collect();
        assert_eq!(names.len(), 5_000);
        assert_eq!([0, 51, 52, 53].map(letters), ["a", "Z", "aa", "ba"]);
    }

    const GLUE: &str = "import * as import1 from \"./arena.js\"
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_new_00: function() { return wrap(function (arg0) {
            wasm.__wbindgen_malloc(1); wasm.__wbindgen_malloc_2; wasm.enter();
        }, arguments); },
        memory: memory || new WebAssembly.Memory({}),
    };
    return {
        __proto__: null,
        \"./engine_bg.js\": import0,
        \"./arena.js\": import1,
    };
}
";

    fn wasm() -> Vec<u8> {
        module::tests::module(
            &[
                ("./engine_bg.js", "__wbg_new_00", &[0, 3]),
                ("./arena.js", "wait", &[0, 1]),
                ("./engine_bg.js", "memory", &[2, 3, 17, 0x80, 0x80, 1]),
            ],
            &["enter", "__wbindgen_malloc", "__tls_base"],
        )
    }

    #[test]
    fn both_files_are_renamed_alike_and_what_others_read_stays() {
        let pair = pair(&wasm(), GLUE).unwrap();
        let names = module::names(&pair.wasm).unwrap();
        let import = |module: &str, name: &str| (module.to_owned(), name.to_owned());
        assert_eq!(
            names.imports,
            [
                import("./engine_bg.js", "a"),
                import("./arena.js", "wait"),
                import("./engine_bg.js", "b")
            ]
        );
        assert_eq!(names.exports, ["enter", "$a", "__tls_base"]);
        for part in [
            "        a: function() {",
            "        b: memory ||",
            "wasm.$a(1); wasm.__wbindgen_malloc_2; wasm.enter()",
        ] {
            assert!(pair.glue.contains(part), "{part} in {}", pair.glue);
        }
    }

    #[test]
    fn glue_that_has_changed_is_refused() {
        for (what, glue) in [
            ("no object", GLUE.replace("const import0", "var import0")),
            ("no key", GLUE.replace("__wbg_new_00:", "__wbg_new_01:")),
            ("no end", GLUE.replace("    };\n", "")),
            (
                "module unnamed",
                GLUE.replace("\"./engine_bg.js\"", "\"x\""),
            ),
        ] {
            assert!(pair(&wasm(), &glue).is_err(), "{what}");
        }
    }
}
