//! Runs tasks on the calling thread and leaves their trace.

use crate::context::{self, Context};
use crate::error::Error;
use crate::platform;
use crate::stop::Stopped;
use crate::task::{TaskResult, Tasks, Value};
use core::any::Any;
use core::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use trace::entry::Entry;
use trace::kinds::RecordKind;
use trace::record::{Record, TaskStatus};

/// Runs tasks one after the other on this thread. The end of one and the beginning of the next share a clock reading; with tracing off no
/// clock is read at all, since it costs more than a short task.
pub(crate) struct Runner {
    here: Option<&'static Context>,
    /// The same, where records are written.
    traced: Option<&'static Context>,
    /// The last reading of the clock; not kept up where no records are written.
    at_ns: u64,
}

impl Runner {
    /// A runner for this thread; `at_ns` = the present moment.
    pub fn new(at_ns: u64) -> Self {
        let here = context::current();
        Self {
            here,
            traced: here.filter(|here| here.is_traced()),
            at_ns,
        }
    }

    /// Says that time has passed without tasks.
    pub fn look_at_the_clock(&mut self) {
        if self.traced.is_some() {
            self.at_ns = platform::now_ns();
        }
    }

    /// Runs the tasks of one chunk and gives each result, with its index, to `keep`. A chunk of one task is that task, and has no records of its own.
    pub fn run_chunk(
        &mut self,
        tasks: &dyn Tasks,
        measurement: u32,
        range: Range<u32>,
        keep: &mut impl FnMut(u32, TaskResult),
    ) {
        let (first, count) = (range.start, range.end - range.start);
        let mark = |runner: &Self, kind| {
            if let Some(here) = runner.traced.filter(|_| count > 1) {
                here.record(Record::new(kind, runner.at_ns, measurement).with(first, count));
            }
        };
        mark(self, RecordKind::ChunkBegin);
        let end = range.end;
        if !range.is_empty() {
            self.begin(measurement, first);
        }
        for index in range {
            let result = call(tasks, index);
            let next = (index + 1 < end).then_some(index + 1);
            self.end(measurement, index, &result, next);
            keep(index, result);
        }
        mark(self, RecordKind::ChunkEnd);
    }

    /// Runs one task.
    pub fn run_task(&mut self, tasks: &dyn Tasks, measurement: u32, index: u32) -> TaskResult {
        self.begin(measurement, index);
        let result = call(tasks, index);
        self.end(measurement, index, &result, None);
        result
    }

    /// A task begins.
    #[inline(never)] // Once in an engine: its bytes are part of a first visit.
    fn begin(&self, measurement: u32, index: u32) {
        if let Some(here) = self.traced {
            here.record(self.beginning(measurement, index));
        }
        if let Some(here) = self.here {
            here.status().begin_task(index);
        }
    }

    fn beginning(&self, measurement: u32, index: u32) -> Record {
        Record::new(RecordKind::TaskBegin, self.at_ns, measurement).with(index, 0)
    }

    /// A task has ended, and the next begins at once if there is one.
    #[inline(never)] // As `begin`.
    fn end(&mut self, measurement: u32, index: u32, result: &TaskResult, next: Option<u32>) {
        if let Some(here) = self.traced {
            self.at_ns = platform::now_ns();
            let end = end_of_task(here, self.at_ns, measurement, index, result);
            match next {
                Some(next) => here.record_both(end, self.beginning(measurement, next)),
                None => here.record(end),
            }
        }
        if let Some(here) = self.here {
            match next {
                Some(next) => here.status().begin_task(next),
                None => here.status().end_task(),
            }
        }
    }
}

/// Calls a task; a panic is its error.
///
/// # Panics
/// Passes Stop on.
#[inline(never)] // As `Runner::begin`.
fn call(tasks: &dyn Tasks, index: u32) -> TaskResult {
    match catch_unwind(AssertUnwindSafe(|| tasks.run(index))) {
        Ok(result) => result,
        Err(payload) if Stopped::is(&*payload) => resume_unwind(payload),
        Err(payload) => Err(Error::runtime(panic_message(&*payload))),
    }
}

/// The record of a task's end; what does not fit it is written to the byte ring before.
fn end_of_task(
    here: &Context,
    at_ns: u64,
    measurement: u32,
    task: u32,
    result: &TaskResult,
) -> Record {
    let (status, bits) = match result {
        Ok(Value::Unit) => (TaskStatus::Unit, 0),
        Ok(Value::Integer(n)) => (TaskStatus::Integer, n.cast_unsigned()),
        Ok(Value::Float(x)) => (TaskStatus::Float, x.to_bits()),
        Ok(Value::Bytes(value)) => {
            here.write(&Entry::TaskValue {
                measurement,
                task,
                value: value.clone(),
            });
            (TaskStatus::Bytes, 0)
        }
        Err(error) => {
            let (kind, message) = (error.kind().name().to_owned(), error.message().to_owned());
            here.write(&Entry::TaskError {
                measurement,
                task,
                kind,
                message,
            });
            (TaskStatus::Error, 0)
        }
    };
    Record::task_end(at_ns, measurement, task, status, bits)
}

/// What a panic said, if it said anything.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic".to_owned())
}
