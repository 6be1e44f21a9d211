//! The heart: threads, locks, queues, pools and executors on shared memory, written once above the futex word and run natively (tests,
//! benchmarks), in a wasm memory (threads of one process) and in the arena (between processes).
//!
//! **Stop.** A stopped run unwinds out of every wait and checkpoint with the payload [`stop::Stopped`]. No primitive returns "stopped",
//! and no program handles it: every `catch_unwind` of ours passes it on, guards let go in `Drop`, and while unwinding a wait returns at once.
//!
//! Never knows: scenarios, demos, the page. Time comes from [`platform`] alone.
#![deny(unsafe_code)]
#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

pub mod blocking;
pub mod checkpoint;
pub mod context;
pub mod error;
pub mod executors;
pub mod futex;
pub mod futures;
pub mod gil;
#[cfg(not(loom))]
pub mod ipc;
pub mod jobs;
pub mod platform;
pub mod pool;
#[cfg(not(loom))]
pub mod process;
pub mod spin;
pub mod stop;
#[cfg(feature = "stress")]
pub mod stress;
pub mod sync;
pub mod task;
pub mod thread;
