//! The browser's half.

use crate::futex::arena::clock_ms;

#[inline]
pub(super) fn now_ns() -> u64 {
    // A float's cast saturates: a reading before the origin gives 0.
    ((clock_ms() - super::origin_ms()) * 1e6) as u64
}

pub(super) fn cores() -> u32 {
    1
}

pub(super) fn trap() -> ! {
    core::arch::wasm32::unreachable()
}
