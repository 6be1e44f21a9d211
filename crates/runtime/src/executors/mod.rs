//! Executors: ways to run a task list, behind one trait, one file each.

mod cooperative;
#[cfg(all(not(loom), feature = "process-pools"))]
mod processes;
#[cfg(all(not(loom), feature = "process-pools", feature = "work-stealing"))]
mod rayon_stock;
mod serial;
mod threads;
mod threads_gil;
#[cfg(feature = "work-stealing")]
mod work_stealing;

pub use cooperative::Cooperative;
#[cfg(all(not(loom), feature = "process-pools"))]
pub use processes::{PREPARE, Processes, RUN, set_lists};
#[cfg(all(not(loom), feature = "process-pools", feature = "work-stealing"))]
pub use rayon_stock::{FAILED, RayonStock, Stock, answer, set_stock};
pub use serial::Serial;
pub use threads::Threads;
pub use threads_gil::ThreadsGil;
#[cfg(feature = "work-stealing")]
pub use work_stealing::WorkStealing;

use crate::context;
use crate::platform;
use crate::task::{TaskResult, Tasks};
use crate::thread::StartError;
use std::sync::Arc;
use trace::entry::Entry;
pub use trace::entry::Measurement;
use trace::kinds::RecordKind;
use trace::record::Record;

/// A way to run a task list.
pub trait Executor {
    /// Runs the tasks and gives their results in order, with the moments that the measurement is made of. Announces the measurement in the
    /// trace and leaves the records of its beginning, readiness and end. Each call stands for itself: workers are started and ended by it.
    ///
    /// # Blocking
    /// Until the last result is in and all workers have ended.
    /// # Errors
    /// When its workers cannot be started; no task has run then.
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError>;
}

/// What came of executing a task list.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// One per task, in order.
    pub results: Vec<TaskResult>,
    /// When the starting of workers began.
    pub begin_ns: u64,
    /// When all workers had reported in and the list was submitted.
    pub ready_ns: u64,
    /// When the last result was in.
    pub end_ns: u64,
}

impl Execution {
    /// From submitting the list to its last result.
    pub fn makespan_ns(&self) -> u64 {
        self.end_ns.saturating_sub(self.ready_ns)
    }

    /// Starting of the workers.
    pub fn start_ns(&self) -> u64 {
        self.ready_ns.saturating_sub(self.begin_ns)
    }
}

/// The moments of a measurement whose work is not a task list given to an executor: a program's own loop of calls.
#[derive(Debug)]
pub struct Timing {
    measurement: Measurement,
    ready_ns: u64,
}

impl Timing {
    /// Announces the measurement; it begins now: workers are being started.
    pub fn begin(measurement: Measurement) -> Self {
        let ready_ns = begin(&measurement);
        Self {
            measurement,
            ready_ns,
        }
    }

    /// All workers are there: the makespan starts now.
    pub fn ready(&mut self) {
        self.ready_ns = moment(RecordKind::MeasureReady, &self.measurement);
    }

    /// The last result is in. The makespan in nanoseconds.
    pub fn end(self) -> u64 {
        let end_ns = moment(RecordKind::MeasureEnd, &self.measurement);
        end_ns.saturating_sub(self.ready_ns)
    }
}

/// Announces a measurement; gives the moment of its beginning.
fn begin(measurement: &Measurement) -> u64 {
    if let Some(here) = context::current() {
        here.write(&Entry::Measurement(measurement.clone()));
    }
    moment(RecordKind::MeasureBegin, measurement)
}

/// Records a moment of a measurement, and gives it.
fn moment(kind: RecordKind, measurement: &Measurement) -> u64 {
    let at_ns = platform::now_ns();
    if let Some(here) = context::current() {
        here.record(Record::new(kind, at_ns, measurement.id));
    }
    at_ns
}
