//! Reading the input of an `imap`, ahead of its results.

use super::board::Board;
use super::chunks::Carry;
use super::crew::Crew;
use super::imap::Stream;
use super::task::{self, Number};
use crate::error::Error;
use crate::stop::Stopped;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// What the reader of an `imap`'s input works with.
pub(super) struct Reading<C: Crew, I, T> {
    pub crew: C,
    pub board: Arc<Board<C::Seat>>,
    pub stream: Arc<Stream<T>>,
    pub carry: Carry<C::Seat, I, T>,
    pub size: usize,
    pub number: Number,
}

impl<C: Crew, I: Send + 'static, T: Send + 'static> Reading<C, I, T> {
    /// Reads the input to its end, or until nobody wants more. An input that raises does so at its place, and ends.
    ///
    /// # Blocking
    /// While the taker of results is too far behind.
    pub fn read(self, mut items: impl Iterator<Item = I>) {
        let _end = EndOfReading(&self.crew, &self.board);
        let (mut at, mut number) = (0, self.number);
        while self.stream.may_read(at) {
            match self.next_chunk(&mut items) {
                Ok(chunk) if chunk.is_empty() => break,
                Ok(chunk) => {
                    let (first, stream) = (number, self.stream.clone());
                    number = number.after(chunk.len());
                    let deliver = Box::new(move |result| stream.set(at, result));
                    if !self.board.pin_read((self.carry)(chunk, first, deliver)) {
                        return; // Terminated: what has not come never will.
                    }
                    self.crew.feed(&self.board);
                    at += 1;
                }
                Err(error) => {
                    self.stream.set(at, Err(error));
                    at += 1;
                    break;
                }
            }
        }
        self.stream.set_len(at);
    }

    fn next_chunk(&self, items: &mut impl Iterator<Item = I>) -> Result<Vec<I>, Error> {
        let read = || items.by_ref().take(self.size).collect();
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(chunk) => Ok(chunk),
            Err(payload) if Stopped::is(&*payload) => resume_unwind(payload),
            Err(payload) => Err(task::caught(&*payload)),
        }
    }
}

/// Tells the board that reading is over, also when it ends by unwinding.
struct EndOfReading<'a, C: Crew>(&'a C, &'a Board<C::Seat>);

impl<C: Crew> Drop for EndOfReading<'_, C> {
    fn drop(&mut self) {
        self.1.end_reading();
        self.0.feed(self.1);
    }
}
