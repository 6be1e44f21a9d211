//! CPU kernel: counts the primes below `n` by trial division, no sieve, exactly as the Python that the page shows.
//!
//! Cost: grows like n^1.5 / ln n; `primes(200_000)` about 7 ms, `primes(1_000_000)` about 70 ms natively.

use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "primes", run };

/// Trial divisors passed between two checkpoints, counted as d rather than as divisions (two d a division). 200,000 are 100,000 divisions of
/// 2 to 4 ns: 200 to 400 µs.
pub(crate) const SPACING: u32 = 200_000;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    Ok(Value::Integer(i64::from(primes(arguments.n, checkpoint))))
}

/// Number of primes below `n`: 0 for n ≤ 2, 78,498 for a million.
///
/// Each odd i < n is divided by each odd d ≤ √i until one divides it. Passes a checkpoint at least every 300,000 counted divisors.
pub fn primes(n: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let mut count = u32::from(n > 2);
    let mut work = 0;
    for i in (3..n).step_by(2) {
        let (prime, divisor) = divide(i);
        count += u32::from(prime);
        work += divisor;
        if work >= SPACING {
            work = 0;
            checkpoint.proceed();
            checkpoint.progress(i.into(), n.into());
        }
    }
    count
}

/// Whether odd `i` is prime, and the divisor at which that was clear.
#[inline]
fn divide(i: u32) -> (bool, u32) {
    let mut d = 3;
    while u64::from(d) * u64::from(d) <= u64::from(i) {
        if i.is_multiple_of(d) {
            return (false, d);
        }
        d += 2;
    }
    (true, d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;
    use core::cell::Cell;
    use core::time::Duration;

    #[test]
    fn counts_are_the_known_ones() {
        let rows = [
            (0, 0),
            (1, 0),
            (2, 0),
            (3, 1),
            (4, 2),
            (10, 4),
            (100, 25),
            (121, 30),
            (1_000, 168),
            (100_000, 9_592),
        ];
        for (n, count) in rows {
            assert_eq!(primes(n, &Free), count, "primes below {n}");
        }
    }

    #[test]
    fn the_largest_odd_number_needs_no_larger_words() {
        assert!(!divide(u32::MAX).0); // 3 · 5 · 17 · 257 · 65537
        assert!(divide(4_294_967_291).0);
    }

    /// Counts calls, and checks that progress grows towards the total.
    struct Counting {
        calls: Cell<u32>,
        last: Cell<u64>,
    }

    impl Checkpoint for Counting {
        fn proceed(&self) {
            self.calls.set(self.calls.get() + 1);
        }
        fn wait(&self, _: Duration) {
            unreachable!("a kernel does not wait");
        }
        fn progress(&self, done: u64, total: u64) {
            assert!(
                self.last.get() < done && done < total,
                "{} then {done} of {total}",
                self.last.get()
            );
            self.last.set(done);
        }
    }

    #[test]
    fn work_between_two_checkpoints_is_bounded() {
        let n = 200_000;
        let all: u64 = (3..n).step_by(2).map(|i| u64::from(divide(i).1)).sum();
        let seen = Counting {
            calls: Cell::new(0),
            last: Cell::new(0),
        };
        primes(n, &seen);
        let calls = u64::from(seen.calls.get());
        // Between two calls: the spacing, and at most one candidate's divisors more (√n ≤ 65,537).
        let least = all / u64::from(SPACING + 65_537);
        assert!(
            (least..=all / u64::from(SPACING)).contains(&calls),
            "{calls} calls for {all} divisors"
        );
    }
}
