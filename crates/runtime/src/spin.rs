//! A bounded spin: the short look again before a thread pays for a futex wait.

use crate::context;
use crate::platform::atomic::spin_loop;

/// Looks with ever longer pauses between them, 2ⁿ − 1 pauses in all. Natively 15, about 0.3 µs: longer than most critical sections, a tenth of a futex
/// wait and its wake. In a browser a pause is no instruction, only a turn of a loop: 511, about 0.4 µs.
#[cfg(not(any(loom, target_arch = "wasm32")))]
const DOUBLINGS: u32 = 4;
#[cfg(target_arch = "wasm32")]
const DOUBLINGS: u32 = 9;
/// In a model one look shows all that more would. And a pause would be a yield, which loom takes as leave to run all others first: whole
/// classes of interleavings would be lost.
#[cfg(loom)]
const DOUBLINGS: u32 = 1;

/// Times that a waiter then lets other threads run on its core, where the system has a way to say so (a browser has not). If the thread that it
/// waits for has to share the core, pausing is a waste and a futex wait dear: yielding hands over a lock, or a whole queue of items, at
/// once. Where nobody else wants the core a yield takes about 0.3 µs, so all of them together cost what a wait and its wake cost. Measured in
/// `benches/sync.rs` on two cores: two threads in one lock 22 ns a turn instead of 36 (40 equal pauses; std's 100: 30); one to one through a
/// queue of 64 places 75 ns an item instead of 180 when both share a core, 50 instead of 80 (6 yields) when they do not.
#[cfg(not(any(loom, target_arch = "wasm32")))]
const YIELDS: u32 = 16;
#[cfg(any(loom, target_arch = "wasm32"))]
const YIELDS: u32 = 0;

/// Looks in all before a wait.
pub const SPIN_LIMIT: u32 = DOUBLINGS + YIELDS;

/// Whether this thread has the GIL: then nobody runs beside it who could end its spin.
fn is_alone() -> bool {
    context::current().is_some_and(|here| here.gil().is_some())
}

/// Looks until `done` gives a value, ever less often, at most [`SPIN_LIMIT`] times; never blocks.
///
/// Each look takes the word's cache line away from whoever is about to write it, hence the doubling pauses.
#[inline]
pub fn until<T>(mut done: impl FnMut() -> Option<T>) -> Option<T> {
    if is_alone() {
        return None;
    }
    for doubling in 0..DOUBLINGS {
        if let Some(value) = done() {
            return Some(value);
        }
        if cfg!(not(loom)) {
            (0..1 << doubling).for_each(|_| spin_loop());
        }
    }
    (0..YIELDS).find_map(|_| {
        std::thread::yield_now();
        done()
    })
}
