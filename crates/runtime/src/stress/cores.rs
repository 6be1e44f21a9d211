//! Locks and semaphores.

use super::{Load, Make, Tally, crew, done, even};
use crate::blocking::Wait;
use crate::futex::FutexWord;
use crate::sync::hand_off::HandOffLock;
use crate::sync::raw_lock::{RawLock, Released};
use crate::sync::rlock::{RReleased, RawRLock};
use crate::sync::semaphore::{MAX_PERMITS, RawSemaphore};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::Arc;
use trace::kinds::Cause;

const WHY: Wait = Wait::on(Cause::Lock, 0);

/// A counter that loses counts unless it is used by one thread at a time: it loads, then stores.
#[derive(Default)]
struct Fragile(AtomicU64);

impl Fragile {
    fn count(&self) {
        self.0.store(self.0.load(Relaxed) + 1, Relaxed);
    }
}

fn share(load: Load) -> u32 {
    load.operations / load.threads
}

/// Mutual exclusion by a barging lock.
pub(super) fn lock<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    let shared = Arc::new((RawLock::new(word(0)), Fragile::default()));
    let state = shared.clone();
    crew(load.threads, move |_| {
        for _ in 0..share(load) {
            state.0.acquire(None, || WHY);
            state.1.count();
            if state.0.release() == Released::WasFree {
                return Err("free inside the region".into());
            }
        }
        Ok(())
    })?;
    counted(&shared.1, load)
}

/// Mutual exclusion by a lock that hands over.
pub(super) fn lock_fifo<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    let shared = Arc::new((
        HandOffLock::new(|| word(0), load.threads as usize),
        Fragile::default(),
    ));
    let state = shared.clone();
    crew(load.threads, move |_| {
        for _ in 0..share(load) {
            state.0.acquire(None, &WHY);
            state.1.count();
            state.0.release().map_err(|_| "free inside the region")?;
        }
        Ok(())
    })?;
    counted(&shared.1, load)
}

/// A re-entrant lock, taken twice.
pub(super) fn rlock<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    let shared = Arc::new((RawRLock::new(word(0), word(0), word(0)), Fragile::default()));
    let state = shared.clone();
    crew(load.threads, move |i| {
        let me = i + 1;
        for _ in 0..share(load) {
            let depths = [
                state.0.acquire(me, None, || WHY),
                state.0.acquire(me, None, || WHY),
            ];
            state.1.count();
            let left = [state.0.release(me), state.0.release(me)];
            if depths != [Some(1), Some(2)] || left[0] != RReleased::Inner(1) {
                return Err(format!("depths {depths:?}, then {left:?}"));
            }
        }
        Ok(())
    })?;
    counted(&shared.1, load)
}

/// Three permits: never more than three inside, all there at the end.
pub(super) fn semaphore<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    const PERMITS: u32 = 3;
    let shared = Arc::new((
        RawSemaphore::new(word(PERMITS)),
        AtomicU32::new(0),
        AtomicU64::new(0),
    ));
    let state = shared.clone();
    crew(load.threads, move |_| {
        let (semaphore, inside, done) = &*state;
        for _ in 0..share(load) {
            semaphore
                .acquire(None, || WHY)
                .ok_or("left without a permit")?;
            let others = inside.fetch_add(1, Relaxed);
            if others >= PERMITS {
                return Err(format!("{} inside with {PERMITS} permits", others + 1));
            }
            done.fetch_add(1, Relaxed);
            inside.fetch_sub(1, Relaxed);
            semaphore
                .release(1, MAX_PERMITS)
                .ok_or("too many permits")?;
        }
        Ok(())
    })?;
    let operations = share(load) * load.threads;
    let permits = even(
        "permits at the end",
        PERMITS.into(),
        shared.0.permits().into(),
    )?;
    let counted = even("counted inside", operations.into(), shared.2.load(Relaxed))?;
    done(operations, [permits, counted])
}

fn counted(counter: &Fragile, load: Load) -> Tally {
    let operations = share(load) * load.threads;
    let counted = even(
        "counted under the lock",
        operations.into(),
        counter.0.load(Relaxed),
    )?;
    done(operations, [counted])
}
