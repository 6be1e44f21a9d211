//! The door for an embedding page: the same functions by `postMessage`.
//!
//! Asked: `{ parallelPlay: 1, id, call, arguments }`. Answered: `{ parallelPlay: 1, id, result }` or `{ …, error }`.

use super::{Door, VERSION, arguments, put};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::MessageEvent;

/// Answers the embedding page, and nobody else.
pub(super) fn listen(door: Door, ready: Promise) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let parent = window.parent().ok().flatten();
    // A page that stands alone is its own parent and has the object.
    if parent.as_ref().is_none_or(|p| p == &window) {
        return;
    }
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if event.source().is_some_and(|s| {
            parent
                .as_ref()
                .is_some_and(|p| JsValue::from(p) == JsValue::from(s))
        }) {
            answer(&door, &ready, &event);
        }
    });
    let _ = window.add_event_listener_with_callback("message", listener.as_ref().unchecked_ref());
    listener.forget(); // Lives as long as the page.
}

fn answer(door: &Door, ready: &Promise, event: &MessageEvent) {
    let question = event.data();
    let field =
        |name: &str| Reflect::get(&question, &JsValue::from(name)).unwrap_or(JsValue::UNDEFINED);
    if field("parallelPlay").as_f64() != Some(f64::from(VERSION)) {
        return;
    }
    let name = field("call").as_string().unwrap_or_default();
    let reply = Object::new();
    put(&reply, "parallelPlay", &JsValue::from(VERSION));
    put(&reply, "id", &field("id"));
    let (origin, parent) = (
        event.origin(),
        web_sys::window().and_then(|w| w.parent().ok().flatten()),
    );
    let result = match name.as_str() {
        "ready" => ready.clone().into(),
        name if Door::has(name) => door.call(name, &arguments(&field("arguments"))),
        name => {
            put(
                &reply,
                "error",
                &JsValue::from(format!("parallelPlay has no function {name:?}")),
            );
            JsValue::UNDEFINED
        }
    };
    spawn_local(async move {
        match JsFuture::from(Promise::resolve(&result)).await {
            Ok(value) => put(&reply, "result", &value),
            Err(error) => put(
                &reply,
                "error",
                &error
                    .dyn_ref::<js_sys::Error>()
                    .map_or(error.clone(), |e| e.message().into()),
            ),
        }
        // A sandboxed embedder has the opaque origin "null", which only "*" reaches; nothing here is secret.
        let target = if origin == "null" || origin.is_empty() {
            "*"
        } else {
            &origin
        };
        if let Some(parent) = parent {
            let _ = parent.post_message(&reply, target);
        }
    });
}
