//! How a process is started.

use super::super::parcel::{Luggage, Parcel};
use super::super::table::{Place, Start, State};
use super::super::{assertion, family, page};
use super::inner::Life;
use super::{Process, closed, me};
use crate::context;
use crate::error::{Error, Kind};
use crate::ipc::arena::on_account_of;
use trace::entry::Entry;
use trace::kinds::RecordKind;

impl Process {
    /// Starts it.
    ///
    /// # Blocking
    /// Until the page has found a memory and a worker for it.
    /// # Errors
    /// See the type.
    pub fn start(&self) -> Result<(), Error> {
        let is_new = self.inner.life.with(|life| {
            let seen = *life;
            if seen == Life::New {
                *life = Life::Starting;
            }
            seen
        });
        match is_new {
            Life::New => {}
            Life::Closed => return Err(closed()),
            Life::Me => {
                return Err(assertion(
                    "can only start a process object created by current process",
                ));
            }
            _ => return Err(assertion("cannot start a process twice")),
        }
        let started = self.try_start();
        let life = match &started {
            Ok(place) => Life::Started(*place, place.number()),
            Err(_) => Life::New,
        };
        self.inner.life.with(|now| *now = life);
        if started.is_ok() {
            family::own().adopt(self.inner.clone());
            drop(self.inner.arguments.with(Option::take));
        }
        started.map(drop)
    }

    fn try_start(&self) -> Result<Place, Error> {
        if self.inner.maker != me() {
            return Err(assertion(
                "can only start a process object created by current process",
            ));
        }
        let family = family::own();
        family::may_have_children(family.me())?;
        family.reap();
        let (place, is_spare) = match Place::claim_spare() {
            Some(place) => (place, true),
            None => (Place::claim_free().ok_or_else(no_room)?, false),
        };
        let started = self.send_off(place);
        match started {
            Ok(()) if is_spare => Ok(place),
            Ok(()) => self.accepted(place),
            Err(error) => {
                place.give_back(is_spare);
                Err(error)
            }
        }
    }

    /// Writes what the process is given and starts it.
    fn send_off(&self, place: Place) -> Result<(), Error> {
        let number = place.number();
        let identity = self.inner.identity.with(|who| {
            who.number = number;
            who.clone()
        });
        let family = family::own();
        if let Some(here) = context::current() {
            here.write(&Entry::Process {
                process: number,
                parent: here.process().number(),
                name: identity.name.clone(),
            });
        }
        let parcel = Parcel::pack(
            number,
            &Luggage {
                identity,
                parent_name: family.me().name.clone(),
                arguments: on_account_of(place.identity(), || self.arguments())?,
            },
        )?;
        context::record(RecordKind::Spawn, number << 16 | 1, 0, 0);
        place.start(&Start {
            entry: self.inner.entry,
            parent: self.inner.maker.0,
            parcel,
        });
        Ok(())
    }

    /// The arguments as bytes; they are still here if the process cannot be started.
    fn arguments(&self) -> Result<Vec<u8>, Error> {
        let write = self.inner.arguments.with(Option::take);
        let bytes = write.as_ref().map_or(Ok(Vec::new()), |write| write());
        self.inner.arguments.with(|place| *place = write);
        bytes
    }

    /// Asks the page for a memory and a worker, and waits for its answer.
    fn accepted(&self, place: Place) -> Result<Place, Error> {
        let asked = page::start(place);
        if asked.is_ok() && place.wait_until_taken() != State::Refused {
            return Ok(place);
        }
        place.start_of().parcel.discard();
        place.free();
        Err(no_room())
    }
}

/// What a system says that has no room for another process.
fn no_room() -> Error {
    let kind = Kind::Other("BlockingIOError".into());
    Error::new(kind, "[Errno 11] Resource temporarily unavailable")
}
