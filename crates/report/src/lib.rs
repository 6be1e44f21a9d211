//! From records to what people see: spans, states at a moment, metrics, waits, the report.
//!
//! Pure: no browser, no clock, no randomness. Entry points: [`Timeline::ingest`], [`waits::find_cycle`], [`summary::summarise`].
#![forbid(unsafe_code)]

mod ingest;
mod rings;
pub mod spans;
pub mod summary;
pub mod time;
pub mod timeline;
mod value;
pub mod waits;

pub use spans::{Lane, LaneIx, Span, SpanKind};
pub use time::Ns;
pub use timeline::Timeline;
