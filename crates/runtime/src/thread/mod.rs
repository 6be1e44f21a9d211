//! Starting and ending threads: below Python's `Thread`, which `sync` builds on it.
//!
//! A thread runs on a worker. Workers are made ahead or on demand ([`crate::platform::set_need_workers`]; natively by the operating
//! system), park on the process's start queue, and take one thread after the other until the process is finished or stopped. So a start
//! costs a queue entry and a wake, and the page is needed only when nobody is parked.

mod current;
mod handle;
mod hook;
mod local;
mod low_level;
mod names;
mod object;
pub(crate) mod starts;
mod timer;

pub use current::{active_count, current, enumerate, get_ident, get_native_id, main};
pub use handle::{Handle, Payload};
pub(crate) use hook::caught;
pub use hook::{ExceptHookArgs, exit, raise, reset_excepthook, set_excepthook};
pub use local::Local;
pub use low_level::{allocate_lock, start_new_thread};
pub(crate) use names::next_name;
pub use object::{Returned, Thread};
pub use timer::Timer;

use crate::blocking;
use crate::context::{self, Context, Ended, Entered, Process};
use crate::gil;
use crate::platform;
use crate::stop::{self, Stopped};
use core::sync::atomic::Ordering;
use core::time::Duration;
use handle::Shared;
use starts::Start;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use trace::kinds::{Cause, RecordKind};
use trace::layout::header::{ENTERS, LEAVES};
use trace::layout::stop::UNWIND;

/// Why a thread could not be started. In Python both are `RuntimeError: can't start new thread`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The process has as many workers as it can have.
    #[error("can't start new thread: the process has {max} workers, which is the most it can have", max = trace::layout::MAX_SLOTS)]
    TooMany,
    /// The operating system refused, or in a browser the engine has not said whom to ask for workers.
    #[error("can't start new thread: no worker is to be had")]
    NoWorker,
}

/// Starts a thread of this process that runs `body`. Its trace begins when a worker has taken it; until then it is ready.
///
/// Without a context (natively) it becomes a thread of a process of its own that leaves no records.
///
/// # Errors
/// [`StartError`]; the thread has not been started then.
/// # Cost
/// With a worker parked: a queue entry and a wake, about 10 µs until it runs.
pub fn start(name: &str, body: Box<dyn FnOnce() + Send>) -> Result<Handle, StartError> {
    start_as(0, name, body)
}

/// A thread's id before it is started, by which it stands in the trace as new; 0 without a context.
fn make() -> u32 {
    let Some(here) = context::current() else {
        return 0;
    };
    let thread = here.process().new_thread_id();
    context::record(RecordKind::Spawn, thread, 1, 0);
    thread
}

/// [`start`], as the thread that was made with this id; 0 for one that was not.
fn start_as(made: u32, name: &str, body: Box<dyn FnOnce() + Send>) -> Result<Handle, StartError> {
    let process = own_process()?;
    ask(process, process.starts.book(1).ok_or(StartError::TooMany)?)?;
    let thread = if made == 0 {
        process.new_thread_id()
    } else {
        made
    };
    let shared = Arc::new(Shared::new(thread));
    let parent = context::thread_id();
    context::record(RecordKind::Spawn, shared.thread(), 0, 0);
    process.between().fetch_add(ENTERS, Ordering::AcqRel);
    process.starts.push(Start {
        parent,
        name: name.to_owned(),
        body,
        gil: context::current().and_then(Context::gil),
        shared: shared.clone(),
    });
    Ok(Handle { shared })
}

/// Sees to it that `count` threads can be started soon: asks at once for the workers that are missing.
///
/// # Errors
/// As [`start`]; nothing has been asked for then.
pub fn prepare(count: u32) -> Result<(), StartError> {
    let process = own_process()?;
    let missing = process.starts.book(count).ok_or(StartError::TooMany)?;
    (0..count).for_each(|_| process.starts.free_again());
    ask(process, missing)
}

/// Says that `count` workers are on their way to this process without having been asked for (`MainBoot::parked`).
pub fn expect_workers(process: &'static Process, count: u32) {
    process.starts.expect(count);
}

/// Runs threads on this worker, one after the other, parked in between, until the process is finished or stopped.
///
/// # Blocking
/// Until then.
pub fn run_parked(entered: &Entered) {
    let here = entered.context();
    let starts = &here.process().starts;
    let parked = here.process().header_word(trace::layout::header::PARKED);
    // Looked at before the wait for the next start: a worker whose thread has just been stopped need not unwind a second time.
    let ran = catch_unwind(AssertUnwindSafe(|| {
        while context::stop_word() != UNWIND {
            match starts.next(parked) {
                Some(start) => run(here, start),
                None => return Ended::Returned,
            }
        }
        Ended::Stopped
    }));
    starts.gone();
    if let Err(payload) = &ran {
        assert!(Stopped::is(&**payload), "only Stop unwinds a parked worker");
    }
    if !matches!(ran, Ok(Ended::Returned)) {
        for start in starts.take_all() {
            drop(start.body);
            start.shared.finish(Ended::Stopped, None);
            starts.free_again();
        }
    }
}

