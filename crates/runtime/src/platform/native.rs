//! The operating system's half.

use std::sync::OnceLock;
use std::time::Instant;

static ORIGIN: OnceLock<Instant> = OnceLock::new();

#[inline]
pub(super) fn now_ns() -> u64 {
    if cfg!(loom) {
        return 1; // A model has no time; 0 would mean "no deadline" in a status cell.
    }
    let origin = ORIGIN.get_or_init(Instant::now);
    u64::try_from(origin.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

pub(super) fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(u32::MAX))
}

pub(super) fn trap() -> ! {
    std::process::abort()
}
