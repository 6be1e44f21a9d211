//! The module's side: reads and rewrites the sections of imports and exports, and drops notes for tools. Total: odd input is an
//! [`Odd`], never a panic.

use std::collections::BTreeMap;

use super::Odd;
use super::bytes::{Reader, write_name, write_number};

const MAGIC: &[u8; 8] = b"\0asm\x01\0\0\0";
pub const CUSTOM: u8 = 0;
pub const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
pub const CODE: u8 = 10;
/// Custom sections that only linkers and optimisers read.
const NOTES: &[&str] = &["producers", "target_features"];

/// Names of imports (module, name) and of exports, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub imports: Vec<(String, String)>,
    pub exports: Vec<String>,
}

impl Names {
    /// The modules that are imported from, each once, in order.
    pub fn import_modules(&self) -> Vec<&str> {
        let mut modules: Vec<&str> = Vec::new();
        for (module, _) in &self.imports {
            if !modules.contains(&module.as_str()) {
                modules.push(module);
            }
        }
        modules
    }

    /// What is imported from `module`, each once, in order.
    pub fn imports_from(&self, module: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (from, name) in &self.imports {
            if from == module && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

/// All names of a module.
pub fn names(wasm: &[u8]) -> Result<Names, Odd> {
    let mut names = Names::default();
    for section in sections(wasm)? {
        match section.id {
            IMPORTS => {
                let entries = imports(section.body)?.into_iter();
                names
                    .imports
                    .extend(entries.map(|(module, name, _)| (module.to_owned(), name.to_owned())));
            }
            EXPORTS => {
                let entries = exports(section.body)?.into_iter();
                names
                    .exports
                    .extend(entries.map(|(name, _)| name.to_owned()));
            }
            _ => {}
        }
    }
    Ok(names)
}

/// The module with new names for imports (by module and name) and exports; names without a new one stay. Notes for tools are left out.
pub fn rename(
    wasm: &[u8],
    import_names: &BTreeMap<(String, String), String>,
    export_names: &BTreeMap<String, String>,
) -> Result<Vec<u8>, Odd> {
    let mut out = MAGIC.to_vec();
    for section in sections(wasm)? {
        let mut body = Vec::new();
        match section.id {
            CUSTOM if NOTES.contains(&section.body.clone().name()?) => continue,
            IMPORTS => {
                let entries = imports(section.body)?;
                write_number(&mut body, entries.len());
                for (module, name, description) in entries {
                    let short = import_names.get(&(module.to_owned(), name.to_owned()));
                    write_name(&mut body, module);
                    write_name(&mut body, short.map_or(name, String::as_str));
                    body.extend(description);
                }
            }
            EXPORTS => {
                let entries = exports(section.body)?;
                write_number(&mut body, entries.len());
                for (name, description) in entries {
                    write_name(
                        &mut body,
                        export_names.get(name).map_or(name, String::as_str),
                    );
                    body.extend(description);
                }
            }
            _ => body.extend(section.body.rest()),
        }
        out.push(section.id);
        write_number(&mut out, body.len());
        out.extend(body);
    }
    Ok(out)
}

pub struct Section<'a> {
    pub id: u8,
    pub body: Reader<'a>,
}

pub fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>, Odd> {
    if !wasm.starts_with(MAGIC) {
        return Err(Odd::NotAModule);
    }
    let mut reader = Reader::new(wasm, MAGIC.len());
    let mut sections = Vec::new();
    while !reader.rest().is_empty() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let at = reader.at();
        reader.take(length)?;
        let bytes = &wasm[..reader.at()];
        sections.push(Section {
            id,
            body: Reader::new(bytes, at),
        });
    }
    Ok(sections)
}

/// Module, name, and the bytes that say what is imported.
pub type Import<'a> = (&'a str, &'a str, &'a [u8]);

pub fn imports(mut reader: Reader<'_>) -> Result<Vec<Import<'_>>, Odd> {
    let count = reader.number()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (module, name) = (reader.name()?, reader.name()?);
        let from = reader.at();
        reader.description()?;
        entries.push((module, name, reader.since(from)));
    }
    reader.end(entries)
}

/// Name, and the bytes that say what is exported.
type Export<'a> = (&'a str, &'a [u8]);

