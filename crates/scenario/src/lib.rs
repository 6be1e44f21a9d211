//! What a run is: its parameters, their table, the link that carries them, the catalogue of executors and workloads, the bytes of the
//! messages between page and worker, and how a run ended.
//!
//! Never knows: a browser, a clock, randomness, any other crate of ours, the table of demos (it is given a [`DemoSpec`]).
#![forbid(unsafe_code)]

extern crate alloc;

pub mod catalogue;
pub mod lesson;
pub mod link;
pub mod message;
pub mod outcome;
pub mod parameters;
pub mod pictures;
pub mod protocol;
pub mod spec;
pub mod validate;
pub mod value;

pub use message::{Message, Notice, Text};
pub use outcome::{Outcome, TaskValue, Verdict};
pub use spec::{Catalogue, DemoSpec, Field, Scenario};
pub use validate::{Draft, validate};
pub use value::Value;
