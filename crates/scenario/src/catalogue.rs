//! The catalogue: what the page shows of each executor and workload.
//!
//! An implementation matches the enums exhaustively, so that the compiler finds what is missing. A row says whether it is offered yet:
//! forms and links take only what is.

mod rows;

use crate::message::Text;
use crate::parameters::{Choice, Unit};

pub use rows::{EXECUTORS, WORKLOADS};

/// A way to run a task list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Executor {
    /// One after the other, on the calling thread.
    Serial,
    /// A pool of threads over one memory.
    Threads,
    /// A pool of threads that hand a GIL around.
    ThreadsGil,
    /// A pool of processes, each with a memory of its own.
    Processes,
    /// Threads that steal tasks from one another.
    WorkStealing,
    /// `wasm-bindgen-rayon` as it comes, the reference.
    RayonStock,
    /// Coroutines on one thread.
    Async,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Workload {
    /// CPU kernel: counts primes by trial division.
    Primes,
    /// IO model: blocks for the latency.
    Sleep,
    /// Some of both.
    Mixed,
    /// CPU kernel: the longest chain of Collatz's rule.
    Collatz,
    /// CPU kernel: one row of the Mandelbrot set.
    Mandelbrot,
    /// CPU kernel: a chain of SHA-256 digests.
    Sha256,
    /// CPU kernel: the product of two matrices.
    Matrix,
    /// CPU kernel: sorts random numbers.
    Sort,
    /// CPU kernel: counts a word in a random text.
    Search,
    /// CPU kernel: makes a picture and scales it down.
    Thumbnail,
    /// IO model: blocks for a random time, each as likely as any other.
    WaitUniform,
    /// IO model: blocks for a random time, mostly short, rarely very long.
    WaitLogNormal,
    /// IO model: a server with so many connections.
    Server,
    /// IO model: bytes over one line that all tasks share.
    Download,
    /// Nothing: measures what a task costs by itself.
    Empty,
    /// Raises an error.
    Fail,
    /// Computes for ever, with checkpoints.
    Spin,
    /// Computes for ever, without checkpoints.
    SpinDeaf,
    /// Waits for what never comes.
    WaitForever,
}

/// What the page shows of an executor.
#[derive(Debug)]
pub struct ExecutorRow {
    /// Which.
    pub executor: Executor,
    /// Whether forms and links take it.
    pub available: bool,
    /// Name.
    pub name: Text,
    /// One sentence.
    pub summary: Text,
    /// Name of its colour: the token `--series-<name>`.
    pub series: &'static str,
    /// How its points are drawn.
    pub marker: Marker,
}

/// What the page shows of a workload.
#[derive(Debug)]
pub struct WorkloadRow {
    /// Which.
    pub workload: Workload,
    /// Name.
    pub name: Text,
    /// One sentence.
    pub summary: Text,
    /// Key of the parameter that says how big it is; `None` when it has no size.
    pub size: Option<&'static str>,
    /// Unit of the size.
    pub unit: Unit,
}

/// Shape of a point in charts (style.md, 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// ■
    Square,
    /// ●
    Disc,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ✚
    Cross,
    /// The cross, hollow, its line dotted.
    HollowCross,
    /// ○
    Ring,
}

impl Marker {
    /// The word in drawings and tests.
    pub fn id(self) -> &'static str {
        match self {
            Marker::Square => "square",
            Marker::Disc => "disc",
            Marker::Triangle => "triangle",
            Marker::Diamond => "diamond",
            Marker::Cross => "cross",
            Marker::HollowCross => "hollow-cross",
            Marker::Ring => "ring",
        }
    }
}

/// Ids of the executors that the engine of every group has, as a constant for cards.
pub const OFFERED_EXECUTORS: &[&str] = &["serial", "threads", "threads-gil"];

/// Ids of those that run any workload, in the engine of the group `pools`.
pub const POOL_EXECUTORS: &[&str] = &[
    "serial",
    "threads",
    "threads-gil",
    "processes",
    "work-stealing",
    "rayon-stock",
];

