//! The engine: what every worker loads. A worker enters a memory ([`boot::enter`]), runs threads of one process on it, leaves, and may enter
//! another; `www/worker.js` drives it. Wiring only: what can be tested natively stands in `runtime` and `demos`.
//!
//! Never knows: the page's look, the DOM, who watches. Natively this crate is empty, so that the workspace's tests compile.
#![deny(unsafe_code)]
#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
compile_error!(
    "the engine needs shared memory: run `cargo xtask build` (or `serve`), which builds it with the right compiler, the standard library's \
     sources and `-C target-feature=+atomics,+bulk-memory,+mutable-globals`"
);

#[cfg(target_arch = "wasm32")]
pub mod boot;
#[cfg(target_arch = "wasm32")]
pub mod heap;
#[cfg(all(target_arch = "wasm32", feature = "bench"))]
pub mod measure;
#[cfg(target_arch = "wasm32")]
mod program;
#[cfg(target_arch = "wasm32")]
mod stack;
#[cfg(all(target_arch = "wasm32", feature = "pools"))]
mod stock;
