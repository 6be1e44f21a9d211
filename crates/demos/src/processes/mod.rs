//! Processes: how they start and end, what they do not share, what they cost.

pub mod process_start_join;
