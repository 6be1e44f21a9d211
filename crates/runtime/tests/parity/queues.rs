//! Misuse of queues.

use super::*;

pub const QUEUES: &[Row] = &[
    ("put_nowait, full", "queue.Full", || {
        text(full().put_nowait(2))
    }),
    ("put(timeout), full", "queue.Full", || {
        text(full().put_timeout(2, Duration::from_nanos(1)))
    }),
    (
        "put(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(full().put_with(2, Yes, Timeout::Seconds(-1.0))),
    ),
    ("put(block=False, timeout=-1), full", "queue.Full", || {
        text(full().put_with(2, No, Timeout::Seconds(-1.0)))
    }),
    ("get_nowait, empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_nowait())
    }),
    ("get(timeout), empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_timeout(Duration::from_nanos(1)))
    }),
    (
        "get(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(Queue::<i32>::new().get_with(Yes, Timeout::Seconds(-1.0))),
    ),
    ("get(block=False, timeout=-1), empty", "queue.Empty", || {
        text(Queue::<i32>::new().get_with(No, Timeout::Seconds(-1.0)))
    }),
    ("Queue(-3).full", "false", || {
        Queue::<i32>::with_maxsize(-3).full().to_string()
    }),
    ("SimpleQueue.get_nowait, empty", "queue.Empty", || {
        text(SimpleQueue::<i32>::new().get_nowait())
    }),
    (
        "SimpleQueue.get(timeout=-1)",
        "ValueError: 'timeout' must be a non-negative number",
        || text(SimpleQueue::<i32>::new().get_with(Yes, Timeout::Seconds(-1.0))),
    ),
    (
        "task_done, too often",
        "ValueError: task_done() called too many times",
        || text(Queue::<i32>::new().task_done()),
    ),
    (
        "task_done, too often, bounded",
        "ValueError: task_done() called too many times",
        || {
            let queue = full();
            queue.task_done().expect("one was put");
            text(queue.task_done())
        },
    ),
    ("put, shut down", "queue.ShutDown", || {
        text(shut(Queue::bounded(1)).put(1))
    }),
    (
        "get, shut down with items, then without",
        "1, then queue.ShutDown",
        || {
            let queue = shut(full());
            format!("{}, then {}", text(queue.get()), text(queue.get()))
        },
    ),
    ("get_nowait, shut down, unbounded", "queue.ShutDown", || {
        text(shut(Queue::<i32>::new()).get_nowait())
    }),
    (
        "PriorityQueue.put of incomparable items",
        "TypeError: '<' not supported between instances of 'dict' and 'dict'; qsize 2, unfinished 1",
        incomparable_items,
    ),
];
