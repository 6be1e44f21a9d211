//! IO models: waits that differ from task to task, the same for the same seed.
//!
//! `wait-uniform` waits anything from latency · (1 − spread) to latency · (1 + spread). `wait-log-normal` waits latency · e^(spread · z), z normal: half
//! of the tasks less than the latency, a few very much longer, as answers over a network do.

use crate::random::Draws;
use crate::{Arguments, Checkpoint, Failure, Value, Workload};
use core::time::Duration;

pub(crate) const UNIFORM: Workload = Workload {
    id: "wait-uniform",
    run: |arguments, checkpoint| {
        wait(
            arguments,
            checkpoint,
            uniform(draws(arguments), arguments.spread),
        )
    },
};

pub(crate) const LOG_NORMAL: Workload = Workload {
    id: "wait-log-normal",
    run: |arguments, checkpoint| {
        wait(
            arguments,
            checkpoint,
            log_normal(draws(arguments), arguments.spread),
        )
    },
};

fn draws(arguments: &Arguments) -> Draws {
    Draws::of(arguments.seed, arguments.index)
}

fn wait(arguments: &Arguments, checkpoint: &dyn Checkpoint, factor: f64) -> Result<Value, Failure> {
    checkpoint.wait(scaled(arguments.latency, factor));
    Ok(Value::Unit)
}

/// A length of time, so many times as long; the same where the product is no length of time.
pub fn scaled(latency: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(latency.as_secs_f64() * factor).unwrap_or(latency)
}

/// A factor from 1 − spread to 1 + spread, each as likely as any other.
pub fn uniform(draws: Draws, spread: f64) -> f64 {
    1.0 + spread * (2.0 * draws.fraction(0) - 1.0)
}

/// A log-normal factor with median 1 and this deviation of its logarithm.
pub fn log_normal(draws: Draws, spread: f64) -> f64 {
    exp(spread * draws.normal())
}

/// e to the `x`, to five digits for |x| ≤ 6: (1 + x / 2²⁰) squared twenty times. Multiplications alone, so the same to the last bit everywhere,
/// which a mathematical library does not promise.
fn exp(x: f64) -> f64 {
    (0..20).fold(1.0 + x / 1_048_576.0, |power, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_is_right_to_five_digits() {
        for x in [-6.0, -1.0, 0.0, 0.5, 1.0, 6.0] {
            let ratio = exp(x) / x.exp();
            assert!((ratio - 1.0).abs() < 3e-5, "e^{x} is off by {ratio}");
        }
    }

    #[test]
    fn factors_have_the_spread_that_is_asked_for() {
        let all = |model: fn(Draws, f64) -> f64, spread| {
            let mut factors: Vec<f64> = (0..2000)
                .map(|index| model(Draws::of(1, index), spread))
                .collect();
            factors.sort_by(f64::total_cmp);
            factors
        };
        let flat = all(uniform, 0.5);
        assert!(
            flat[0] >= 0.5 && flat[1999] <= 1.5,
            "{} to {}",
            flat[0],
            flat[1999]
        );
        assert!((flat[1000] - 1.0).abs() < 0.05, "median {}", flat[1000]);
        let long = all(log_normal, 1.0);
        assert!((long[1000] - 1.0).abs() < 0.1, "median {}", long[1000]);
        assert!(
            long[1990] > 8.0 && long[10] < 0.15,
            "{} to {}",
            long[10],
            long[1990]
        );
        for model in [uniform, log_normal] {
            assert!(all(model, 0.0).iter().all(|factor| *factor == 1.0));
        }
    }

    #[test]
    fn a_product_that_is_no_length_of_time_changes_nothing() {
        let second = Duration::from_secs(1);
        for factor in [f64::NAN, -1.0, f64::INFINITY] {
            assert_eq!(scaled(second, factor), second);
        }
        assert_eq!(scaled(second, 2.5), Duration::from_millis(2500));
    }
}
