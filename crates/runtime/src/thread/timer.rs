//! `Timer`: a thread that waits, then calls once.

use super::object::{Returned, Thread};
use crate::error::Error;
use crate::sync::Event;
use core::time::Duration;
use std::sync::Arc;

/// Calls a function once, after a time, in a thread of its own; until it fires it can be cancelled, also before `start`.
///
/// # Errors
/// As [`Thread`].
/// # Examples
/// ```
/// # use runtime::thread::Timer; use std::time::Duration;
/// let timer = Timer::new(Duration::from_secs(3600), || println!("too late"));
/// timer.start().unwrap();
/// timer.cancel();
/// timer.thread().join().unwrap();
/// ```
/// Origin: `threading.Timer` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Timer {
    thread: Thread,
    finished: Arc<Event>,
}

impl Timer {
    /// A timer that will call `function` once, `interval` after its start; 0 fires at once.
    pub fn new<F, R>(interval: Duration, function: F) -> Self
    where
        F: FnOnce() -> R + Send + 'static,
        R: Returned,
    {
        let finished = Arc::new(Event::new());
        let cancelled = finished.clone();
        let thread = Thread::new(move || {
            let was_cancelled = cancelled.wait_timeout(interval);
            let error = if was_cancelled {
                None
            } else {
                function().error()
            };
            cancelled.set();
            error.map_or(Ok(()), Err)
        });
        Self { thread, finished }
    }

    /// A timer with Python's `interval` in seconds; a negative one fires at once.
    pub fn from_seconds<F, R>(interval: f64, function: F) -> Self
    where
        F: FnOnce() -> R + Send + 'static,
        R: Returned,
    {
        Self::new(
            Duration::try_from_secs_f64(interval).unwrap_or(Duration::ZERO),
            function,
        )
    }

    /// Starts the time.
    ///
    /// # Errors
    /// As [`Thread::start`].
    pub fn start(&self) -> Result<(), Error> {
        self.thread.start()
    }

    /// Sees to it that the function is not called, unless it has been.
    pub fn cancel(&self) {
        self.finished.set();
    }

    /// Its thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}
