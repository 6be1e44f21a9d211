//! The trace: how a running thread leaves its history and its present state in shared memory, and how a reader takes both out.
//!
//! Three things live in a process's memory, all made of 32-bit words so that a foreign reader (the page) can read them through `Atomics`:
//! the *record ring* of a thread (history, [`record`]), its *byte ring* (names, printed lines, results, errors, [`entry`]) and its
//! *status cell* (the present, [`status`]). [`layout`] says which word is where and is the only place that does.
//!
//! Never knows: a browser, a clock, a scenario's meaning. Entry points: [`Writer`](ring::Writer), [`Reader`](reader::Reader).
//!
//! ```
//! use trace::{kinds::RecordKind, reader::{Batch, Reader}, record::Record, ring::Writer, words::{NativeMemory, NoWords}};
//!
//! let memory = NativeMemory::new(0, 1, 16, 256); // process 0, one slot, 16 records, 256 bytes
//! // SAFETY: the only writer of slot 0, read by `Reader` alone.
//! let mut writer = unsafe { Writer::attach(memory.slot(0), memory.rings(0)) };
//! writer.record(Record::new(RecordKind::ThreadBegin, 5, 1));
//!
//! let mut batch = Batch::default();
//! Reader::new(NativeMemory::HEADER, 0).drain(&memory.view(), &NoWords, 9, &mut batch);
//! assert_eq!(batch.slots[0].records[0].at_ns, 5);
//! ```
#![deny(unsafe_code)]

pub mod entry;
pub mod kinds;
pub mod layout;
pub mod reader;
pub mod record;
pub mod ring;
pub mod status;
pub mod words;
