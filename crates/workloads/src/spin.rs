//! Computes for ever, with checkpoints: what Stop must get out of a computing thread.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};
use core::hint::black_box;

pub(crate) const WORKLOAD: Workload = Workload { id: "spin", run };

/// Steps between two checkpoints, about 1 ns each: 10 to 20 µs. Closer than a kernel's, which computes something: this one is there to be
/// stopped, and of 32 that share two cores each comes to its checkpoint only when its turn does.
const SPACING: u32 = 10_000;

fn run(_: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    spin(checkpoint)
}

/// Never returns; leaves by a checkpoint alone.
pub fn spin(checkpoint: &dyn Checkpoint) -> ! {
    loop {
        for step in 0..SPACING {
            black_box(step);
        }
        checkpoint.proceed();
    }
}
