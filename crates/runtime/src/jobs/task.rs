//! Runs one call of a program as a task: leaves its span in the trace and turns what it raised into a value.

use crate::context;
use crate::error::{Error, Kind};
use crate::platform;
use crate::stop::Stopped;
use crate::thread;
use core::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use trace::kinds::RecordKind;
use trace::record::{Record, TaskStatus};

/// How a task's spans are numbered in the trace: the measurement that it belongs to (0 for none), and its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) measurement: u32,
    pub(crate) index: u32,
}

impl Number {
    /// The number of the task `steps` after this one.
    pub(crate) fn after(self, steps: usize) -> Self {
        Self {
            index: self.index.wrapping_add(steps as u32),
            ..self
        }
    }
}

/// What a task ended with, other than a value.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error, for whoever asks for the result.
    Raised(Error),
    /// The end of the worker: `sys.exit` in a thread, death of a process. Nobody is told.
    Left,
}

/// Makes `call` here as the task with this number. An error carries the task and the worker, unless it carries a trace already.
///
/// # Errors
/// What it raises, `SystemExit` too.
/// # Panics
/// Passes Stop on.
pub(crate) fn traced<T>(
    number: Number,
    call: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let here = context::current();
    let traced = here.filter(|here| here.is_traced());
    if let Some(here) = traced {
        let begin = Record::new(
            RecordKind::TaskBegin,
            platform::now_ns(),
            number.measurement,
        );
        here.record(begin.with(number.index, 0));
    }
    if let Some(here) = here {
        here.status().begin_task(number.index);
    }
    let result = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result,
        Err(payload) if Stopped::is(&*payload) => resume_unwind(payload),
        Err(payload) => Err(caught(&*payload)),
    };
    if let Some(here) = traced {
        let status = match result {
            Ok(_) if size_of::<T>() == 0 => TaskStatus::Unit,
            Ok(_) => TaskStatus::Bytes, // Told by the program, not by the record.
            Err(_) => TaskStatus::Error,
        };
        let (at_ns, index) = (platform::now_ns(), number.index);
        here.record(Record::task_end(
            at_ns,
            number.measurement,
            index,
            status,
            0,
        ));
    }
    if let Some(here) = here {
        here.status().end_task();
    }
    result.map_err(|error| with_place(error, number))
}

/// As [`traced`], where `SystemExit` ends the worker.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run<T>(
    number: Number,
    call: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Failure> {
    traced(number, call).map_err(|error| match error.kind() {
        Kind::Other(name) if name == "SystemExit" => Failure::Left,
        _ => Failure::Raised(error),
    })
}

/// What an unwinding carried, as an error.
pub(crate) fn caught(payload: &(dyn Any + Send)) -> Error {
    thread::caught(payload)
}

/// The error with the task that raised it and the thread that ran it.
fn with_place(error: Error, number: Number) -> Error {
    if error.trace().is_some() || context::current().is_none() {
        return error;
    }
    let worker = thread::current().get_name();
    error.with_trace(format!("  task {}, in {worker}", number.index))
}
