//! A connection of two processes: bytes without borders between messages.

use super::Line;
use crate::checkpoint;
use crate::error::Error;
use crate::ipc::pipe::Connection;
use crate::platform;
use core::time::Duration;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of a piece at most: what a line carries at once, as a packet.
const PIECE: usize = 16 << 10;
/// Bytes before a piece: its moment of arrival.
const HEAD: usize = 8;

/// One end of a connection.
///
/// # Blocking
/// `send_all` waits while the buffer between the two ends is full (64 KiB), `recv` until something has arrived.
/// # Errors
/// Other end closed: `send_all` → `BrokenPipeError: [Errno 32] Broken pipe`, `recv` gives no bytes. Closed here: `OSError: handle is closed`.
///
/// Origin: `socket.socket`'s `connect`, `sendall`, `recv`.
#[derive(Debug)]
pub struct Stream {
    end: Connection,
    line: Line,
    /// When the line is free for the next piece.
    free_ns: Mutex<u64>,
    inbox: Mutex<Inbox>,
}

#[derive(Debug, Default)]
struct Inbox {
    /// Arrived, not yet read.
    arrived: VecDeque<u8>,
    /// On the line: when it arrives, and what it is.
    coming: Option<(u64, Vec<u8>)>,
}

/// Held for a few instructions, and by the one thread that reads.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream {
    pub(super) fn on(end: Connection, line: Line) -> Self {
        Self {
            end,
            line,
            free_ns: Mutex::new(0),
            inbox: Mutex::default(),
        }
    }

    /// The line below.
    pub fn line(&self) -> Line {
        self.line
    }

    /// Sends all of it.
    ///
    /// # Errors
    /// See the type.
    pub fn send_all(&self, bytes: &[u8]) -> Result<(), Error> {
        bytes.chunks(PIECE).try_for_each(|piece| {
            let mut message = self.arrival_of(piece.len()).to_le_bytes().to_vec();
            message.extend_from_slice(piece);
            self.end.send_bytes(&message)
        })
    }

    /// When a piece of so many bytes arrives that is sent now.
    fn arrival_of(&self, bytes: usize) -> u64 {
        let nanoseconds = |d: Duration| u64::try_from(d.as_nanos()).unwrap_or(u64::MAX);
        let mut free = lock(&self.free_ns);
        let start = platform::now_ns().max(*free);
        *free = start.saturating_add(nanoseconds(self.line.occupied_by(bytes)));
        free.saturating_add(nanoseconds(self.line.latency))
    }

    /// What has arrived, at most `most` bytes of it; waits until there is something. No bytes: the other end is closed.
    ///
    /// # Errors
    /// Closed here: `OSError: handle is closed`.
    pub fn recv(&self, most: usize) -> Result<Vec<u8>, Error> {
        let mut inbox = lock(&self.inbox);
        while inbox.arrived.is_empty() {
            let coming = inbox.coming.take();
            let (at_ns, piece) = match coming.map_or_else(|| self.next(), |some| Ok(Some(some)))? {
                Some(some) => some,
                None => return Ok(Vec::new()),
            };
            if let Some(left) = at_ns
                .checked_sub(platform::now_ns())
                .filter(|left| *left > 0)
            {
                checkpoint::wait(Duration::from_nanos(left));
            }
            inbox.arrived.extend(piece);
        }
        self.gather(&mut inbox, most)?;
        let len = most.min(inbox.arrived.len());
        Ok(inbox.arrived.drain(..len).collect())
    }

    /// Adds what else has arrived by now, without waiting.
    fn gather(&self, inbox: &mut Inbox, most: usize) -> Result<(), Error> {
        while inbox.arrived.len() < most {
            if inbox.coming.is_none() && self.end.poll()? {
                inbox.coming = self.next()?;
            }
            match inbox.coming.take() {
                Some((at_ns, piece)) if at_ns <= platform::now_ns() => inbox.arrived.extend(piece),
                other => {
                    inbox.coming = other;
                    break;
                }
            }
        }
        Ok(())
    }

    /// The next piece; `None`: no more come.
    fn next(&self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        let mut message = match self.end.recv_bytes() {
            Ok(message) => message,
            Err(error) if error == Error::eof() => return Ok(None),
            Err(error) => return Err(error),
        };
        let head = message.first_chunk::<HEAD>().copied();
        let at_ns = head.map_or(0, u64::from_le_bytes);
        message.drain(..HEAD.min(message.len()));
        Ok(Some((at_ns, message)))
    }

    /// Exactly so many bytes.
    ///
    /// # Errors
    /// See the type; the other end was closed before they had come: `EOFError`.
    pub fn recv_exact(&self, len: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while all.len() < len {
            let some = self.recv(len - all.len())?;
            if some.is_empty() {
                return Err(Error::eof());
            }
            all.extend(some);
        }
        Ok(all)
    }

    /// Closes this end.
    pub fn close(&self) {
        self.end.close();
    }
}

/// A stream that travels leaves behind what this object has read ahead: send it before the first `recv`.
impl Serialize for Stream {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.end, self.line).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (end, line) = <(Connection, Line)>::deserialize(deserializer)?;
        Ok(Self::on(end, line))
    }
}
