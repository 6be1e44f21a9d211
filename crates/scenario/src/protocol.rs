//! The bytes of the messages between page and worker. The boot envelope (a JavaScript object: module, memory, arena) carries one
//! [`ToWorker`], and behind it, for the program, the person's own [`pictures`](crate::pictures); everything a worker posts is one
//! [`FromWorker`]. All as `postcard` bytes.

use crate::outcome::{Outcome, TaskError, TaskValue};
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a worker is to do with the memory it is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Instantiate as the first worker of a process, make its header, post [`FromWorker::Ready`], run the program and post
    /// [`FromWorker::Finished`]; then leave the memory and post [`FromWorker::Left`].
    Main(MainBoot),
    /// Instantiate, post `Ready`, park and run threads as they are started, until the process ends; then post `Left`.
    Parked {
        /// Run it belongs to.
        run: u32,
        /// Process in the run.
        process: u32,
        /// Slot that it fills.
        slot: u32,
        /// Origin of the run's time line, as in [`MainBoot`].
        origin_ms: f64,
        /// Records for its ring.
        ring_records: u32,
    },
}

/// What a process is to be. Entry point and arguments of a started one lie in the arena, where its starter has put them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The run's main process: makes the arena, runs the program of the link.
    Program {
        /// Spare processes on their way, for which the program waits.
        spares: u32,
    },
    /// The process that was started at this place of the arena's table.
    Started {
        /// Index of the place.
        place: u32,
    },
    /// One that takes a place of its own and stands ready to be started.
    Spare,
}

/// Boot of a process's first worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MainBoot {
    /// Number of the run, increasing over a visit.
    pub run: u32,
    /// What this process is to be.
    pub role: Role,
    /// `performance.timeOrigin + performance.now()` at the run's start: time zero of the trace.
    pub origin_ms: f64,
    /// The scenario, as [`Scenario::encode`](crate::Scenario::encode) writes it; nothing for a process that runs no program of a demo.
    pub scenario: Vec<u8>,
    /// Parked workers already on their way.
    pub parked: u32,
    /// Records a ring holds, a power of two.
    pub ring_records: u32,
    /// Off leaves every record out (for measuring the cost of tracing).
    pub traced: bool,
    /// Cores that the page believes there are (`navigator.hardwareConcurrency`).
    pub cores: u32,
}

/// What a worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The glue is loaded; boot envelopes may be sent. Sent once in a worker's life.
    Up,
    /// Instantiated. `header` = byte address of the process header (see `trace::layout`).
    Ready {
        /// Run.
        run: u32,
        /// Process.
        process: u32,
        /// Slot.
        slot: u32,
        /// Byte address of the process header.
        header: u32,
    },
    /// This process needs `count` more workers: threads were started and nobody is parked.
    NeedWorkers {
        /// Run.
        run: u32,
        /// Process.
        process: u32,
        /// How many.
        count: u32,
    },
    /// The program has ended and all is written to the rings. The page drains once more before it reports.
    Finished {
        /// Run.
        run: u32,
        /// Process.
        process: u32,
        /// What it returned.
        outcome: Outcome,
        /// True when it left by Stop.
        stopped: bool,
    },
    /// This worker has left the memory and may be given another.
    Left {
        /// Run.
        run: u32,
        /// Slot that it filled.
        slot: u32,
    },
    /// A process was started and no spare one stood ready: the page finds a memory and a worker for it, or refuses, and says so in the
    /// arena's table.
    NeedProcess {
        /// Run.
        run: u32,
        /// Index of its place in the table.
        place: u32,
    },
    /// A process is to end by the signal that its place in the table names.
    EndProcess {
        /// Run.
        run: u32,
        /// Its number.
        process: u32,
    },
    /// A trap or an unexpected error ended this worker's thread; its process is over and its memory must not be used again.
    Crashed {
        /// Run.
        run: u32,
        /// Process.
        process: u32,
        /// What JavaScript said.
        message: String,
    },
}

/// Bytes that are no message: of another build, cut short, or foreign.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// What could not be read. Why is not told: the decoder's words for it are 800 bytes of every first visit, and say nothing of what to do.
    #[error("{what} of {length} bytes cannot be read; page and engine must be of one build")]
    Unreadable {
        /// Which type was wanted.
        what: &'static str,
        /// How many bytes there were.
        length: usize,
    },
    /// Something follows the message.
    #[error(
        "{what} ends {left} bytes before its message does; page and engine must be of one build"
    )]
    LeftOver {
        /// Which type was wanted.
        what: &'static str,
        /// How many bytes follow.
        left: usize,
    },
}

impl ToWorker {
    /// The bytes to send.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads what [`ToWorker::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes; never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        from_bytes("a message to a worker", bytes)
    }
}

impl FromWorker {
    /// The bytes to post.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads what [`FromWorker::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes; never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        from_bytes("a message from a worker", bytes)
    }
}

impl TaskValue {
    /// The bytes for the byte ring.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads what [`TaskValue::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes, and for lists nested deeper than [`NESTING_MAX`](crate::outcome::NESTING_MAX); never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        from_bytes("a value", bytes)
    }
}

impl TaskError {
    /// The bytes for the byte ring.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads what [`TaskError::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes; never panics.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        from_bytes("an error", bytes)
    }
}

fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    // Writing into a Vec fails only for types whose length serde cannot tell beforehand; none of ours is such a type.
    postcard::to_allocvec(value).unwrap_or_default()
}

fn from_bytes<'b, T: Deserialize<'b>>(
    what: &'static str,
    bytes: &'b [u8],
) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(DecodeError::LeftOver {
            what,
            left: rest.len(),
        }),
        Err(_) => Err(DecodeError::Unreadable {
            what,
            length: bytes.len(),
        }),
    }
}

#[cfg(test)]
mod tests;
