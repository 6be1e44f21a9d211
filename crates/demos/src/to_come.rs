//! Cards that wait for their program.

use crate::card::Card;
use crate::cpu_and_io::{gil_cpu_threads, gil_io_threads};
use crate::life_cycle::{life_cycle_five_states, thread_state_monitor};
use crate::locks::{event_gate, event_never_cleared, lock_queue_up, semaphore_permits};
use crate::queues::{producer_consumer, queue_block_or_raise, queue_empty_check};
use crate::threads::{
    thread_create, thread_low_level, thread_many, thread_shared_list, thread_start_finish,
};

/// Cards without a program yet: in no gallery, in no link, but held to the same promises as the rows. With its program a card moves to
/// [`ROWS`](crate::ROWS), to its chapter.
pub const TO_COME: &[&Card] = &[
    &gil_cpu_threads::CARD,
    &gil_io_threads::CARD,
    &thread_create::CARD,
    &thread_many::CARD,
    &thread_start_finish::CARD,
    &thread_low_level::CARD,
    &thread_shared_list::CARD,
    &life_cycle_five_states::CARD,
    &thread_state_monitor::CARD,
    &lock_queue_up::CARD,
    &semaphore_permits::CARD,
    &event_gate::CARD,
    &event_never_cleared::CARD,
    &queue_block_or_raise::CARD,
    &producer_consumer::CARD,
    &queue_empty_check::CARD,
];
