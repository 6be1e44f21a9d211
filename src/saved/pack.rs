//! Packing by the browser's own gzip: no bytes of ours, and off the main thread.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// `bytes`, packed.
///
/// # Errors
/// What JavaScript said: a browser without `CompressionStream`.
pub async fn pack(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let reader = through("CompressionStream", bytes)?;
    let mut packed = Vec::new();
    while let Some(piece) = next(&reader).await? {
        packed.extend(piece.to_vec());
    }
    Ok(packed)
}

/// What was packed in `bytes`; `None` for bytes that are damaged, and as soon as it is longer than `most`, so that a small file cannot
/// fill the memory.
///
/// # Errors
/// What JavaScript said: a browser without `DecompressionStream`.
pub async fn unpack(bytes: &[u8], most: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let reader = through("DecompressionStream", bytes)?;
    let mut content = Vec::new();
    loop {
        match next(&reader).await {
            Ok(Some(piece)) if content.len() + piece.length() as usize <= most => {
                content.extend(piece.to_vec());
            }
            Ok(Some(_)) => {
                // Whether the stream lets go of the rest is its own affair.
                let _ = call(&reader, "cancel", None);
                return Ok(None);
            }
            Ok(None) => return Ok(Some(content)),
            Err(_) => return Ok(None),
        }
    }
}

/// A reader of what comes out of a transforming stream.
fn through(kind: &str, bytes: &[u8]) -> Result<JsValue, JsValue> {
    let maker: Function = Reflect::get(&js_sys::global(), &kind.into())?
        .dyn_into()
        .map_err(|_| JsValue::from(format!("no {kind}")))?;
    let transform = Reflect::construct(&maker, &Array::of1(&"gzip".into()))?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let stream = call(&blob, "stream", None)?;
    let out = call(&stream, "pipeThrough", Some(&transform))?;
    call(&out, "getReader", None)
}

/// The next piece; `None` at the end.
async fn next(reader: &JsValue) -> Result<Option<Uint8Array>, JsValue> {
    let promise: Promise = call(reader, "read", None)?.dyn_into()?;
    let step = JsFuture::from(promise).await?;
    let value = Reflect::get(&step, &"value".into())?;
    Ok(value.dyn_into().ok())
}

fn call(object: &JsValue, name: &str, argument: Option<&JsValue>) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    match argument {
        Some(argument) => function.call1(object, argument),
        None => function.call0(object),
    }
}
