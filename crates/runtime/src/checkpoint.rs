//! Checkpoints: where a computing thread leaves on Stop, gives the GIL away when asked, and says how far it is.
//!
//! `demos` joins these functions to the trait `workloads::Checkpoint`, since neither crate knows the other.

use crate::blocking::{self, Wait, Woken, block};
use crate::context;
use crate::futex::Word;
use crate::stop;
use core::cell::Cell;
use core::time::Duration;
use trace::kinds::Cause;

/// Leaves when the run is stopped; gives the GIL away when it is asked for.
///
/// # Cost
/// A load of the stop word, a few nanoseconds.
#[inline]
pub fn proceed() {
    let Some(here) = context::current() else {
        return;
    };
    stop::check();
    if let Some(gil) = here.gil() {
        gil.checkpoint();
    }
}

/// Waits as IO would; [`Duration::MAX`] is for ever.
///
/// # Blocking
/// For at least `duration`, without using a core and without the GIL.
pub fn wait(duration: Duration) {
    if let Some(so_far) = DEFERRED.get() {
        return DEFERRED.set(Some(so_far.saturating_add(duration)));
    }
    if duration < Duration::MAX {
        return blocking::sleep(duration, Cause::Io);
    }
    let never = Word::new(0);
    while block(&never, 0, None, &Wait::on(Cause::Io, 0)) == Woken::Again {}
}

thread_local! {
    /// What has been waited for inside [`deferred`], if this thread is inside.
    static DEFERRED: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Calls `call`, in which [`wait`] returns at once; and how long it would have waited.
pub(crate) fn deferred<R>(call: impl FnOnce() -> R) -> (R, Duration) {
    struct Outside;
    impl Drop for Outside {
        fn drop(&mut self) {
            DEFERRED.set(None);
        }
    }
    DEFERRED.set(Some(Duration::ZERO));
    let _outside = Outside; // Also when Stop unwinds.
    let result = call();
    (result, DEFERRED.get().unwrap_or_default())
}

/// Sleeps as Python's `time.sleep` does.
///
/// # Blocking
/// For at least `duration`, without using a core and without the GIL.
pub fn sleep(duration: Duration) {
    blocking::sleep(duration, Cause::Sleep);
}

/// Says that `done` of `total` of the present task is done; nothing when `total` is 0.
pub fn progress(done: u64, total: u64) {
    let thousandths = done.saturating_mul(1000).checked_div(total);
    if let (Some(here), Some(thousandths)) = (context::current(), thousandths) {
        here.status().progress(thousandths.min(1000) as u32);
    }
}
