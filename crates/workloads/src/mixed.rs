//! Some of both: computes first, then waits.
//!
//! The CPU part counts primes below n · share, the IO part waits for latency · (1 − share). Nothing is calibrated: what the share does to
//! the time depends on n, latency and the machine, and the page shows what was measured.

use crate::{Arguments, Checkpoint, Failure, Value, Workload, primes};

pub(crate) const WORKLOAD: Workload = Workload { id: "mixed", run };

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    Ok(Value::Integer(i64::from(mixed(arguments, checkpoint))))
}

/// Primes below n · share; waits for latency · (1 − share) afterwards.
pub fn mixed(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> u32 {
    let share = if arguments.cpu_share.is_nan() {
        0.0
    } else {
        arguments.cpu_share.clamp(0.0, 1.0)
    };
    let count = primes((f64::from(arguments.n) * share).round() as u32, checkpoint);
    checkpoint.wait(arguments.latency.mul_f64(1.0 - share));
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;
    use core::time::Duration;

    struct Waits(Cell<Duration>);

    impl Checkpoint for Waits {
        fn proceed(&self) {}
        fn wait(&self, duration: Duration) {
            self.0.set(self.0.get() + duration);
        }
        fn progress(&self, _: u64, _: u64) {}
    }

    #[test]
    fn the_share_divides_size_and_latency() {
        let rows = [
            (0.0, 0, 100),
            (0.5, 25, 50),
            (1.0, 46, 0),
            (-3.0, 0, 100),
            (7.0, 46, 0),
            (f64::NAN, 0, 100),
        ];
        for (cpu_share, count, waited_ms) in rows {
            let waits = Waits(Cell::new(Duration::ZERO));
            let arguments = Arguments {
                latency: Duration::from_millis(100),
                cpu_share,
                ..Arguments::computing(200)
            };
            assert_eq!(mixed(&arguments, &waits), count, "share {cpu_share}");
            assert_eq!(
                waits.0.get(),
                Duration::from_millis(waited_ms),
                "share {cpu_share}"
            );
        }
    }
}
