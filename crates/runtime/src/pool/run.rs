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

/// Runs tasks one after the other on this thread. The end of one and the beginning of the next share a clock reading.
pub(crate) struct Runner {
    here: Option<&'static Context>,
    /// The last reading of the clock.
    at_ns: u64,
}

impl Runner {
    /// A runner for this thread; `at_ns` = the present moment.
    pub fn new(at_ns: u64) -> Self {
        Self {
            here: context::current(),
            at_ns,
        }
    }

    /// Says that time has passed without tasks.
    pub fn look_at_the_clock(&mut self) {
        self.at_ns = platform::now_ns();
    }

    /// Runs the tasks of one chunk. A chunk of one task is that task, and has no records of its own.
    pub fn run_chunk(
        &mut self,
        tasks: &dyn Tasks,
        measurement: u32,
        range: Range<u32>,
        results: &mut Vec<(u32, TaskResult)>,
    ) {
        let (first, count) = (range.start, range.end - range.start);
        if count > 1 {
            self.record(
                Record::new(RecordKind::ChunkBegin, self.at_ns, measurement).with(first, count),
            );
        }
        for index in range {
            results.push((index, self.run_task(tasks, measurement, index)));
        }
        if count > 1 {
            self.record(
                Record::new(RecordKind::ChunkEnd, self.at_ns, measurement).with(first, count),
            );
        }
    }

    /// Runs one task.
    pub fn run_task(&mut self, tasks: &dyn Tasks, measurement: u32, index: u32) -> TaskResult {
        if let Some(here) = self.here {
            here.record(Record::new(RecordKind::TaskBegin, self.at_ns, measurement).with(index, 0));
            here.status().begin_task(index);
        }
        let result = match catch_unwind(AssertUnwindSafe(|| tasks.run(index))) {
            Ok(result) => result,
            Err(payload) if Stopped::is(&*payload) => resume_unwind(payload),
            Err(payload) => Err(Error::runtime(panic_message(&*payload))),
        };
        self.at_ns = platform::now_ns();
        if let Some(here) = self.here {
            here.record(end_of_task(here, self.at_ns, measurement, index, &result));
            here.status().end_task();
        }
        result
    }

    fn record(&self, record: Record) {
        if let Some(here) = self.here {
            here.record(record);
        }
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
