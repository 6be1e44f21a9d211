//! Cards that wait for their program.

use crate::card::Card;

/// Cards without a program yet: in no gallery, in no link, but held to the same promises as the rows. With its program a card moves to
/// [`ROWS`](crate::ROWS), to its chapter.
pub const TO_COME: &[&Card] = &[];
