//! Blocks of memory that processes find by name.

pub mod shared_array_attach;
pub mod shared_image_tearing;
pub mod shared_image_watch;
