//! `Pipe`: two connected ends, each of which may be in another process.
//!
//! States, the argument against lost wake-ups, orderings, fairness, Stop: of the bytes see [`ring`](super::ring); of the ends:
//! | an end is | when | the other side sees |
//! |---|---|---|
//! | open | a living process has it, or a message on its way does | – |
//! | closed | every process that had it has closed or dropped it | at once: `send` raises, `recv` gives what is left, then raises |
//! | gone | every process that had it has ended | the same, as soon as it looks or is woken: the end of a process wakes all waits |
//!
//! A message larger than the ring (64 KiB each way) passes in pieces: `send` waits until the other side has read enough.
//!
//! **Death** in the middle of a message: the other side gets `OSError: got end of file during message`.
//!
//! **Trace.** Transfers (serialise, send, receive, deserialise, with bytes), `Value` (bytes in the ring); waits are `blocked(pipe)`. Where one
//! thread alone has the other end, it is named as the one who can end the wait, so a deadlock of two senders is found.
//!
//! **Origin.** `multiprocessing.Pipe`, `multiprocessing.connection.Connection` of the Python 3.13 library reference. Two differences: an end
//! travels through any message at any time, and one end may be used by several threads at once (each message stays whole).
//!
//! **Checked by** `tests/pipe.rs`, `tests/ring.rs`, `tests/parity/channels.rs`.

mod end;
mod holders;

use super::message::{self, Message, NoMessage};
use super::ring::{Ended, Ring, Side};
use super::{transfer, wire};
use crate::blocking::Deadline;
use crate::error::Error;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use core::time::Duration;
use end::{End, Mode};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;
use trace::kinds::Transfer;

/// A pipe that leads both ways: its two ends, which are alike.
///
/// # Errors
/// No room in the arena: `OSError: [Errno 28] No space left on device`.
/// # Examples
/// ```
/// # use runtime::ipc::pipe;
/// let (here, there) = pipe().unwrap();
/// here.send(&("n", 7)).unwrap();
/// assert_eq!(there.recv::<(String, i32)>().unwrap(), ("n".to_owned(), 7));
/// drop(there);
/// assert_eq!(here.recv::<u8>().unwrap_err().to_string(), "EOFError");
/// assert_eq!(here.send(&1).unwrap_err().to_string(), "BrokenPipeError: [Errno 32] Broken pipe");
/// ```
pub fn pipe() -> Result<(Connection, Connection), Error> {
    make(Mode::Duplex, "")
}

/// A pipe that leads one way: the end that receives, and the end that sends (`Pipe(duplex=False)`).
///
/// # Errors
/// As [`pipe`].
pub fn pipe_simplex() -> Result<(Connection, Connection), Error> {
    make(Mode::OneWay, "")
}

/// [`pipe`] that the trace shows under this name.
///
/// # Errors
/// As [`pipe`].
pub fn pipe_named(name: &str) -> Result<(Connection, Connection), Error> {
    make(Mode::Duplex, name)
}

/// [`pipe_simplex`] that the trace shows under this name.
///
/// # Errors
/// As [`pipe`].
pub fn pipe_simplex_named(name: &str) -> Result<(Connection, Connection), Error> {
    make(Mode::OneWay, name)
}

fn make(mode: Mode, name: &str) -> Result<(Connection, Connection), Error> {
    let (first, second) = end::pair(mode, end::CAPACITY, name)?;
    Ok((Connection::of(first), Connection::of(second)))
}

/// One end of a pipe. Clones are the same object, as two names of one in Python; what travels in a message is a copy of its own.
///
/// # Blocking
/// `send` waits while the ring is full, the `recv`s while it is empty. `poll` waits at most as long as it is told.
/// # Errors
/// Own end closed: `OSError: handle is closed`. Wrong direction: `OSError: connection is read-only`, `… write-only`. Other end closed:
/// `BrokenPipeError: [Errno 32] Broken pipe` from `send`; `EOFError` from `recv` when nothing is left.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// About ten looks at the arena for each message each way, and its bytes copied once into the ring and once out of it.
///
/// Origin: `multiprocessing.connection.Connection` of the Python 3.13 library reference.
#[derive(Clone, Debug)]
pub struct Connection {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    end: End,
    /// A message that was too long has made this direction useless, as in Python.
    unreadable: AtomicBool,
}

/// Why [`Connection::recv_bytes_into`] gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntoError {
    /// The buffer is too short (`multiprocessing.BufferTooShort`); this is the message.
    #[error("multiprocessing.context.BufferTooShort: {0:?}")]
    BufferTooShort(Vec<u8>),
    /// Anything else.
    #[error(transparent)]
    Raised(#[from] Error),
}

impl Connection {
    fn of(end: End) -> Self {
        let inner = Inner {
            end,
            unreadable: AtomicBool::new(false),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    fn end(&self) -> &End {
        &self.inner.end
    }

    fn out(&self) -> Result<Ring, Error> {
        if self.closed() {
            return Err(Error::handle_closed());
        }
        let ring = self.end().way_out();
        ring.ok_or_else(|| Error::os("connection is read-only"))
    }

    fn way_in(&self) -> Result<Ring, Error> {
        if self.closed() {
            return Err(Error::handle_closed());
        }
        let ring = self.end().way_in();
        ring.filter(|_| !self.inner.unreadable.load(Relaxed))
            .ok_or_else(|| Error::os("connection is write-only"))
    }

    /// Sends a value.
    ///
    /// # Errors
    /// See the type; a value that cannot be written down: see [`wire::encode`].
    pub fn send<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), Error> {
        self.out()?;
        let encoded = transfer::of(
            Transfer::Serialise,
            self.end().object(),
            || wire::encode(value),
            |bytes| bytes.as_ref().map_or(0, Vec::len),
        );
        self.send_bytes(&encoded?)
    }

    /// Receives a value of the type that was sent.
    ///
    /// # Errors
    /// See the type; another type was sent: `_pickle.UnpicklingError`, and the message is gone.
    pub fn recv<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let bytes = self.receive(wire::MAX_MESSAGE)?;
        let decoded = transfer::of(
            Transfer::Deserialise,
            self.end().object(),
            || wire::decode(&bytes),
            |_| bytes.len(),
        );
        Ok(decoded?)
    }

