//! Pools whose workers are processes: the same jobs as on threads, and orders that travel as bytes.
//!
//! ```text
//! board ──feed──▶ lane of orders ──▶ any worker process that is free
//!   ▲                                      │
//!   └── courier ◀── lane of results ◀──────┘
//! ```
//! An order is written to bytes by whoever feeds: the thread that submits it or, when too much is on its way, the [`courier`], a thread of the pool
//! which also hands results in, notices that a worker has ended, and starts another. A worker takes the next order when it is free, so lists
//! are balanced as on threads; what it has taken is lost with it.
//!
//! A list that is known by its length goes as one order for each worker, which then takes chunks by a counter ([`shares`]).
//!
//! **Origin.** `multiprocessing/pool.py` of CPython 3.13, whose three handler threads are one here. **Checked by** `tests/process_pool.rs`,
//! `tests/parity/process_pools.rs`.

mod courier;
mod crew;
mod desk;
mod function;
mod lane;
mod list;
mod out;
mod outgoing;
mod pool;
mod shares;
mod staff;
mod worker;
mod written;

pub(crate) use courier::{OnDeath, Plan as TeamPlan, Team};
pub use crew::ProcessCrew;
pub use function::{AnyFunction, Function, Numbering, set_functions};
pub(crate) use function::{Initializer, initializer, number_of};
#[cfg(all(feature = "process-pools", feature = "work-stealing"))]
pub(crate) use list::make;
pub use list::{PREPARE, RUN, RunShare, set_lists};
pub use outgoing::Outgoing;
pub use pool::{Pool, PoolBuilder};
#[cfg(all(feature = "process-pools", feature = "work-stealing"))]
pub(crate) use shares::Brought;
pub(crate) use worker::{OnExit, work};