/// The executors as choices of a parameter.
pub(crate) const EXECUTOR_CHOICES: &[Choice] = &executor_choices();

/// The workloads as choices of a parameter.
pub(crate) const WORKLOAD_CHOICES: &[Choice] = &workload_choices();

impl Executor {
    /// Id in links and reports.
    pub const fn id(self) -> &'static str {
        match self {
            Executor::Serial => "serial",
            Executor::Threads => "threads",
            Executor::ThreadsGil => "threads-gil",
            Executor::Processes => "processes",
            Executor::WorkStealing => "work-stealing",
            Executor::RayonStock => "rayon-stock",
            Executor::Async => "async",
        }
    }

    /// The executor with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        EXECUTORS
            .iter()
            .map(|row| row.executor)
            .find(|executor| executor.id() == id)
    }

    /// Its row.
    pub fn row(self) -> &'static ExecutorRow {
        &EXECUTORS[self as usize]
    }
}

impl Workload {
    /// Id in links and reports.
    pub const fn id(self) -> &'static str {
        match self {
            Workload::Primes => "primes",
            Workload::Sleep => "sleep",
            Workload::Mixed => "mixed",
            Workload::Collatz => "collatz",
            Workload::Mandelbrot => "mandelbrot",
            Workload::Sha256 => "sha256",
            Workload::Matrix => "matrix",
            Workload::Sort => "sort",
            Workload::Search => "search",
            Workload::Thumbnail => "thumbnail",
            Workload::WaitUniform => "wait-uniform",
            Workload::WaitLogNormal => "wait-log-normal",
            Workload::Server => "server",
            Workload::Download => "download",
            Workload::Empty => "empty",
            Workload::Fail => "fail",
            Workload::Spin => "spin",
            Workload::SpinDeaf => "spin-deaf",
            Workload::WaitForever => "wait-forever",
        }
    }

    /// The workload with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        WORKLOADS
            .iter()
            .map(|row| row.workload)
            .find(|workload| workload.id() == id)
    }

    /// Its row.
    pub fn row(self) -> &'static WorkloadRow {
        &WORKLOADS[self as usize]
    }
}

const fn executor_choices() -> [Choice; EXECUTORS.len()] {
    let mut choices = [const {
        Choice {
            id: "",
            label: Text::new("", ""),
        }
    }; EXECUTORS.len()];
    let mut i = 0;
    while i < EXECUTORS.len() {
        choices[i] = Choice {
            id: EXECUTORS[i].executor.id(),
            label: EXECUTORS[i].name,
        };
        i += 1;
    }
    choices
}

const fn workload_choices() -> [Choice; WORKLOADS.len()] {
    let mut choices = [const {
        Choice {
            id: "",
            label: Text::new("", ""),
        }
    }; WORKLOADS.len()];
    let mut i = 0;
    while i < WORKLOADS.len() {
        choices[i] = Choice {
            id: WORKLOADS[i].workload.id(),
            label: WORKLOADS[i].name,
        };
        i += 1;
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_enums() {
        for (i, row) in EXECUTORS.iter().enumerate() {
            assert_eq!(row.executor as usize, i, "{:?}", row.executor);
            assert_eq!(Executor::from_id(row.executor.id()), Some(row.executor));
        }
        for (i, row) in WORKLOADS.iter().enumerate() {
            assert_eq!(row.workload as usize, i, "{:?}", row.workload);
            assert_eq!(Workload::from_id(row.workload.id()), Some(row.workload));
        }
    }

    #[test]
    fn the_offered_executors_are_among_the_available_rows() {
        let available: Vec<&str> = EXECUTORS
            .iter()
            .filter(|row| row.available)
            .map(|row| row.executor.id())
            .collect();
        for id in OFFERED_EXECUTORS.iter().chain(POOL_EXECUTORS) {
            assert!(available.contains(id), "{id}");
        }
    }

    #[test]
    fn every_size_is_a_parameter() {
        for key in WORKLOADS.iter().filter_map(|row| row.size) {
            assert!(crate::parameters::find(key).is_some(), "{key}");
        }
    }
}
