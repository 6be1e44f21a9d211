//! Computes for ever without checkpoints: nothing but the end of its worker stops it.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};
use core::hint::black_box;

pub(crate) const WORKLOAD: Workload = Workload {
    id: "spin-deaf",
    run,
};

fn run(_: &Arguments, _: &dyn Checkpoint) -> Result<Value, Failure> {
    let mut step = 0u32;
    loop {
        step = black_box(step.wrapping_add(1));
    }
}
