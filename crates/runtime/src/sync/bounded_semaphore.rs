//! `BoundedSemaphore`: a semaphore that refuses one release too many.
//!
//! A [`Semaphore`] whose releases are compared with its start: words, states, the argument against lost wake-ups, orderings, fairness and Stop
//! are its. The bound holds against any number of releasers, since comparing and giving are one compare-exchange.
//!
//! **Origin.** `threading.BoundedSemaphore` of the Python 3.13 library reference.
//!
//! **Checked by** `loom_semaphore` (`a_bound_holds_against_two_releasers`), `tests/parity.rs`.

use super::python::{Blocking, Timeout};
use super::semaphore::{MAX_PERMITS, Semaphore, release_some};
use crate::error::Error;
use core::time::Duration;

/// A semaphore whose count may not rise above its start: one release too many is an error instead of a new permit.
///
/// Otherwise a [`Semaphore`]: its guarantees, blocking and cost hold here too.
///
/// # Errors
/// `release`, `release_n` above the start: `ValueError: Semaphore released too many times`; the count is as before.
/// # Examples
/// ```
/// # use runtime::sync::BoundedSemaphore;
/// let seat = BoundedSemaphore::new(1);
/// seat.acquire();
/// assert!(seat.release().is_ok());
/// assert_eq!(seat.release().unwrap_err().to_string(), "ValueError: Semaphore released too many times");
/// ```
/// Origin: `threading.BoundedSemaphore` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct BoundedSemaphore {
    semaphore: Semaphore,
    start: u32,
}

impl BoundedSemaphore {
    /// A semaphore with this many permits now and at most.
    pub fn new(permits: u32) -> Self {
        Self::named("", permits)
    }

    /// A bounded semaphore that the trace shows under this name.
    pub fn named(name: &str, permits: u32) -> Self {
        Self {
            semaphore: Semaphore::named(name, permits),
            start: permits.min(MAX_PERMITS),
        }
    }

    /// A bounded semaphore from a number as Python gives it.
    ///
    /// # Errors
    /// Below 0: `ValueError: semaphore initial value must be >= 0`.
    pub fn from_value(value: i64) -> Result<Self, Error> {
        Semaphore::from_value(value).map(|semaphore| Self {
            start: semaphore.value(),
            semaphore,
        })
    }

    /// As [`Semaphore::acquire`].
    pub fn acquire(&self) {
        self.semaphore.acquire();
    }

    /// As [`Semaphore::try_acquire`].
    pub fn try_acquire(&self) -> bool {
        self.semaphore.try_acquire()
    }

    /// As [`Semaphore::acquire_timeout`].
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.semaphore.acquire_timeout(timeout)
    }

    /// As [`Semaphore::acquire_with`].
    ///
    /// # Errors
    /// As there.
    pub fn acquire_with(&self, blocking: Blocking, timeout: Timeout) -> Result<bool, Error> {
        self.semaphore.acquire_with(blocking, timeout)
    }

    /// As [`Semaphore::hold`]; a permit given back too often meanwhile stays given back.
    pub fn hold(&self) -> BoundedSemaphoreGuard<'_> {
        let taken = self.semaphore.take(None);
        BoundedSemaphoreGuard {
            semaphore: taken.then_some(self),
        }
    }

    /// Gives one permit back.
    ///
    /// # Errors
    /// See the type.
    pub fn release(&self) -> Result<(), Error> {
        self.release_n(1)
    }

    /// Gives `n` permits back, or none.
    ///
    /// # Errors
    /// `n = 0`: `ValueError: n must be one or more`; otherwise see the type.
    pub fn release_n(&self, n: u32) -> Result<(), Error> {
        release_some(&self.semaphore, n, self.start, || {
            Error::value("Semaphore released too many times")
        })
    }

    /// Free permits at this moment.
    pub fn value(&self) -> u32 {
        self.semaphore.value()
    }
}

/// A permit held of a [`BoundedSemaphore`]; it goes back on drop.
#[derive(Debug)]
#[must_use = "the permit goes back when the guard is dropped"]
pub struct BoundedSemaphoreGuard<'a> {
    semaphore: Option<&'a BoundedSemaphore>,
}

impl Drop for BoundedSemaphoreGuard<'_> {
    fn drop(&mut self) {
        if let Some(semaphore) = self.semaphore {
            // Python raises at the end of `with`; a guard must not panic, and the count is right either way.
            let _ = semaphore.release();
        }
    }
}
