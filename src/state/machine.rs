//! What a run can count on here.

/// What the machine and the browser offer, read once when the page opens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {
    /// Cores that the browser speaks of.
    pub cores: u32,
    /// The page is cross-origin isolated.
    pub isolated: bool,
    /// It is not, and is about to load once more to be so.
    pub is_isolating: bool,
    /// `SharedArrayBuffer` and waiting on it exist.
    pub shared_memory: bool,
    /// Smallest step of the clock that was seen, microseconds.
    pub clock_us: f64,
    /// A Mac: keys are written with ⌘.
    pub mac: bool,
    /// Name and version of the browser, for reports.
    pub browser: String,
}

impl Machine {
    /// Whether demos can run here.
    pub fn can_run(&self) -> bool {
        self.isolated && self.shared_memory
    }
}
