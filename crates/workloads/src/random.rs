//! Random numbers as a function of seed, task and place: no state, so the same in every run, on every thread, in any order.
//!
//! The mixing function is `lowbias32` of Christopher Wellons' search for 32-bit integer hashes (2018): each bit of the input flips each bit of
//! the output about half the time. Good enough for delays and pictures; not for secrets. The Python that the page shows has the same four lines.

/// Spreads the bits of `x`: a permutation of all 32-bit numbers.
pub fn mix(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x7FEB_352D);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846C_A68B);
    x ^ (x >> 16)
}

/// The numbers of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    base: u32,
}

impl Draws {
    /// Those of the task at `index` under `seed`.
    pub fn of(seed: u32, index: u32) -> Self {
        Draws {
            base: mix(mix(seed).wrapping_add(index)),
        }
    }

    /// The `nth` number, 0 to 2³² − 1.
    #[inline]
    pub fn number(self, nth: u32) -> u32 {
        mix(self.base.wrapping_add(nth))
    }

    /// The `nth` number as a fraction, at least 0 and below 1.
    pub fn fraction(self, nth: u32) -> f64 {
        f64::from(self.number(nth)) / 4_294_967_296.0
    }

    /// About normally distributed, mean 0, deviation 1, within ±6: the sum of twelve fractions less 6 (Irwin and Hall, 1927). Additions alone, so
    /// the same to the last bit everywhere.
    pub fn normal(self) -> f64 {
        (0..12).map(|nth| self.fraction(nth)).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_python_shown() {
        // Computed by the four lines of Python in `demos::python::draw`.
        let rows = [(0, 0, 0), (1, 0, 0), (1, 7, 3), (1_000_000, 99, 1)];
        let seen = rows.map(|(seed, index, nth)| Draws::of(seed, index).number(nth));
        assert_eq!(seen, [0, 604_019_821, 2_481_716_186, 4_127_029_585]);
    }

    #[test]
    fn numbers_of_neighbours_have_nothing_in_common() {
        let mut buckets = [0u32; 16];
        for index in 0..1600 {
            buckets[(Draws::of(1, index).number(0) >> 28) as usize] += 1;
        }
        assert!(
            buckets.iter().all(|count| (60..=140).contains(count)),
            "{buckets:?}"
        );
    }

    #[test]
    fn normal_numbers_have_mean_0_and_deviation_1() {
        let all: Vec<f64> = (0..4000)
            .map(|index| Draws::of(3, index).normal())
            .collect();
        let mean = all.iter().sum::<f64>() / 4000.0;
        let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 4000.0;
        assert!(mean.abs() < 0.06, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.08, "variance {variance}");
    }
}
