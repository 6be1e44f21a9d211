//! Stop: how a run is left from any depth.

/// Payload of the unwinding that ends a stopped thread. Pass it on from every `catch_unwind`.
#[derive(Debug)]
pub struct Stopped;
