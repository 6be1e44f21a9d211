//! Computing and waiting: what speeds up, and what does not.

pub mod cpu_or_io;
pub mod free_threaded;
pub mod gil_cpu_threads;
pub mod gil_io_threads;
pub mod speedup;

use scenario::Scenario;

/// What a task of the load "mixed" does: primes below `n`, then a wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixed {
    /// Primes are counted below this.
    pub n: i64,
    /// Milliseconds to wait after that.
    pub wait_ms: f64,
}

/// Parts of a mixed task at a share of computing in percent, from the scenario's `n` and `latency`, as the workload `mixed` divides them.
pub fn mixed(scenario: &Scenario, share: i64) -> Mixed {
    let n = (scenario.integer("n") * share + 50) / 100;
    Mixed {
        n,
        wait_ms: scenario.scaled_ms("latency") * (100 - share) as f64 / 100.0,
    }
}

/// Whether the scenario compares an executor of several threads. In Python they are one program: the GIL comes with the interpreter.
pub(crate) fn compares_pools(scenario: &Scenario) -> bool {
    scenario
        .choices("executors")
        .iter()
        .any(|id| id != "serial")
}

/// Threads that a run needs whose scenario has `workers` and `executors`.
pub(crate) fn pool_threads(scenario: &Scenario) -> u32 {
    if compares_pools(scenario) {
        u32::try_from(scenario.integer("workers")).unwrap_or(0)
    } else {
        0
    }
}
