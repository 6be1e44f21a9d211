//! The locks and signals between processes: the same object reached by handles that travelled.
#![cfg(not(loom))]

use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::ipc::arena;
use runtime::ipc::sync::{Barrier, Condition, Event, Lock, RLock, Semaphore};
use runtime::ipc::{Value, wire};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::mpsc::channel;
use std::time::Duration;

/// The object as another process has it.
fn there<T: Serialize + DeserializeOwned>(object: &T) -> T {
    wire::decode(&wire::encode(object).expect("it travels")).expect("fresh")
}

#[test]
fn a_lock_excludes_whoever_got_it_by_message() {
    let lock = Lock::new().expect("room");
    let count = Value::new(0i64).expect("room");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (lock, count) = (there(&lock), there(&count));
            scope.spawn(move || {
                for _ in 0..2000 {
                    let _held = lock.hold();
                    count.set(count.get() + 1);
                }
            });
        }
    });
    assert_eq!(count.get(), 8000);
    assert!(!lock.locked());
}

#[test]
fn two_threads_of_two_processes_with_one_number_are_two_owners() {
    let lock = RLock::new().expect("room");
    let copy = there(&lock);
    let (say, said) = channel();
    let owner = |number: u32, lock: RLock| {
        let process = Process::leak(number, Tracing::Off);
        let entered = enter_free_slot(process).expect("a slot");
        runtime::thread::run_here(&entered, "MainThread", || {
            lock.acquire_timeout(Duration::from_nanos(1))
        })
        .map_err(drop)
        .expect("it returns")
    };
    let first = std::thread::spawn(move || {
        let taken = owner(7, lock);
        say.send(()).expect("heard");
        taken
    });
    said.recv().expect("taken");
    let second = std::thread::spawn(move || owner(8, copy))
        .join()
        .expect("no panic");
    assert_eq!(
        (first.join().expect("no panic"), second),
        (true, false),
        "the first ended with the lock, so it stays held"
    );
}

#[test]
fn permits_are_conserved_between_copies() {
    let seats = Semaphore::new(3).expect("room");
    let inside = Value::new(0i32).expect("room");
    let most = Value::new(0i32).expect("room");
    std::thread::scope(|scope| {
        for _ in 0..6 {
            let (seats, inside, most) = (there(&seats), there(&inside), there(&most));
            scope.spawn(move || {
                for _ in 0..300 {
                    let _seat = seats.hold();
                    let _alone = inside.get_lock().hold();
                    inside.set(inside.get() + 1);
                    most.set(most.get().max(inside.get()));
                    drop(_alone);
                    std::thread::yield_now();
                    let _alone = inside.get_lock().hold();
                    inside.set(inside.get() - 1);
                }
            });
        }
    });
    assert_eq!((seats.get_value(), inside.get()), (3, 0));
    assert!(
        (1..=3).contains(&most.get()),
        "{} inside at once",
        most.get()
    );
}

#[test]
fn a_condition_wakes_exactly_who_was_notified() {
    let condition = Condition::new().expect("room");
    let turn = Value::new(0i32).expect("room");
    std::thread::scope(|scope| {
        for me in 1..=3 {
            let (condition, turn) = (there(&condition), there(&turn));
            scope.spawn(move || {
                let _held = condition.hold();
                condition.wait_for(|| turn.get() == me).expect("held");
                turn.set(me + 1);
                condition.notify_all().expect("held");
            });
        }
        let _held = condition.hold();
        turn.set(1);
        condition.notify_all().expect("held");
        assert_eq!(condition.wait_for(|| turn.get() == 4), Ok(true));
    });
}

#[test]
fn an_event_lets_all_go_and_a_barrier_lets_each_round_go() {
    let event = Event::new().expect("room");
    let barrier = Barrier::new(3).expect("room");
    let sum = Value::new(0u32).expect("room");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let (event, barrier, sum) = (there(&event), there(&barrier), there(&sum));
            scope.spawn(move || {
                event.wait();
                for _ in 0..50 {
                    let index = barrier.wait().expect("whole");
                    let _held = sum.get_lock().hold();
                    sum.set(sum.get() + index);
                }
            });
        }
        event.set();
    });
    assert_eq!(sum.get(), 50 * (1 + 2));
}

#[test]
fn an_object_lives_as_long_as_anybody_has_it() {
    let event = Event::new().expect("room");
    let sent = wire::encode(&event).expect("it travels");
    drop(event);
    let copy: Event = wire::decode(&sent).expect("the message kept it");
    copy.set();
    drop(copy);
    let stale: Result<Event, _> = wire::decode(&sent);
    assert!(stale.expect_err("gone").to_string().contains("Event"));
    let lock = wire::encode(&Lock::new().expect("room")).expect("it travels");
    assert!(
        wire::decode::<RLock>(&lock).is_err(),
        "a lock is no re-entrant lock"
    );
    assert!(arena::is_ready());
}
