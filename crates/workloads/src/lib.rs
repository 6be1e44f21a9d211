//! What tasks do: CPU kernels and IO models, one file each, pure apart from the [`Checkpoint`] they are given.
//!
//! Same arguments, same value, on every thread and machine. A kernel passes a checkpoint every few hundred microseconds *of work, counted*,
//! never by a clock. Never knows: threads, time, scenarios. Entry points: [`WORKLOADS`], [`find`].
#![forbid(unsafe_code)]

mod checkpoint;
mod empty;
mod fail;
mod mixed;
mod primes;
mod sleep;
mod spin;
mod spin_deaf;
mod wait_forever;

pub use checkpoint::{Checkpoint, Free};
pub use mixed::mixed;
pub use primes::primes;
pub use spin::spin;

use core::time::Duration;

/// What a task is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arguments {
    /// Index of the task in its list.
    pub index: u32,
    /// Size of the CPU kernel: primes below it are counted.
    pub n: u32,
    /// Length of the simulated IO.
    pub latency: Duration,
    /// Share of computing in a mixed task, 0 (only waits) to 1 (only computes); outside of this it counts as the nearer end.
    pub cpu_share: f64,
}

/// What a task returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Unit,
    /// A whole number.
    Integer(i64),
}

/// What a task raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Python's type name.
    pub kind: &'static str,
    /// Message.
    pub message: String,
}

/// A workload that a task list can be made of.
#[derive(Debug)]
pub struct Workload {
    /// Id, as in `scenario::catalogue`.
    pub id: &'static str,
    /// Runs one task.
    pub run: fn(&Arguments, &dyn Checkpoint) -> Result<Value, Failure>,
}

/// All workloads, in the order of `scenario::catalogue`.
pub const WORKLOADS: &[Workload] = &[
    primes::WORKLOAD,
    sleep::WORKLOAD,
    mixed::WORKLOAD,
    empty::WORKLOAD,
    fail::WORKLOAD,
    spin::WORKLOAD,
    spin_deaf::WORKLOAD,
    wait_forever::WORKLOAD,
];

/// The workload with this id.
pub fn find(id: &str) -> Option<&'static Workload> {
    WORKLOADS.iter().find(|workload| workload.id == id)
}
