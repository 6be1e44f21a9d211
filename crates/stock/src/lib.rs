//! `wasm-bindgen-rayon` as it comes, in a module and a memory of its own: the reference beside our executors. It runs the same lists of tasks, made
//! anew from the scenario, on rayon's one global pool; `www/stock-worker.js` starts that once and hands it one list after the other.
//!
//! Never knows: runs, Stop (its workers are terminated), the trace. Natively this crate is empty, so that the workspace's tests compile.
#![deny(unsafe_code)]

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
compile_error!(
    "the module needs shared memory: run `cargo xtask build`, which builds it with the right compiler and flags"
);

#[cfg(target_arch = "wasm32")]
mod lists;
#[cfg(target_arch = "wasm32")]
pub use lists::{answer, run};
#[cfg(target_arch = "wasm32")]
pub use wasm_bindgen_rayon::init_thread_pool;
