//! What tasks do: CPU kernels and IO models, one file each, pure apart from the [`Checkpoint`] they are given.
//!
//! Same arguments, same value, on every thread and machine. A kernel passes a checkpoint every few hundred microseconds *of work, counted*,
//! never by a clock. Never knows: threads, time, scenarios. Entry points: [`WORKLOADS`], [`find`].
#![forbid(unsafe_code)]

mod checkpoint;
mod collatz;
mod count_up;
mod download;
mod empty;
mod fail;
pub mod latency;
mod lengths;
mod mandelbrot;
mod matrix;
mod mixed;
mod picture;
mod primes;
mod random;
mod search;
mod server;
mod sha256;
mod sleep;
mod sort;
mod spin;
mod spin_deaf;
mod thumbnail;
mod wait_forever;

pub use checkpoint::{Checkpoint, Free};
pub use collatz::collatz;
pub use count_up::count_up;
pub use lengths::Lengths;
pub use mandelbrot::row as mandelbrot_row;
pub use matrix::{product as matrix_product, side as matrix_side};
pub use mixed::mixed;
pub use picture::Picture;
pub use primes::primes;
pub use random::{Draws, mix};
pub use search::{LETTERS_MAX, search};
pub use sha256::chain as sha256_chain;
pub use sort::{NUMBERS_MAX, middle as sorted_middle};
pub use spin::spin;
pub use thumbnail::{PIXELS_MAX, scale as thumbnail};

use core::time::Duration;

/// What a task is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arguments {
    /// Index of the task in its list.
    pub index: u32,
    /// Number of tasks in the list.
    pub tasks: u32,
    /// Size of the CPU kernel: primes below it are counted, so many numbers sorted, so many digests chained.
    pub n: u32,
    /// Length of the simulated IO.
    pub latency: Duration,
    /// Share of computing in a mixed task, 0 (only waits) to 1 (only computes); outside of this it counts as the nearer end.
    pub cpu_share: f64,
    /// Of every random choice.
    pub seed: u32,
    /// How far waits differ from the latency: 0 not at all.
    pub spread: f64,
    /// Bytes a second that a line carries.
    pub bandwidth: f64,
}

impl Arguments {
    /// The first task of one, which computes at size `n` and waits for nothing.
    pub fn computing(n: u32) -> Self {
        Arguments {
            index: 0,
            tasks: 1,
            n,
            latency: Duration::ZERO,
            cpu_share: 1.0,
            seed: 0,
            spread: 0.0,
            bandwidth: 0.0,
        }
    }

    /// The first task of one, which waits so long and computes nothing.
    pub fn waiting(latency: Duration) -> Self {
        Arguments {
            latency,
            cpu_share: 0.0,
            ..Arguments::computing(0)
        }
    }
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

/// Those that the demos of computing and waiting name. A program that looks here alone brings no other kernel into its engine.
pub const BASIC: &[Workload] = &[primes::WORKLOAD, sleep::WORKLOAD, mixed::WORKLOAD];

/// All workloads, in the order of `scenario::catalogue`.
pub const WORKLOADS: &[Workload] = &[
    primes::WORKLOAD,
    sleep::WORKLOAD,
    mixed::WORKLOAD,
    collatz::WORKLOAD,
    mandelbrot::WORKLOAD,
    sha256::WORKLOAD,
    matrix::WORKLOAD,
    sort::WORKLOAD,
    search::WORKLOAD,
    thumbnail::WORKLOAD,
    latency::UNIFORM,
    latency::LOG_NORMAL,
    server::WORKLOAD,
    download::WORKLOAD,
    empty::WORKLOAD,
    fail::WORKLOAD,
    spin::WORKLOAD,
    spin_deaf::WORKLOAD,
    wait_forever::WORKLOAD,
];

/// The workload of [`WORKLOADS`] with this id.
pub fn find(id: &str) -> Option<&'static Workload> {
    WORKLOADS.iter().find(|workload| workload.id == id)
}

/// The workload of [`BASIC`] with this id.
pub fn basic(id: &str) -> Option<&'static Workload> {
    BASIC.iter().find(|workload| workload.id == id)
}
