//! `concurrent.futures`: executors whose every call gives a [`Future`].
//!
//! State table of a future
//! | state | meaning | who may change it |
//! |---|---|---|
//! | pending | in the executor's queue | a worker that takes it → running; anybody by `cancel` → cancelled |
//! | running | its call runs | its worker → finished |
//! | cancelled | it will never run | nobody |
//! | finished | value or error are there | nobody |
//!
//! **No lost wake-up.** State, callbacks and watchers lie under one brief lock. Whoever ends a future takes the callbacks and watchers out in the
//! same step that sets the state, then raises `done` and tells them; whoever comes later finds the end. **Ordering**: the lock's, and of
//! `done` the [event](crate::sync::event)'s. **Stop** unwinds out of every wait; futures of a stopped run stay as they are.
//!
//! **Origin.** `concurrent/futures/` of CPython 3.13.
//!
//! **Checked by** `loom_futures`, `tests/futures.rs`, `tests/parity`.

mod builder;
mod calls;
#[cfg(not(loom))]
#[cfg_attr(not(feature = "process-pools"), allow(dead_code))]
mod chunk_mapping;
mod future;
mod mapping;
#[cfg(not(loom))]
#[cfg_attr(not(feature = "process-pools"), allow(dead_code))]
mod process_pool;
mod thread_pool;
mod watch;

pub use builder::ThreadPoolBuilder;
#[cfg(not(loom))]
pub use chunk_mapping::{ChunkMapping, ChunkResults};
pub use future::{Future, Promise};
pub use mapping::{Mapping, Results};
#[cfg(not(loom))]
pub use process_pool::{ProcessPoolBuilder, ProcessPoolExecutor, WithProcesses};
pub use thread_pool::{CancelFutures, Entered, ThreadPoolExecutor, Wait};
pub use watch::{AsCompleted, When, as_completed, wait};
