//! The trace: how a running thread leaves its history and its present state in shared memory, and how a reader takes both out.
//!
//! Three things live in a process's memory, all made of 32-bit words so that a foreign reader (the page) can read them through `Atomics`:
//! the *record ring* of a thread (history, [`record`]), its *byte ring* (names, printed lines, results, errors, [`entry`]) and its
//! *status cell* (the present, [`status`]). [`layout`] says which word is where and is the only place that does.
//!
//! Never knows: a browser, a clock, a scenario's meaning. Entry points: [`Writer`](ring::Writer), [`Reader`](reader::Reader).
#![deny(unsafe_code)]

pub mod entry;
pub mod kinds;
pub mod layout;
pub mod reader;
pub mod record;
pub mod ring;
pub mod status;
pub mod words;
