//! When it goes wrong: threads that wait for ever, updates that get lost, threads that never come in.

pub mod barrier_phases;
pub mod counter_race;
pub mod dining_philosophers;
pub mod lock_error_leaks;
pub mod lock_never_taken;
pub mod lost_wakeup;
pub mod readers_writers;
pub mod rlock_recursion;
pub mod starvation;
pub mod ways_to_hang;
