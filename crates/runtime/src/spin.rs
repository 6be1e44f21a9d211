//! A bounded spin: the short look again before a thread pays for a futex wait.

use crate::context;
use crate::platform::atomic::spin_loop;

/// Looks before a wait. On two cores the holder of a lock runs beside the spinner, and a critical section of a few dozen instructions is
/// over within 40 looks of about 5 ns; longer spinning takes the core from whoever could let the spinner go on. std's mutex uses 100.
#[cfg(not(loom))]
pub const SPIN_LIMIT: u32 = 40;
/// In a model one look shows all that more would.
#[cfg(loom)]
pub const SPIN_LIMIT: u32 = 1;

/// Whether this thread has the GIL: then nobody runs beside it who could end its spin.
fn is_alone() -> bool {
    context::current().is_some_and(|here| here.gil().is_some())
}

/// Looks until `done` gives a value, at most [`SPIN_LIMIT`] times; never blocks.
#[inline]
pub fn until<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    if is_alone() {
        return None;
    }
    for _ in 0..SPIN_LIMIT {
        if let Some(value) = done() {
            return Some(value);
        }
        // In a model a pause would be a yield, which loom takes as leave to run all others first: whole classes of interleavings would be lost.
        #[cfg(not(loom))]
        spin_loop();
    }
    None
}

/// Looks of [`patiently`] before the first yield: 15 pauses in all, about 0.3 µs.
#[cfg(not(loom))]
const DOUBLINGS: u32 = 4;
/// In a model none: see [`until`].
#[cfg(loom)]
const DOUBLINGS: u32 = 0;

/// Times that [`patiently`] lets other threads run on this core.
const YIELDS: u32 = 6;

/// Looks until `done` gives a value, ever less often, and then lets other threads of this core run a few times where the system has a way to say so;
/// never blocks.
///
/// For a place that another thread is about to write again and again. Each look takes the place's cache line away from its writer, hence the doubling
/// pauses. If the writer has to share this core, pausing is a waste and a futex wait dear: yielding then hands over a whole queue at a time
/// (64 places, one to one, both on one core of a busy machine: 160 ns an item with it, 250 without; see `benches/sync.rs`). A browser has no such call.
#[inline]
pub fn patiently<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    if is_alone() {
        return None;
    }
    for doubling in 0..DOUBLINGS {
        (0..1 << doubling).for_each(|_| spin_loop());
        if let Some(value) = done() {
            return Some(value);
        }
    }
    if cfg!(any(loom, target_arch = "wasm32")) {
        return None;
    }
    (0..YIELDS).find_map(|_| {
        std::thread::yield_now();
        done()
    })
}
