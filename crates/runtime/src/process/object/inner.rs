//! What all clones of a process object share.

use super::super::family::Identity;
use super::super::page;
use super::super::table::{Place, State};
use crate::blocking::Deadline;
use crate::error::Error;
use crate::stop;
use crate::sync::Guarded;

/// Writes the arguments to bytes.
pub(super) type Arguments = Box<dyn Fn() -> Result<Vec<u8>, Error> + Send + Sync>;

pub(crate) struct Inner {
    /// Number of the process that made the object, and the address of its context: natively several runs share one program.
    pub(super) maker: (u32, usize),
    pub(super) identity: Guarded<Identity>,
    pub(super) entry: u32,
    /// Until it is started: then they are the process's, and what they hold here is let go.
    pub(super) arguments: Guarded<Option<Arguments>>,
    pub(super) life: Guarded<Life>,
}

/// What is known of the process; see the header of [`object`](super).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    New,
    Starting,
    Started(Place, u32),
    Ended(i32, u32),
    Closed,
    /// The process that calls: it has no place of its own to ask.
    Me,
}

impl Inner {
    pub(in super::super) fn is_daemon(&self) -> bool {
        self.identity.with(|who| who.daemon)
    }

    /// Its exit code, if it has ended; then its place is given back.
    pub(in super::super) fn poll(&self) -> Option<i32> {
        match self.life.with(|life| *life) {
            Life::Started(place, _) => self.reap(place, place.state()),
            Life::Ended(code, _) => Some(code),
            _ => None,
        }
    }

    /// Waits for its end, and gives its exit code.
    ///
    /// # Blocking
    /// Until then, or until `deadline`: `None`.
    /// # Panics
    /// Unwinds when this process is stopped, also if the other has ended already: one Stop may have ended both.
    pub(in super::super) fn wait(&self, deadline: Option<Deadline>) -> Option<i32> {
        let code = match self.life.with(|life| *life) {
            Life::Started(place, _) => self.reap(place, place.wait_for_end(deadline)),
            Life::Ended(code, _) => Some(code),
            _ => None,
        };
        stop::check();
        code
    }

    /// Takes note of an end. Several threads may have seen it: the first gives the place back.
    fn reap(&self, place: Place, state: State) -> Option<i32> {
        self.life.with(|life| match (*life, state) {
            (Life::Started(_, number), State::Ended(code)) => {
                *life = Life::Ended(code, number);
                place.free();
                Some(code)
            }
            (Life::Ended(code, _), _) => Some(code),
            _ => None,
        })
    }

    /// Sends it a signal. One that has ended does not mind.
    pub(in super::super) fn signal(&self, signal: u32) {
        if let Life::Started(place, number) = self.life.with(|life| *life)
            && place.ask(signal)
        {
            page::end(number);
        }
    }
}
