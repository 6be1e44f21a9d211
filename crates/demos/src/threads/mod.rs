//! Creating threads, waiting for them, sharing data with them.

pub mod thread_create;
pub mod thread_local;
pub mod thread_low_level;
pub mod thread_many;
pub mod thread_shared_list;
pub mod thread_start_finish;
pub mod timer_cancel;
