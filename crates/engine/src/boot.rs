//! A worker's life: enter a memory, run what the page says, leave.

use crate::{heap, stack};
use core::sync::atomic::Ordering;
use js_sys::Uint8Array;
use runtime::context::{self, Ended, Entered, Process, Tracing};
use runtime::ipc::arena;
use runtime::process::{self, Page, Ticket};
use runtime::{platform, thread};
use scenario::Outcome;
use scenario::outcome::TaskError;
use scenario::protocol::{FromWorker, MainBoot, Role, ToWorker};
use std::any::Any;
use std::sync::OnceLock;
use trace::layout::{header, slot};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The worker's own `postMessage`.
    #[wasm_bindgen(js_name = postMessage)]
    fn post_to_page(bytes: &Uint8Array);
}

/// The process that this memory holds, once its main thread's worker has made it.
static PROCESS: OnceLock<(&'static Process, u32)> = OnceLock::new();

/// Lives one life on the memory that this instance was made on and returns the farewell ([`FromWorker::Left`]) for `worker.js` to post once
/// the stack is gone from the memory. `stack_bytes` is the size of this worker's stack, unless it is the memory's first.
///
/// # Blocking
/// Until the program has ended or this worker is no longer needed.
#[wasm_bindgen]
pub fn enter(bytes: &[u8], stack_bytes: u32) -> Vec<u8> {
    let (message, pictures) = opened(bytes);
    let (run, slot) = match message {
        ToWorker::Main(boot) => {
            let run = boot.run;
            main_thread((boot, pictures), stack_bytes);
            (run, 0)
        }
        ToWorker::Parked { run, slot, .. } => {
            parked(run, slot, stack_bytes);
            (run, slot)
        }
    };
    encode(&FromWorker::Left { run, slot })
}

fn main_thread((boot, pictures): (MainBoot, &[u8]), stack_bytes: u32) {
    platform::set_origin_ms(boot.origin_ms);
    platform::set_cores(boot.cores);
    platform::set_need_workers(need_workers);
    process::set_page(Page {
        start: need_process,
        end: end_process,
    });
    demos::run::set_entries();
    #[cfg(feature = "pools")]
    crate::stock::set();
    let tracing = if boot.traced {
        Tracing::Records(boot.ring_records)
    } else {
        Tracing::Off
    };
    let ticket = match boot.role {
        Role::Program { .. } => {
            arena::init(); // Before any other process of the run: the page keeps the buffer from run to run.
            None
        }
        Role::Started { place } => Some(Ticket::started(place)),
        // The table is full: nobody needs a spare process.
        Role::Spare => match Ticket::spare() {
            None => return,
            ticket => ticket,
        },
    };
    let process = Process::leak(ticket.map_or(0, Ticket::number), tracing);
    heap::tell_in(process.header_word(header::HEAP_END));
    thread::expect_workers(process, boot.parked);
    let here = context::enter_slot(process, 0);
    let guard = Guard::new(process, 0, stack_bytes);
    // Only this worker sets it; parked ones wait for it.
    let _ = PROCESS.set((process, boot.run));
    post(&FromWorker::Ready {
        run: boot.run,
        process: process.number(),
        slot: 0,
        header: process.header_address(),
    });
    let finished = match ticket {
        None => run_main(&here, &boot, pictures),
        Some(ticket) => run_started(&here, &boot, ticket),
    };
    guard.check();
    drop(here);
    post(&finished);
    process.finish();
}

/// Lives the life of a process that a program has started; its exit code stands in the table.
fn run_started(here: &Entered, boot: &MainBoot, ticket: Ticket) -> FromWorker {
    process::live(here, ticket);
    FromWorker::Finished {
        run: boot.run,
        process: ticket.number(),
        outcome: Outcome::default(),
        stopped: false,
    }
}

/// Runs the program as the main thread and says how it ended.
fn run_main(here: &Entered, boot: &MainBoot, pictures: &[u8]) -> FromWorker {
    let result = thread::run_here(here, "MainThread", || {
        wait_for_parked(here.context().process(), boot);
        crate::program::run(&boot.scenario, pictures)
    });
    let (outcome, stopped) = match result {
        Ok(outcome) => (outcome, false),
        Err((Ended::Stopped, _)) => (Outcome::default(), true),
        Err((_, payload)) => (
            Outcome {
                error: Some(error_of(&*payload)),
                ..Outcome::default()
            },
            false,
        ),
    };
    FromWorker::Finished {
        run: boot.run,
        process: 0,
        outcome,
        stopped,
    }
}

/// Lets the program begin only when the workers that were sent with it stand ready: their booting would disturb what it measures.
fn wait_for_parked(process: &'static Process, boot: &MainBoot) {
    let Role::Program { spares } = boot.role else {
        return;
    };
    let parked = process.header_word(header::PARKED);
    // Acquire: a worker that has counted itself has made all that a start needs of it.
    thread::stand_by(|| {
        parked.load(Ordering::Acquire) >= boot.parked && process::spares() >= spares
    });
}

fn parked(run: u32, slot: u32, stack_bytes: u32) {
    let (process, _) = *PROCESS.wait();
    let here = context::enter_slot(process, slot);
    let guard = Guard::new(process, slot, stack_bytes);
    post(&FromWorker::Ready {
        run,
        process: process.number(),
        slot,
        header: process.header_address(),
    });
    thread::run_parked(&here);
    guard.check();
}

/// The canary of this worker's stack.
struct Guard {
    address: u32,
}

impl Guard {
    fn new(process: &'static Process, slot: u32, stack_bytes: u32) -> Self {
        let address = stack::put(stack_bytes);
        process
            .slot_word(slot, slot::CANARY)
            .store(address, Ordering::Release);
        Guard { address }
    }

    /// Traps if the stack has overflowed: the memory cannot be trusted any more, so its process is over.
    fn check(&self) {
        if !stack::is_whole(self.address) {
            wasm_bindgen::throw_str("stack overflow: a thread used more stack than it has");
        }
    }
}

fn need_workers(count: u32) {
    if let Some((process, run)) = PROCESS.get() {
        post(&FromWorker::NeedWorkers {
            run: *run,
            process: process.number(),
            count,
        });
    }
}

fn need_process(place: u32) {
    if let Some((_, run)) = PROCESS.get() {
        post(&FromWorker::NeedProcess { run: *run, place });
    }
}

fn end_process(process: u32) {
    if let Some((_, run)) = PROCESS.get() {
        post(&FromWorker::EndProcess { run: *run, process });
    }
}

/// What an uncaught panic becomes: Python would call it so.
fn error_of(payload: &(dyn Any + Send)) -> TaskError {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let message = message
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    TaskError {
        kind: "RuntimeError".to_owned(),
        message,
    }
}

fn post(message: &FromWorker) {
    post_to_page(&Uint8Array::from(encode(message).as_slice()));
}

fn encode(message: &FromWorker) -> Vec<u8> {
    // Fails only for types whose length serde cannot know; the protocol has none.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The page's message and what stands behind it. The page and the engine are of one build; if they are not, nothing can go on.
fn opened(bytes: &[u8]) -> (ToWorker, &[u8]) {
    match postcard::take_from_bytes(bytes) {
        Ok(opened) => opened,
        Err(error) => {
            wasm_bindgen::throw_str(&format!("the page's message cannot be read: {error}"))
        }
    }
}
