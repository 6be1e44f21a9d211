//! Arguments as Python programs pass them: `blocking` and `timeout`, with the errors that each family of objects raises.
//!
//! Rust programs use `acquire`, `try_acquire` and `acquire_timeout`, which cannot be misused in these ways. Whoever translates Python calls
//! (a form that replays a script, an interpreter on this runtime) uses the `*_with` methods, which come here.
//!
//! The same misuse has different messages, and the same value different meanings, from object to object; this file is the one list:
//! | | Lock, RLock | Semaphore | Queue | Condition, Event, Barrier, join |
//! |---|---|---|---|---|
//! | `None` | `TypeError` | for ever | for ever | for ever |
//! | −1 | for ever | does not wait | `ValueError` | does not wait |
//! | other negative | `ValueError` | does not wait | `ValueError` | does not wait |
//! | with `blocking=False` | `ValueError` unless −1 | `ValueError` unless `None` | ignored | – |
//! | in `multiprocessing`, all of them | `None` for ever, 0 and below do not wait, ignored with `block=False` | | | |
//! | above [`TIMEOUT_MAX`] | `OverflowError` | `OverflowError` | `OverflowError` | `OverflowError` |

use crate::blocking::Deadline;
use crate::error::{Error, Kind};
use core::time::Duration;

/// The longest time-out that Python accepts, in seconds: 292 years.
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// Python's `blocking` (of a lock) or `block` (of a queue).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// `True`
    Yes,
    /// `False`
    No,
}

/// Python's `timeout`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Timeout {
    /// Not given.
    Missing,
    /// `None`
    None,
    /// A number of seconds.
    Seconds(f64),
}

/// What the arguments mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    /// Do not wait.
    Try,
    /// Wait, at most that long.
    Wait(Option<Duration>),
}

impl Limit {
    /// Calls the one or the other.
    pub fn apply<T>(
        self,
        at_once: impl FnOnce() -> T,
        wait: impl FnOnce(Option<Deadline>) -> T,
    ) -> T {
        match self {
            Self::Try => at_once(),
            Self::Wait(timeout) => wait(timeout.map(Deadline::after)),
        }
    }

    /// Calls `wait` in either case, with a deadline that has passed if it must not wait.
    pub fn apply_waiting<T>(self, wait: impl FnOnce(Option<Deadline>) -> T) -> T {
        match self {
            Self::Try => wait(Some(Deadline::at_ns(0))),
            Self::Wait(timeout) => wait(timeout.map(Deadline::after)),
        }
    }
}

/// `Lock.acquire`, `RLock.acquire`.
pub(crate) fn lock_wait(blocking: Blocking, timeout: Timeout) -> Result<Limit, Error> {
    let seconds = match timeout {
        Timeout::None => {
            return Err(Error::type_error(
                "'NoneType' object cannot be interpreted as an integer",
            ));
        }
        Timeout::Missing => -1.0,
        Timeout::Seconds(seconds) => seconds,
    };
    let duration = duration(seconds)?;
    match blocking {
        Blocking::No if seconds != -1.0 => Err(Error::value(
            "can't specify a timeout for a non-blocking call",
        )),
        Blocking::No => Ok(Limit::Try),
        Blocking::Yes if seconds == -1.0 => Ok(Limit::Wait(None)),
        Blocking::Yes => match duration {
            None => Err(Error::value("timeout value must be a non-negative number")),
            some => Ok(Limit::Wait(some)),
        },
    }
}

/// `Semaphore.acquire`.
pub(crate) fn semaphore_wait(blocking: Blocking, timeout: Timeout) -> Result<Limit, Error> {
    match (blocking, timeout) {
        (Blocking::No, Timeout::Seconds(_)) => Err(Error::value(
            "can't specify timeout for non-blocking acquire",
        )),
        (Blocking::No, _) => Ok(Limit::Try),
        (Blocking::Yes, timeout) => plain_wait(timeout),
    }
}

/// `Queue.get`, `Queue.put`.
pub(crate) fn queue_wait(block: Blocking, timeout: Timeout) -> Result<Limit, Error> {
    match (block, timeout) {
        (Blocking::No, _) => Ok(Limit::Try),
        (Blocking::Yes, Timeout::Seconds(seconds)) if seconds < 0.0 => {
            Err(Error::value("'timeout' must be a non-negative number"))
        }
        (Blocking::Yes, timeout) => plain_wait(timeout),
    }
}

/// `wait` of a condition, event or barrier, and `join`: there is no `blocking`, and negative is "look once".
pub(crate) fn plain_wait(timeout: Timeout) -> Result<Limit, Error> {
    match timeout {
        Timeout::Missing | Timeout::None => Ok(Limit::Wait(None)),
        Timeout::Seconds(seconds) => {
            Ok(duration(seconds)?.map_or(Limit::Try, |d| Limit::Wait(Some(d))))
        }
    }
}

/// `acquire`, `get` and `wait` of every object of `multiprocessing`: `None` and a missing time-out wait for ever, 0 and below do not wait, and
/// without `block` the time-out is not looked at.
#[cfg(not(loom))]
pub(crate) fn process_wait(block: Blocking, timeout: Timeout) -> Limit {
    match (block, timeout) {
        (Blocking::No, _) => Limit::Try,
        (Blocking::Yes, Timeout::Missing | Timeout::None) => Limit::Wait(None),
        (Blocking::Yes, Timeout::Seconds(seconds)) if seconds <= 0.0 => Limit::Try,
        // Beyond the range of a duration is for ever.
        (Blocking::Yes, Timeout::Seconds(seconds)) => {
            Limit::Wait(Duration::try_from_secs_f64(seconds).ok())
        }
    }
}

/// Seconds as a duration; `None` if negative.
fn duration(seconds: f64) -> Result<Option<Duration>, Error> {
    if seconds.is_nan() {
        return Err(Error::value("Invalid value NaN (not a number)"));
    }
    if seconds.abs() > TIMEOUT_MAX {
        return Err(Error::new(
            Kind::Overflow,
            "timestamp out of range for platform time_t",
        ));
    }
    Ok(Duration::try_from_secs_f64(seconds).ok())
}
