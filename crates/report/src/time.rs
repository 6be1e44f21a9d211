//! Time on the trace clock.

/// Nanoseconds since the run's origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ns(pub u64);

impl Ns {
    /// Later than every moment: the end of a span that has not ended.
    pub const OPEN: Ns = Ns(u64::MAX);

    /// `self - earlier`, 0 when `earlier` is later.
    pub fn since(self, earlier: Ns) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// In milliseconds.
    pub fn as_ms(self) -> f64 {
        self.0 as f64 / 1e6
    }
}
