//! The way to `wasm-bindgen-rayon` as it comes: `www/stock.js` keeps a worker of it beside this one, and puts itself under this name.

use js_sys::Uint8Array;
use runtime::executors::{Stock, set_stock};
use runtime::futex::FutexWord;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = stock)]
extern "C" {
    fn workers() -> u32;
    fn run(recipe: Uint8Array, word: u32);
    fn copy(into: &mut [u8]);
    fn cancel();
}

/// Tells the runtime.
pub fn set() {
    set_stock(Stock {
        workers,
        run: |recipe, word| run(Uint8Array::from(recipe), word.place().0),
        copy: |_, into| copy(into),
        cancel: |_| cancel(),
    });
}
