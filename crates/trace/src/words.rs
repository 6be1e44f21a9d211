//! The words of a memory, seen by whoever may only touch them atomically.

/// 32-bit words of some memory, addressed by byte address (a multiple of 4). Implemented over native atomics (tests, engine) and over a
/// foreign `SharedArrayBuffer` (page). Reads outside the memory give 0 and writes there do nothing: a reader must survive garbage.
pub trait Words {
    /// The word at `address`, Acquire.
    fn load(&self, address: u32) -> u32;
    /// Sets the word at `address`, Release.
    fn store(&self, address: u32, value: u32);
    /// Copies `into.len()` words from `address` on; no order among them. Callers order it by an Acquire load before it.
    fn copy(&self, address: u32, into: &mut [u32]);
}
