//! What the page fetches once it is open: addresses by the build's manifest, modules, texts.

use demos::Group;
use js_sys::{Array, Promise, Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Where the build puts engines and cards, relative to the page.
const FOLDER: &str = "engine/";

/// Addresses of a group's files.
pub struct Files {
    base: String,
    names: JsValue,
}

impl Files {
    /// Asks the manifest. The browser keeps it: one request a visit.
    ///
    /// # Errors
    /// What failed, as JavaScript said it.
    pub async fn of(group: Group) -> Result<Files, JsValue> {
        let base = address_of(FOLDER)?;
        let manifest = fetch(&format!("{base}manifest.json")).await?;
        let manifest = JsFuture::from(manifest.json()?).await?;
        let names = Reflect::get(&manifest, &group.id().into())?;
        Ok(Files { base, names })
    }

    /// Absolute address of one of them: `wasm`, `worker`, `cards`.
    ///
    /// # Errors
    /// When the manifest does not name it.
    pub fn address(&self, name: &str) -> Result<String, JsValue> {
        let value = Reflect::get(&self.names, &name.into())?;
        value
            .as_string()
            .map(|path| format!("{}{path}", self.base))
            .ok_or_else(|| format!("the manifest names no {name}").into())
    }
}

/// Fetches a module, and compiles it while it streams in.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn module(address: &str) -> Result<WebAssembly::Module, JsValue> {
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

/// Fetches a text, relative to the page.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn text(address: &str) -> Result<String, JsValue> {
    let response = fetch(address).await?;
    // A server that answers everything with the page itself has no such text.
    let is_page = response
        .headers()
        .get("content-type")?
        .is_some_and(|kind| kind.contains("html"));
    if is_page {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

/// Fetches a file, relative to the page.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn blob(address: &str) -> Result<web_sys::Blob, JsValue> {
    let response = fetch(address).await?;
    JsFuture::from(response.blob()?).await?.dyn_into()
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
