//! Models of conditions. Run with `RUSTFLAGS="--cfg loom" cargo test -p runtime --release --test loom_condition -- --nocapture`.
#![cfg(loom)]

mod loom_support;

use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use loom_support::{WHY, explore, leaving, soon, spawn};
use runtime::futex::Word;
use runtime::sync::condition::RawCondition;
use runtime::sync::raw_lock::RawLock;
use runtime::sync::wait_row::WaitRow;
use std::sync::Arc;

struct State {
    lock: RawLock<Word>,
    condition: RawCondition<Word>,
    flag: AtomicBool,
}

impl State {
    fn new() -> Arc<Self> {
        let condition = RawCondition::new(WaitRow::local_for(2));
        Arc::new(Self {
            lock: RawLock::new(Word::new(0)),
            condition,
            flag: AtomicBool::new(false),
        })
    }

    fn under_lock<T>(&self, act: impl FnOnce() -> T) -> T {
        assert!(self.lock.acquire(None, || WHY));
        let result = act();
        self.lock.release();
        result
    }

    /// Python's `while not flag: condition.wait()`.
    fn wait_for_flag(&self) {
        self.lock.acquire(None, || WHY);
        while !self.flag.load(Relaxed) {
            let waiter = self.condition.join(1).expect("a place");
            self.lock.release();
            assert!(
                waiter.wait(None, &WHY),
                "a wait without a limit ends by a notification"
            );
            self.lock.acquire(None, || WHY);
        }
        self.lock.release();
    }
}

/// 2 waiters, 1 notifier; one notification for each.
#[test]
fn notify_wakes_who_waits() {
    explore("condition notify_all", 2, || {
        let state = State::new();
        let waiters: Vec<_> = (0..2)
            .map(|_| {
                spawn({
                    let s = state.clone();
                    move || s.wait_for_flag()
                })
            })
            .collect();
        state.under_lock(|| {
            state.flag.store(true, Relaxed);
            state.condition.notify(u32::MAX)
        });
        waiters.into_iter().for_each(|t| t.join().expect("ends"));
        assert_eq!(state.condition.waiters(), 0);
    });
}

/// Waiters joined in order, 1 notification: the first ends, the second does not; then the second.
#[test]
fn notify_one_ends_one_wait_in_order_of_arrival() {
    explore("condition order", 3, || {
        let state = Box::leak(Box::new(RawCondition::new(WaitRow::<Word>::local_for(2))));
        let (first, second) = (
            state.join(1).expect("a place"),
            state.join(2).expect("a place"),
        );
        let first = spawn(move || first.wait(None, &WHY));
        let second = spawn(move || second.wait(None, &WHY));
        assert_eq!(state.notify(1), 1);
        assert!(first.join().expect("ends"));
        assert_eq!(state.waiters(), 1, "the second still waits");
        assert_eq!(state.notify(1), 1);
        assert!(second.join().expect("ends"));
        assert_eq!(state.notify(1), 0, "with nobody waiting it is lost");
    });
}

/// 1 waiter that gives up, 1 notifier: notified or not, both agree.
#[test]
fn time_out_and_notification_agree() {
    explore("condition time-out", 3, || {
        let state = Box::leak(Box::new(RawCondition::new(WaitRow::<Word>::local_for(2))));
        let waiter = state.join(1).expect("a place");
        let waiter = spawn(move || waiter.wait(soon(), &WHY));
        let notified = state.notify(1);
        assert_eq!(waiter.join().expect("ends"), notified == 1);
        assert_eq!(state.waiters(), 0);
    });
}

/// 2 waiters, the first of which is stopped; 1 notification: it reaches the second if the first had got it.
#[test]
fn leaving_waiter_hands_its_notification_on() {
    explore("condition leaving waiter", 3, || {
        let state = Box::leak(Box::new(RawCondition::new(WaitRow::<Word>::local_for(2))));
        let (first, second) = (
            state.join(1).expect("a place"),
            state.join(2).expect("a place"),
        );
        let first = spawn(move || leaving(|| first.wait(None, &WHY)));
        let second = spawn(move || second.wait(None, &WHY));
        assert_eq!(state.notify(1), 1);
        if first.join().expect("ends") {
            assert_eq!(
                state.notify(1),
                1,
                "the first was notified before it waited, so the second still waits"
            );
        }
        assert!(second.join().expect("ends"));
        assert_eq!(state.waiters(), 0);
    });
}
