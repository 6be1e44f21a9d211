//! CPU kernel: the product of two square matrices, as the definition says it.
//!
//! Cost: side³ multiplications, about 1 ns each natively. A task's size `n` is their number: n = 1,000,000 are two matrices of 100 × 100, about
//! 1 ms; n = 100,000,000 of 464 × 464, about 0.1 s and 0.9 MB.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "matrix", run };

/// Multiplications between two checkpoints: 100 to 200 µs.
pub(crate) const SPACING: u32 = 100_000;
/// The checksum stays below this prime.
const MODULUS: u64 = 1_000_003;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let sum = product(arguments.index, side(arguments.n), checkpoint);
    Ok(Value::Integer(sum.into()))
}

/// The largest side whose cube is at most `n`.
pub fn side(n: u32) -> u32 {
    (1u64..)
        .take_while(|side| side * side * side <= u64::from(n))
        .count() as u32
}

/// A checksum over all cells of the product of (task + i·j) mod 10 and (i + 2·j) mod 10, both `side` × `side`; 0 for side 0.
///
/// Passes a checkpoint at least every 100,000 multiplications and one cell.
pub fn product(task: u32, side: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let size = side as usize;
    let task = u64::from(task) % 10;
    let cell = |value: u64| (value % 10) as u16;
    let first: Vec<u16> = (0..size * size)
        .map(|at| cell(task + (at / size * (at % size)) as u64))
        .collect();
    // Column by column, so that both run along their memory.
    let second: Vec<u16> = (0..size * size)
        .map(|at| cell((at % size + 2 * (at / size)) as u64))
        .collect();
    let (mut sum, mut work) = (0u64, 0);
    for (i, row) in first.chunks_exact(size.max(1)).enumerate() {
        for column in second.chunks_exact(size.max(1)) {
            let cell: u64 = row.iter().zip(column).map(|(a, b)| u64::from(a * b)).sum();
            sum = (31 * sum + cell) % MODULUS;
            work += side;
            if work >= SPACING {
                work = 0;
                checkpoint.proceed();
                checkpoint.progress(i as u64, side.into());
            }
        }
    }
    sum as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn products_are_those_of_the_python_shown() {
        for (task, side, sum) in [(0, 0, 0), (0, 1, 0), (7, 10, 517_024), (3, 30, 727_766)] {
            assert_eq!(product(task, side, &Free), sum, "task {task}, side {side}");
        }
    }

    #[test]
    fn the_side_is_the_cube_root_rounded_down() {
        for (n, expected) in [
            (0, 0),
            (1, 1),
            (7, 1),
            (8, 2),
            (999_999, 99),
            (1_000_000, 100),
        ] {
            assert_eq!(side(n), expected, "{n}");
        }
    }
}
