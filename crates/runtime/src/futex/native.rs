//! How threads wait natively: Linux' futex, elsewhere a table of parked threads.
#![allow(unsafe_code)] // The futex system call has no safe form; it reads one word that outlives the call.

#[cfg(target_os = "linux")]
pub(super) use linux::{wait, wake};
#[cfg(not(target_os = "linux"))]
pub(super) use table::{wait, wake};

/// Where a word lies is nothing that a page could wake.
pub(super) fn place(_address: usize) -> (u32, bool) {
    (0, false)
}

#[cfg(target_os = "linux")]
mod linux {
    use core::sync::atomic::AtomicU32;
    use core::time::Duration;

    pub(in crate::futex) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
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

    pub(in crate::futex) fn wake(address: usize, count: u32) -> u32 {
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

    pub(in crate::futex) fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
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

    pub(in crate::futex) fn wake(address: usize, _count: u32) -> u32 {
        let (mutex, sleepers) = row(address);
        drop(mutex.lock().unwrap_or_else(PoisonError::into_inner));
        sleepers.notify_all(); // A row is shared by several words: all must look again.
        0
    }
}

#[cfg(test)]
mod tests {
    use super::{table, wait, wake};
    use core::sync::atomic::{AtomicU32, Ordering};
    use core::time::Duration;
    use std::sync::Arc;

    type Wait = fn(&AtomicU32, u32, Option<Duration>);
    type Wake = fn(usize, u32) -> u32;

    /// Both backends, so that the one for other systems is tested here too.
    const BACKENDS: [(&str, Wait, Wake); 2] =
        [("here", wait, wake), ("table", table::wait, table::wake)];

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