    /// Sends these bytes as one message.
    ///
    /// # Errors
    /// See the type.
    pub fn send_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        let ring = self.out()?;
        if self.end().other() == Side::Gone {
            return Err(Error::broken_pipe());
        }
        let sent = self.end().with(None, |how| {
            message::send(ring, self.end().object(), how, bytes)
        });
        self.end().note_level(ring);
        sent.map_err(|_| Error::broken_pipe())
    }

    /// Sends a part of these bytes, told as Python tells it.
    ///
    /// # Errors
    /// See the type; `ValueError: offset is negative`, `buffer length < offset`, `size is negative`, `buffer length < offset + size`.
    pub fn send_part(&self, bytes: &[u8], offset: i64, size: Option<i64>) -> Result<(), Error> {
        self.out()?;
        let offset = usize::try_from(offset).map_err(|_| Error::value("offset is negative"))?;
        let rest = bytes
            .get(offset..)
            .ok_or_else(|| Error::value("buffer length < offset"))?;
        let part = match size {
            None => rest,
            Some(size) => {
                let size = usize::try_from(size).map_err(|_| Error::value("size is negative"))?;
                rest.get(..size)
                    .ok_or_else(|| Error::value("buffer length < offset + size"))?
            }
        };
        self.send_bytes(part)
    }

    /// Receives the bytes of one message.
    ///
    /// # Errors
    /// See the type.
    pub fn recv_bytes(&self) -> Result<Vec<u8>, Error> {
        Ok(self.receive(wire::MAX_MESSAGE)?.into_vec())
    }

    /// Receives one message of at most `max` bytes.
    ///
    /// # Errors
    /// See the type. A longer one: `OSError: bad message length`, and this end can receive no more. Below 0: `ValueError: negative maxlength`.
    pub fn recv_bytes_max(&self, max: i64) -> Result<Vec<u8>, Error> {
        self.way_in()?;
        if max < 0 {
            return Err(Error::value("negative maxlength"));
        }
        let max = u32::try_from(max).unwrap_or(u32::MAX);
        Ok(self.receive(max)?.into_vec())
    }

    /// Receives one message into `buffer`; its length.
    ///
    /// # Errors
    /// See the type; [`IntoError::BufferTooShort`].
    pub fn recv_bytes_into(&self, buffer: &mut [u8]) -> Result<usize, IntoError> {
        let message = self.receive(wire::MAX_MESSAGE)?;
        match buffer.get_mut(..message.len()) {
            Some(place) => {
                place.copy_from_slice(&message);
                Ok(message.len())
            }
            None => Err(IntoError::BufferTooShort(message.into_vec())),
        }
    }

    fn receive(&self, max: u32) -> Result<Message, Error> {
        let ring = self.way_in()?;
        let got = self.end().with(None, |how| {
            message::receive(ring, self.end().object(), how, max)
        });
        self.end().note_level(ring);
        got.map_err(|why| match why {
            NoMessage::End | NoMessage::Not(_) => Error::eof(),
            NoMessage::Cut => Error::os("got end of file during message"),
            NoMessage::TooLong => {
                self.spoil();
                Error::os("bad message length")
            }
        })
    }

    /// The rest of a message that nobody wanted is in the way of the next.
    fn spoil(&self) {
        if self.end().way_out().is_some() {
            self.inner.unreadable.store(true, Relaxed);
        } else {
            self.close();
        }
    }

    /// Whether `recv` would not wait: a message is there, or the end.
    ///
    /// # Errors
    /// See the type.
    pub fn poll(&self) -> Result<bool, Error> {
        let ring = self.way_in()?;
        Ok(ring.is_ready() || self.end().other() == Side::Gone)
    }

    /// Waits until `recv` would not wait, at most `timeout`; whether it would not.
    ///
    /// # Errors
    /// See the type.
    pub fn poll_timeout(&self, timeout: Duration) -> Result<bool, Error> {
        if timeout.is_zero() {
            return self.poll();
        }
        self.poll_until(Some(Deadline::after(timeout)))
    }

    /// Waits until `recv` would not wait (`poll(None)`).
    ///
    /// # Errors
    /// See the type.
    pub fn poll_wait(&self) -> Result<bool, Error> {
        self.poll_until(None)
    }

    fn poll_until(&self, deadline: Option<Deadline>) -> Result<bool, Error> {
        let ring = self.way_in()?;
        match self.end().with(deadline, |how| ring.wait_ready(how)) {
            Ok(()) => Ok(true),
            Err(Ended::Closed | Ended::TimedOut | Ended::Leaving) => Ok(false),
        }
    }

    /// Closes this end in this process; again is fine. The other side learns it when every process that has this side has closed it.
    pub fn close(&self) {
        self.end().close();
    }

    /// Whether this end has been closed here.
    pub fn closed(&self) -> bool {
        self.end().is_closed()
    }
}

impl Serialize for Connection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.closed() {
            return Err(serde::ser::Error::custom("handle is closed"));
        }
        self.end().lend().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Connection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = end::Sent::deserialize(deserializer)?;
        End::adopt(&sent).map(Self::of).map_err(D::Error::custom)
    }
}
