//! Pools: few workers, many tasks.

pub mod pool_lab;
pub mod pool_map_speedup;
