//! A word of this program's memory, natively: Linux' futex, elsewhere a table of parked threads.
#![allow(unsafe_code)] // The futex system call has no safe form; it reads one word that outlives the call.

use super::FutexWord;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

/// A futex word in this program's memory.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct NativeWord(AtomicU32);

impl NativeWord {
    /// A word with this value.
    pub const fn new(value: u32) -> Self {
        Self(AtomicU32::new(value))
    }
}

impl FutexWord for NativeWord {
    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        self.0.load(order)
    }
    #[inline]
    fn store(&self, value: u32, order: Ordering) {
        self.0.store(value, order);
    }
    #[inline]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.0.swap(value, order)
    }
    #[inline]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0.compare_exchange(current, new, success, failure)
    }
    #[inline]
    fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        self.0.fetch_add(value, order)
    }
    fn wait(&self, expected: u32, timeout: Option<Duration>) {
        imp::wait(&self.0, expected, timeout);
    }
    fn wake(&self, count: u32) -> u32 {
        imp::wake((&raw const self.0).addr(), count)
    }
    fn place(&self) -> (u32, bool) {
        (0, false)
    }
    fn native_address(&self) -> usize {
        (&raw const self.0).addr()
    }
}

/// Wakes every waiter of the word at this address, without touching the word: what Stop does with an address that a thread published.
/// A word that is gone by then has no waiters, so nothing happens.
pub(crate) fn wake_address(address: usize) {
    imp::wake(address, u32::MAX);
}

#[cfg(target_os = "linux")]
use linux as imp;
#[cfg(not(target_os = "linux"))]
use table as imp;

#[cfg(target_os = "linux")]
mod linux {
    use core::sync::atomic::AtomicU32;
    use core::time::Duration;

    pub(super) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
        let limit = timeout.map(|d| libc::timespec {
            tv_sec: libc::time_t::try_from(d.as_secs()).unwrap_or(libc::time_t::MAX),
            tv_nsec: libc::c_long::from(d.subsec_nanos() as i32),
        });
        let limit = limit.as_ref().map_or(core::ptr::null(), |t| &raw const *t);
        // SAFETY: `word` and `limit` are borrowed for the whole call; FUTEX_WAIT only reads both. Every result means "look again".
        unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
                expected,
                limit,
            );
        }
    }

    pub(super) fn wake(address: usize, count: u32) -> u32 {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        // SAFETY: FUTEX_WAKE uses the address as a key only; a private wake of an address that is not mapped finds nobody.
        let woken = unsafe {
            libc::syscall(
                libc::SYS_futex,
                address,
                libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
                count,
            )
        };
        u32::try_from(woken).unwrap_or(0)
    }
}

/// Where there is no futex that std or a small system call reaches: threads park in a table of condition variables, keyed by the word's
/// address. A waker changes the word first and then passes the row's mutex, so a waiter that read the old value under this mutex is asleep.
#[cfg(any(not(target_os = "linux"), test))]
mod table {
    use core::sync::atomic::{AtomicU32, Ordering};
    use core::time::Duration;
    use std::sync::{Condvar, Mutex, PoisonError};

    /// Rows of the table: enough that two hot words seldom share one.
    const ROWS: usize = 64;
    static TABLE: [(Mutex<()>, Condvar); ROWS] = [const { (Mutex::new(()), Condvar::new()) }; ROWS];

    fn row(address: usize) -> &'static (Mutex<()>, Condvar) {
        &TABLE[(address >> 2) % ROWS]
    }

    pub(super) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
        let (mutex, sleepers) = row((&raw const *word).addr());
        let guard = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        if word.load(Ordering::SeqCst) != expected {
            return;
        }
        match timeout {
            None => drop(sleepers.wait(guard)),
            Some(limit) => drop(sleepers.wait_timeout(guard, limit)),
        }
    }

    pub(super) fn wake(address: usize, _count: u32) -> u32 {
        let (mutex, sleepers) = row(address);
        drop(mutex.lock().unwrap_or_else(PoisonError::into_inner));
        sleepers.notify_all(); // A row is shared by several words: all must look again.
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    type Wait = fn(&AtomicU32, u32, Option<Duration>);
    type Wake = fn(usize, u32) -> u32;

    /// Both backends, so that the one for other systems is tested here too.
    const BACKENDS: [(&str, Wait, Wake); 2] = [
        ("imp", imp::wait, imp::wake),
        ("table", table::wait, table::wake),
    ];

    #[test]
    fn a_wait_for_a_value_that_is_gone_returns_at_once() {
        for (_, wait, _) in BACKENDS {
            wait(&AtomicU32::new(1), 0, None);
        }
    }

    #[test]
    fn a_timed_wait_ends_without_a_wake() {
        for (_, wait, _) in BACKENDS {
            wait(&AtomicU32::new(0), 0, Some(Duration::from_micros(1)));
        }
    }

    #[test]
    fn a_wake_after_the_change_releases_every_waiter() {
        for (name, wait, wake) in BACKENDS {
            let word = Arc::new(AtomicU32::new(0));
            let waiter = || {
                let word = word.clone();
                std::thread::spawn(move || {
                    while word.load(Ordering::Acquire) == 0 {
                        wait(&word, 0, None);
                    }
                })
            };
            let waiters: Vec<_> = (0..4).map(|_| waiter()).collect();
            word.store(1, Ordering::Release);
            wake((&raw const *word).addr(), u32::MAX);
            for waiter in waiters {
                assert!(waiter.join().is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn waking_an_address_without_waiters_does_nothing() {
        for (name, _, wake) in BACKENDS {
            assert_eq!(wake(64, u32::MAX), 0, "{name}");
        }
    }
}
