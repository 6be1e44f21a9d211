//! What a transfer leaves in the trace: a span for each of serialise, send, receive, deserialise, with the channel and the bytes.
//!
//! The page draws them on the row below the states of the thread that does the work (what a `Queue` sends, its feeder sends). A transfer that waits
//! contains its wait, which is blocked(pipe) or blocked(queue) on the same object.

use crate::context;
use crate::platform;
use trace::kinds::{RecordKind, Transfer};
use trace::record::Record;

/// Does `act`, which gives the bytes that it moved; the span begins before it.
pub(crate) fn of<T>(
    transfer: Transfer,
    object: u32,
    act: impl FnOnce() -> T,
    bytes: impl FnOnce(&T) -> usize,
) -> T {
    let Some(here) = context::current().filter(|here| here.is_traced()) else {
        return act();
    };
    let begin = platform::now_ns();
    let done = act();
    // Written afterwards, when the number of bytes is known: `act` leaves no records of its own.
    here.record(
        Record::new(RecordKind::TransferBegin, begin, object)
            .with(bytes(&done) as u32, transfer as u32),
    );
    here.record(Record::new(
        RecordKind::TransferEnd,
        platform::now_ns(),
        object,
    ));
    done
}

/// A span of known size that may contain waits; it ends when it is dropped.
pub(crate) struct Span(u32);

/// Begins a span.
pub(crate) fn span(transfer: Transfer, object: u32, bytes: usize) -> Span {
    context::record(
        RecordKind::TransferBegin,
        object,
        bytes as u32,
        transfer as u32,
    );
    Span(object)
}

impl Drop for Span {
    fn drop(&mut self) {
        context::record(RecordKind::TransferEnd, self.0, 0, 0);
    }
}
