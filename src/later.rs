//! What a first visit does without: code that is fetched when somebody first runs something, or presses what needs it.
//!
//! It is a part of this very module, cut off after compiling (`crates/xtask/src/split.rs`): the same memory, the same types, called like
//! anything else once it is here. Each area of the screen says in a table of functions ([`Parts`]) what of it comes later. What is native, and
//! what `cargo xtask serve` builds, is not cut: there everything is here from the beginning.

#[cfg(cut)]
mod border;

use crate::charts::{Told, told};
#[cfg(cut)]
use crate::fetch;
use crate::i18n::{self, Language};
use crate::state::Ended;
use crate::{result, saved, timeline};
use wasm_bindgen::JsValue;

/// The functions that come later, by area of the screen.
pub struct Parts {
    /// The sentences that only those functions say.
    pub words: fn(Language) -> &'static str,
    /// Below and beside the picture of a run.
    pub timeline: timeline::Later,
    /// The result of a run that is over, or hangs.
    pub result: result::Later,
    /// Runs as files.
    pub saved: saved::Later,
    /// The charts of what a program told.
    pub told: fn(&Ended) -> Told,
}

static PARTS: Parts = Parts {
    words: i18n::later,
    timeline: timeline::LATER,
    result: result::LATER,
    saved: saved::LATER,
    told,
};

/// The code that comes later, once it is here: whoever has one may call it.
#[derive(Clone, Copy)]
pub struct Later(&'static Parts);

impl core::ops::Deref for Later {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl core::fmt::Debug for Later {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Later")
    }
}

/// The code that comes later on its way to the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arrival {
    /// Nobody has needed it yet.
    #[cfg_attr(
        not(any(cut, test)),
        expect(dead_code, reason = "what is not cut is here from the beginning")
    )]
    Unasked,
    /// On its way.
    Coming,
    /// Here.
    Here(Later),
    /// It could not be fetched.
    Missing,
}

impl Default for Arrival {
    #[cfg(cut)]
    fn default() -> Self {
        Arrival::Unasked
    }

    #[cfg(not(cut))]
    fn default() -> Self {
        Arrival::Here(Later(&PARTS))
    }
}

impl Arrival {
    /// The code, once it is here.
    pub fn here(self) -> Option<Later> {
        match self {
            Arrival::Here(later) => Some(later),
            _ => None,
        }
    }
}

/// Fetches it; whoever asks while it comes waits for the same.
///
/// # Errors
/// What failed, as JavaScript said it; the next call tries again.
#[cfg(cut)]
pub async fn fetch() -> Result<Later, JsValue> {
    use core::cell::RefCell;
    use js_sys::{Object, Promise, Reflect, WebAssembly};
    use wasm_bindgen_futures::{JsFuture, future_to_promise};

    thread_local! {
        static COMING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    }

    async fn load() -> Result<JsValue, JsValue> {
        let document = web_sys::window().and_then(|w| w.document());
        let root = document.and_then(|d| d.document_element());
        let name = root.and_then(|root| root.get_attribute("data-later"));
        let module = fetch::module(&name.ok_or(JsValue::NULL)?).await?;
        // Memory, table and stack are this module's own; what comes puts its functions into the table.
        let imports = Object::new();
        Reflect::set(&imports, &"__wasm_split".into(), &wasm_bindgen::exports())?;
        WebAssembly::Instance::new(&module, &imports).map(JsValue::from)
    }

    let coming = COMING.with_borrow_mut(|coming| {
        coming
            .get_or_insert_with(|| future_to_promise(load()))
            .clone()
    });
    match JsFuture::from(coming).await {
        Ok(_) => Ok(Later(border::parts())),
        Err(error) => {
            COMING.take();
            Err(error)
        }
    }
}

/// It is here.
///
/// # Errors
/// Never.
#[cfg(not(cut))]
pub async fn fetch() -> Result<Later, JsValue> {
    Ok(Later(&PARTS))
}
