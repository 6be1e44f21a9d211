//! Events, conditions, barriers: threads that wait for one another each time.

use super::{Load, Make, Tally, crew, done, even};
use crate::blocking::Wait;
use crate::futex::FutexWord;
use crate::sync::barrier::{Broken, RawBarrier};
use crate::sync::condition::RawCondition;
use crate::sync::event::RawEvent;
use crate::sync::raw_lock::RawLock;
use crate::sync::wait_row::WaitRow;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::Arc;
use trace::kinds::Cause;

const WHY: Wait = Wait::on(Cause::Event, 0);

/// One thread opens a gate for all others, round after round; the last through the gate tells it.
pub(super) fn event<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    let rounds = load.rendezvous / load.threads;
    let gates = [RawEvent::new(word(0)), RawEvent::new(word(0))];
    let shared = Arc::new((gates, RawEvent::new(word(0)), AtomicU32::new(0)));
    let state = shared.clone();
    let waiters = load.threads - 1;
    crew(load.threads, move |i| {
        let (gates, all_through, through) = &*state;
        for round in 0..rounds {
            let gate = &gates[(round % 2) as usize];
            if i > 0 {
                gate.wait(None, || WHY);
                if through.fetch_add(1, Relaxed) + 1 == waiters * (round + 1) {
                    all_through.set();
                }
                continue;
            }
            gate.set();
            all_through.wait(None, || WHY);
            all_through.clear();
            gate.clear();
        }
        Ok(())
    })?;
    let passages = even(
        "passages",
        (waiters * rounds).into(),
        shared.2.load(Relaxed).into(),
    )?;
    done(rounds * load.threads, [passages])
}

/// Half of the threads put tokens into a box for four, the others take them; each change notifies one.
pub(super) fn condition<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    const ROOM: u64 = 4;
    let row = || RawCondition::new(WaitRow::made(|| word(0), load.threads as usize));
    let each = load.rendezvous / load.threads;
    let shared = Arc::new((RawLock::new(word(0)), row(), row(), AtomicU64::new(0)));
    let state = shared.clone();
    crew(load.threads, move |i| {
        let (lock, filled, emptied, tokens) = &*state;
        let puts = i % 2 == 0;
        for _ in 0..each {
            lock.acquire(None, || WHY);
            let blocked = |n: u64| if puts { n == ROOM } else { n == 0 };
            let (mine, other) = if puts {
                (emptied, filled)
            } else {
                (filled, emptied)
            };
            while blocked(tokens.load(Relaxed)) {
                let waiter = mine.join(i + 1).ok_or("no place in the row")?;
                lock.release();
                if !waiter.wait(None, &WHY) {
                    return Err("a wait without a limit ended without a notification".into());
                }
                lock.acquire(None, || WHY);
            }
            let now = if puts {
                tokens.load(Relaxed) + 1
            } else {
                tokens.load(Relaxed) - 1
            };
            tokens.store(now, Relaxed);
            other.notify(1);
            lock.release();
        }
        Ok(())
    })?;
    let left = even("tokens left", 0, shared.3.load(Relaxed))?;
    done(each * load.threads, [left])
}

/// Rounds of a barrier: nobody is a round ahead, and each round has each index once.
pub(super) fn barrier<W: FutexWord + Send + Sync + 'static>(word: Make<W>, load: Load) -> Tally {
    let parties = load.threads;
    let rounds = load.rendezvous / parties;
    let row = WaitRow::made(|| word(0), parties as usize);
    let shared = Arc::new((
        RawBarrier::new(parties, word(0), row),
        AtomicU32::new(0),
        AtomicU64::new(0),
    ));
    let state = shared.clone();
    crew(parties, move |_| {
        let (barrier, arrivals, indices) = &*state;
        for round in 0..rounds {
            arrivals.fetch_add(1, Relaxed);
            let no_action = None::<fn() -> Result<(), Broken>>;
            let index = barrier.wait(None, &WHY, no_action).map_err(|_| "broken")?;
            indices.fetch_add(index.into(), Relaxed);
            let arrived = arrivals.load(Relaxed);
            if arrived < (round + 1) * parties {
                return Err(format!("through round {round} after {arrived} arrivals"));
            }
        }
        Ok(())
    })?;
    let sum = u64::from(parties * (parties - 1) / 2) * u64::from(rounds);
    let indices = even("sum of indices", sum, shared.2.load(Relaxed))?;
    done(rounds * parties, [indices])
}
