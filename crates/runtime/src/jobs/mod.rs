//! `multiprocessing.Pool` and its twin on threads: pools as Python programs use them.
//!
//! A *job* is one submitted call (`apply_async`, `map` …): all its tasks, one [`AsyncResult`]. Its tasks are cut into orders, one for each chunk,
//! that go through a [`board`] to the workers; what a worker brings back is handed in by itself or, once a job has callbacks, by the pool's
//! result handler, a thread of its own.
//!
//! Written once over two questions: how a worker is started ([`Crew::start`]), and how a task gets to where it runs ([`Crew::Seat`]: for
//! a thread that is nowhere else, for a process it is the way there). [`crate::pool`] beside it is the pool of measurements: a list of
//! tasks known by their index, no job, no message for each task.
//!
//! | state | `apply`, `map` … | workers | results |
//! |---|---|---|---|
//! | running | taken | wait for orders | handed in |
//! | closed | `ValueError: Pool not running` | leave when nothing is left to do or to be read | handed in |
//! | terminated | the same | leave after the task they are at | thrown away, and counted |
//!
//! **Origin.** `multiprocessing/pool.py` of CPython 3.13. Where CPython needs three handler threads this needs none, one for callbacks, one for
//! `imap`'s input.
//!
//! **Checked by** `loom_jobs`, `loom_turns`, `tests/jobs.rs`, `tests/parity`.

pub mod board;
mod chunks;
mod crew;
mod imap;
mod pool;
#[cfg(not(loom))]
#[cfg_attr(not(feature = "process-pools"), allow(dead_code, unused_imports))]
mod processes;
mod reading;
mod result;
mod spread;
mod task;
mod thread_pool;
pub mod turns;

pub use crew::{Crew, ThreadCrew};
pub use imap::{Imap, ImapUnordered};
pub use pool::{JobPool, Scope, Tally, default_chunksize};
#[cfg(all(not(loom), feature = "process-pools"))]
pub(crate) use processes::work;
#[cfg(not(loom))]
pub use processes::{
    AnyFunction, Function, Numbering, Outgoing, PREPARE, Pool, PoolBuilder, ProcessCrew, RUN,
    RunShare, set_functions, set_lists,
};
#[cfg(all(not(loom), feature = "process-pools", feature = "work-stealing"))]
pub(crate) use processes::{Brought, make};
#[cfg(not(loom))]
pub(crate) use processes::{Initializer, OnDeath, OnExit, Team, TeamPlan, initializer, number_of};
pub use result::{AsyncResult, Callbacks};
pub use spread::Spread;
pub(crate) use task::{Number, traced};
pub use thread_pool::{Builder, ThreadPool};
