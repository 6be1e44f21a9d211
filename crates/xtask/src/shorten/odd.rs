//! What may be odd about a module or its glue.

use std::fmt;

/// Why nothing was shortened; places are byte offsets in the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Odd {
    /// Not the eight bytes with which version 1 of WebAssembly begins.
    NotAModule,
    /// A length leads beyond the end of the module or section.
    Cut { at: usize },
    /// A number that does not fit into 32 bits.
    Number { at: usize },
    /// A name that is not UTF-8.
    Name { at: usize },
    /// A kind of import that this program has not heard of.
    Kind { kind: u8, at: usize },
    /// A section goes on after its last entry.
    Rest { at: usize },
    /// The glue has no object for this module's imports.
    NoObject { module: String },
    /// The glue's object has no line for this import, or two.
    NoKey { name: String },
}

impl fmt::Display for Odd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Odd::NotAModule => write!(out, "this is no WebAssembly module"),
            Odd::Cut { at } => write!(out, "the module is cut off at byte {at}"),
            Odd::Number { at } => write!(out, "the number at byte {at} has more than 32 bits"),
            Odd::Name { at } => write!(out, "the name at byte {at} is no text"),
            Odd::Kind { kind, at } => write!(out, "byte {at}: imports of kind {kind} are unknown"),
            Odd::Rest { at } => write!(
                out,
                "the section goes on after its last entry, at byte {at}"
            ),
            Odd::NoObject { module } => write!(
                out,
                "the glue has no object for imports from {module}: has wasm-bindgen changed? See crates/xtask/src/shorten/glue.rs"
            ),
            Odd::NoKey { name } => write!(
                out,
                "the glue does not define the import {name} exactly once: has wasm-bindgen changed? See crates/xtask/src/shorten/glue.rs"
            ),
        }
    }
}

impl std::error::Error for Odd {}
