//! The pixel transform: the only place where nanoseconds become floats.

use report::Ns;

/// Shortest range a view may show: below this nothing is finer than the browser's clock (5 µs, in Firefox 20 µs).
pub const MIN_RANGE_NS: u64 = 20_000;

/// Maps moments to CSS pixels. Only differences become floats, so there is no jitter at deep zoom, however long the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    start: Ns,
    end: Ns,
    left: f32,
    width: f32,
    ns_per_px: f64,
}

impl TimeScale {
    /// `start` stands at `left`, `end` at `left + width`. Ranges below [`MIN_RANGE_NS`] and widths below one pixel are widened.
    pub fn new(start: Ns, end: Ns, left: f32, width: f32) -> TimeScale {
        let range = end.since(start).max(MIN_RANGE_NS);
        let width = width.max(1.0);
        let end = Ns(start.0.saturating_add(range));
        TimeScale {
            start,
            end,
            left,
            width,
            ns_per_px: range as f64 / f64::from(width),
        }
    }

    /// First moment shown.
    pub fn start(&self) -> Ns {
        self.start
    }

    /// Last moment shown.
    pub fn end(&self) -> Ns {
        self.end
    }

    /// Left edge in pixels.
    pub fn left(&self) -> f32 {
        self.left
    }

    /// Right edge in pixels.
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// Nanoseconds that one pixel stands for.
    pub fn ns_per_px(&self) -> f64 {
        self.ns_per_px
    }

    /// Where a moment stands; moments before the range stand left of it.
    pub fn x(&self, at: Ns) -> f32 {
        let difference = if at >= self.start {
            at.since(self.start) as f64
        } else {
            -(self.start.since(at) as f64)
        };
        (f64::from(self.left) + difference / self.ns_per_px) as f32
    }

    /// Where a moment stands, kept within the picture by at most `margin` pixels beyond its edges.
    pub fn x_within(&self, at: Ns, margin: f32) -> f32 {
        self.x(at).clamp(self.left - margin, self.right() + margin)
    }

    /// The moment at a pixel; 0 left of the run's origin.
    pub fn time(&self, x: f32) -> Ns {
        let ns = f64::from(x - self.left) * self.ns_per_px;
        if ns >= 0.0 {
            Ns(self.start.0.saturating_add(ns as u64))
        } else {
            Ns(self.start.0.saturating_sub(-ns as u64))
        }
    }

    /// The smallest power of two of nanoseconds that is at least `px` pixels long: the grid on which narrow spans merge. A power of two, so
    /// that panning and most zooming leave the grid where it is.
    pub fn bucket(&self, px: f32) -> u64 {
        ((self.ns_per_px * f64::from(px)).ceil().max(1.0) as u64).next_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_and_its_pixel_find_each_other() {
        let scale = TimeScale::new(Ns(1_000_000), Ns(3_000_000), 100.0, 500.0);
        for px in [100.0, 101.0, 350.0, 600.0] {
            assert!((scale.x(scale.time(px)) - px).abs() < 0.01, "{px}");
        }
        assert_eq!(scale.x(Ns(0)), -150.0);
        assert_eq!(scale.time(-10_000.0), Ns(0));
    }

    #[test]
    fn deep_zoom_late_in_a_long_run_does_not_jitter() {
        let hour = 3_600_000_000_000;
        let scale = TimeScale::new(Ns(hour), Ns(hour + 20_000), 0.0, 1000.0);
        assert!((scale.x(Ns(hour + 20)) - 1.0).abs() < 1e-4);
        assert!((scale.x(Ns(hour + 40)) - 2.0).abs() < 1e-4);
    }

    #[test]
    fn an_empty_range_is_widened() {
        let scale = TimeScale::new(Ns(5), Ns(5), 0.0, 0.0);
        assert_eq!(scale.end(), Ns(5 + MIN_RANGE_NS));
        assert!(scale.x(Ns(5)).is_finite());
    }

    #[test]
    fn a_bucket_is_a_power_of_two_of_at_least_its_pixels() {
        let scale = TimeScale::new(Ns(0), Ns(1_000_000_000), 0.0, 1000.0);
        let bucket = scale.bucket(2.0);
        assert!(
            bucket.is_power_of_two() && (2_000_000..4_200_000).contains(&bucket),
            "{bucket}"
        );
    }
}
