//! Stop: how a run is left from any depth.
//!
//! The page sets the process's stop word and wakes the words that threads have published. A wait or checkpoint that sees the stop word
//! unwinds its thread with [`Stopped`] by `resume_unwind`: no panic hook, no message. Every `catch_unwind` of ours hands `Stopped` on.

use crate::context;
use crate::platform;
use std::any::Any;
use std::panic::resume_unwind;
use trace::layout::stop::{KILL, RUN};

/// Payload of the unwinding that ends a stopped thread. Pass it on from every `catch_unwind`.
#[derive(Debug)]
pub struct Stopped;

impl Stopped {
    /// Whether a caught payload is this one.
    pub fn is(payload: &(dyn Any + Send)) -> bool {
        payload.is::<Stopped>()
    }
}

/// Whether this thread's process is being stopped. Never in a thread without a context.
#[inline]
pub fn stop_requested() -> bool {
    context::stop_word() != RUN
}

/// Leaves if the process is being stopped: unwinds with [`Stopped`], or traps if it is being killed. Returns at once while this thread
/// already unwinds, so it may be called from `Drop`.
#[inline]
pub fn check() {
    let word = context::stop_word();
    if word != RUN {
        leave(word);
    }
}

#[cold]
fn leave(word: u32) {
    if word == KILL {
        platform::trap();
    }
    if !std::thread::panicking() {
        resume_unwind(Box::new(Stopped));
    }
}
