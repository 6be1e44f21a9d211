//! One task after the other, on the calling thread: what every speed-up is measured against.

use super::{Execution, Executor, begin, moment};
use crate::pool::run::Runner;
use crate::task::Tasks;
use crate::thread::StartError;
use std::sync::Arc;
use trace::entry::Measurement;
use trace::kinds::RecordKind;

/// The executor `serial`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Executor for Serial {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        let begin_ns = begin(measurement);
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        let mut results = Vec::with_capacity(tasks.len() as usize);
        let mut runner = Runner::new(ready_ns);
        for index in 0..tasks.len() {
            results.push(runner.run_task(&*tasks, measurement.id, index));
        }
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        Ok(Execution {
            results,
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}
