//! CPU kernel: one row of the Mandelbrot set; the rows of a list differ in cost by up to a hundred times, for the set lies in the middle.
//!
//! Cost: at most 255 steps a pixel; a row of a million pixels through the middle takes about 0.5 s natively, one at the edge a few
//! milliseconds.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload {
    id: "mandelbrot",
    run,
};

/// Steps after which a point counts as inside.
const STEPS_MAX: u32 = 255;
/// Steps between two checkpoints, about 2 ns each: 200 µs.
pub(crate) const SPACING: u32 = 100_000;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let rows = arguments.tasks.max(1);
    Ok(Value::Integer(row(
        arguments.index,
        rows,
        arguments.n,
        checkpoint,
    )))
}

/// Steps of all pixels of the row at `index` of a picture of `rows` rows and `width` columns: −2 to 0.5 across, −1.25 to 1.25 down.
///
/// Passes a checkpoint at least every 100,255 steps.
pub fn row(index: u32, rows: u32, width: u32, checkpoint: &dyn Checkpoint) -> i64 {
    let y = -1.25 + 2.5 * (f64::from(index) + 0.5) / f64::from(rows);
    let (mut total, mut work) = (0, 0);
    for column in 0..width {
        let x = -2.0 + 2.5 * (f64::from(column) + 0.5) / f64::from(width);
        let steps = escape(x, y);
        total += i64::from(steps);
        work += steps + 1;
        if work >= SPACING {
            work = 0;
            checkpoint.proceed();
            checkpoint.progress(column.into(), width.into());
        }
    }
    total
}

/// Steps until the point leaves the circle of radius 2, at most 255.
#[inline]
fn escape(x: f64, y: f64) -> u32 {
    let (mut a, mut b, mut steps) = (0.0, 0.0, 0);
    while steps < STEPS_MAX && a * a + b * b <= 4.0 {
        (a, b) = (a * a - b * b + x, 2.0 * a * b + y);
        steps += 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn rows_are_those_of_the_python_shown() {
        let rows = [
            (0, 8, 100, 313),
            (3, 8, 1000, 159_615),
            (4, 8, 1000, 159_615),
            (0, 1, 1, 255),
            (0, 1, 0, 0),
        ];
        for (index, rows, width, total) in rows {
            assert_eq!(
                row(index, rows, width, &Free),
                total,
                "row {index} of {rows}"
            );
        }
    }
}
