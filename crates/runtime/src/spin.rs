//! A bounded spin: the short look again before a thread pays for a futex wait.

use crate::platform::atomic::spin_loop;

/// Looks before a wait. On two cores the holder of a lock runs beside the spinner, and a critical section of a few dozen instructions is
/// over within 40 looks of about 5 ns; longer spinning takes the core from whoever could let the spinner go on. std's mutex uses 100.
#[cfg(not(loom))]
pub const SPIN_LIMIT: u32 = 40;
/// A model explores every interleaving of a spin; one look shows all that more would.
#[cfg(loom)]
pub const SPIN_LIMIT: u32 = 1;

/// Looks until `done` gives a value, at most [`SPIN_LIMIT`] times; never blocks.
#[inline]
pub fn until<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..SPIN_LIMIT {
        if let Some(value) = done() {
            return Some(value);
        }
        spin_loop();
    }
    None
}
