//! Queues: handing things from thread to thread.

pub mod priority_queue;
pub mod producer_consumer;
pub mod queue_block_or_raise;
pub mod queue_empty_check;
