//! The one place that chooses between the real atomics and loom's, so that the source under test is the source in use.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, AtomicUsize, fence};
#[cfg(loom)]
pub use loom::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, AtomicUsize, fence};

pub use core::sync::atomic::Ordering;

/// A mutex for a few instructions that never wait themselves; a model must see it too, or it would stop the model's only real thread.
#[cfg(loom)]
pub use loom::sync::{Mutex, MutexGuard};
#[cfg(not(loom))]
pub use std::sync::{Mutex, MutexGuard};

/// Tells the core that this is a spinning loop; in a loom model it lets another thread run, without which a spin would never end. WebAssembly
/// has no such instruction, and a loop around nothing is compiled away: there it is one store that the compiler must keep.
#[inline]
pub fn spin_loop() {
    #[cfg(all(not(loom), not(target_arch = "wasm32")))]
    core::hint::spin_loop();
    #[cfg(all(not(loom), target_arch = "wasm32"))]
    core::hint::black_box(0_u32);
    #[cfg(loom)]
    loom::thread::yield_now();
}
