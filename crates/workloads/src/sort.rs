//! CPU kernel: sorts random numbers by merging runs from the bottom up.
//!
//! Cost: n · log₂ n moves, about 10 ns each natively, and 8 bytes a number; a million numbers about 0.2 s and 8 MB. Lists longer than
//! [`NUMBERS_MAX`] are cut to it, for the sake of memory.

use crate::random::Draws;
use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "sort", run };

/// The most numbers that are sorted: 16 MB for the list, and as much again beside it.
pub const NUMBERS_MAX: u32 = 4_000_000;
/// Moves between two checkpoints, 10 to 20 ns each, most of them a branch that was guessed wrong: 150 to 300 µs.
pub(crate) const SPACING: usize = 16_384;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let n = arguments.n.min(NUMBERS_MAX);
    let draws = Draws::of(arguments.seed, arguments.index);
    Ok(Value::Integer(middle(draws, n, checkpoint).into()))
}

/// The number in the middle, at place n / 2, of the first `n` draws; 0 when there are none.
///
/// Passes a checkpoint at least every 16,384 moves.
pub fn middle(draws: Draws, n: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let mut pace = Pace::new(n, checkpoint);
    let mut numbers = Vec::with_capacity(n as usize);
    for nth in 0..n {
        numbers.push(draws.number(nth));
        pace.moved();
    }
    let sorted = sort(numbers, &mut pace);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

/// Runs of 1, 2, 4 … merged in pairs, from one list into the other and back.
fn sort(mut from: Vec<u32>, pace: &mut Pace<'_>) -> Vec<u32> {
    let mut to = Vec::with_capacity(from.len());
    let mut run = 1;
    while run < from.len() {
        for pair in from.chunks(2 * run) {
            let (left, right) = pair.split_at(run.min(pair.len()));
            merge(left, right, &mut to, pace);
        }
        core::mem::swap(&mut from, &mut to);
        to.clear();
        run *= 2;
    }
    from
}

fn merge(mut left: &[u32], mut right: &[u32], to: &mut Vec<u32>, pace: &mut Pace<'_>) {
    while let (Some(a), Some(b)) = (left.first(), right.first()) {
        if a <= b {
            to.push(*a);
            left = &left[1..];
        } else {
            to.push(*b);
            right = &right[1..];
        }
        pace.moved();
    }
    for number in left.iter().chain(right) {
        to.push(*number);
        pace.moved();
    }
}

/// Counts moves, and passes a checkpoint when it is time.
struct Pace<'a> {
    checkpoint: &'a dyn Checkpoint,
    left: usize,
    done: u64,
    total: u64,
}

impl<'a> Pace<'a> {
    fn new(n: u32, checkpoint: &'a dyn Checkpoint) -> Self {
        let rounds = 1 + u64::from(n.max(1).next_power_of_two().ilog2());
        Pace {
            checkpoint,
            left: SPACING,
            done: 0,
            total: u64::from(n) * rounds,
        }
    }

    #[inline]
    fn moved(&mut self) {
        self.left -= 1;
        if self.left == 0 {
            self.left = SPACING;
            self.done += SPACING as u64;
            self.checkpoint.proceed();
            self.checkpoint.progress(self.done, self.total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn the_middle_is_that_of_the_python_shown() {
        let rows = [
            (0, 0, 0),
            (0, 1, 604_019_821),
            (7, 10, 2_481_716_186),
            (3, 1000, 2_083_415_743),
        ];
        for (task, n, expected) in rows {
            assert_eq!(
                middle(Draws::of(1, task), n, &Free),
                expected,
                "{n} numbers"
            );
        }
    }

    #[test]
    fn every_length_comes_out_in_order_and_whole() {
        for n in [0, 1, 2, 3, 7, 8, 9, 100, 4097] {
            let numbers: Vec<u32> = (0..n).map(|nth| Draws::of(9, n).number(nth) % 50).collect();
            let mut expected = numbers.clone();
            expected.sort_unstable();
            assert_eq!(sort(numbers, &mut Pace::new(n, &Free)), expected, "{n}");
        }
    }
}