fn exports(mut reader: Reader<'_>) -> Result<Vec<Export<'_>>, Odd> {
    let count = reader.number()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let name = reader.name()?;
        let from = reader.at();
        reader.byte()?;
        reader.number()?;
        entries.push((name, reader.since(from)));
    }
    reader.end(entries)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A module of imports (module, name, description), exports of function 0, a piece of code and notes.
    pub fn module(imports: &[(&str, &str, &[u8])], exports: &[&str]) -> Vec<u8> {
        let mut wasm = MAGIC.to_vec();
        let mut body = Vec::new();
        write_number(&mut body, imports.len());
        for (module, name, description) in imports {
            write_name(&mut body, module);
            write_name(&mut body, name);
            body.extend(*description);
        }
        section(&mut wasm, IMPORTS, &body);
        body.clear();
        write_number(&mut body, exports.len());
        for name in exports {
            write_name(&mut body, name);
            body.extend([0, 0]);
        }
        section(&mut wasm, EXPORTS, &body);
        section(&mut wasm, 10, &[7; 300]);
        wasm
    }

    fn section(wasm: &mut Vec<u8>, id: u8, body: &[u8]) {
        wasm.push(id);
        write_number(wasm, body.len());
        wasm.extend(body);
    }

    fn every_kind() -> Vec<u8> {
        module(
            &[
                ("m", "function", &[0, 0x80, 1]),
                ("m", "table", &[1, 0x6f, 0, 5]),
                ("m", "table of a type", &[1, 0x63, 0x70, 1, 5, 6]),
                ("n", "memory", &[2, 3, 17, 0x80, 0x80, 1]),
                ("n", "global", &[3, 0x7f, 1]),
                ("n", "tag", &[4, 0, 2]),
            ],
            &["go", "größe"],
        )
    }

    #[test]
    fn a_module_without_new_names_stays_byte_for_byte() {
        let wasm = every_kind();
        assert_eq!(rename(&wasm, &BTreeMap::new(), &BTreeMap::new()), Ok(wasm));
    }

    #[test]
    fn names_there_and_back_again_give_the_same_module() {
        let wasm = every_kind();
        let key = |module: &str, name: &str| (module.to_owned(), name.to_owned());
        let there = rename(
            &wasm,
            &BTreeMap::from([(key("n", "tag"), "x".repeat(300))]),
            &BTreeMap::from([("go".to_owned(), String::new())]),
        )
        .unwrap();
        assert_eq!(names(&there).unwrap().imports[5].1.len(), 300);
        let back = rename(
            &there,
            &BTreeMap::from([(key("n", &"x".repeat(300)), "tag".to_owned())]),
            &BTreeMap::from([(String::new(), "go".to_owned())]),
        );
        assert_eq!(back, Ok(wasm));
    }

    #[test]
    fn notes_for_tools_are_left_out_and_other_custom_sections_stay() {
        let mut wasm = every_kind();
        section(&mut wasm, CUSTOM, b"\x04name\x01");
        let mut noted = wasm.clone();
        section(&mut noted, CUSTOM, b"\x09producers\x01\x02");
        section(&mut noted, CUSTOM, b"\x0ftarget_features\x00");
        assert_eq!(rename(&noted, &BTreeMap::new(), &BTreeMap::new()), Ok(wasm));
    }

    #[test]
    fn odd_modules_are_refused_and_say_where() {
        let with = |id: u8, body: &[u8]| {
            let mut wasm = MAGIC.to_vec();
            section(&mut wasm, id, body);
            wasm
        };
        for (what, wasm, odd) in [
            ("nothing", Vec::new(), Odd::NotAModule),
            (
                "a component",
                b"\0asm\x0d\0\x01\0".to_vec(),
                Odd::NotAModule,
            ),
            (
                "unknown kind",
                with(IMPORTS, &[1, 0, 0, 9]),
                Odd::Kind { kind: 9, at: 13 },
            ),
            (
                "name too long",
                with(IMPORTS, &[1, 200, 1]),
                Odd::Cut { at: 13 },
            ),
            (
                "not text",
                with(EXPORTS, &[1, 1, 0xff, 0, 0]),
                Odd::Name { at: 12 },
            ),
            (
                "33 bits",
                with(EXPORTS, &[0xff, 0xff, 0xff, 0xff, 0x1f]),
                Odd::Number { at: 10 },
            ),
            ("endless", with(EXPORTS, &[0xff; 6]), Odd::Number { at: 10 }),
            (
                "more than told",
                with(EXPORTS, &[0, 0]),
                Odd::Rest { at: 11 },
            ),
            (
                "huge count",
                with(IMPORTS, &[0xff, 0xff, 0xff, 0xff, 0x0f]),
                Odd::Cut { at: 15 },
            ),
        ] {
            assert_eq!(names(&wasm), Err(odd), "{what}");
        }
    }

    #[test]
    fn no_cut_and_no_changed_byte_makes_it_panic() {
        let wasm = every_kind();
        let none = (BTreeMap::new(), BTreeMap::new());
        for at in 0..wasm.len() {
            let _ = rename(&wasm[..at], &none.0, &none.1);
            for value in [0, 1, 4, 0x40, 0x7f, 0x80, 0xff] {
                let mut changed = wasm.clone();
                changed[at] = value;
                let _ = rename(&changed, &none.0, &none.1);
            }
        }
    }
}
