//! Cards that wait for their program.

use crate::card::Card;
use crate::cpu_and_io::{gil_cpu_threads, gil_io_threads};
use crate::life_cycle::life_cycle_five_states;

/// Cards without a program yet: in no gallery, in no link, but held to the same promises as the rows. With its program a card moves to
/// [`ROWS`](crate::ROWS), to its chapter.
pub const TO_COME: &[&Card] = &[
    &gil_cpu_threads::CARD,
    &gil_io_threads::CARD,
    &life_cycle_five_states::CARD,
];
