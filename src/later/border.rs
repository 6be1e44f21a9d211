//! Where the module is cut: one function, imported on this side and exported on the other under names that the cutting tool knows.
#![allow(unsafe_code)]
// SAFETY: for `link_name` and `export_name` alone: both are of the one type, and no other symbol has these names.
#![allow(improper_ctypes, improper_ctypes_definitions)] // Both sides are compiled together.

use super::{PARTS, Parts};

#[link(wasm_import_module = "__wasm_split_placeholder__")]
unsafe extern "C" {
    #[link_name = "__wasm_split_00later00_import_00000000000000000000000000000001_parts"]
    safe fn beyond() -> &'static Parts;
}

#[unsafe(export_name = "__wasm_split_00later00_export_00000000000000000000000000000001_parts")]
extern "C" fn exported() -> &'static Parts {
    &PARTS
}

/// What lies beyond. To be called when it has been instantiated: before that, nothing stands in its place and the call traps.
pub fn parts() -> &'static Parts {
    beyond()
}
