//! A pool of threads over one memory.

use super::{Execution, Executor, begin, moment};
use crate::pool::{Chunk, Pool, ThreadCrew};
use crate::task::Tasks;
use crate::thread::StartError;
use std::sync::Arc;
use trace::entry::Measurement;
use trace::kinds::RecordKind;

/// The executor `threads`: a pool of `measurement.workers` threads, started for this list and ended after it.
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    /// Tasks that a worker takes at once.
    pub chunk: Chunk,
}

impl Executor for Threads {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        let begin_ns = begin(measurement);
        let pool = Pool::start(ThreadCrew, measurement.workers, "pool")?;
        pool.wait_until_ready();
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        let results = pool.run_measured(tasks, self.chunk, measurement.id);
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        Ok(Execution {
            results,
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}
