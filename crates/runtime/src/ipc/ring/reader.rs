//! The reading side of a ring. States and arguments: [`ring`](super).

use super::{CLOSED, Ended, How, ONE, READ, READER_WAITS, Ring, Side, WRITTEN, between};
use crate::blocking::Woken;
use crate::futex::FutexWord;
use crate::futex::arena::{append_to, read_into};
use core::sync::atomic::Ordering::{Acquire, Relaxed};

/// Bytes that a reader copies ahead at once: a short message costs one copy, however many parts it is read in.
const AHEAD: usize = 128;

/// Bytes on their way out of a ring.
pub(crate) struct Reader<'a> {
    ring: Ring,
    at: u32,
    published: u32,
    written: u32,
    how: How<'a>,
    /// Bytes from `at` on that are here already.
    ahead: [u8; AHEAD],
    from: usize,
    to: usize,
}

impl Ring {
    /// Starts reading; the caller is inside the read gate.
    pub fn reader<'a>(self, how: How<'a>) -> Reader<'a> {
        let read = self.word(READ).load(Relaxed) / ONE;
        Reader {
            ring: self,
            at: read,
            published: read,
            written: self.word(WRITTEN).load(Acquire),
            how,
            ahead: [0; AHEAD],
            from: 0,
            to: 0,
        }
    }
}

impl Ring {
    /// Appends what is there, at most `most` bytes and those of one copy, and takes nothing out; the caller is inside the read gate.
    pub fn peek(self, most: u32, into: &mut Vec<u8>) {
        let read = self.word(READ).load(Relaxed) / ONE;
        let some = between(read, self.word(WRITTEN).load(Acquire) / ONE);
        let (at, straight) = self.place(read);
        append_to(at, some.min(straight).min(most) as usize, into);
    }

    /// Takes out so many of the bytes that [`peek`](Self::peek) has shown.
    pub fn take_out(self, bytes: u32) {
        self.publish_read(bytes);
    }
}

impl<'a> Reader<'a> {
    /// Waits as `how` says from now on.
    pub fn wait_as(&mut self, how: How<'a>) {
        self.how = how;
    }

    /// Fills `into`, waiting for bytes. On an error: how many bytes came before it.
    pub fn read(&mut self, into: &mut [u8]) -> Result<(), (usize, Ended)> {
        let mut done = 0;
        while done < into.len() {
            let some = self.available().map_err(|ended| (done, ended))?;
            let len = self.copy(some, &mut into[done..]);
            self.pass(len);
            done += len;
        }
        Ok(())
    }

    /// Appends `len` bytes, waiting for them. On an error: how many bytes came before it.
    pub fn append(&mut self, len: usize, into: &mut Vec<u8>) -> Result<(), (usize, Ended)> {
        let mut left = len;
        let here = (self.to - self.from).min(len);
        into.extend_from_slice(&self.ahead[self.from..self.from + here]);
        self.from += here;
        self.pass(here);
        left -= here;
        while left > 0 {
            let some = self.available().map_err(|ended| (len - left, ended))?;
            let (at, straight) = self.ring.place(self.at);
            let quarter = self.ring.capacity / 4;
            let now = left.min(some.min(straight).min(quarter) as usize);
            append_to(at, now, into);
            self.pass(now);
            left -= now;
        }
        Ok(())
    }

    /// Takes note that so many bytes have come out.
    fn pass(&mut self, len: usize) {
        self.at = self.at.wrapping_add(len as u32);
        if between(self.published, self.at) >= self.ring.capacity / 4 {
            self.publish();
        }
    }

    /// Copies some of the `some` bytes that are there; how many.
    fn copy(&mut self, some: u32, into: &mut [u8]) -> usize {
        let (at, straight) = self.ring.place(self.at);
        let straight = some.min(straight).min(self.ring.capacity / 4) as usize;
        if self.from == self.to && into.len() < AHEAD {
            let len = straight.min(AHEAD);
            read_into(at, &mut self.ahead[..len]);
            (self.from, self.to) = (0, len);
        }
        let here = self.to - self.from;
        if here == 0 {
            let len = straight.min(into.len());
            read_into(at, &mut into[..len]);
            return len;
        }
        let len = here.min(into.len());
        into[..len].copy_from_slice(&self.ahead[self.from..self.from + len]);
        self.from += len;
        len
    }

    /// At least one byte.
    pub fn available(&mut self) -> Result<u32, Ended> {
        loop {
            let some = between(self.at, self.written / ONE);
            if some > 0 {
                return Ok(some);
            }
            if self.written & CLOSED != 0 {
                return Err(Ended::Closed);
            }
            let seen = self.ring.word(WRITTEN).load(Acquire);
            if seen != self.written {
                self.written = seen;
                continue;
            }
            self.publish();
            if self.ring.linger(WRITTEN, seen) {
                continue;
            }
            // What the other side wrote before it ended counts, so look once more after finding it gone.
            if (self.how.other)() == Side::Gone {
                self.written = self.ring.word(WRITTEN).load(Acquire) | CLOSED;
                continue;
            }
            match self.ring.wait(WRITTEN, seen, READER_WAITS, &self.how) {
                Woken::Leaving => return Err(Ended::Leaving),
                Woken::TimedOut if self.ring.word(WRITTEN).load(Acquire) == seen => {
                    return Err(Ended::TimedOut);
                }
                Woken::Again | Woken::TimedOut => {}
            }
        }
    }

    /// Gives the room of what has been read back to writers.
    pub fn publish(&mut self) {
        let bytes = between(self.published, self.at);
        if bytes > 0 {
            self.ring.publish_read(bytes);
            self.published = self.at;
        }
    }
}
