//! The whole stress suite in a real browser: eight workers on one memory, every primitive on both kinds of words, those of the process's
//! memory and those of the arena. 200,000 operations (20,000 where threads wait for one another); ten million and 200,000 when built with
//! `STRESS=long`. Counts must come out even.
#![cfg(target_arch = "wasm32")]

use core::sync::atomic::{AtomicU32, Ordering};
use engine as _; // Its allocator, and nothing else.
use js_sys::{Array, Function, Promise};
use runtime::context::{self, Process, Tracing};
use runtime::stress::{Load, everything};
use runtime::thread;
use std::sync::OnceLock;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Slots 1 to 8; the test's own worker is slot 0.
const WORKERS: u32 = 8;
/// Far more than the words that the suite puts into it.
const ARENA_PAGES: u32 = 16;
const ARENA: &str =
    "return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })";

/// Starts so many workers on this memory, and keeps its promise once every one of them runs this module. A worker that blocks could not
/// start any, so all must be there before the suite begins.
const START: &str = r#"
    const code = `
        onmessage = async ({ data: { glue, arenaGlue, module, memory, arena } }) => {
            const { setPlace } = await import(arenaGlue);
            const { initSync, live } = await import(glue);
            setPlace(arena, memory);
            initSync({ module, memory, thread_stack_size: 1 << 20 });
            postMessage('ready');
            live();
        };
        postMessage('up');`;
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const [glue, arenaGlue] = ['/wasm-bindgen-test.js', '/arena.js'].map((path) => location.origin + path);
    const one = () => new Promise((ready, fail) => {
        const worker = new Worker(url, { type: 'module' });
        worker.onerror = (event) => fail(new Error(event.message));
        worker.onmessage = ({ data }) => {
            if (data === 'up') worker.postMessage({ glue, arenaGlue, module, memory, arena });
            if (data === 'ready') ready();
        };
    });
    return Promise.all(Array.from({ length: count }, one));
"#;

static PROCESS: OnceLock<&'static Process> = OnceLock::new();
static NEXT_SLOT: AtomicU32 = AtomicU32::new(1);

#[wasm_bindgen(raw_module = "./arena.js")]
extern "C" {
    #[wasm_bindgen(js_name = setPlace)]
    fn set_place(arena: &JsValue, memory: &JsValue);
}

/// What each of the workers does: one thread of the suite after the other.
#[wasm_bindgen]
pub fn live() {
    let slot = NEXT_SLOT.fetch_add(1, Ordering::Relaxed);
    let here = context::enter_slot(PROCESS.wait(), slot);
    thread::run_parked(&here);
}

async fn start_workers(arena: &JsValue) {
    let start = Function::new_with_args("module, memory, arena, count", START);
    let arguments = Array::of4(
        &wasm_bindgen::module(),
        &wasm_bindgen::memory(),
        arena,
        &WORKERS.into(),
    );
    let promise = start
        .apply(&JsValue::UNDEFINED, &arguments)
        .expect("workers");
    JsFuture::from(promise.unchecked_into::<Promise>())
        .await
        .expect("every worker runs this module");
}

fn load() -> Load {
    match option_env!("STRESS") {
        Some("long") => Load::LONG,
        _ => Load::USUAL,
    }
}

#[wasm_bindgen_test]
async fn counts_of_every_primitive_come_out_even_on_both_kinds_of_words() {
    let make = Function::new_with_args("pages", ARENA);
    let arena = make.call1(&JsValue::UNDEFINED, &ARENA_PAGES.into());
    let arena = arena.expect("a memory");
    set_place(&arena, &wasm_bindgen::memory());
    let process = PROCESS.get_or_init(|| Process::leak(0, Tracing::Off));
    thread::expect_workers(process, WORKERS);
    start_workers(&arena).await;

    let here = context::enter_slot(process, 0);
    console_log!("{WORKERS} workers on one memory");
    let mut failures = Vec::new();
    everything(load(), |outcome| {
        console_log!("{outcome}");
        if outcome.tally.is_err() {
            failures.push(outcome.to_string());
        }
    });
    process.finish();
    drop(here);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
