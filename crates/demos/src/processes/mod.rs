//! Processes: how they start and end, what they do not share, what they cost.

pub mod args_reference_or_copy;
pub mod crash_isolation;
pub mod create_cost;
pub mod main_guard;
pub mod one_core_switching;
pub mod process_deadlock;
pub mod process_lab;
pub mod process_own_memory;
pub mod process_start_join;
pub mod processes_with_threads;
pub mod thread_or_process;
