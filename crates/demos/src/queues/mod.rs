//! Queues: handing things from thread to thread.

pub mod condition_buffer;
pub mod priority_queue;
pub mod producer_consumer;
pub mod queue_block_or_raise;
pub mod queue_empty_check;
pub mod queue_frames;
#[cfg(feature = "program")]
mod taken;
