//! Pools: few workers, many tasks.

pub mod chunk_size;
pub mod pool_lab;
pub mod pool_map_speedup;
pub mod static_or_dynamic;
pub mod thumbnails;
