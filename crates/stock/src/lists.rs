//! One list after the other.

use runtime::executors;
use std::sync::{Mutex, PoisonError};
use wasm_bindgen::prelude::*;

/// What the last list came to, until the next: whoever asked for it reads it from this memory.
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Runs the list of a recipe; how many bytes its results are.
///
/// # Blocking
/// Until the last result is in; there is no way to stop it.
/// # Errors
/// When this build does not know the list.
#[wasm_bindgen]
pub fn run(recipe: &[u8]) -> Result<u32, JsError> {
    demos::run::set_lists();
    let bytes = executors::answer(recipe).map_err(|error| JsError::new(error.message()))?;
    let len = bytes.len() as u32;
    *ANSWER.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
    Ok(len)
}

/// Where the results of the last list lie in this memory.
#[wasm_bindgen]
pub fn answer() -> u32 {
    let bytes = ANSWER.lock().unwrap_or_else(PoisonError::into_inner);
    bytes.as_ptr().addr() as u32
}
