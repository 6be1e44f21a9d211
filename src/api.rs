//! `window.parallelPlay` and its `postMessage` twin: the one door for tests, teachers and embedding pages. See `docs/automation.md`.
//!
//! It sends the same actions as the buttons, so nothing can be done here that a person could not do.

mod describe;
mod frame;

use crate::i18n::{Language, Translator};
use crate::state::{Action, Shared, Ticket};
use crate::supervisor::Supervisor;
use core::cell::{Cell, RefCell};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use scenario::Message;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use yew::Callback;

/// Version of the door: grows when a function is changed or taken away, not when one is added.
pub const VERSION: u32 = 1;

/// The promises that were given out and not yet kept. Cheap to clone.
#[derive(Clone, Default)]
pub struct Promises {
    open: Rc<RefCell<HashMap<u32, (Function, Function)>>>,
    next: Rc<Cell<u32>>,
    ready: Rc<RefCell<Option<Function>>>,
}

impl Promises {
    fn give(&self) -> (Ticket, Promise) {
        let number = self.next.get();
        self.next.set(number + 1);
        let promise = Promise::new(&mut |resolve, reject| {
            self.open.borrow_mut().insert(number, (resolve, reject));
        });
        (Ticket(number), promise)
    }

    /// Resolves with a report.
    pub fn resolve(&self, ticket: Ticket, json: &str) {
        let taken = self.open.borrow_mut().remove(&ticket.0);
        if let (Some((resolve, _)), Ok(report)) = (taken, JSON::parse(json)) {
            // Calling a resolver cannot throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, &report);
        }
    }

    /// Rejects with an `Error` in English, whatever the page's language: programs read it.
    pub fn reject(&self, ticket: Ticket, message: &Message) {
        let taken = self.open.borrow_mut().remove(&ticket.0);
        if let Some((_, reject)) = taken {
            let text = Translator::new(Language::En).t(message);
            let _ = reject.call1(&JsValue::UNDEFINED, &js_sys::Error::new(&text));
        }
    }

    /// Resolves `ready`.
    pub fn ready(&self) {
        let taken = self.ready.borrow_mut().take();
        if let Some(resolve) = taken {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What the functions need.
#[derive(Clone)]
pub(crate) struct Door {
    dispatch: Callback<Action>,
    state: Shared,
    supervisor: Supervisor,
    promises: Promises,
}

/// Opens the door: sets `window.parallelPlay` and listens for messages of the embedding page.
pub fn open(dispatch: Callback<Action>, state: Shared, supervisor: Supervisor, promises: Promises) {
    let door = Door {
        dispatch,
        state,
        supervisor,
        promises,
    };
    let object = Object::new();
    let ready = Promise::new(&mut |resolve, _| *door.promises.ready.borrow_mut() = Some(resolve));
    put(&object, "version", &JsValue::from(VERSION));
    put(&object, "ready", &ready);
    for name in NAMES {
        let door = door.clone();
        let function = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |argument: JsValue| {
            door.call(name, &argument)
        });
        put(&object, name, function.as_ref());
        function.forget(); // Lives as long as the page.
    }
    if let Some(window) = web_sys::window() {
        put(&window, "parallelPlay", &object);
    }
    frame::listen(door, ready);
}

const NAMES: [&str; 6] = ["demos", "run", "stop", "link", "trace", "figures"];

impl Door {
    /// Carries out one function; `run` and `demos` give promises.
    fn call(&self, name: &str, argument: &JsValue) -> JsValue {
        match name {
            "demos" => {
                let state = self.state.clone();
                future_to_promise(async move { Ok(json(&describe::demos(&state).await?)) }).into()
            }
            "run" => {
                let (ticket, promise) = self.promises.give();
                let link = argument
                    .as_string()
                    .unwrap_or_else(|| self.state.borrow().link());
                self.dispatch.emit(Action::RunLink { link, ticket });
                promise.into()
            }
            "stop" => {
                self.dispatch.emit(Action::Stop);
                JsValue::UNDEFINED
            }
            "link" => JsValue::from(self.state.borrow().link()),
            "trace" => json(&describe::trace(&self.state.borrow())),
            "figures" => json(&describe::figures(&self.supervisor.figures())),
            _ => JsValue::UNDEFINED,
        }
    }

    /// Whether there is such a function.
    fn has(name: &str) -> bool {
        NAMES.contains(&name)
    }
}

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::NULL)
}

fn put(target: &JsValue, name: &str, value: &JsValue) {
    // Setting a plain property of an ordinary object cannot fail.
    let _ = Reflect::set(target, &JsValue::from(name), value);
}

fn arguments(list: &JsValue) -> JsValue {
    list.dyn_ref::<Array>()
        .map_or(JsValue::UNDEFINED, |a| a.get(0))
}
