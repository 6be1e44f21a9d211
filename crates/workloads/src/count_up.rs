//! Adds one to a counter again and again: what two threads do to each other's cache lines.
//!
//! Cost: 5 to 7 ns a round natively while the cache line stays with one core, many times that while two cores take it from one another.

use crate::Checkpoint;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Rounds between two checkpoints: 50 to 500 µs.
const SPACING: u32 = 10_000;

/// Adds one to `counter`, `rounds` times; gives its value afterwards.
///
/// Relaxed: nobody else changes this counter, and nothing is published by it. Passes a checkpoint every 10,000 rounds.
pub fn count_up(counter: &AtomicU32, rounds: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let mut left = rounds;
    while left > 0 {
        let now = left.min(SPACING);
        for _ in 0..now {
            counter.fetch_add(1, Relaxed);
        }
        left -= now;
        if left > 0 {
            checkpoint.proceed();
            checkpoint.progress((rounds - left).into(), rounds.into());
        }
    }
    counter.load(Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn every_round_is_counted() {
        for rounds in [0, 1, SPACING - 1, SPACING, SPACING + 1, 3 * SPACING] {
            let counter = AtomicU32::new(7);
            assert_eq!(count_up(&counter, rounds, &Free), rounds + 7);
        }
    }
}
