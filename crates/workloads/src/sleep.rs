//! IO model: blocks for the latency and uses no core.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "sleep", run };

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    checkpoint.wait(arguments.latency);
    Ok(Value::Unit)
}
