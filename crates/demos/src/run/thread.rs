//! Threads of a program, made and called as Python does it.

use super::{Run, at, raised};
use runtime::thread::{self, Returned};
use scenario::outcome::TaskError;

pub use runtime::thread::Thread;

impl Run {
    /// A thread that calls what Python knows as the function `target`, named as Python names it: `Thread-1 (work)`. Not started.
    pub fn thread<R: Returned>(
        &mut self,
        target: &str,
        body: impl FnOnce() -> R + Send + 'static,
    ) -> Thread {
        self.threads += 1;
        let name = format!("Thread-{} ({target})", self.threads);
        Thread::new(body).name(&name)
    }

    /// Starts a thread, at this line.
    ///
    /// # Errors
    /// `RuntimeError` when it has been started before, or when no worker is to be had.
    pub fn start(&self, thread: &Thread, line: u16) -> Result<(), TaskError> {
        at(line);
        raised(thread.start())
    }

    /// Starts each of them, at this line.
    ///
    /// # Errors
    /// As [`Run::start`]; those after it have not been started.
    pub fn start_all(&self, threads: &[Thread], line: u16) -> Result<(), TaskError> {
        threads
            .iter()
            .try_for_each(|thread| self.start(thread, line))
    }

    /// Waits for a thread's end, at this line.
    ///
    /// # Blocking
    /// Until then.
    /// # Errors
    /// `RuntimeError` when it has not been started.
    pub fn join(&self, thread: &Thread, line: u16) -> Result<(), TaskError> {
        at(line);
        raised(thread.join())
    }

    /// Waits for the end of each of them, at this line.
    ///
    /// # Blocking
    /// Until the last has ended.
    /// # Errors
    /// As [`Run::join`].
    pub fn join_all(&self, threads: &[Thread], line: u16) -> Result<(), TaskError> {
        threads
            .iter()
            .try_for_each(|thread| self.join(thread, line))
    }
}

/// Names of the threads that are alive, main first.
pub fn alive() -> Vec<String> {
    thread::enumerate().iter().map(Thread::get_name).collect()
}
