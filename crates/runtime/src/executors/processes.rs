//! A pool of processes, each with a memory of its own.
//!
//! A closure cannot travel, so a list that is to run here says how it is made, in bytes ([`Tasks::recipe`]); each worker makes it for itself before it
//! reports in ([`set_lists`]), and from then on a task is its index: workers take chunks by a counter in the arena. What the tasks of a list share they
//! share within a worker, as a module's variables in Python. Results travel as bytes, those of a worker together.
//!
//! **Stop** unwinds out of the pool's waits, and ends its workers. **Checked by** `tests/executors.rs`.

use super::{Execution, Executor, begin, moment};
use crate::error::{Error, Kind};
use crate::jobs::Pool;
use crate::pool::Chunk;
use crate::task::Tasks;
use crate::thread::StartError;
use std::sync::Arc;
use trace::entry::Measurement;
use trace::kinds::RecordKind;

pub use crate::jobs::{PREPARE, RUN, set_lists};

/// The executor `processes`: a pool of `measurement.workers` processes, started for this list and ended after it.
#[derive(Clone, Copy, Debug)]
pub struct Processes {
    /// Tasks that a worker takes at once.
    pub chunk: Chunk,
}

impl Processes {
    /// As [`Executor::execute`], with Python's error where the pool cannot be had.
    ///
    /// # Blocking
    /// Until the last result is in and all workers have ended.
    /// # Errors
    /// What [`Pool`] raises when it is started; `PicklingError` for a list without a recipe. No task has run then.
    pub fn run(&self, measurement: &Measurement, tasks: &dyn Tasks) -> Result<Execution, Error> {
        let begin_ns = begin(measurement);
        let recipe = tasks.recipe().ok_or_else(cannot_travel)?;
        let pool = Pool::for_list(measurement.workers.into(), recipe.to_vec())?;
        pool.wait_until_ready();
        pool.count_for_measurement(measurement.id);
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        let size = self.chunk.size(tasks.len(), measurement.workers);
        let results = pool.run_list(tasks.len(), size);
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        pool.close();
        pool.join()?;
        let raised = |error: Error| (0..tasks.len()).map(|_| Err(error.clone())).collect();
        Ok(Execution {
            results: results.unwrap_or_else(raised),
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}

impl Executor for Processes {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        self.run(measurement, &*tasks)
            .map_err(|_| StartError::NoWorker)
    }
}

pub(super) fn cannot_travel() -> Error {
    Error::new(
        Kind::from_name("_pickle.PicklingError"),
        "Can't pickle a list of tasks that does not say how it is made: give it a recipe",
    )
}
