//! Loads the engine of a group of demos, compiled while it streams in.

use crate::fetch::{self, Files};
use demos::Group;
use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::JsValue;

/// An engine, ready for workers.
pub struct Engine {
    /// Compiled once per visit.
    pub module: WebAssembly::Module,
    /// Absolute address of `worker.js`, beside the glue and under an address of this build's own.
    pub worker: String,
}

/// An engine on its way to the page.
#[derive(Default)]
pub enum Loading {
    /// Nobody has wanted it yet, or it could not be loaded: whoever wants it next tries again.
    #[default]
    Unasked,
    /// On its way.
    Coming,
    /// Ready for workers.
    Here(Engine),
}

/// Fetches and compiles.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn load(group: Group) -> Result<Engine, JsValue> {
    let files = Files::of(group).await?;
    Ok(Engine {
        module: fetch::module(&files.address("wasm")?).await?,
        worker: files.address("worker")?,
    })
}

/// Whether this page may share memory with workers.
pub fn is_isolated() -> bool {
    let global = js_sys::global();
    let isolated =
        Reflect::get(&global, &"crossOriginIsolated".into()).is_ok_and(|v| v.is_truthy());
    isolated && Reflect::has(&global, &"SharedArrayBuffer".into()).unwrap_or(false)
}
