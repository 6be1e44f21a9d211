//! Raises an error that names its task.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "fail", run };

fn run(arguments: &Arguments, _: &dyn Checkpoint) -> Result<Value, Failure> {
    Err(Failure {
        kind: "ValueError",
        message: format!("task {} failed", arguments.index),
    })
}
