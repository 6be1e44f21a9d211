//! Managed objects: calls through a server process, threading's errors back, copies, a manager that is gone.
#![cfg(not(loom))]

use runtime::error::Error;
use runtime::ipc::managed::{Item, Manager};
use runtime::ipc::wire::{self, Bytes};
use std::time::Duration;

fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

fn numbers(list: impl IntoIterator<Item = i64>) -> Vec<Item> {
    list.into_iter().map(Item::Int).collect()
}

#[test]
fn a_list_is_one_list_for_every_process_and_its_plain_items_are_copies() {
    let manager = Manager::start().expect("a process is to be had");
    let list = manager.list(numbers(0..10)).expect("it runs");
    let there =
        wire::decode::<runtime::ipc::managed::ListProxy>(&wire::encode(&list).expect("it travels"))
            .expect("fresh");
    std::thread::spawn(move || there.append(Item::Int(999)))
        .join()
        .expect("no panic")
        .expect("it runs");
    assert_eq!(list.copy(), Ok(numbers((0..10).chain([999]))));
    list.set(0, Item::List(numbers([1, 2]))).expect("inside");
    let Ok(Item::List(mut copy)) = list.get(0) else {
        panic!("a list")
    };
    copy.push(Item::Int(3));
    assert_eq!(
        list.get(0),
        Ok(Item::List(numbers([1, 2]))),
        "a copy was changed"
    );
    let inner = manager.list(Vec::new()).expect("it runs");
    list.set(0, inner.item()).expect("inside");
    inner.append(Item::Int(7)).expect("it runs");
    assert_eq!(
        list.get(0).map(|item| item == inner.item()),
        Ok(true),
        "a proxy is the object"
    );
    assert_eq!(text(list.get(11)), "IndexError: list index out of range");
    assert_eq!(
        text(list.set(-12, Item::None)),
        "IndexError: list assignment index out of range"
    );
}

#[test]
fn every_kind_is_made_used_and_misused_in_threadings_words() {
    let manager = Manager::start().expect("a process is to be had");
    let dict = manager
        .dict(vec![(Item::from("a"), Item::Int(1))])
        .expect("it runs");
    dict.set(Item::from("b"), Item::Int(2)).expect("it runs");
    assert_eq!(
        (dict.len(), dict.get(Item::from("b"))),
        (Ok(2), Ok(Item::Int(2)))
    );
    let names = manager.namespace().expect("it runs");
    names.set("y", Item::Float(0.5)).expect("it runs");
    let value = manager.value(Item::Int(0)).expect("it runs");
    value.set(Item::Int(1 << 40)).expect("it runs");
    let array = manager.array(numbers([1, 2])).expect("it runs");
    let queue = manager.queue(1).expect("it runs");
    queue.put(Item::Int(5)).expect("it runs");
    let semaphore = manager.bounded_semaphore(1).expect("it runs");
    let event = manager.event().expect("it runs");
    let barrier = manager.barrier(1).expect("it runs");
    let condition = manager.condition().expect("it runs");
    let rows = [
        ("dict[k]", text(dict.get(Item::from("k"))), "KeyError: 'k'"),
        (
            "namespace.x",
            text(names.get("x")),
            "AttributeError: 'Namespace' object has no attribute 'x'",
        ),
        ("namespace.y", text(names.get("y")), "Float(0.5)"),
        ("value", text(value.get()), "Int(1099511627776)"),
        (
            "array[2]",
            text(array.get(2)),
            "IndexError: list index out of range",
        ),
        (
            "lock.release",
            text(manager.lock().and_then(|l| l.release())),
            "RuntimeError: release unlocked lock",
        ),
        (
            "rlock.release",
            text(manager.rlock().and_then(|l| l.release())),
            "RuntimeError: cannot release un-acquired lock",
        ),
        (
            "Semaphore(-1)",
            text(manager.semaphore(-1).map(drop)),
            "ValueError: semaphore initial value must be >= 0",
        ),
        (
            "bounded.release",
            text(semaphore.release()),
            "ValueError: Semaphore released too many times",
        ),
        ("semaphore.acquire", text(semaphore.acquire()), "true"),
        (
            "event.wait",
            text(event.wait_timeout(Duration::from_millis(1))),
            "false",
        ),
        (
            "Barrier(0)",
            text(manager.barrier(0).map(drop)),
            "ValueError: parties must be > 0",
        ),
        ("barrier.wait", text(barrier.wait()), "0"),
        (
            "condition.wait",
            text(condition.wait()),
            "RuntimeError: cannot wait on un-acquired lock",
        ),
        (
            "condition.notify",
            text(condition.notify()),
            "RuntimeError: cannot notify on un-acquired lock",
        ),
        (
            "queue.put_nowait",
            text(queue.put_nowait(Item::None)),
            "queue.Full",
        ),
        ("queue.get", text(queue.get()), "Int(5)"),
        ("queue.get_nowait", text(queue.get_nowait()), "queue.Empty"),
    ];
    for (what, seen, expected) in rows {
        assert_eq!(seen, expected, "{what}");
    }
}

#[test]
fn a_lock_in_the_server_excludes_and_a_waiting_call_holds_up_nobody_else() {
    let manager = Manager::start().expect("a process is to be had");
    let (lock, sum) = (
        manager.lock().expect("it runs"),
        manager.value(Item::Int(0)).expect("it runs"),
    );
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..30 {
                    lock.acquire().expect("it runs");
                    let now = sum.get().and_then(|item| item.int()).expect("a number");
                    sum.set(Item::Int(now + 1)).expect("it runs");
                    lock.release().expect("held");
                }
            });
        }
    });
    assert_eq!(sum.get(), Ok(Item::Int(90)));
    let event = manager.event().expect("it runs");
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| event.wait());
        event.set().expect("another connection");
        assert_eq!(waiter.join().expect("no panic"), Ok(true));
    });
}

#[test]
fn a_manager_that_is_gone_is_told_and_nobody_hangs() {
    let mut manager = Manager::start().expect("a process is to be had");
    let list = manager.list(Vec::new()).expect("it runs");
    list.append(Item::None).expect("it runs");
    manager.shutdown().expect("its child");
    manager.shutdown().expect("again is fine");
    assert_eq!(
        text(list.append(Item::None)),
        "BrokenPipeError: [Errno 32] Broken pipe"
    );
    assert_eq!(
        text(
            std::thread::spawn(move || list.len())
                .join()
                .expect("no panic")
        ),
        "BrokenPipeError: [Errno 32] Broken pipe"
    );
    assert_eq!(
        text(manager.list(Vec::new()).map(drop)),
        "AssertionError: server not yet started"
    );
}

#[test]
fn a_joinable_queue_waits_until_all_that_was_put_is_marked_done() {
    let manager = Manager::start().expect("a process is to be had");
    let queue = manager.joinable_queue(0).expect("it runs");
    queue
        .put(Item::Bytes(Bytes(b"it's \x00".to_vec())))
        .expect("it runs");
    let got = queue.get().expect("it runs");
    assert_eq!(got.repr(), r#"b"it's \x00""#);
    assert_eq!(got.bytes(), Ok(b"it's \x00".to_vec()));
    queue.task_done().expect("it runs");
    queue.join().expect("nothing is left");
    assert_eq!(
        text(queue.task_done()),
        "ValueError: task_done() called too many times"
    );
}
