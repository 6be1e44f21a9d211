//! Locks, semaphores and events: who may go on, and when.

pub mod event_gate;
pub mod event_never_cleared;
pub mod lock_queue_up;
pub mod semaphore_permits;
