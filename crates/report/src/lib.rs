//! From records to what people see: spans, states at a moment, metrics, waits, the report.
//!
//! Pure: no browser, no clock, no randomness. Entry points: [`Timeline::ingest`], [`waits::Watch`], [`summary::summarise`],
//! [`speedup::speedups`].
//!
//! ```
//! use report::{Ns, Timeline};
//! use trace::kinds::{Cause, RecordKind, ThreadState};
//! use trace::reader::{Batch, SlotBatch};
//! use trace::record::Record;
//!
//! let records = vec![
//!     Record::new(RecordKind::ThreadBegin, 0, 1),
//!     Record::state(30, ThreadState::Blocked, Cause::Sleep, 0),
//!     Record::new(RecordKind::ThreadEnd, 90, 0),
//! ];
//! let mut timeline = Timeline::default();
//! timeline.ingest(&Batch { at_ns: 100, slots: vec![SlotBatch { records, ..SlotBatch::default() }], ..Batch::default() });
//! assert_eq!(timeline.at(Ns(40))[0].cause, Cause::Sleep);
//! let shares = report::metrics::shares(&timeline.lanes[0], Ns(0), Ns(100));
//! assert_eq!((shares.running, shares.sleeping), (30, 60));
//! ```
#![forbid(unsafe_code)]

pub mod arrows;
pub mod contention;
pub mod critical_path;
pub mod export;
pub mod findings;
pub mod hang;
pub mod holds;
mod ingest;
pub mod json;
pub mod metrics;
pub mod order;
pub mod processes;
pub mod run_file;
pub mod sentence;
pub mod spans;
pub mod speedup;
mod steps;
pub mod summary;
pub mod time;
pub mod timeline;
pub mod waits;
pub mod warnings;
pub mod window;

pub use spans::{Lane, LaneIx, Span, SpanKind};
pub use time::Ns;
pub use timeline::Timeline;
