//! From records to what people see: spans, states at a moment, metrics, waits, the report.
//!
//! Pure: no browser, no clock, no randomness. Entry points: [`Timeline::ingest`], [`waits::find_cycle`], [`summary::summarise`].
#![forbid(unsafe_code)]

mod ingest;
pub mod json;
pub mod metrics;
pub mod sentence;
pub mod spans;
pub mod speedup;
pub mod summary;
pub mod time;
pub mod timeline;
pub mod waits;
pub mod warnings;

pub use spans::{Lane, LaneIx, Span, SpanKind};
pub use time::Ns;
pub use timeline::Timeline;
