//! Files that a person saves: the browser's own download, nothing leaves the machine.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Saves a text as a file.
pub fn text(name: &str, text: &str) {
    save(name, &JsValue::from(text));
}

/// Saves bytes as a file.
pub fn bytes(name: &str, bytes: &[u8]) {
    save(name, &Uint8Array::from(bytes));
}

fn save(name: &str, content: &JsValue) {
    let saved = || -> Result<(), JsValue> {
        let parts = Array::of1(content);
        let blob = web_sys::Blob::new_with_str_sequence(&parts)?;
        let address = web_sys::Url::create_object_url_with_blob(&blob)?;
        from_address(name, &address)?;
        web_sys::Url::revoke_object_url(&address)
    };
    // A browser that saves nothing shows so itself.
    let _ = saved();
}

/// Saves what stands at an address, such as that of a picture's data.
///
/// # Errors
/// When the page has no document to hang the link on.
pub fn from_address(name: &str, address: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document());
    let link: web_sys::HtmlAnchorElement = document
        .ok_or(JsValue::NULL)?
        .create_element("a")?
        .unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}
