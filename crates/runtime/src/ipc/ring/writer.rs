//! The writing side of a ring. States and arguments: [`ring`](super).

use super::{CLOSED, Ended, How, ONE, READ, Ring, Side, WANTED, WRITER_WAITS, WRITTEN, between};
use crate::blocking::Woken;
use crate::futex::FutexWord;
use crate::futex::arena::write_from;
use core::sync::atomic::Ordering::{Acquire, Relaxed, SeqCst};

/// Bytes on their way into a ring.
pub(crate) struct Writer<'a> {
    ring: Ring,
    at: u32,
    published: u32,
    read: u32,
    how: How<'a>,
}

impl Ring {
    /// Starts writing; the caller is inside the write gate.
    pub fn writer<'a>(self, how: How<'a>) -> Writer<'a> {
        let written = self.word(WRITTEN).load(Relaxed) / ONE;
        Writer {
            ring: self,
            at: written,
            published: written,
            read: self.word(READ).load(Acquire),
            how,
        }
    }
}

impl Writer<'_> {
    /// Writes all of it, waiting for room; readers see it in parts.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), Ended> {
        while !bytes.is_empty() {
            // More than is left, or than a quarter, is not worth a wait.
            let quarter = self.ring.capacity / 4;
            let room = self.room(quarter.min(bytes.len() as u32))?;
            let (at, straight) = self.ring.place(self.at);
            let len = room.min(straight).min(self.ring.capacity / 4) as usize;
            let (now, later) = bytes.split_at(len.min(bytes.len()));
            write_from(at, now);
            self.at = self.at.wrapping_add(now.len() as u32);
            if between(self.published, self.at) >= self.ring.capacity / 4 {
                self.publish();
            }
            bytes = later;
        }
        Ok(())
    }

    /// Room for at least so many bytes.
    fn room(&mut self, wanted: u32) -> Result<u32, Ended> {
        loop {
            if self.read & CLOSED != 0 {
                return Err(Ended::Closed);
            }
            let room = self.ring.capacity - between(self.read / ONE, self.at);
            if room >= wanted {
                return Ok(room);
            }
            self.publish();
            let seen = self.ring.word(READ).load(Acquire);
            if seen != self.read {
                self.read = seen;
                continue;
            }
            if self.ring.linger(READ, seen) {
                continue;
            }
            self.ring.word(WANTED).store(wanted, SeqCst);
            if (self.how.other)() == Side::Gone {
                return Err(Ended::Closed);
            }
            match self.ring.wait(READ, seen, WRITER_WAITS, &self.how) {
                Woken::Leaving => return Err(Ended::Leaving),
                Woken::TimedOut if self.ring.word(READ).load(Acquire) == seen => {
                    return Err(Ended::TimedOut);
                }
                Woken::Again | Woken::TimedOut => {}
            }
        }
    }

    /// Lets readers see what has been written.
    pub fn publish(&mut self) {
        let bytes = between(self.published, self.at);
        if bytes > 0 {
            self.ring.publish_written(bytes);
            self.published = self.at;
        }
    }
}
