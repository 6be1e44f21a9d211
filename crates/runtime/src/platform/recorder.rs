//! Makes the writer of a slot's rings.
#![allow(unsafe_code)] // `Writer::attach` trusts its caller that a slot has one writer.

use trace::ring::{Rings, SlotWords, Writer};

/// The writer of a slot. Only [`crate::context::enter`] calls it, for a slot that it has just taken.
pub(crate) fn attach(slot: &'static SlotWords, rings: Rings<'static>) -> Writer<'static> {
    // SAFETY: a slot belongs to one worker at a time (`Process::take_slot` natively, the page's numbering in a browser) and the guard that
    // gives it back drops the writer first. Readers are `trace::Reader`s.
    unsafe { Writer::attach(slot, rings) }
}
