//! States of threads, and what can be seen of them.

pub mod life_cycle_five_states;
pub mod thread_state_monitor;
