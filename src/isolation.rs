//! Isolation on hosts that send no headers: a service worker (`www/isolate.js`) adds them, and the page loads once more.

use crate::state::Machine;
use crate::stored::{self, Tried};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Whether it is worth a try: once a visit, only by a page of its own (a frame depends on the page around it), only where browsers allow it.
///
/// A page that is isolated may try again later, should its service worker have been taken away.
pub fn can_try(machine: &Machine) -> bool {
    if machine.isolated {
        stored::keep_tried(Tried::No);
        return false;
    }
    let Some(window) = web_sys::window() else {
        return false;
    };
    let is_alone = window.parent().ok().flatten().as_ref() == Some(&window);
    // Storage that is switched off could not tell that it was tried: better no try than page loads without end.
    is_alone && container().is_some() && stored::tried() == Some(Tried::No)
}

/// Registers the service worker and loads the page again once it is ready; calls `refused` where the host or the browser does not let it.
pub fn try_once(refused: impl FnOnce() + 'static) {
    spawn_local(async move {
        if register().await.is_err() {
            refused();
            return;
        }
        stored::keep_tried(Tried::Yes);
        let reloaded = web_sys::window().map(|window| window.location().reload());
        // A browser that does not load again shows the page as it is, with what is missing.
        let _ = reloaded;
    });
}

async fn register() -> Result<(), JsValue> {
    let container = container().ok_or(JsValue::NULL)?;
    let register: Function = Reflect::get(&container, &"register".into())?.dyn_into()?;
    let registered: Promise = register
        .call1(&container, &"isolate.js".into())?
        .dyn_into()?;
    JsFuture::from(registered).await?;
    let ready: Promise = Reflect::get(&container, &"ready".into())?.dyn_into()?;
    JsFuture::from(ready).await.map(drop)
}

/// There is none outside of secure contexts.
fn container() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.is_object().then_some(container)
}
