//! IO model: a server that answers at most so many at once. A task waits for a connection, then for the latency.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "server", run };

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    checkpoint.within(&mut || checkpoint.wait(arguments.latency));
    Ok(Value::Unit)
}
