//! Loads the engine: its manifest, then its module, compiled while it streams in.

use js_sys::{Array, Promise, Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Where the build puts the engine, relative to the page.
const FOLDER: &str = "engine/";

/// The engine, ready for workers.
pub struct Engine {
    /// Compiled once per visit.
    pub module: WebAssembly::Module,
    /// Absolute address of `worker.js`, beside the glue and under an address of this build's own.
    pub worker: String,
}

/// Fetches and compiles.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn load() -> Result<Engine, JsValue> {
    let base = address_of(FOLDER)?;
    let manifest = fetch(&format!("{base}manifest.json")).await?;
    let manifest = JsFuture::from(manifest.json()?).await?;
    let file = |name: &str| -> Result<String, JsValue> {
        let value = Reflect::get(&manifest, &name.into())?;
        value
            .as_string()
            .map(|path| format!("{base}{path}"))
            .ok_or_else(|| format!("the engine's manifest names no {name}").into())
    };
    let module = compile(&file("wasm")?).await?;
    Ok(Engine {
        module,
        worker: file("worker")?,
    })
}

async fn compile(address: &str) -> Result<WebAssembly::Module, JsValue> {
    let response = request(address)?;
    let streamed = JsFuture::from(WebAssembly::compile_streaming(&response)).await;
    let module = match streamed {
        Ok(module) => module,
        // A host that sends another media type than application/wasm cannot stream; the bytes are the same.
        Err(_) => {
            let bytes = JsFuture::from(fetch(address).await?.array_buffer()?).await?;
            JsFuture::from(WebAssembly::compile(&bytes)).await?
        }
    };
    module.dyn_into()
}

async fn fetch(address: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(request(address)?).await?.dyn_into()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(format!("{address}: HTTP {}", response.status()).into())
    }
}

fn request(address: &str) -> Result<Promise, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    Ok(window.fetch_with_str(address))
}

/// `path` against the page's own address.
fn address_of(path: &str) -> Result<String, JsValue> {
    let document = web_sys::window()
        .and_then(|w| w.document())
        .ok_or("no document")?;
    let base = document.base_uri()?.unwrap_or_default();
    Ok(web_sys::Url::new_with_base(path, &base)?.href())
}

/// Whether this page may share memory with workers.
pub fn is_isolated() -> bool {
    let global = js_sys::global();
    let isolated =
        Reflect::get(&global, &"crossOriginIsolated".into()).is_ok_and(|v| v.is_truthy());
    isolated && Reflect::has(&global, &"SharedArrayBuffer".into()).unwrap_or(false)
}

/// What JavaScript said, for people.
pub fn text_of(error: &JsValue) -> String {
    if let Some(text) = error.as_string() {
        return text;
    }
    let message = Reflect::get(error, &"message".into())
        .ok()
        .and_then(|m| m.as_string());
    message.unwrap_or_else(|| String::from(Array::of1(error).join("")))
}
