//! The handle by which others see a thread: whether it lives, and how it ended.

use crate::blocking::{Deadline, Wait, Woken, block};
use crate::context::Ended;
use crate::futex::{FutexWord, Word};
use crate::platform::atomic::Ordering;
use crate::stop;
use crate::sync::Guarded;
use std::any::Any;
use std::sync::Arc;
use trace::kinds::Cause;

/// What an uncaught panic carried.
pub type Payload = Box<dyn Any + Send>;

/// The state that a thread shares with its handles: `life` is the thread's id while it lives and 0 afterwards, so it is the word that
/// joiners wait on and the holder word of their wait in one. It goes from id to 0 once, by the thread, Release.
pub(crate) struct Shared {
    thread: u32,
    life: Word,
    end: Guarded<Option<(Ended, Option<Payload>)>>,
}

impl Shared {
    pub fn new(thread: u32) -> Self {
        Self {
            thread,
            life: Word::new(thread),
            end: Guarded::new(None),
        }
    }

    pub fn thread(&self) -> u32 {
        self.thread
    }

    /// Tells all who join that the thread has ended.
    pub fn finish(&self, how: Ended, payload: Option<Payload>) {
        self.end.with(|end| *end = Some((how, payload)));
        self.life.store(0, Ordering::Release);
        self.life.wake(u32::MAX);
    }
}

/// A started thread. Clones speak of the same thread; dropping it lets the thread go on.
#[derive(Clone)]
pub struct Handle {
    pub(super) shared: Arc<Shared>,
}

impl Handle {
    /// Id of the thread: process << 16 | number.
    pub fn thread(&self) -> u32 {
        self.shared.thread
    }

    /// Whether the thread has not ended yet.
    pub fn is_alive(&self) -> bool {
        self.shared.life.load(Ordering::Acquire) != 0
    }

    /// Waits for the thread's end and tells how it ended.
    ///
    /// # Blocking
    /// Until the thread has ended or `deadline` has passed; `None` then, and when this thread already unwinds on Stop.
    /// # Panics
    /// Unwinds with [`Stopped`](crate::stop::Stopped) when the process is stopped, also if the thread has ended already: Stop may be what
    /// ended it, and whoever waits for its work must not take it for done.
    pub fn join(&self, deadline: Option<Deadline>) -> Option<Ended> {
        let id = self.shared.thread;
        let why = Wait::held(Cause::Join, id, &self.shared.life);
        while self.is_alive() {
            match block(&self.shared.life, id, deadline, &why) {
                Woken::Again => {}
                Woken::TimedOut if !self.is_alive() => break,
                Woken::TimedOut | Woken::Leaving => return None,
            }
        }
        stop::check();
        self.shared
            .end
            .with(|end| end.as_ref().map(|(how, _)| *how))
    }

    /// Takes what the thread's uncaught panic carried; `None` before its end, after a normal end, and at the second call.
    pub fn take_payload(&self) -> Option<Payload> {
        self.shared.end.with(|end| end.as_mut()?.1.take())
    }
}

impl core::fmt::Debug for Handle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Handle")
            .field("thread", &self.thread())
            .field("alive", &self.is_alive())
            .finish()
    }
}
