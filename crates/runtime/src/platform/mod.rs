//! What differs between a native build, the browser and a loom model: atomics, time, the way out of a killed thread, new workers.
//!
//! Everything above this module and [`crate::futex`] is written once. The engine gives the browser's half by [`set_origin_ms`],
//! [`set_cores`] and [`set_need_workers`] at boot, and by the functions of `www/arena.js` (listed in [`crate::futex::arena`]).

pub mod atomic;
pub(crate) mod recorder;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
use native as imp;
#[cfg(target_arch = "wasm32")]
use wasm as imp;

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::OnceLock;

/// Bits of the run's origin, milliseconds since the epoch; 0 until it is set.
static ORIGIN_MS: AtomicU64 = AtomicU64::new(0);
static CORES: AtomicU32 = AtomicU32::new(0);
static NEED_WORKERS: OnceLock<fn(u32)> = OnceLock::new();

/// Nanoseconds since the run's origin, one time line for all threads of all processes. Never before 0; between workers it may step back by
/// one step of the browser's clock (5 µs, in Firefox 20 µs). In a loom model it stands still.
///
/// # Cost
/// About 25 ns natively, 100 ns in a browser: read it once for the end of one thing and the beginning of the next.
#[inline]
pub fn now_ns() -> u64 {
    imp::now_ns()
}

/// Sets time zero: `performance.timeOrigin + performance.now()` at the run's start. The engine calls it at boot; natively it has no effect,
/// since there the origin is the first reading of the clock.
pub fn set_origin_ms(origin_ms: f64) {
    ORIGIN_MS.store(origin_ms.to_bits(), Ordering::Relaxed);
}

/// The origin that was set.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
fn origin_ms() -> f64 {
    f64::from_bits(ORIGIN_MS.load(Ordering::Relaxed))
}

/// Cores that this machine seems to have, at least 1. A hint: browsers may cap it.
pub fn cores() -> u32 {
    match CORES.load(Ordering::Relaxed) {
        0 => imp::cores(),
        n => n,
    }
}

/// Says how many cores the page believes there are (`MainBoot::cores`).
pub fn set_cores(cores: u32) {
    CORES.store(cores, Ordering::Relaxed);
}

/// Sets what asks the page for `count` more workers for this process; it must not wait for them. Only the first call counts.
/// Natively nothing need be set: threads of the operating system are started.
pub fn set_need_workers(ask: fn(count: u32)) {
    let _ = NEED_WORKERS.set(ask);
}

/// The way to ask for workers, if the engine gave one.
pub(crate) fn need_workers() -> Option<fn(u32)> {
    NEED_WORKERS.get().copied()
}

/// Ends this thread without unwinding, and with it its process: what a kill does at the next wait or checkpoint. Natively it aborts.
pub fn trap() -> ! {
    imp::trap()
}