/// Runs `body` on this worker as a thread called `name`: the main thread of a process. `Err` tells that it did not return, and carries what
/// its panic carried; after [`Ended::Stopped`] that is nothing of interest.
///
/// With it the program ends: it waits for the threads that are no daemons, and abandons the others (see [`Thread`]'s `daemon`, and
/// [`start_new_thread`]), which Stop ends at their next wait or checkpoint. Unless there were none, the process is stopped afterwards.
///
/// # Blocking
/// Until the threads that are no daemons have ended, and then until the others have left, at most about 100 ms.
pub fn run_here<T>(
    entered: &Entered,
    name: &str,
    body: impl FnOnce() -> T,
) -> Result<T, (Ended, Payload)> {
    let here = entered.context();
    here.begin_thread(here.process().new_thread_id(), 0, name, None);
    let result = catch_unwind(AssertUnwindSafe(|| current::as_main(name, body)))
        .map_err(|payload| (how_ended(&payload), payload));
    // Main has ended, and whoever waits for it or for another daemon is about to be stopped: until then nobody is stuck.
    let between = here.process().between();
    between.fetch_add(ENTERS, Ordering::AcqRel);
    here.end_thread(
        result
            .as_ref()
            .err()
            .map_or(Ended::Returned, |(how, _)| *how),
        platform::now_ns(),
    );
    abandon(here.process());
    between.fetch_add(LEAVES, Ordering::AcqRel);
    result
}

/// Keeps the main thread from beginning until `is_over`, which is asked every half millisecond: while a program's workers boot, nothing that
/// it measures may begin. Meanwhile the thread is ready, not running: it does nothing, and its lane says so.
///
/// # Blocking
/// Until then. Stop unwinds it, as it does every wait. Without a context it only waits.
pub fn stand_by(is_over: impl Fn() -> bool) {
    const PAUSE: Duration = Duration::from_micros(500);
    if is_over() {
        return;
    }
    let here = context::current();
    if let Some(here) = here {
        here.publish_ready(platform::now_ns(), Cause::None, 0);
    }
    while !is_over() {
        stop::check();
        blocking::linger(PAUSE);
    }
    if let Some(here) = here {
        here.publish_running(platform::now_ns());
    }
}

/// Stops whatever still runs, or waits for a worker, once main has ended. A thread that computes without checkpoints does not hear of it: then
/// the page ends its worker. (A process that is being stopped already comes here too, and its threads leave all the sooner.)
fn abandon(process: &'static Process) {
    // A wake may come a moment too early for a thread that is just about to wait: so again and again.
    const TRIES: u32 = 100;
    const PAUSE: Duration = Duration::from_millis(1);
    for _ in 0..TRIES {
        if process.starts.is_idle() {
            return;
        }
        process.stop();
        blocking::linger(PAUSE);
    }
}

fn run(here: &Context, start: Start) {
    let thread = start.shared.thread();
    here.begin_thread(thread, start.parent, &start.name, start.gil);
    // After its status cell speaks of it: a reader sees it here or there.
    let between = here.process().between();
    between.fetch_add(LEAVES, Ordering::AcqRel);
    let mut attached = None;
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _leaving = current::Leaving;
        attached = start.gil.and_then(gil::attach);
        (start.body)();
    }));
    let how = result.as_ref().err().map_or(Ended::Returned, how_ended);
    let ended_ns = platform::now_ns(); // Before the GIL goes: who has given it away does not run.
    drop(attached);
    between.fetch_add(ENTERS, Ordering::AcqRel);
    here.end_thread(how, ended_ns);
    here.process().starts.free_again();
    start.shared.finish(how, result.err());
    between.fetch_add(LEAVES, Ordering::AcqRel);
}

fn how_ended(payload: &Payload) -> Ended {
    if Stopped::is(&**payload) {
        Ended::Stopped
    } else {
        Ended::Raised
    }
}

/// The process whose thread this is.
fn own_process() -> Result<&'static Process, StartError> {
    match context::current() {
        Some(here) => Ok(here.process()),
        None if cfg!(target_arch = "wasm32") => Err(StartError::NoWorker),
        None => Ok(untraced()),
    }
}

/// The process whose thread this is; without a context one of its own that leaves no records.
#[cfg(not(loom))]
pub(crate) fn own_process_or_main() -> &'static Process {
    context::current().map_or_else(untraced, Context::process)
}

fn untraced() -> &'static Process {
    static UNTRACED: OnceLock<&Process> = OnceLock::new();
    UNTRACED.get_or_init(|| Process::leak(0, context::Tracing::Off))
}

/// Asks for workers: the page by the engine's hook, natively the operating system.
fn ask(process: &'static Process, count: u32) -> Result<(), StartError> {
    if count == 0 {
        return Ok(());
    }
    if let Some(ask) = platform::need_workers() {
        ask(count);
        return Ok(());
    }
    (0..count).try_for_each(|_| new_worker(process))
}

/// In a browser only the page makes workers.
#[cfg(target_arch = "wasm32")]
fn new_worker(process: &'static Process) -> Result<(), StartError> {
    process.starts.gone();
    Err(StartError::NoWorker)
}

#[cfg(not(target_arch = "wasm32"))]
fn new_worker(process: &'static Process) -> Result<(), StartError> {
    let body = move || match context::enter_free_slot(process) {
        Some(entered) => run_parked(&entered),
        None => process.starts.gone(),
    };
    std::thread::Builder::new()
        .spawn(body)
        .map(drop)
        .map_err(|_| {
            process.starts.gone();
            StartError::NoWorker
        })
}
