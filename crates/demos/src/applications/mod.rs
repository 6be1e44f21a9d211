//! Applications: what people use threads and pools for.

pub mod port_scan;
pub mod serial_reader;
pub mod spider;
