//! `multiprocessing.Event`: a [`RawEvent`] in the arena. States and arguments: [`event`](crate::sync::event).
//!
//! Words of the block: 0 id in the trace · 1 the event.

use super::{announced, object_of};
use crate::blocking::{Deadline, Wait};
use crate::error::Error;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::{Block, Kind, travels};
use crate::sync::Object;
use crate::sync::event::RawEvent;
use crate::sync::python::{self, Blocking, Timeout};
use core::time::Duration;
use trace::kinds::{Cause, ObjectKind};

/// A flag that threads of all processes wait for: `set` wakes them all, and it stays up for those who come later.
///
/// # Blocking
/// `wait` waits until the flag is up; `wait_timeout(d)` gives up after `d` with `false`, and with `d = 0` only looks.
/// # Errors
/// `new`: no room in the arena.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Flag up: one load through JavaScript.
///
/// Origin: `multiprocessing.Event` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Event {
    block: Block,
    raw: RawEvent<ArenaWord>,
    object: Object,
}

travels!(Event, Event);

impl Clone for Event {
    fn clone(&self) -> Self {
        Self::from_block(self.block.clone())
    }
}

impl Event {
    /// An event whose flag is down.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new() -> Result<Self, Error> {
        Self::named("")
    }

    /// An event that the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str) -> Result<Self, Error> {
        let event = Self::from_block(announced(Kind::Event, 2, ObjectKind::Event, name)?);
        event.object.value(0);
        Ok(event)
    }

    fn from_block(block: Block) -> Self {
        Self {
            raw: RawEvent::new(block.word(1)),
            object: object_of(&block),
            block,
        }
    }

    /// Raises the flag and wakes all waiters.
    pub fn set(&self) {
        let (changed, woke) = self.raw.set();
        if changed {
            self.object.value(1);
        }
        if woke {
            self.object.woke(0, u32::MAX);
        }
    }

    /// Lowers the flag.
    pub fn clear(&self) {
        if self.raw.clear() {
            self.object.value(0);
        }
    }

    /// Whether the flag is up at this moment.
    pub fn is_set(&self) -> bool {
        self.raw.is_set()
    }

    /// Waits until the flag is up; always true.
    pub fn wait(&self) -> bool {
        self.wait_until(None)
    }

    /// Waits at most `timeout`; whether the flag has been up.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            self.is_set()
        } else {
            self.wait_until(Some(Deadline::after(timeout)))
        }
    }

    /// `wait(timeout)` with an argument as Python passes it.
    pub fn wait_with(&self, timeout: Timeout) -> bool {
        python::process_wait(Blocking::Yes, timeout)
            .apply(|| self.is_set(), |deadline| self.wait_until(deadline))
    }

    fn wait_until(&self, deadline: Option<Deadline>) -> bool {
        self.raw
            .wait(deadline, || Wait::on(Cause::Event, self.object.id()))
    }
}
