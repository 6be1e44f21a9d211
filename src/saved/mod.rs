//! Runs as files: saving the one on the screen, and reading one that a person chose, dropped or that the build carries.
//!
//! The bytes are `report::run_file`'s; here they are packed, fetched and handed to the browser. Nothing is sent anywhere.

mod drop;
mod pack;
pub mod pictures;

pub use drop::listen;

use crate::fetch::{self, text_of};
use crate::state::{Action, History, Opened, Reason, RunView};
use crate::{download, later};
use pack::{pack, unpack};
use report::run_file::{self, FILE_MAX, FileError};
use scenario::Message;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, HtmlInputElement};
use yew::Callback;

/// What the names of such files end in.
pub const ENDING: &str = ".pprun";

/// What of this comes later.
pub struct Later {
    /// Saves a run.
    pub save: fn(RunView, Callback<Action>),
    /// Reads a file.
    pub open: fn(Blob, Reason, Callback<Action>),
    /// Looks at files for pictures.
    pub pictures: fn(Vec<File>, Callback<Action>),
}

pub(crate) const LATER: Later = Later {
    save: save_now,
    open: open_now,
    pictures: pictures::take_now,
};

/// Saves a run that is over; says so where it cannot be.
pub fn save(view: RunView, dispatch: Callback<Action>) {
    with_later(dispatch, |later, dispatch| {
        (later.saved.save)(view, dispatch)
    });
}

/// Reads a file and says what came of it.
pub fn open(file: Blob, reason: Reason, dispatch: Callback<Action>) {
    with_later(dispatch, move |later, dispatch| {
        (later.saved.open)(file, reason, dispatch)
    });
}

/// Does something with what comes later; where that cannot be fetched the page says so.
fn with_later(
    dispatch: Callback<Action>,
    act: impl FnOnce(crate::later::Later, Callback<Action>) + 'static,
) {
    spawn_local(async move {
        let later = later::fetch().await.ok();
        dispatch.emit(Action::LaterCame(later));
        if let Some(later) = later {
            act(later, dispatch);
        }
    });
}

fn save_now(view: RunView, dispatch: Callback<Action>) {
    spawn_local(async move {
        let Some(recorded) = view.recorded() else {
            return;
        };
        let content = view.history.to_file(&recorded);
        match pack(&content).await {
            Ok(packed) => download::bytes(
                &format!("{}{ENDING}", view.card.spec.id),
                &run_file::seal(&packed, content.len()),
            ),
            Err(error) => dispatch.emit(Action::FileRefused(browser_said(&error))),
        }
    });
}

/// Lets the person choose a file and reads it; nothing happens where they choose none.
pub fn ask(dispatch: Callback<Action>) {
    let document = web_sys::window().and_then(|w| w.document());
    let input = document.and_then(|d| d.create_element("input").ok());
    let Some(input) = input.and_then(|i| i.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    input.set_type("file");
    input.set_accept(ENDING);
    let chosen = input.clone();
    let listener = Closure::once_into_js(move || {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            open(file.into(), Reason::Chosen, dispatch);
        }
    });
    input.set_onchange(listener.dyn_ref());
    input.click();
}

/// Fetches the recorded run of a demo. Without it the page goes on as it is: it says already that nothing can run.
pub fn fetch_recorded(demo: &'static str, dispatch: Callback<Action>) {
    spawn_local(async move {
        if let Ok(blob) = fetch::blob(&format!("recorded/{demo}{ENDING}")).await {
            open(blob, Reason::StandIn(demo), dispatch);
        }
    });
}

fn open_now(file: Blob, reason: Reason, dispatch: Callback<Action>) {
    spawn_local(async move {
        dispatch.emit(match read(&file, reason).await {
            Ok(opened) => Action::FileCame(Rc::new(opened)),
            Err(message) => Action::FileRefused(message),
        });
    });
}

async fn read(file: &Blob, reason: Reason) -> Result<Opened, Message> {
    // The envelope is far smaller than what may be left over here.
    if file.size() > (FILE_MAX + 4096) as f64 {
        let most = (FILE_MAX >> 20) as u32;
        return Err(FileError::TooLarge { most }.message());
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|error| browser_said(&error))?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let envelope = run_file::open(&bytes).map_err(|error| error.message())?;
    let content = unpack(envelope.packed, envelope.length)
        .await
        .map_err(|error| browser_said(&error))?;
    let content = content.filter(|content| content.len() == envelope.length);
    let file = content
        .ok_or(FileError::Damaged { what: "gzip" })
        .and_then(|content| run_file::read(&content, envelope.version))
        .map_err(|error| error.message())?;
    Ok(Opened {
        recorded: file.recorded,
        history: History::of_file(file.timeline, file.tape),
        reason,
    })
}

fn browser_said(error: &JsValue) -> Message {
    Message::new("file-refused").text("detail", text_of(error))
}
