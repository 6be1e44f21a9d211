//! States of threads, and what can be seen of them.

pub mod daemon_and_join;
pub mod life_cycle_five_states;
pub mod thread_state_monitor;
