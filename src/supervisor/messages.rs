//! The messages between page and worker: the boot envelope that is sent, and what comes back.

use super::run::Run;
use js_sys::{Object, Reflect, Uint8Array, WebAssembly};
use scenario::protocol::{FromWorker, MainBoot, Role, ToWorker};
use wasm_bindgen::{JsCast, JsValue};

/// What a worker may post, opened.
#[derive(Debug)]
pub enum Said {
    /// A message of the protocol.
    Message(FromWorker),
    /// Its thread ended by a trap or an unexpected error; what JavaScript said of it.
    Crash(String),
    /// A tick of the timer worker.
    Tick,
}

/// The boot envelope: `www/worker.js` opens it. Fields are set by hand, because module, memory and arena are handles, not values. Behind the
/// message stands what goes `along`.
pub fn envelope(
    module: &WebAssembly::Module,
    memory: &WebAssembly::Memory,
    arena: &WebAssembly::Memory,
    stack: u32,
    (to, along): (&ToWorker, &[u8]),
) -> JsValue {
    // Encoding into a Vec can fail only for types that serde cannot know the length of; ToWorker has none.
    let mut bytes = postcard::to_allocvec(to).unwrap_or_default();
    bytes.extend_from_slice(along);
    object(&[
        ("module", module.into()),
        ("memory", memory.into()),
        ("arena", arena.into()),
        ("bytes", Uint8Array::from(bytes.as_slice()).into()),
        ("stack", stack.into()),
    ])
}

/// What the worker of this seat is told: a process's first is its main thread, the others park.
pub fn boot(run: &Run, process: usize, slot: u32, cores: u32) -> ToWorker {
    let hosted = &run.processes[process];
    if slot > 0 {
        return ToWorker::Parked {
            run: run.number,
            process: hosted.number,
            slot,
            origin_ms: run.origin_ms,
            ring_records: run.ring_records(),
        };
    }
    ToWorker::Main(MainBoot {
        run: run.number,
        role: hosted.role,
        origin_ms: run.origin_ms,
        // Who was started by a program, or may be, knows what to do by other ways.
        scenario: match hosted.role {
            Role::Program { .. } => run.request.scenario.encode(),
            _ => Vec::new(),
        },
        parked: hosted.seats.len() as u32 - 1,
        ring_records: run.ring_records(),
        traced: run.request.traced,
        cores,
    })
}

/// Tells the timer worker to tick every `ms` milliseconds; 0 = not at all.
pub fn tick_every(ms: u32) -> JsValue {
    object(&[("tick", ms.into())])
}

/// Opens what a worker posted. Anything unknown is a crash that says so: engine and page are of one build, or something is broken.
pub fn open(data: &JsValue) -> Said {
    if data.is_null() {
        return Said::Tick;
    }
    if let Some(text) = data.as_string() {
        return Said::Crash(text);
    }
    let Some(bytes) = data.dyn_ref::<Uint8Array>() else {
        return Said::Crash("a worker posted something that is not a message".to_owned());
    };
    match postcard::from_bytes(&bytes.to_vec()) {
        Ok(message) => Said::Message(message),
        Err(error) => Said::Crash(format!("a worker's message cannot be read: {error}")),
    }
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
