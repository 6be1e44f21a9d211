//! CPU kernel: the longest chain of Collatz's rule (halve what is even, else three times and one) among the starts below `n`.
//!
//! Cost: about 1.7 · ln n steps a start, in all n · ln n; `collatz(1_000_000)` are 132 million steps, about 0.25 s natively.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "collatz", run };

/// Steps between two checkpoints, 1.5 to 2 ns each: 150 to 200 µs. A chain is at most 1,000 steps.
pub(crate) const SPACING: u32 = 100_000;
/// Starts above are not tried: some chains from there leave 64 bits.
const STARTS_MAX: u32 = 2_000_000_000;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    Ok(Value::Integer(i64::from(collatz(arguments.n, checkpoint))))
}

/// Steps of the longest chain from a start below `n` (at most two thousand million) down to 1: 0 for n ≤ 2, 524 for a million.
///
/// Passes a checkpoint at least every 101,000 steps.
pub fn collatz(n: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let (mut longest, mut work) = (0, 0);
    for start in 1..n.min(STARTS_MAX) {
        let steps = chain(start);
        longest = longest.max(steps);
        work += steps;
        if work >= SPACING {
            work = 0;
            checkpoint.proceed();
            checkpoint.progress(start.into(), n.into());
        }
    }
    longest
}

#[inline]
fn chain(start: u32) -> u32 {
    let (mut x, mut steps) = (u64::from(start), 0);
    while x != 1 {
        x = if x.is_multiple_of(2) {
            x / 2
        } else {
            3 * x + 1
        };
        steps += 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn the_longest_chains_are_the_known_ones() {
        for (n, steps) in [
            (0, 0),
            (1, 0),
            (2, 0),
            (3, 1),
            (10, 19),
            (100, 118),
            (10_000, 261),
        ] {
            assert_eq!(collatz(n, &Free), steps, "below {n}");
        }
    }

    #[test]
    fn the_chain_that_climbs_highest_needs_no_larger_words() {
        assert_eq!(chain(1_410_123_943), 770); // Peaks at 7.1 · 10¹⁸.
    }
}
