//! What a byte ring carries: everything that does not fit a fixed-size record.

use crate::kinds::ObjectKind;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

extern crate alloc;

/// One entry of a byte ring, written as a 32-bit length and `postcard` bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// A thread exists and is called so.
    Thread {
        /// Its id: process << 16 | number.
        thread: u32,
        /// Name as the program gave it.
        name: String,
        /// Dies with the main thread.
        daemon: bool,
    },
    /// An object exists and is called so.
    Object {
        /// Its id: process << 24 | number.
        object: u32,
        /// [`ObjectKind`] as number.
        kind: u8,
        /// Name for people, for example `lock L`.
        name: String,
    },
    /// A printed line.
    Line {
        /// Who printed.
        thread: u32,
        /// When, nanoseconds since the run's origin.
        at_ns: u64,
        /// What, without the line break.
        text: String,
    },
    /// A task's value, where it does not fit its record.
    TaskValue {
        /// Measurement the task belongs to.
        measurement: u32,
        /// Index of the task.
        task: u32,
        /// `scenario::TaskValue` as `postcard`.
        value: Vec<u8>,
    },
    /// A task's error.
    TaskError {
        /// Measurement the task belongs to.
        measurement: u32,
        /// Index of the task.
        task: u32,
        /// Python's type name, for example `ValueError`.
        kind: String,
        /// Message, may be empty.
        message: String,
    },
    /// A measurement is about to begin.
    Measurement(Measurement),
    /// A process was started and is called so.
    Process {
        /// Its number.
        process: u32,
        /// Number of the process that started it.
        parent: u32,
        /// Name as the program gave it.
        name: String,
    },
}

/// One task list on one executor with one number of workers: what a speed-up is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    /// Number of the measurement in this run, from 1 on; records name it as their object.
    pub id: u32,
    /// Load, for example `cpu`, `io`, `mixed`; the key under which measurements are compared.
    pub load: String,
    /// Executor id of DESIGN.md, section 4.
    pub executor: String,
    /// Workers asked for.
    pub workers: u32,
    /// 0-based repetition.
    pub repeat: u32,
    /// Tasks in the list.
    pub tasks: u32,
    /// A swept value other than workers (for example the CPU share in percent), where there is one.
    pub x: Option<i64>,
}

impl Entry {
    /// The object's kind, if this entry names an object of a known kind.
    pub fn object_kind(&self) -> Option<ObjectKind> {
        match self {
            Entry::Object { kind, .. } => ObjectKind::from_u8(*kind),
            _ => None,
        }
    }
}
