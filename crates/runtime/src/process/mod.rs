//! Processes: memories of their own, started with an entry point and bytes, joined by their exit codes.
//!
//! In a browser a process is an instance of the engine on a `WebAssembly.Memory` of its own; natively, where tests and benchmarks run, it is a
//! [`context::Process`](crate::context::Process) of its own whose main thread is a thread of the operating system: all that stands here runs there too, but
//! memory is *not* isolated natively, so no native test can show isolation.
//!
//! State and exit code of every process stand in the arena ([`table`]), so `join`, `is_alive` and `exitcode` ask nobody. Only the page
//! makes memories and workers: [`page`] asks it to, by hooks that the engine sets.
//!
//! **Ending.** A process ends by itself, by an error that nobody caught (exit code 1), by `sys.exit` ([`exit`]), by a signal (−15, −9: it traps at its
//! next wait or checkpoint, nothing unwinds, what it holds stays held), or by a crash (−11). None of these ends another process.
//!
//! Never knows: what an entry point means, the page, scenarios.

pub mod entries;
pub(crate) mod family;
mod life;
mod object;
pub(crate) mod page;
mod parcel;
mod table;

pub use entries::{Arguments, BUILT_IN, Body, arguments, set_program};
pub use family::{ParentProcess, active_children, current_process, getpid, parent_process};
pub use life::{Ticket, exit, exit_with, live};
pub use object::Process;
#[cfg(not(target_arch = "wasm32"))]
pub use page::run_of;
pub use page::{Page, set_page};
pub use table::{Place, spares};
pub(crate) use {family::identity, table::has_ended, table::is_buried};

use crate::error::{Error, Kind};
use crate::platform;

/// The signal of `terminate`.
pub const SIGTERM: u32 = 15;
/// The signal of `kill`.
pub const SIGKILL: u32 = 9;
/// Exit code of a process that crashed: a trap, a stack overflow. What a system says of a segmentation fault.
pub const CRASHED: i32 = -11;

/// Cores that this machine seems to have.
///
/// Origin: `multiprocessing.cpu_count`; in a browser `navigator.hardwareConcurrency`, which may be capped.
pub fn cpu_count() -> u32 {
    platform::cores()
}

/// Does nothing, as in Python everywhere but in a frozen Windows program.
///
/// Origin: `multiprocessing.freeze_support`.
pub fn freeze_support() {}

fn assertion(text: &'static str) -> Error {
    Error::new(Kind::Assertion, text)
}
