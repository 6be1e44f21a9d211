//! Waits for what never comes.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};
use core::time::Duration;

pub(crate) const WORKLOAD: Workload = Workload {
    id: "wait-forever",
    run,
};

fn run(_: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    loop {
        checkpoint.wait(Duration::MAX);
    }
}
