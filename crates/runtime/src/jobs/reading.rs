//! Reading the input of an `imap`, ahead of its results.

use super::board::Board;
use super::chunks::{self, Carry};
use super::imap::Stream;
use super::task::{self, Number};
use crate::error::Error;
use crate::stop::Stopped;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// What the reader of an `imap`'s input works with.
pub(super) struct Reading<S, I, T> {
    pub board: Arc<Board<S>>,
    pub stream: Arc<Stream<T>>,
    pub carry: Carry<S, I, T>,
    pub size: usize,
    pub number: Number,
}

impl<S: 'static, I: Send + 'static, T: Send + 'static> Reading<S, I, T> {
    /// Reads the input to its end, or until nobody wants more. An input that raises does so at its place, and ends.
    ///
    /// # Blocking
    /// While the taker of results is too far behind.
    pub fn read(self, mut items: impl Iterator<Item = I>) {
        let _end = EndOfReading(&self.board);
        let (mut at, mut number) = (0, self.number);
        while self.stream.may_read(at) {
            match self.next_chunk(&mut items) {
                Ok(chunk) if chunk.is_empty() => break,
                Ok(chunk) => {
                    let (first, stream) = (number, self.stream.clone());
                    number = number.after(chunk.len());
                    let order = chunks::order(self.carry.clone(), chunk, first, move |result| {
                        stream.set(at, result);
                    });
                    if !self.board.pin_read(order) {
                        return; // Terminated: what has not come never will.
                    }
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
struct EndOfReading<'a, S>(&'a Board<S>);

impl<S> Drop for EndOfReading<'_, S> {
    fn drop(&mut self) {
        self.0.end_reading();
    }
}
