//! A pool of threads that hand a GIL around, as CPython's do.

use super::{Execution, Executor, Threads};
use crate::gil::{self, Gil};
use crate::pool::Chunk;
use crate::task::Tasks;
use crate::thread::StartError;
use std::sync::Arc;
use trace::entry::Measurement;

/// The executor `threads-gil`: the same pool as [`Threads`], its workers and the calling thread under a GIL meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct ThreadsGil {
    /// Tasks that a worker takes at once.
    pub chunk: Chunk,
    /// The GIL; a calling thread that is under one already keeps its own, and so do the workers.
    pub gil: &'static Gil,
}

impl Executor for ThreadsGil {
    fn execute(
        &self,
        measurement: &Measurement,
        tasks: Arc<dyn Tasks>,
    ) -> Result<Execution, StartError> {
        // The pool's threads are started under it, so they are under it too.
        let _attached = gil::attach(self.gil);
        Threads { chunk: self.chunk }.execute(measurement, tasks)
    }
}
