//! The futex word: the one thing that every primitive is made of.
//!
//! A word of 32 bits on which threads wait *if it still holds the value they expect*, and which others wake. Backends: native atomics with
//! the operating system's futex, a word of a wasm memory, a word of the arena (through JavaScript's `Atomics`), and loom for models.
//! `wait` may return without reason (spurious wake-up): every caller stands in a loop that re-checks, which is what
//! [`crate::blocking::block`] is for; no primitive calls `wait` itself.

#[cfg(not(loom))]
pub mod arena;
#[cfg(not(loom))]
mod memory;
#[cfg(loom)]
pub mod model;
#[cfg(not(any(target_arch = "wasm32", loom)))]
mod native;
#[cfg(target_arch = "wasm32")]
mod wasm;

use core::sync::atomic::Ordering;
use core::time::Duration;

/// The word on which threads of one process wait.
#[cfg(not(loom))]
pub use memory::MemoryWord as Word;
#[cfg(not(loom))]
pub(crate) use memory::wake_address;
#[cfg(loom)]
pub use model::LoomWord as Word;
#[cfg(loom)]
pub(crate) use model::wake_address;

/// A word that threads can wait on. All operations are atomic; `Ordering` means what it means for `AtomicU32` (the arena backend gives
/// SeqCst for all, which is never weaker).
pub trait FutexWord {
    /// Whether words of this kind are seen by several processes: code for those that are not leaves out what only a process's death needs.
    const IS_SHARED: bool = false;

    /// The present value.
    fn load(&self, order: Ordering) -> u32;
    /// Sets the value.
    fn store(&self, value: u32, order: Ordering);
    /// Sets the value and returns the old one.
    fn swap(&self, value: u32, order: Ordering) -> u32;
    /// `Ok(old)` and sets `new` if the value is `current`, otherwise `Err(value)`.
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;
    /// Adds, wrapping, and returns the old value.
    fn fetch_add(&self, value: u32, order: Ordering) -> u32;
    /// Subtracts, wrapping, and returns the old value.
    fn fetch_sub(&self, value: u32, order: Ordering) -> u32 {
        self.fetch_add(value.wrapping_neg(), order)
    }
    /// Blocks while the word holds `expected`, until woken, until `timeout` has passed (`None` = for ever), or for no reason at all.
    /// Returns at once when the value differs. Never call it outside `blocking`.
    fn wait(&self, expected: u32, timeout: Option<Duration>);
    /// Releases up to `count` waiters and returns how many it released (0 where the backend cannot tell).
    fn wake(&self, count: u32) -> u32;
    /// Where the word lies, for the status cell: byte address and whether that is in the arena. `(0, false)` where it has no address that
    /// the page could wake (native).
    fn place(&self) -> (u32, bool);
    /// Address in this program's own memory by which Stop wakes the word natively and in engine tests, 0 for none.
    fn native_address(&self) -> usize;
}
